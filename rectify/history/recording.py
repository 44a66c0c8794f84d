"""recording(): the only way to write a tracked record, and the one listener of django-simple-history's signals.

One block is one transaction, one action of one person, and leaves one entry for each record it changed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.dispatch import receiver
from django.utils import timezone
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from rectify.history.changes import Change
from rectify.history.context import current, open_recording
from rectify.history.models import Belonging, Entry, Tracked, UntrackedWrite
from rectify.history.sealing import seal_soon
from rectify.history.tagging import CLOSING, tag

PAYLOAD_FORMAT = 1


class ActingAs(NamedTuple):
    """As what somebody acts: the role's code and the post in words, both kept in the entry."""

    role: str
    label: str


SYSTEM = ActingAs("system", "系统")


@dataclass
class _Line:
    """A record that changed inside the block, waiting for its entry."""

    record: Tracked
    changes: list[Change]
    created: bool
    row: models.Model | None = None

    def said(self) -> list[Change]:
        """Return the changes that the entry tells: all, or of a record kept apart those of the fields it names."""
        told = self.record.told
        return self.changes if told is None else [change for change in self.changes if change.field in told]


@dataclass
class Recorder:
    """What one `recording()` block knows and has gathered."""

    actor: Any
    acting_as: ActingAs
    action: str
    reason: str
    effective_at: datetime | None
    recorded_at: datetime
    lines: dict[tuple[str, int], _Line] = field(default_factory=dict)
    pending: _Line | None = None

    def prepare(self, record: Tracked, changes: list[Change]) -> None:
        """Take note of a save that is about to happen; the same record twice in one block raises UntrackedWrite."""
        if record.pk is not None and (record._meta.label_lower, record.pk) in self.lines:
            raise UntrackedWrite(f"{record!r} is saved twice in one recording(): one door leaves one entry for each record.")
        self.pending = _Line(record, changes, record._state.adding)
        record._history_user = self.actor  # type: ignore[attr-defined]
        record._change_reason = self.reason or self.action  # type: ignore[attr-defined]
        record._history_date = self.effective_at or self.recorded_at  # type: ignore[attr-defined]

    def keep(self, record: models.Model, row: models.Model) -> None:
        """Take the history row that the save wrote."""
        line, self.pending = self.pending, None
        if line is None or line.record is not record:
            raise UntrackedWrite(f"{record!r} wrote history by another way than its save().")
        line.row = row
        self.lines[record._meta.label_lower, line.record.pk] = line

    def check_kept(self, record: Tracked) -> None:
        """Raise UntrackedWrite where a save wrote no history row (somebody switched history off): it would leave no entry."""
        if self.pending is not None and self.pending.record is record:
            raise UntrackedWrite(f"{record!r} was saved without a history row.")

    def write(self) -> None:
        """Write the entries: at the end of the block, when every record stands where it will stand."""
        if not self.lines:
            return
        placed = [
            (line, Belonging() if line.record.told is not None else line.record.belongs_to()) for line in self.lines.values()
        ]
        entries = Entry.objects.bulk_create([self._entry(line, place) for line, place in placed])
        closing = any(change.field == CLOSING for line in self.lines.values() for change in line.changes)
        after = {entry.pk: place.closed and not closing for entry, (_, place) in zip(entries, placed, strict=True)}
        tag(entries, closed=after)

    def _entry(self, line: _Line, place: Belonging) -> Entry:
        apart = line.record.told is not None
        about = {
            "record_type": line.record._meta.label_lower,
            "record": line.record.pk,
            "record_label": str(line.record._meta.verbose_name if apart else line.record)[:200],
            "created": line.created,
        }
        return self.entry(place, about, [change.as_json() for change in line.said()], row_digest(line.row))

    def entry(self, place: Belonging, about: dict[str, Any], changes: list[Any], row: dict[str, Any] | None) -> Entry:
        """Return the entry of one line: `about` names the record, `row` is the digest of the history row it wrote, if any."""
        values: dict[str, Any] = {
            "recorded_at": self.recorded_at,
            "effective_at": self.effective_at or self.recorded_at,
            "actor_id": getattr(self.actor, "pk", None),
            "actor_name": str(self.actor) if self.actor is not None else self.acting_as.label,
            "acting_role": self.acting_as.role,
            "acting_as": self.acting_as.label,
            "action": self.action,
            **about,
            "round": place.round,
            "key_problem": place.key_problem,
            "issue": place.issue,
            "measure": place.measure,
            "department": place.department,
            "others": "".join(f"|{pk}|" for pk in place.others),
            "changes": changes,
            "reason": self.reason,
        }
        payload = canonical({**values, "format": PAYLOAD_FORMAT, "row": row})
        # the JSON column holds what the payload holds, dates as text
        values["changes"] = json.loads(payload)["changes"]
        return Entry(**values, payload=payload, sha256=hashlib.sha256(payload.encode()).hexdigest())


