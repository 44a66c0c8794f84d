"""A page of the log's lines as it is shown: old → new with its reason, in groups by day, record or person."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from measures.clearing.kinds import kind_of
from measures.models.clearing import REASON_OF
from measures.timeline import timeline_rows
from rectify.differences import Part
from rectify.history.clearing import is_mark
from rectify.history.models import Entry
from rectify.templatetags.rectify import cdate
from reports.review.words import types

OPENING = 160  # of a long new text


@dataclass(frozen=True)
class Group:
    """Lines that stand under one heading: a day, a record or a person; `note` is what is said beside it, `day` its date."""

    heading: str
    rows: list[dict[str, Any]]
    note: str = ""
    day: str = ""


def groups_of(entries: list[Entry], by: str = "day", *, may_clear: bool = False) -> list[Group]:
    """Return the lines of a page in groups, in the order of their newest: each group once, its lines in their order.

    For those who may ask for a clearing each line leads to asking for one of its record, its own reason chosen.
    """
    groups: dict[Any, Group] = {}
    for entry, row in zip(entries, timeline_rows(entries), strict=True):
        key, group = _heading(entry, by)
        shown = _shown(entry, row, by)
        groups.setdefault(key, group).rows.append({**shown, "clear_url": _clear_url(entry)} if may_clear else shown)
    return list(groups.values())


def _heading(entry: Entry, by: str) -> tuple[Any, Group]:
    if by == "record":
        kind = types().get(entry.record_type, "")
        return (entry.record_type, entry.record, entry.record_label), Group(entry.record_label, [], kind)
    if by == "person":
        return (entry.actor_id, entry.actor_name), Group(entry.actor_name, [])
    local = timezone.localtime(entry.effective_at)
    return local.date(), Group(cdate(local), [], WEEKDAYS[local.weekday()], f"{local:%Y-%m-%d}")


WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def _shown(entry: Entry, row: dict[str, Any], by: str) -> dict[str, Any]:
    local = timezone.localtime(entry.effective_at)
    changes = [plainer(change, created=entry.created) for change in row["changes"]]
    when = {"when": f"{local:%H:%M}"} if by == "day" else {}
    reason = _unrepeated(entry.reason, changes)
    return {**row, **when, "ago": "", "changes": changes, "reason": reason, "record_url": _record_url(entry)}


def _record_url(entry: Entry) -> str:
    """Where all lines of the same record stand; "" for an event without one."""
    if entry.round is None or entry.record_type not in types():
        return ""
    return f"{reverse('reports:log', args=[entry.round])}?record={entry.record_type}:{entry.record}"


def _clear_url(entry: Entry) -> str:
    """Where a clearing of the record can be asked for; "" where nothing of the kind can be cleared."""
    kind = kind_of(entry.record_type)
    if kind is None or entry.round is None or is_mark(entry.record_label):
        return ""
    reason = f"?what={REASON_OF}{entry.pk}" if entry.reason else ""
    return reverse("measures:clearing_ask", args=[entry.round, kind.slug, entry.record]) + reason


def plainer(change: dict[str, Any], *, created: bool) -> dict[str, Any]:
    """Return a change as the log shows it: what had no old text stands alone, and a long text opens to its rest."""
    new = change["new"]
    if change["old"] or not new:
        return change
    parts = [Part("same" if created else "new", new[:OPENING])]
    if len(new) > OPENING:
        parts.append(Part("fold", new[OPENING:]))
    return {**change, "diff": parts}


def _unrepeated(reason: str, changes: list[dict[str, Any]]) -> str:
    """Return the reason, unless one of the changes says it word for word."""
    return "" if any(change["new"] == reason for change in changes) else reason
