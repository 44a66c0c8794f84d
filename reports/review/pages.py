"""A page of the change log: the newest first, and where the next one begins (keyset paging, so that nothing is skipped)."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from issues.models import Round
from measures.timeline import timeline_rows
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.differences import Part
from rectify.history.models import Entry, EntryQuerySet

SIZE = 50
OPENING = 160  # of a long new text
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class Page:
    """Rows by the day on which things happened; `older` is the mark after which the next page begins, "" on the last."""

    days: list[tuple[datetime.date, list[dict[str, Any]]]]
    older: str = ""


def log_of(round: Round, user: User) -> EntryQuerySet:
    """Return the entries of `round` that `user` may read."""
    return visible(Entry.objects.filter(round=round.pk), user, Action.VIEW_HISTORY)


def actors(round: Round, user: User) -> list[tuple[int, str]]:
    """Return who did anything of what `user` may read, to choose from. One query."""
    doing = Exists(log_of(round, user).filter(actor=OuterRef("pk")).order_by())
    people = User.objects.filter(doing).select_related("person").order_by("person__name")
    return [(found.pk, found.person.name) for found in people]


def page_of(entries: EntryQuerySet, after: str = "") -> Page:
    """Return the page of `entries` that begins after the mark; a mark that can't be read begins at the top. One query."""
    mark = read_mark(after)
    if mark is not None:
        when, pk = mark
        entries = entries.filter(Q(effective_at__lt=when) | Q(effective_at=when, pk__lt=pk))
    found = list(entries.order_by("-effective_at", "-pk").defer("payload")[: SIZE + 1])
    shown = found[:SIZE]
    return Page(_by_day(shown), mark_of(shown[-1]) if len(found) > SIZE else "")


def mark_of(entry: Entry) -> str:
    """Return an entry's place in the log as the address carries it: microseconds and key."""
    return f"{(entry.effective_at - EPOCH) // MICROSECOND}-{entry.pk}"


def read_mark(text: str) -> tuple[datetime.datetime, int] | None:
    """Return the moment and key of a mark, None where it isn't one."""
    moment, _, pk = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 17 for part in (moment, pk)):
        return None
    return EPOCH + int(moment) * MICROSECOND, int(pk)


def _by_day(entries: list[Entry]) -> list[tuple[datetime.date, list[dict[str, Any]]]]:
    days: dict[datetime.date, list[dict[str, Any]]] = {}
    for entry, row in zip(entries, timeline_rows(entries), strict=True):
        local = timezone.localtime(entry.effective_at)
        changes = [plainer(change, created=entry.created) for change in row["changes"]]
        shown = {**row, "when": f"{local:%H:%M}", "ago": "", "changes": changes, "reason": _unrepeated(entry.reason, changes)}
        days.setdefault(local.date(), []).append(shown)
    return list(days.items())


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
