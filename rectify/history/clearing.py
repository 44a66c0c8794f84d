"""清除 in the change log: what a cleared line looks like, and by what it still verifies.

The one exception that the guards allow (see `exception`): an entry whose text had to go keeps its SHA-256, its people, its time
and its place in the chain, and says instead of its text which later entry cleared it; a history row keeps every value but the one
that had to go. That later entry is an ordinary, sealed one. It names every line that it cleared and, for each history row, the
digest of what is left; and for each table the fields that the digests speak of, since a later migration may add one. So whoever
verifies accepts a tombstone only where a sealed entry answers for it.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from rectify.history.models import Entry
from rectify.history.recording import canonical, stored_values

ACTION = "clearing.confirm"  # under which a clearing's entry stands; the guards ask for it
ERASED = "erased"  # the field of that entry's record that names what it cleared
REASON = "history_change_reason"  # the column of a history row that says an entry's reason once more
BLANKED = ("payload", "changes", "record_label", "reason")  # of an entry
LEFT = (
    "recorded_at", "effective_at", "actor_id", "actor_name", "acting_role", "acting_as", "action", "record_type", "record",
    "created", "round", "key_problem", "issue", "measure", "department", "others", "sha256",
)  # fmt: skip
_BEFORE, _AFTER = "〔已清除，见第", "号记录〕"
_MARK = re.compile(f"{_BEFORE}([0-9]+){_AFTER}")
_TOMBSTONE = re.compile(r'\{"cleared_by":([0-9]+)\}')


def mark(entry: int) -> str:
    """Return what stands in place of a text that entry number `entry` cleared."""
    return f"{_BEFORE}{entry}{_AFTER}"


def tombstone(entry: int) -> str:
    """Return the payload of an entry that entry number `entry` cleared."""
    return f'{{"cleared_by":{entry}}}'


def cleared_by(payload: str) -> int | None:
    """Return the number of the entry that cleared the entry with this payload, None for a whole one."""
    found = _TOMBSTONE.fullmatch(payload)
    return int(found[1]) if found else None


def is_mark(value: Any) -> bool:
    """Tell whether a history row's value is a mark in place of a cleared text."""
    return isinstance(value, str) and _MARK.fullmatch(value) is not None


def entry_key(entry: int) -> str:
    """Return how `erased` names an entry."""
    return f"{Entry._meta.db_table}:{entry}"


def row_key(row: models.Model, field: str) -> str:
    """Return how `erased` names one field of a history row."""
    return f"{row._meta.db_table}:{row.pk}:{field}"


def fields_key(row: models.Model) -> str:
    """Return how `erased` names the fields of a history table."""
    return f"fields:{row._meta.db_table}"


def fields_of(row: models.Model) -> str:
    """Return what `erased` says of them: the fields that the table has now, of which its digests speak."""
    return ",".join(sorted(stored_values(row)))


def is_of_log(key: str) -> bool:
    """Tell whether a key of `erased` names a line of the log, not a file or what the digests speak of."""
    return not key.startswith(("file:", "fields:"))


def file_key(record_type: str, record: int) -> str:
    """Return how `erased` names a record's file."""
    return f"file:{record_type}:{record}"


def claim_of(entry: Entry, row: models.Model | None, fields: Iterable[str] = ()) -> str:
    """Return what `erased` says of a cleared entry: its history row's table, key and digest of what is left, and its own."""
    of_row = "::" if row is None else f"{row._meta.db_table}:{row.pk}:{rest_digest(row, fields)}"
    return f"{of_row}:{left_digest(entry)}"


def left_digest(entry: Entry) -> str:
    """Return the SHA-256 of what a clearing leaves of an entry beside its digest: who, as what, when, and of which record."""
    stored = stored_values(entry)
    left = {name: stored[name] for name in LEFT}
    return hashlib.sha256(canonical(left).encode()).hexdigest()


