"""Requests for a later date as they stood when a week began: those still pending, and those granted in the week before."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from issues.models import Round
from measures.extensions.recusal import granter_word
from measures.models import Extension, ExtensionState, Measure
from reports.content import Ref
from reports.sheets.facts import Later


@dataclass(frozen=True)
class Requests:
    """The requests of a round just before a moment, by measure; dates and states are those of then."""

    pending: list[Extension]
    granted: list[Extension]

    def asked(self, measures: Iterable[Measure], names: dict[int, str]) -> tuple[Later, ...]:
        """Return what is asked for about `measures`; `names` gives the department that the office's sheet names."""
        return _later(self.pending, measures, names)

    def moved(self, measures: Iterable[Measure], names: dict[int, str]) -> tuple[Later, ...]:
        """Return what was granted in the week before."""
        return _later(self.granted, measures, names)


def requests_at(round: Round, moment: datetime.datetime) -> Requests:
    """Read the requests as they stood just before `moment`. Two queries."""
    rows = Extension.history.model.objects.filter(measure__round=round, history_date__lt=moment)
    newest = rows.filter(id=OuterRef("id")).order_by("-history_date", "-history_id").values("history_id")[:1]
    kept = ("state", "decided_on", "number")
    then: dict[int, dict[str, Any]] = {row["id"]: row for row in rows.filter(history_id=Subquery(newest)).values("id", *kept)}
    found = list(Extension.objects.filter(pk__in=list(then)).with_people().order_by("pk"))
    for extension in found:
        for name in kept:
            setattr(extension, name, then[extension.pk][name])
    week_ago = moment.date() - datetime.timedelta(weeks=1)
    granted = [e for e in found if e.state == ExtensionState.GRANTED and e.decided_on and e.decided_on >= week_ago]
    return Requests([e for e in found if e.state == ExtensionState.PENDING], granted)


def _later(found: list[Extension], measures: Iterable[Measure], names: dict[int, str]) -> tuple[Later, ...]:
    own = {measure.pk for measure in measures}
    return tuple(
        Later(
            str(e.measure),
            e.until,
            e.due_before,
            granter_word(e),
            e.number or 0,
            names.get(e.measure_id, ""),
            Ref("measure", e.measure_id),
        )
        for e in found
        if e.measure_id in own
    )
