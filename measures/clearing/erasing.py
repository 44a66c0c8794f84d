"""What a clearing takes away: which lines of the log tell the text, which history rows hold it, and where the bytes lie."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from simple_history.models import HistoricalChanges

from measures.clearing.kinds import all_kinds, kind_of
from measures.models import Clearing, ClearingState
from rectify.files import keeping
from rectify.history import clearing as marks
from rectify.history.models import Entry, Tracked

BLANK = "〔已清除〕"  # in the record itself
TELLING = 10  # characters: a shorter text is looked for in the record's own lines alone, since others say the same by chance


@dataclass(frozen=True)
class Goes:
    """What is to go: the texts, the entries that tell them, and the history rows that hold them in one field."""

    texts: frozenset[str]
    entries: tuple[Entry, ...]
    rows: tuple[Model, ...]


def past_texts(record: Tracked, name: str) -> list[str]:
    """Return every text that `name` of a record ever held, the latest first, without marks and empty ones."""
    found = type(record).history.filter(id=record.pk).order_by("-history_id").values_list(name, flat=True)
    return [text for text in dict.fromkeys(found) if text and text != BLANK and not marks.is_mark(text)]


def goes(clearing: Clearing, record: Tracked) -> Goes:
    """Return what a clearing takes away of a record's texts; nothing where it is of a file alone."""
    if not clearing.field:
        return Goes(frozenset(), (), ())
    texts = set(past_texts(record, clearing.field))
    if clearing.keeps_current:
        texts.discard(getattr(record, clearing.field))
    rows = type(record).history.filter(id=record.pk, **{f"{clearing.field}__in": texts}).order_by("history_id")
    return Goes(frozenset(texts), tuple(_telling(clearing, record, texts)), tuple(rows))


def _telling(clearing: Clearing, record: Tracked, texts: set[str]) -> Iterator[Entry]:
    """Give the entries that tell one of the texts: of this record, and of any other of the round that quotes it."""
    own = Q(record_type=clearing.record_type, record=clearing.record)
    quoting = Q(pk__in=[])
    for text in texts:
        if len(text) >= TELLING:
            quoting |= Q(payload__contains=_as_json(text))
    lines = Entry.objects.filter(own | quoting & (Q(round=clearing.round_id) | Q(round=None))).exclude(action=marks.ACTION)
    for entry in lines.order_by("pk"):
        is_own = (entry.record_type, entry.record) == (clearing.record_type, clearing.record)
        if marks.cleared_by(entry.payload) is None and (not is_own or _tells(entry, clearing.field, texts)):
            yield entry


def _tells(entry: Entry, name: str, texts: set[str]) -> bool:
    """Whether a line of the record itself tells one of the texts: as its change, in its label, or in any other words."""
    label = entry.record_label
    said = [value for change in entry.changes if change["field"] == name for value in (change["old"], change["new"])]
    cut = any(label and (label in text or text in label) for text in texts)
    return bool(texts.intersection(said)) or cut or any(len(t) >= TELLING and _as_json(t) in entry.payload for t in texts)


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def named(clearing: Clearing, going: Goes) -> dict[str, str]:
    """Return what the clearing's entry is to say of it: each line by its key, a row with the digest of what is left."""
    going_rows = {(row._meta.db_table, row.pk) for row in going.rows}
    keys = {marks.fields_key(row): marks.fields_of(row) for row in going.rows}
    for entry in going.entries:
        row = _row_of(entry)
        if row is not None:
            keys[marks.fields_key(row)] = marks.fields_of(row)
        goes_too = row is not None and (row._meta.db_table, row.pk) in going_rows
        keys[marks.entry_key(entry.pk)] = marks.claim_of(row, clearing.field if goes_too else "")
    keys |= {marks.row_key(row, clearing.field): marks.rest_digest(row, [clearing.field]) for row in going.rows}
    if clearing.file:
        keys[marks.file_key(clearing.record_type, clearing.record)] = getattr(clearing.subject, "sha256", "")
    return keys


def _row_of(entry: Entry) -> Model | None:
    """Return the history row that an entry speaks of; an event has none."""
    said = json.loads(entry.payload)["row"]
    histories: Any = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    model = next((model for model in histories if said and model._meta.db_table == said["table"]), None)
    return model._default_manager.filter(pk=said["id"]).first() if model is not None else None


def blank(clearing: Clearing, going: Goes) -> None:
    """Blank the lines that the clearing's entry names; the guards let nothing else pass."""
    number = Entry.objects.for_record(clearing).latest("pk").pk
    mark = marks.mark(number)
    lines = Entry.objects.filter(pk__in=[entry.pk for entry in going.entries])
    lines.update(payload=marks.tombstone(number), changes=[], record_label=mark, reason=mark)
    if going.rows:
        history: Any = type(going.rows[0])._default_manager
        history.filter(pk__in=[row.pk for row in going.rows]).update(**{clearing.field: mark})


def erase_files(clearings: Iterable[Clearing]) -> int:
    """Take away the bytes of these clearings that are still there; return how many. Once more does nothing."""
    return sum(_erase(clearing) for clearing in clearings if clearing.file and clearing.state == ClearingState.DONE)


def _erase(clearing: Clearing) -> bool:
    kind = kind_of(clearing.record_type)
    return kind is not None and keeping.erase(kind.room, str(getattr(clearing.subject, "path", "")))


def same_bytes(clearing: Clearing) -> list[str]:
    """Return where else the same file was uploaded: the names of the records, which stay."""
    digest, found = getattr(clearing.subject, "sha256", ""), []
    for kind in all_kinds():
        if kind.room:
            model: Any = kind.model
            rows = model._base_manager.filter(sha256=digest).select_related(*model.held_with)
            found += [kind.label(row) for row in rows if (model._meta.label_lower, row.pk) != _key(clearing)]
    return found


def _key(clearing: Clearing) -> tuple[str, int]:
    return clearing.record_type, clearing.record
