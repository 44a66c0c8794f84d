"""Lines of the change log as includes/timeline.html shows them: who (as what), what, when, old → new, why."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from measures.places import is_home, places
from rectify.differences import Part, difference
from rectify.history.models import Entry
from rectify.history.words import action_words
from rectify.templatetags.rectify import ago, cdate, ctime

__all__ = ["action_words", "timeline_rows"]

LONG = 30  # texts longer than this are shown as a difference
# codes whose words the record says, counts that its lines show, what was blanked, and where a file lies
UNSAID = {"attempt", "closed_after", "path", "erased", "record_type", "record", "field", "subject_type", "subject", "step"}
# a new record's place says its label already, and the line itself as what it was made
UNSAID_AT_FIRST = {"round", "issue", "measure", "number", "maker_role", "maker_post", *UNSAID}


def timeline_rows(entries: Iterable[Entry], here: Model | None = None) -> list[dict[str, Any]]:
    """Return one row for each entry, in their order.

    `here` is the record whose own page this is: its lines name what was done alone; every other line names its record too,
    and leads to the record's page, or that of its measure or issue, where that isn't `here`.
    """
    lines = list(entries)
    place = places(lines, here)
    return [_row(entry, here, place(entry)) for entry in lines]


def _row(entry: Entry, here: Model | None, url: str) -> dict[str, Any]:
    return {
        "who": entry.actor_name,
        "post": entry.acting_as if entry.acting_as != entry.actor_name else "",
        "what": _what(entry, here),
        "when": ctime(entry.effective_at),
        "iso": entry.effective_at.isoformat(),
        "ago": _ago(entry.effective_at),
        "changes": [_change(entry, change) for change in entry.changes if not _goes_without_saying(entry, change)],
        "reason": entry.reason if entry.reason != entry.record_label else "",  # of a cleared line both are its mark
        "url": url,
    }


def _ago(when: datetime.datetime) -> str:
    """How long ago, unless that is the date which stands before it already."""
    said = ago(when)
    return "" if said == cdate(when) else said


def _goes_without_saying(entry: Entry, change: dict[str, Any]) -> bool:
    """Whether the line says it already: of a new record, what its label names, who made it, and when."""
    if not entry.created:
        return change["field"] in UNSAID
    said = change["new_text"] in {entry.actor_name, ctime(entry.effective_at)} or change["new_text"] in entry.record_label
    return said or change["field"] in UNSAID_AT_FIRST


def _what(entry: Entry, here: Model | None) -> str:
    word = action_words().get(entry.action, entry.action)
    return word if is_home(entry, here) or entry.record_label == entry.actor_name else f"{word}：{entry.record_label}"


def _change(entry: Entry, change: dict[str, Any]) -> dict[str, Any]:
    old, new = change["old_text"], change["new_text"]
    shown: dict[str, Any] = {"label": change["label"], "old": old, "new": new}
    if entry.created and not old:
        shown["diff"] = [Part("same", new)]  # of a new record nothing stood before
    if old and new and max(len(old), len(new)) > LONG:
        shown["diff"] = difference(old, new)
    return shown
