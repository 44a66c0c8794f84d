"""An entry against itself: its payload against its digest, its columns against the payload; and which history row it claims."""

import datetime
import hashlib
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from rectify.history import words
from rectify.history.clearing import Clearings, cleared_by
from rectify.history.models import Entry, kept_apart
from rectify.history.verifying.findings import Broken
from rectify.history.verifying.reading import Reading, Row, decode

TABLE = Entry._meta.db_table
# the columns as a chunk brings them: the key, what the payload says too, the payload, its digest
SAID = (
    "recorded_at", "effective_at", "actor_id", "actor_name", "acting_role", "acting_as", "action", "record_type", "record",
    "record_label", "created", "round", "key_problem", "issue", "measure", "department", "others", "changes", "reason",
)  # fmt: skip
COLUMNS = ("id", *SAID, "payload", "sha256")
_RECORDED, _ACTOR, _ACTION, _LABEL, _ROUND = (COLUMNS.index(c) for c in (
    "recorded_at", "actor_name", "action", "record_label", "round"
))  # fmt: skip
_SHORT = {"actor_name", "acting_as", "action", "record_label"}  # columns whose two readings a sentence may tell
_TIMES = {"recorded_at", "effective_at"}
_said = itemgetter(*SAID)


def selected(reading: Reading) -> str:
    """Return the columns of the entry `e` for a SELECT."""
    return ", ".join(f'{reading.raw}e."{column}"' for column in COLUMNS)


class Entries:
    """Checks entries as they come; `claim` is the last one's digest of its history row, None for an event or a tombstone."""

    def __init__(self, reading: Reading, clearings: Clearings) -> None:
        self.moment = reading.moment
        self.clearings = clearings
        self.apart = set(kept_apart())
        self.cleared = 0
        self.claim: Any = None

    def holds(self, row: Row) -> bool:
        """Tell whether an entry is what it was: the quick look, which names nothing."""
        self.claim = None
        payload = row[-2]
        if hashlib.sha256(payload.encode()).hexdigest() != row[-1]:
            return False
        try:
            said = decode(payload)
            self.claim = said["row"]
            return bool(_said(said) == self._values(row))
        except (ValueError, KeyError, TypeError):
            return False

    def _values(self, row: Row) -> Row:
        return (self.moment(row[1]), self.moment(row[2]), *row[3:18], decode(row[18]), row[19])

    def broken(self, row: Row, where: str, sealed: str) -> Iterator[Broken]:
        """Name what an entry that doesn't hold has been bent in; nothing for a tombstone that a clearing answers for."""
        if cleared_by(row[-2]) is not None and self.clearings.answers_for(row[0], row[-2]):
            self.cleared += 1
            return
        said = f"{sealed}变更记录（{self.words(row)}）"
        if hashlib.sha256(row[-2].encode()).hexdigest() != row[-1]:
            yield Broken("entry_payload", where, f"{said}内容被改动：原文与摘要不符。", row[_ROUND])
            return
        try:
            payload = decode(row[-2])
        except ValueError:
            yield Broken("entry_payload", where, f"{said}内容被改动：原文不是可读的记录。", row[_ROUND])
            return
        self.claim = payload.get("row")
        values = dict(zip(SAID, self._values(row), strict=True))
        for name, value in values.items():
            if name in payload and payload[name] != value and not _same_moment(name, payload[name], value):
                yield Broken("entry_column", where, self._column(said, name, payload, value), row[_ROUND])

    def _column(self, said: str, name: str, payload: dict[str, Any], value: Any) -> str:
        label = Entry._meta.get_field(name.removesuffix("_id")).verbose_name  # type: ignore[union-attr]
        tells = name in _SHORT and payload.get("record_type") not in self.apart
        return f"{said}“{label}”一栏被改动" + (f"：原为“{payload[name]}”，现为“{value}”。" if tells else "，与原文不符。")

    def words(self, row: Row) -> str:
        """Return an entry in a few words, as its columns have them."""
        return words.entry_words(self.recorded(row), row[_ACTOR], row[_ACTION], row[_LABEL])

    def recorded(self, row: Row) -> str:
        """Return when an entry was recorded, as canonical JSON says it."""
        return str(self.moment(row[_RECORDED]))

    def round(self, row: Row) -> int | None:
        """Return the key of an entry's round."""
        found: int | None = row[_ROUND]
        return found


def _same_moment(name: str, said: Any, value: Any) -> bool:
    """Whether two readings of a time are one: the demonstration's past was written in local time."""
    if name not in _TIMES or not isinstance(said, str) or not isinstance(value, str):
        return False
    return datetime.datetime.fromisoformat(said) == datetime.datetime.fromisoformat(value)