def note_event(
    *,
    actor: Any,
    acting_as: ActingAs,
    action: str,
    label: str,
    round: int | None = None,
    record_type: str = "",
    record: int = 0,
    place: Belonging | None = None,
    reason: str = "",
    facts: Iterable[tuple[str, str]] = (),
) -> Entry:
    """Write an entry of what happened without a tracked record's change: a sign-in, an export, a download.

    `label` says what it was about, `facts` are (word, text) pairs; `place` gives where it belongs beyond the round. It stands in
    the caller's transaction, where there is one, and its payload's "row" is null.
    """
    place = place or Belonging(round=round)
    recorded_at = timezone.now()
    recorder = Recorder(actor, acting_as, action, reason, None, recorded_at)
    told = [Change(f"fact{n}", word, None, text, "", text).as_json() for n, (word, text) in enumerate(facts, start=1)]
    about = {"record_type": record_type, "record": record, "record_label": label[:200], "created": False}
    entry = recorder.entry(place, about, told, None)
    with transaction.atomic():
        entry.save(force_insert=True)
        tag([entry], closed={entry.pk: place.closed})
        transaction.on_commit(seal_soon, robust=True)
    return entry


def canonical(value: Any) -> str:
    """Return `value` as JSON in the one form that digests are taken of: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_digest(row: models.Model | None) -> dict[str, Any]:
    """Return a history row's table, key, field names and the SHA-256 of their values.

    The names stand in the payload, so that a field added by a later migration doesn't make an old digest wrong. The values are
    taken as the database will give them back, whatever was assigned ("3" to a number, a time of another zone).
    """
    if row is None:
        raise UntrackedWrite("a tracked record was saved without a history row.")
    stored = stored_values(row)
    fields, values = sorted(stored), canonical(stored)
    return {
        "table": row._meta.db_table,
        "id": row.pk,
        "fields": fields,
        "sha256": hashlib.sha256(values.encode()).hexdigest(),
    }


def stored_values(row: models.Model) -> dict[str, Any]:
    """Return a history row's values by name as the database gives them back, times in UTC."""
    return {f.attname: _stored(f.to_python(getattr(row, f.attname))) for f in row._meta.concrete_fields}


def _stored(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


@contextmanager
def recording(
    *, actor: Any, acting_as: ActingAs, action: str, reason: str = "", effective_at: datetime | None = None
) -> Iterator[Recorder]:
    """Open one transaction in which tracked records may be saved; write their entries at its end.

    `actor` is the user, or None for the system; `effective_at` is set by the demonstration's loader alone (aware; default: now).
    A block inside a block raises UntrackedWrite: each door is one action. Where the body raises, nothing stays.
    """
    if current() is not None:
        raise UntrackedWrite("recording() inside recording(): call what both share instead.")
    recorder = Recorder(actor, acting_as, action, reason, effective_at, timezone.now())
    with transaction.atomic():
        token = open_recording.set(recorder)
        try:
            yield recorder
        finally:
            open_recording.reset(token)
        recorder.write()
        transaction.on_commit(seal_soon, robust=True)


@receiver(pre_create_historical_record)
def _refuse_outside(sender: Any, instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, Tracked) and current() is None:
        raise UntrackedWrite(f"{instance!r} is tracked: save it inside recording().")


@receiver(post_create_historical_record)
def _keep(sender: Any, instance: models.Model, history_instance: models.Model, **kwargs: Any) -> None:
    recorder = current()
    if recorder is not None:
        recorder.keep(instance, history_instance)
