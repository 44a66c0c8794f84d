"""The remarks and papers of a round as they stood at a moment, read from their history: a sheet says 截至, and keeps to it."""

import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from issues.models import Round
from measures.models import RegisterItem, Remark
from measures.words import UNSETTLED, RegisterState, RemarkState
from rectify.accounts.models import Department
from reports.content import Ref
from reports.sheets.facts import Paper, Remarked

STANDINGS = {
    RemarkState.OPEN: "unanswered",
    RemarkState.RETURNED: "returned",
    RemarkState.ANSWERED: "unsigned",
    RemarkState.SIGNED: "unsettled",
}


def _then(model: Any, round: Round, moment: datetime.datetime) -> QuerySet[Any]:
    """Return the history row in force just before `moment` of each record of `round`."""
    rows = model.history.model.objects.filter(round=round, history_date__lt=moment)
    newest = rows.filter(id=OuterRef("id")).order_by("-history_date", "-history_id").values("history_id")[:1]
    found: QuerySet[Any] = rows.filter(history_id=Subquery(newest))
    return found


def remarks_at(round: Round, moment: datetime.datetime) -> list[Remark]:
    """Return the remarks that were unsettled just before `moment`, by number, as they stood. Two queries. Not to be saved."""
    then = {row["id"]: row for row in _then(Remark, round, moment).filter(state__in=UNSETTLED).values("id", *KEPT)}
    remarks = list(Remark.objects.filter(pk__in=list(then)).select_related("made_by__person").order_by("number"))
    for remark in remarks:
        for name in KEPT:
            setattr(remark, name, then[remark.pk][name])
    return remarks


KEPT = ("state", "answer_by", "department_id")  # what a sheet's sentences depend on


def remarked(remark: Remark, monday: datetime.date, ask_by: datetime.date, department: Department | None = None) -> Remarked:
    """Return what a sheet of the week of `monday` says of an unsettled remark; what is late is asked for by `ask_by`."""
    return Remarked(
        number=remark.number,
        maker=remark.maker,
        made_on=timezone.localdate(remark.made_at),
        standing=STANDINGS[RemarkState(remark.state)],
        due=remark.answer_by,
        ask_by=remark.answer_by if remark.answer_by >= monday else ask_by,
        department=department.name if department else "",
        ref=Ref("remark", remark.number),
    )


def papers_at(round: Round, moment: datetime.datetime, monday: datetime.date) -> tuple[Paper, ...]:
    """Return the papers whose reply was due before `monday` and not recorded before `moment`. One query."""
    rows = _then(RegisterItem, round, moment).filter(state=RegisterState.OPEN, answer_by__lt=monday)
    items = [row.instance for row in rows.order_by("answer_by", "id")]
    return tuple(Paper(str(item), item.answer_by, Ref("registeritem", item.pk)) for item in items)
