"""An entry against itself: its payload against its digest, its columns against the payload; and which history row it claims."""

import datetime
import hashlib
import json
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
    fields = {field.column: field for field in Entry._meta.concrete_fields}
    return ", ".join(reading.column(f'e."{column}"', fields[column]) for column in COLUMNS)


class Entries:
    """Checks entries as they come.

    Of the last one, `claim` is what it says of its history row (None for an event or a tombstone), `when` its time of recording
    as canonical JSON says it.
    """

    def __init__(self, reading: Reading, clearings: Clearings) -> None:
        self.moment = reading.moment
        self.clearings = clearings
        self.apart = set(kept_apart())
        self.cleared = 0
        self.claim: Any = None
        self.when = ""

    def holds(self, row: Row) -> bool:
        """Tell whether an entry is what it was: the quick look, which names nothing."""
        self.claim = None
        self.when = str(self.moment(row[1]))
        payload = row[-2]
        try:
            if hashlib.sha256(payload.encode()).hexdigest() != row[-1]:
                return False
            said = decode(payload)
            self.claim = said["row"]
            return bool(_said(said) == (self.when, self.moment(row[2]), *row[3:18], decode(row[18]), row[19]))
        except (ValueError, KeyError, TypeError, AttributeError):
            return False

    def broken(self, row: Row, where: str, sealed: str) -> Iterator[Broken]:
        """Name what an entry that doesn't hold has been bent in; nothing for a tombstone that a clearing answers for."""
        text = str(row[-2])
        if cleared_by(text) is not None and self.clearings.answers_for(row[0], text):
            self.cleared += 1
            if not self.clearings.entry_holds(Entry.objects.get(pk=row[0])):
                text = (
                    f"{sealed}变更记录（{self.words(row)}）已清除，留下的栏目（操作人、时间等）又被改动，与清除时所记的摘要不符。"
                )
                yield Broken("entry_column", where, text, row[_ROUND])
            return
        said, payload = f"{sealed}变更记录（{self.words(row)}）", _object(text)
        self.claim = payload.get("row")  # what it says of its row may still hold
        if hashlib.sha256(text.encode()).hexdigest() != row[-1] or not payload:
            yield Broken("entry_payload", where, f"{said}内容被改动：原文与摘要不符。", row[_ROUND])
            return
        for name, value in zip(SAID, row[1:-2], strict=True):
            value = self.moment(value) if name in _TIMES else value
            if name in payload and not _same(name, payload[name], value):
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


def _object(text: str) -> dict[str, Any]:
    """Return the object that a payload says, {} where it says none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _same(name: str, said: Any, value: Any) -> bool:
    """Whether payload and column say the same: the demonstration's past was written in local time, JSON is stored as text."""
    if said == value:
        return True
    try:
        if name in _TIMES:
            return datetime.datetime.fromisoformat(said) == datetime.datetime.fromisoformat(value)
        return name == "changes" and bool(decode(value) == said)
    except (ValueError, TypeError):
        return False
