"""The index by which the change log is reviewed: for each entry the tags under which it is found, newest first.

A tag stands for one filter (“done by this person”), or for a named pair of them (“by this person, and a due date”), of one round.
The rows of one tag lie together in order of time, so that a page is read from the index alone, however many entries there are.
Tags are written in the entry's transaction, in one statement, and are no part of its payload: they can be worked out again from
the entries. Source of the rule: each single filter and the named pairs within 100 ms at a million entries.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from rectify.history.kinds import ChangeKind, kinds_of
from rectify.history.models import Entry, EntryTag

CHUNK = 1000
CLOSING = "closure"  # the field whose own change is the closing, not something after it


class Facet(StrEnum):
    """What an entry is found by; the value is part of the tag."""

    PERSON = "person"
    ROLE = "role"
    POST = "post"
    TYPE = "type"
    ACTION = "action"
    PROBLEM = "problem"
    DEPARTMENT = "department"
    FIELD = "field"
    KIND = "kind"
    CLOSED = "closed"


# The pairs that have tags of their own. Each costs a row for each entry, so what is asked often is here, and no more; a period
# narrows any tag, and a record's own rows are few enough to be looked through.
PAIRS: tuple[tuple[Facet, Facet], ...] = (
    (Facet.PERSON, Facet.KIND),
    (Facet.PERSON, Facet.DEPARTMENT),
    (Facet.PROBLEM, Facet.KIND),
    (Facet.DEPARTMENT, Facet.KIND),
    (Facet.DEPARTMENT, Facet.PROBLEM),
    (Facet.CLOSED, Facet.PERSON),
    (Facet.CLOSED, Facet.KIND),
    (Facet.CLOSED, Facet.DEPARTMENT),
)

Values = Mapping[Facet, object]


def tag_of(round: int, values: Values) -> int:
    """Return the tag of one filter or of a named pair: a signed 64-bit number out of its words, the same everywhere."""
    words = [str(round), *(f"{facet}={values[facet]}" for facet in Facet if facet in values)]
    digest = hashlib.blake2b("\n".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def named(facets: Iterable[Facet]) -> bool:
    """Tell whether these facets have a tag together: one alone always, two where they are a named pair."""
    given = set(facets)
    return len(given) == 1 or any(given == set(pair) for pair in PAIRS)


def facets_of(entry: Entry, *, closed: bool = False) -> dict[Facet, list[object]]:
    """Return by what an entry is found; `closed` tells that its issue was closed before."""
    fields = [change["field"] for change in entry.changes]
    kinds = kinds_of(action=entry.action, record_type=entry.record_type, fields=fields, created=entry.created)
    told = [] if entry.created else [f"{entry.record_type}.{field}" for field in fields if not field.startswith("fact")]
    found: dict[Facet, list[object]] = {
        Facet.PERSON: [entry.actor_id],
        Facet.ROLE: [entry.acting_role],
        Facet.POST: [entry.acting_as],
        Facet.TYPE: [entry.record_type],
        Facet.ACTION: [entry.action],
        Facet.PROBLEM: [entry.key_problem],
        Facet.DEPARTMENT: [*dict.fromkeys([entry.department, *_others(entry)])],
        Facet.FIELD: list(told),
        Facet.KIND: [*sorted(kinds)],
        Facet.CLOSED: [1] if closed else [],
    }
    return {facet: [value for value in values if value not in (None, "")] for facet, values in found.items()}


def tags_of(entry: Entry, *, closed: bool = False) -> set[int]:
    """Return the tags of an entry; one that belongs to no round has none, for it stands in no round's log."""
    if entry.round is None:
        return set()
    return {tag_of(entry.round, values) for values in found_by(facets_of(entry, closed=closed))}


def tag(entries: Iterable[Entry], *, closed: Mapping[int, bool] | None = None) -> None:
    """Write the tags of entries that were just written, in one statement. `closed` by the entry's key."""
    known: Any = closed or {}
    EntryTag.objects.bulk_create(
        EntryTag(tag=number, at=entry.effective_at, entry=entry.pk)
        for entry in entries
        for number in sorted(tags_of(entry, closed=known.get(entry.pk, False)))
    )


def filled(entries: Iterable[Any]) -> Iterator[list[tuple[int, datetime.datetime, int]]]:
    """Give the rows (tag, at, entry) of entries without any, a thousand entries at a time; they come by key, from the first.

    Whether an issue was closed before is read from the entries themselves.
    """
    closed: set[int] = set()
    rows: list[tuple[int, datetime.datetime, int]] = []
    for number, entry in enumerate(entries, start=1):
        turned = next((change["new"] for change in entry.changes if change["field"] == CLOSING), None)
        after = turned is None and entry.issue in closed
        rows += [(found, entry.effective_at, entry.pk) for found in sorted(tags_of(entry, closed=after))]
        if turned is not None:
            (closed.add if turned == "closed" else closed.discard)(entry.issue)
        if number % CHUNK == 0:
            yield rows
            rows = []
    yield rows


def kind_tags(entry: Entry, *, closed: bool = False) -> set[int]:
    """Return every tag that could say of which kind an entry is: those that it may have by any rule, not by today's."""
    if entry.round is None:
        return set()
    facets = {**facets_of(entry, closed=closed), Facet.KIND: [*ChangeKind]}
    return {tag_of(entry.round, values) for values in found_by(facets) if Facet.KIND in values}


def _others(entry: Entry) -> list[int]:
    return [int(pk) for pk in entry.others.split("|") if pk]


def found_by(found: dict[Facet, list[object]]) -> Iterator[Values]:
    """Give each filter and each named pair under which an entry with these facets has a tag."""
    for facet, values in found.items():
        for value in values:
            yield {facet: value}
    for one, other in PAIRS:
        for first in found[one]:
            for second in found[other]:
                yield {one: first, other: second}