def rest_digest(row: models.Model, fields: Iterable[str] = (), known: frozenset[str] | None = None) -> str:
    """Return the SHA-256 of what a clearing leaves of a history row: its values but `fields` and those that are marks already.

    `known` are the fields that the table had when it was taken; None where it is taken now.
    """
    stored, gone = stored_values(row), set(fields)
    asked = (stored.keys() if known is None else known & stored.keys()) - gone
    left = {name: stored[name] for name in asked if not is_mark(stored[name])}
    return hashlib.sha256(canonical(left).encode()).hexdigest()


@dataclass
class Clearings:
    """What the log's clearing entries answer for; read once by whoever verifies."""

    entries: dict[int, int] = field(default_factory=dict)  # an entry's number: the entry that cleared it
    claims: dict[int, tuple[str, int, str]] = field(default_factory=dict)  # and its row: table, key, digest of what is left
    lefts: dict[int, str] = field(default_factory=dict)  # and the digest of what is left of the entry
    rows: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)  # (table, history_id): last clearing, digest
    fields: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    known: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)  # (clearing, table): the fields it spoke of
    files: dict[tuple[str, int], int] = field(default_factory=dict)  # (kind, key) of a record: the entry that cleared its file

    @classmethod
    def of_log(cls) -> "Clearings":
        """Read them from the payloads of the clearing entries.

        A real one wrote the history row of a clearing; and what was bent explains nothing, it is named where the chain is read.
        """
        found = cls()
        for number, payload in Entry.objects.filter(action=ACTION).order_by("pk").values_list("pk", "payload"):
            with suppress(ValueError, TypeError, LookupError, AttributeError):
                found._take(number, json.loads(payload))
        return found

    def _take(self, number: int, payload: dict[str, Any]) -> None:
        for change in payload["changes"] if payload["row"] else ():
            if change["field"] == ERASED and change["new"]:
                for key, digest in change["new"].items():
                    self._take_key(number, key, digest)

    def _take_key(self, number: int, key: str, digest: str) -> None:
        kind, *rest = key.split(":")
        if kind == "file":
            self.files[rest[0], int(rest[1])] = number
        elif kind == "fields":
            self.known[number, rest[0]] = frozenset(digest.split(","))
        elif kind == Entry._meta.db_table:
            self.entries[int(rest[0])] = number
            table, row_id, of_row, left = (digest.split(":") + [""] * 4)[:4]  # a clearing of earlier times says less
            if row_id:
                self.claims[int(rest[0])] = table, int(row_id), of_row
            if left:
                self.lefts[int(rest[0])] = left
        else:
            row = kind, int(rest[0])
            self.rows[row] = number, digest
            self.fields.setdefault(row, set()).add(rest[1])

    def answers_for(self, entry: int, payload: str) -> bool:
        """Tell whether a cleared entry's tombstone names the later entry that says it cleared it."""
        by = cleared_by(payload)
        return by is not None and by > entry and self.entries.get(entry) == by

    def entry_holds(self, entry: Entry) -> bool:
        """Tell whether what is left of a cleared entry is what its clearing left."""
        return self.lefts.get(entry.pk) in {None, left_digest(entry)}

    def claimed_row_holds(self, entry: int, row: models.Model) -> bool:
        """Tell whether the history row of a cleared entry is what its clearing left of it, or what a later one did."""
        claim = self.claims.get(entry)
        return (claim is not None and self._left(self.entries[entry], row) == claim[2]) or self.row_holds(row)

    def row_holds(self, row: models.Model) -> bool:
        """Tell whether a history row is one that was cleared and what is left of it is what its clearing left."""
        key = row._meta.db_table, row.pk
        marked = {name for name, value in stored_values(row).items() if is_mark(value)}
        if not marked or marked != self.fields.get(key):
            return False
        number, digest = self.rows[key]
        return self._left(number, row) == digest

    def _left(self, number: int, row: models.Model) -> str:
        return rest_digest(row, known=self.known.get((number, row._meta.db_table)))
