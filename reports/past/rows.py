"""A round's measures as they stood at a moment, read from their history: a sheet says 截至, and keeps to it."""

import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from issues.models import Round
from measures.models import Assignment, Measure

KEPT = ("status", "due_on", "long_term", "reported_on")  # what a sheet's figures and lists depend on


def history_at(current: QuerySet[Any], moment: datetime.datetime) -> QuerySet[Any]:
    """Return the history row in force just before `moment` of each of the `current` records; none of one that was made later.

    The newest row is looked up once for each record, by its key: however long the history is, that is as many steps.
    """
    rows = current.model.history.model.objects
    newest = rows.filter(id=OuterRef("pk"), history_date__lt=moment).order_by("-history_date", "-history_id")
    found = current.order_by().annotate(in_force=Subquery(newest.values("history_id")[:1])).values("in_force")
    in_order: QuerySet[Any] = rows.filter(history_id__in=found).order_by()
    return in_order


def rows_at(round: Round, moment: datetime.datetime) -> QuerySet[Any]:
    """Return the history row in force just before `moment` of each measure of `round` whose issue isn't withdrawn today."""
    return history_at(Measure.objects.filter(round=round).counted(), moment)


def measures_at(round: Round, moment: datetime.datetime) -> list[Measure]:
    """Return the measures of `round` as they stood just before `moment`, in the notice's order. Two queries.

    Their place and number are today's, status and dates those of then. Not to be saved.
    """
    then = {row["id"]: row for row in rows_at(round, moment).values("id", *KEPT)}
    numbered = Measure.objects.filter(round=round, pk__in=list(then)).select_related("issue__key_problem", "issue__parent")
    numbering = ("kind", "number", "key_problem__number", "parent__number")
    measures = list(numbered.in_order().only("issue", "round", "number", *KEPT, *(f"issue__{name}" for name in numbering)))
    for measure in measures:
        for name in KEPT:
            setattr(measure, name, then[measure.pk][name])
    return measures


def assignments_at(round: Round, day: datetime.date) -> QuerySet[Assignment]:
    """Return who was assigned to the measures of `round` on `day`, by the dates that the assignments carry."""
    begun = Assignment.objects.filter(measure__round=round, since__lte=day).exclude(until__lte=day)
    return begun.select_related("department").order_by("measure", "-part", "department__order", "id")
