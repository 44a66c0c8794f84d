"""What a clearing takes away: the lines of the log that tell the text, the history rows that hold it, and the bytes of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from measures.clearing.kinds import Kind, all_kinds, kind_of
from measures.clearing.telling import TELLING, reason_line, row_of, says, telling
from measures.models import Clearing, ClearingState
from rectify.files import keeping
from rectify.history import clearing as marks
from rectify.history.models import Entry, Tracked

BLANK = "〔已清除〕"  # in the record itself


@dataclass(frozen=True)
class Goes:
    """What is to go: the texts; the entries that tell them, with their history rows; the rows, with the columns that go."""

    texts: frozenset[str] = frozenset()
    entries: tuple[tuple[Entry, Model | None], ...] = ()
    rows: tuple[tuple[Model, tuple[str, ...]], ...] = ()


def past_texts(record: Tracked, name: str) -> list[str]:
    """Return every text that `name` of a record ever held, the latest first, without marks and empty ones."""
    found = type(record).history.filter(id=record.pk).order_by("-history_id").values_list(name, flat=True)
    return [text for text in dict.fromkeys(found) if text and text != BLANK and not marks.is_mark(text)]


def goes(clearing: Clearing, record: Tracked) -> Goes:
    """Return what a clearing takes away of a record's texts; nothing where it is of a file alone."""
    line = reason_line(clearing)
    texts = _texts(clearing, record, line)
    if not texts:
        return Goes()
    entries = tuple((entry, row_of(entry)) for entry in telling(clearing, texts, line))
    return Goes(frozenset(texts), entries, tuple(_rows(clearing, record, texts, entries)))


def goes_now(clearing: Clearing, record: Tracked, going: Goes) -> bool:
    """Tell whether the words that stand in the record now are among those that go."""
    return bool(clearing.field) and not clearing.of_reason and getattr(record, clearing.field) in going.texts


def _texts(clearing: Clearing, record: Tracked, line: Entry | None) -> set[str]:
    """The texts that go: a reason as one line says it, or whatever a field ever held."""
    if line is not None:
        return set() if marks.is_mark(line.reason) or not line.reason else {line.reason}
    texts = set(past_texts(record, clearing.field)) if clearing.field else set()
    return texts - {getattr(record, clearing.field)} if clearing.keeps_current else texts


def _rows(
    clearing: Clearing, record: Tracked, texts: set[str], entries: Iterable[tuple[Entry, Model | None]]
) -> Iterable[tuple[Model, tuple[str, ...]]]:
    """The history rows that hold one of the texts: the record's own in its field, and that of each entry in its reason."""
    found: dict[tuple[str, int], tuple[Model, list[str]]] = {}
    if not clearing.of_reason:
        for row in type(record).history.filter(id=record.pk, **{f"{clearing.field}__in": texts}).order_by("history_id"):
            found[row._meta.db_table, row.pk] = row, [clearing.field]
    for _, told in entries:
        if told is not None and says(getattr(told, marks.REASON) or "", texts):
            found.setdefault((told._meta.db_table, told.pk), (told, []))[1].append(marks.REASON)
    return ((row, tuple(names)) for row, names in found.values())


def named(clearing: Clearing, going: Goes) -> dict[str, str]:
    """Return what the clearing's entry is to say of it: each line by its key, a row with the digest of what is left."""
    columns = {(row._meta.db_table, row.pk): names for row, names in going.rows}
    keys = {marks.fields_key(row): marks.fields_of(row) for row, _ in going.rows}
    for entry, row in going.entries:
        gone: tuple[str, ...] = ()
        if row is not None:
            keys[marks.fields_key(row)] = marks.fields_of(row)
            gone = tuple(columns.get((row._meta.db_table, row.pk), ()))
        keys[marks.entry_key(entry.pk)] = marks.claim_of(entry, row, gone)
    for row, names in going.rows:
        keys |= {marks.row_key(row, name): marks.rest_digest(row, names) for name in names}
    if clearing.file:
        keys[marks.file_key(clearing.record_type, clearing.record)] = getattr(clearing.subject, "sha256", "")
    return keys


def blank(clearing: Clearing, going: Goes) -> None:
    """Blank the lines that the clearing's entry names; the guards let nothing else pass."""
    number = Entry.objects.for_record(clearing).latest("pk").pk
    mark = marks.mark(number)
    lines = Entry.objects.filter(pk__in=[entry.pk for entry, _ in going.entries])
    lines.update(payload=marks.tombstone(number), changes=[], record_label=mark, reason=mark)
    for row, names in going.rows:  # one by one: the reason's field is one object for all history tables, no queryset updates it
        for name in names:
            setattr(row, name, mark)
        row.save(update_fields=names)


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


def same_words(clearing: Clearing, texts: Iterable[str]) -> list[str]:
    """Return where else in the round one of the texts stands or stood: records and fields, which stay. A query for each field."""
    long = [text for text in texts if len(text) >= TELLING]
    return [found for kind in all_kinds() if long for name in kind.texts for found in _holding(kind, name, clearing, long)]


def _holding(kind: Kind, name: str, clearing: Clearing, texts: Iterable[str]) -> Iterable[str]:
    """Name the other records of a kind that hold or held one of the texts in one field."""
    model: Any = kind.model
    said = Q(pk__in=[])
    for text in texts:
        said |= Q(**{f"{name}__contains": text})
    of_round = model._default_manager.all().round_q([clearing.round_id])
    rows = model._default_manager.filter(of_round, pk__in=model.history.filter(said).order_by().values("id"))
    own = (model._meta.label_lower, name) == (clearing.record_type, clearing.field)
    for row in rows.select_related(*model.held_with):
        if not own or row.pk != clearing.record:
            yield f"{kind.label(row)}的{kind.field_word(name)}"


def _key(clearing: Clearing) -> tuple[str, int]:
    return clearing.record_type, clearing.record
