"""Which lines of the log tell a text that is to go, and the reasons that somebody typed as a line's own words."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from simple_history.models import HistoricalChanges

from measures.clearing.kinds import Kind
from measures.models import Clearing
from measures.models.clearing import REASON_OF
from rectify.history import clearing as marks
from rectify.history.models import Entry, Tracked
from rectify.history.words import action_words
from rectify.templatetags.rectify import cdate

TELLING = 10  # characters: a shorter text is looked for in the record's own lines alone, since others say the same by chance
CUT = 40  # characters: the least that a record's name keeps of a text that is too long for it


def reasons(record: Tracked, kind: Kind) -> list[tuple[str, str]]:
    """Return the reasons of a record's lines that can be cleared, the latest first: (code, words). One query.

    What a field says word for word goes with the field, and isn't offered twice.
    """
    lines = Entry.objects.for_record(record).exclude(reason="").exclude(action=marks.ACTION).order_by("-pk").defer("payload")
    typed = (line for line in lines if not marks.is_mark(line.reason) and not _in_a_field(line, kind))
    return [(f"{REASON_OF}{line.pk}", _words(line)) for line in typed]


def _in_a_field(line: Entry, kind: Kind) -> bool:
    return any(change["field"] in kind.texts and change["new"] == line.reason for change in line.changes)


def _words(line: Entry) -> str:
    return f"{cdate(line.effective_at)}“{action_words().get(line.action, line.action)}”时填写的原因"[:60]


def reason_line(clearing: Clearing) -> Entry | None:
    """Return the line whose reason a clearing is of, None where it is of something else."""
    return Entry.objects.get(pk=int(clearing.field.removeprefix(REASON_OF))) if clearing.of_reason else None


def says(said: str, texts: set[str]) -> bool:
    """Whether words are one of the texts, or quote one that is long enough to be told."""
    return said in texts or any(len(text) >= TELLING and text in said for text in texts)


def telling(clearing: Clearing, texts: set[str], line: Entry | None) -> Iterator[Entry]:
    """Give the entries that tell one of the texts: of this record, and of any other of the round that quotes it.

    `line` is the one whose reason is to go; whatever was written in one go with it says the same reason.
    """
    own = Q(record_type=clearing.record_type, record=clearing.record)
    if line is not None:
        own |= Q(recorded_at=line.recorded_at, action=line.action, actor=line.actor_id, reason=line.reason)
    quoting = Q(pk__in=[])
    for text in texts:
        if len(text) >= TELLING:
            quoting |= Q(payload__contains=_as_json(text))
    lines = Entry.objects.filter(own | quoting & (Q(round=clearing.round_id) | Q(round=None))).exclude(action=marks.ACTION)
    for entry in lines.order_by("pk"):
        is_own = (entry.record_type, entry.record) == (clearing.record_type, clearing.record) or line is not None
        if marks.cleared_by(entry.payload) is None and (not is_own or _tells(entry, clearing, texts)):
            yield entry


def _tells(entry: Entry, clearing: Clearing, texts: set[str]) -> bool:
    """Whether a line of the record itself tells one of the texts: as its change or reason, in its name, or in any other words."""
    said = [value for change in entry.changes if change["field"] == clearing.field for value in (change["old"], change["new"])]
    if clearing.of_reason:
        said.append(entry.reason)
    elif any(_is_named_by(entry.record_label, text) for text in texts):
        return True
    return bool(texts.intersection(said)) or any(len(text) >= TELLING and _as_json(text) in entry.payload for text in texts)


def _is_named_by(label: str, text: str) -> bool:
    """Whether a record's name says the text, or ends in the beginning of one that is too long for a name."""
    return text in label or any(text.startswith(label[start:]) for start in range(len(label) - CUT + 1))


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def row_of(entry: Entry) -> Model | None:
    """Return the history row that an entry speaks of; an event has none."""
    said = json.loads(entry.payload)["row"]
    histories: Any = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    model = next((model for model in histories if said and model._meta.db_table == said["table"]), None)
    return model._default_manager.filter(pk=said["id"]).first() if model is not None else None
