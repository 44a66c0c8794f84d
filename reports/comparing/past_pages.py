"""The record as it was: what the pages of a moment show, without anything that could be done."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from measures.filters import Filters
from measures.ledger.page import Group, Tally, group, tally
from measures.ledger.rows import Row
from measures.models import Evidence, Measure, ProgressNote
from measures.timeline import timeline_rows
from rectify.history.models import Entry, Tracked
from reports.past.loading import Past
from reports.past.rows import history_at


def rows_of(past: Past, measures: Iterable[Measure]) -> list[Row]:
    """Return measures as rows of that moment, with their lights of then and no steps."""
    return [Row(measure, measure.light(past.moment.day, past.round.warning_days), []) for measure in measures]


def ledger_of(past: Past) -> tuple[list[Group], Tally]:
    """Return the ledger of that moment: the groups, and what they add up to."""
    rows = rows_of(past, past.measures)
    return group(past.issues, rows, rows, Filters()), tally(rows, rows)


def timeline_of(past: Past, entries: Any, here: Tracked) -> list[dict[str, Any]]:
    """Return the change log up to that moment; its lines lead to pages of that moment, or nowhere. One query."""
    found: list[Entry] = list(entries.filter(effective_at__lt=past.moment.at))
    rows = timeline_rows(found, here=here)
    return [{**row, "ago": "", "url": _way(past, entry, here)} for row, entry in zip(rows, found, strict=True)]


def _way(past: Past, entry: Entry, here: Tracked) -> str:
    """Where a line leads on the same date: its measure's page, else its issue's, as far as in sight and not this very page."""
    if (here._meta.model_name, here.pk) in {("measure", entry.measure), ("issue", None if entry.measure else entry.issue)}:
        return ""
    if entry.measure is not None and past.measure(entry.measure) is not None:
        return reverse("reports:past_measure", args=[past.round.pk, past.moment.key, entry.measure])
    if entry.issue is not None and past.issue(entry.issue) is not None:
        return reverse("reports:past_issue", args=[past.round.pk, past.moment.key, entry.issue])
    return ""


def evidence_at(past: Past, measure: Measure) -> list[Any]:
    """Return the evidence of a measure as it stood, with who uploaded it. One query."""
    rows = history_at(Evidence.objects.filter(measure=measure.pk), past.moment.at)
    found = rows.select_related("uploaded_by__person", "provided_by").order_by("withdrawn", "-id")
    return _named_then(past, found, by="uploaded_by", of="provided_by")


def notes_at(past: Past, measure: Measure) -> list[Any]:
    """Return the progress notes that stood there, the newest first. One query."""
    rows = history_at(ProgressNote.objects.filter(measure=measure.pk), past.moment.at)
    found = rows.select_related("written_by__person", "reported_by").order_by("-written_at", "-id")
    return _named_then(past, found, by="written_by", of="reported_by")


def _named_then(past: Past, rows: Iterable[Any], by: str, of: str) -> list[Any]:
    """Return the rows with both people, who did it (`by`) and for whom (`of`), under their names of that time."""
    found = list(rows)
    for row in found:
        setattr(row, of, past.people.get(getattr(row, f"{of}_id"), getattr(row, of)))
        user = getattr(row, by)
        user.person = past.people.get(user.person_id, user.person)
    return found
