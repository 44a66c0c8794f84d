"""What a weekly sheet says of closures, as they stood when the week began: from history, counted by the module of figures."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from issues.models import Issue, Round
from issues.words import Closure, Conclusion, Kind
from measures.changes import changes_since
from measures.closure.listing import Line, lines_of
from measures.figures import Closures, Conclusions, closures_by_kind, conclusions_by
from measures.models import Consultation, Finding, LookBack, Measure
from reports.content import Ref
from reports.past.loading import Past
from reports.past.rows import history_at
from reports.sheets.facts import Closing, IssueCounts

WORDS = {
    Kind.MANIFESTATION: ("具体问题", "个"),
    Kind.FOLLOW_ON: ("“举一反三”整改事项", "项"),
    Kind.DEEP_TASK: ("深度整改任务", "项"),
}
ORDER = (Closure.CLOSED, Closure.REQUESTED, Closure.CONTINUING, Closure.OPEN)


@dataclass
class WeekClosings:
    """The closures of a round at the moment of `past`, the beginning of the week of `monday`."""

    past: Past
    monday: datetime.date
    unsettled: set[int]

    @property
    def round(self) -> Round:
        """The round they are of."""
        return self.past.round

    @cached_property
    def lines(self) -> list[Line]:
        """Every issue that counted, with its askings and look-backs of then. At most five queries."""
        issues = [issue for issue in self.past.issues if not issue.withdrawn]
        askings = self._by_issue(Consultation, "-id")
        backs = self._by_issue(LookBack, "planned_on", "id", cancelled=False)
        for issue in issues:
            setattr(issue, "askings", askings[issue.pk])  # noqa: B010 (as a prefetch names them)
            setattr(issue, "backs", backs[issue.pk])  # noqa: B010
        after = {issue.pk: issue.closed_after for issue in issues if issue.closed_after is not None}
        changed = changes_since(after, self._measures, self.past.moment.at)
        return lines_of(self.round, issues, changed, self.unsettled, self.monday)

    def _by_issue(self, model: Any, *order: str, **conditions: Any) -> dict[int, list[Any]]:
        rows = history_at(model.objects.filter(issue__round=self.round), self.past.moment.at).filter(**conditions)
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows.order_by(*order):
            found[row.issue_id].append(row.instance)
        return found

    @property
    def _measures(self) -> Any:
        return history_at(Measure.objects.filter(round=self.round), self.past.moment.at)

    def counts(self, own: set[int] | None = None) -> tuple[IssueCounts, ...]:
        """Count the closures of all issues, or of these alone, kind by kind. At most three queries."""
        rows = self.past.counted(own)
        conclusions, closures = conclusions_by(rows.issues, "kind"), closures_by_kind(rows, self.monday)
        return tuple(_counts(kind, conclusions[kind], closures[kind]) for kind in Kind if kind in conclusions)

    def waiting(self, departments: dict[int, str] | None = None, own: Iterable[int] | None = None) -> tuple[Closing, ...]:
        """Return what is to be done about closures, of all issues or of these; `departments` are named where they are given."""
        wanted = None if own is None else set(own)
        lines = [line for line in self.lines if wanted is None or line.issue.pk in wanted]
        found = (_closing(line, self.monday, (departments or {}).get(line.issue.pk, "")) for line in lines)
        return tuple(closing for closing in found if closing.turn not in Closure.values)


def _counts(kind: Kind, conclusions: Conclusions, closures: Closures) -> IssueCounts:
    word, unit = WORDS[kind]
    states = {state: (str(state.label), count) for state, count in closures.states()}
    completed = (f"审定{Conclusion.COMPLETED.label}", conclusions.completed)
    facts = (completed, *(states[state] for state in ORDER), (str(Finding.HELD.label), closures.held))
    return IssueCounts(word, unit, conclusions.total, facts, str(Closure.OPEN.label))


def _closing(line: Line, monday: datetime.date, department: str) -> Closing:
    """A look-back that falls into the week is to be done in it: the sheet tells of it before its day."""
    issue, coming = line.issue, line.next
    sunday = monday + datetime.timedelta(days=6)
    soon = line.turn == Closure.CLOSED and coming is not None and coming.planned_on <= sunday
    return Closing(
        label=issue.mark,
        turn=("superior_look" if line.concerned else "look_back") if soon else line.turn,
        on=coming.planned_on if coming else line.asked.due_on if line.asked else None,
        note=line.asked.get_opinion_display() if line.asked and line.asked.opinion else "",
        department=department,
        ref=ref_of(issue),
    )


def ref_of(issue: Issue) -> Ref:
    """Return the reference that leads back to an issue."""
    return Ref("issue", issue.pk)
