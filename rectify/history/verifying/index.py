"""The log's index against the entries: whoever took a tag away would hide an entry from those who review by it."""

import json
from collections.abc import Iterator
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from rectify.history import words
from rectify.history.kinds import ChangeKind
from rectify.history.models import Entry, EntryTag
from rectify.history.tagging import Facet, facets_of, found_by, tag_of
from rectify.history.verifying.findings import Broken, Report
from rectify.history.verifying.reading import Reading, Row, decode

COLUMNS = (
    "round", "actor_id", "acting_role", "acting_as", "record_type", "action", "key_problem", "department", "others", "created",
)  # fmt: skip
TAGS = EntryTag._meta.db_table
_ENTRIES = f"""
SELECT id, {", ".join(COLUMNS)}, changes FROM {Entry._meta.db_table} WHERE id > %s AND round IS NOT NULL ORDER BY id LIMIT %s
"""  # noqa: S608 (names of our own)
# which of these (entry, tag) pairs, given as JSON, have no row
_PAIRS = {
    "sqlite": "(SELECT value ->> 0 AS entry, value ->> 1 AS tag FROM json_each(%s))",
    "postgresql": "(SELECT (value ->> 0)::bigint AS entry, (value ->> 1)::bigint AS tag FROM json_array_elements(%s::json))",
}
_LACKING = f"""
SELECT p.entry, p.tag FROM {{pairs}} p JOIN {Entry._meta.db_table} e ON e.id = p.entry
WHERE NOT EXISTS (SELECT 1 FROM {TAGS} t WHERE t.tag = p.tag AND t.at = e.effective_at AND t.entry = p.entry)
"""  # noqa: S608

Tags = dict[int, tuple[int, ...]]  # a tag, and those of which another does as well


def check_index(reading: Reading, report: Report) -> None:
    """Name the entries that lack a tag.

    Of which kind an entry is was said by the rules of its time: any kind will do. Whether it came after a closure isn't asked.
    """
    for chunk in reading.chunks(_ENTRIES, 0):
        for key in sorted(_lacking(reading, {row[0]: _expected(*_values(row)) for row in chunk})):
            entry = Entry.objects.defer("payload").get(pk=key)
            when = entry.recorded_at.isoformat()
            said = words.entry_words(when, entry.actor_name, entry.action, entry.record_label)
            text = f"变更记录（{said}）在查阅用的索引中缺少或被改动：按人员、部门、种类等条件查阅时会看不到它。"
            report.add(Broken("index_missing", f"entry:{key}", text, entry.round))


def _lacking(reading: Reading, expected: dict[int, Tags]) -> set[int]:
    """Return the entries that lack a tag for which no other does."""
    found, others = set(), {}
    for entry, tag in _without_row(reading, [(entry, tag) for entry, tags in expected.items() for tag in tags]):
        if not expected[entry][tag]:
            found.add(entry)
        else:
            others[entry, tag] = expected[entry][tag]
    lacking = set(_without_row(reading, [(entry, other) for (entry, _), tags in others.items() for other in tags]))
    return found | {entry for (entry, _), tags in others.items() if all((entry, other) in lacking for other in tags)}


def _without_row(reading: Reading, pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if pairs:
        sql = _LACKING.format(pairs=_PAIRS[reading.wrapper.vendor])
        yield from ((int(entry), int(tag)) for entry, tag in reading.rows(sql, (json.dumps(pairs),)))


def _values(row: Row) -> tuple[Any, ...]:
    changes = decode(row[-1]) if isinstance(row[-1], str) else row[-1]
    return *row[1:-2], bool(row[-2]), tuple(change["field"] for change in changes)


@lru_cache(maxsize=20_000)
def _expected(*values: Any) -> Tags:
    """Return the tags of an entry with these values; many entries share them."""
    said = dict(zip((*COLUMNS, "changes"), values, strict=True))
    entry: Any = SimpleNamespace(**said | {"changes": [{"field": name} for name in said["changes"]]})
    tags: Tags = {}
    for found in found_by(facets_of(entry)):
        others = [{**found, Facet.KIND: kind} for kind in ChangeKind] if Facet.KIND in found else []
        tags[tag_of(entry.round, found)] = tuple(tag_of(entry.round, other) for other in others)
    return tags
