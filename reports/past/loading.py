"""The ledger as it stood at a moment, from the history tables: as records to show, and as values to compare."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet

from issues.models import Aspect, Issue, KeyProblem, Opinion, Round
from measures.figures import Figures, Rows, figures_of
from measures.models import Assignment, LookBack, Measure, Remark
from rectify.accounts.models import Department, Person
from reports.past.moments import Moment
from reports.past.records import Key
from reports.past.rows import history_at

PEOPLE = ("responsible_leader", "responsible", "reported_by", "verifier")  # of a measure


@dataclass(frozen=True)
class Past:
    """What stood at a moment, the withdrawn included, in the notice's order. The records aren't to be saved.

    Departments and people bear the names of that time. `hidden` are the records that weren't the reader's own.
    """

    round: Round
    moment: Moment
    problems: dict[int, KeyProblem]
    issues: list[Issue]
    measures: list[Measure]
    hidden: frozenset[Key] = frozenset()
    departments: frozenset[int] | None = None
    """The departments whose own is seen; None: all of it."""
    rows: dict[Key, int] = field(default_factory=dict)
    """The key of each record's history row, for the one function that counts."""
    people: Mapping[int, Person] = field(default_factory=dict)
    """Everybody as they were named then, by key."""

    @property
    def whole(self) -> bool:
        """Whether all that stood is seen."""
        return self.departments is None

    def issue(self, pk: int) -> Issue | None:
        """Return an issue that stood there."""
        return next((issue for issue in self.issues if issue.pk == pk), None)

    def measure(self, pk: int) -> Measure | None:
        """Return a measure that stood there."""
        return next((measure for measure in self.measures if measure.pk == pk), None)

    def seen_by(self, departments: frozenset[int] | None) -> "Past":
        """Return what was these departments' own then (None: all of it); the rest is hidden."""
        if departments is None:
            return self
        measures = [m for m in self.measures if not departments.isdisjoint(m.own_departments())]
        own = {measure.issue_id for measure in measures}
        issues = [issue for issue in self.issues if issue.pk in own]
        kept = {("measure", m.pk) for m in measures} | {("issue", issue.pk) for issue in issues}
        hidden = frozenset(set(self.rows) - kept)
        return replace(self, issues=issues, measures=measures, hidden=hidden, departments=departments)

    def figures(self) -> Figures:
        """Count what is seen, as it stood, by the one function that counts. Four queries, five with closed issues."""
        return figures_of(self.counted(), self.round, self.moment.day)

    def counted(self, own: set[int] | None = None) -> Rows:
        """Return the rows that count of what is seen, or of these issues (`own`) alone. No query."""
        counted = {issue.pk for issue in self.issues if not issue.withdrawn and (own is None or issue.pk in own)}
        issues = self._rows(Issue, counted)
        measures = self._rows(Measure, {m.pk for m in self.measures if m.issue_id in counted})
        aspects, opinions = (history_at(model.objects.filter(round=self.round), self.moment.at) for model in (Aspect, Opinion))
        problems = history_at(KeyProblem.objects.filter(round=self.round), self.moment.at)
        live = {"withdrawn": False}
        about = (history_at(LookBack.objects.filter(issue__round=self.round), self.moment.at), self._remarks())
        return Rows(aspects, problems.filter(**live), opinions.filter(**live), issues, measures, *about, self.moment.at)

    def _remarks(self) -> QuerySet[Any]:
        """The remarks as they stood; of what others do about a shared issue nothing is seen."""
        rows = history_at(Remark.objects.filter(round=self.round), self.moment.at)
        if self.departments is None:
            return rows
        own = Q(measure=None) | Q(measure__in=[m.pk for m in self.measures]) | Q(department__in=self.departments)
        return rows.filter(own)

    def _rows(self, model: Any, pks: set[int]) -> QuerySet[Any]:
        found = [row for (type, pk), row in self.rows.items() if type == model._meta.model_name and pk in pks]
        rows: QuerySet[Any] = model.history.model.objects.filter(history_id__in=found)
        return rows


def past_at(round: Round, moment: Moment) -> Past:
    """Read what stood in `round` at `moment`. Six queries, however many records and however long their history."""
    at = moment.at
    departments, everybody = _named(Department, at), _named(Person, at)
    problems = {row.id: row.instance for row in history_at(KeyProblem.objects.filter(round=round), at)}
    issue_rows = list(history_at(Issue.objects.filter(round=round), at))
    measure_rows = list(history_at(Measure.objects.filter(round=round), at).select_related(*PEOPLE))
    issues = _issues(round, issue_rows, problems)
    measures = _measures(round, measure_rows, issues, _assignments(round, at, departments), everybody)
    rows = {("issue", row.id): row.history_id for row in issue_rows} | {
        ("measure", row.id): row.history_id for row in measure_rows
    }
    ordered = sorted(issues.values(), key=issue_place)
    return Past(round, moment, problems, ordered, sorted(measures, key=measure_place), rows=rows, people=everybody)


def _named(model: Any, at: datetime.datetime) -> dict[int, Any]:
    """Return all departments, or people, as they were at a moment, by key. One query."""
    return {row.id: row.instance for row in history_at(model.objects.all(), at)}


def _issues(round: Round, rows: Iterable[Any], problems: dict[int, KeyProblem]) -> dict[int, Issue]:
    found: dict[int, Issue] = {row.id: row.instance for row in rows}
    for issue in found.values():
        issue.round = round
        issue.key_problem = problems.get(issue.key_problem_id) if issue.key_problem_id else None
        issue.parent = found.get(issue.parent_id) if issue.parent_id else None
    return found


def _measures(
    round: Round,
    rows: Iterable[Any],
    issues: dict[int, Issue],
    assigned: dict[int, list[Assignment]],
    people: Mapping[int, Person],
) -> list[Measure]:
    found = []
    for row in rows:
        measure: Measure = row.instance
        if measure.issue_id not in issues:  # no issue stood yet: a measure alone was nowhere in the ledger
            continue
        measure.round, measure.issue = round, issues[measure.issue_id]
        for name in PEOPLE:
            setattr(measure, name, people.get(getattr(row, f"{name}_id"), getattr(row, name)))
        measure.__dict__["current_assignments"] = assigned.get(measure.pk, [])
        found.append(measure)
    return found


def _assignments(round: Round, at: datetime.datetime, departments: Mapping[int, Department]) -> dict[int, list[Assignment]]:
    """Who held which measure at a moment, the lead first, under the department's name of then. One query."""
    rows = history_at(Assignment.objects.filter(measure__round=round), at).filter(until=None).select_related("department")
    found: dict[int, list[Assignment]] = defaultdict(list)
    held: list[Assignment] = []
    for row in rows:
        assignment: Assignment = row.instance
        assignment.department = departments.get(row.department_id, row.department)
        held.append(assignment)
    for assignment in sorted(held, key=lambda a: (a.part != Assignment.Part.LEAD, a.department.order, a.pk)):
        found[assignment.measure_id].append(assignment)
    return found


LAST = 1_000_000  # after every numbered key problem: the deep tasks


def issue_place(issue: Issue) -> tuple[int, ...]:
    """Return where an issue stands in the notice's order: a manifestation, then its follow-on items; deep tasks last."""
    problem = issue.key_problem.number if issue.key_problem else LAST
    under = issue.parent.number if issue.parent else issue.number
    return (problem, under, int(issue.parent is not None), issue.number, issue.pk)


def measure_place(measure: Measure) -> tuple[int, ...]:
    """Return where a measure stands: after its issue, by its number."""
    return (*issue_place(measure.issue), measure.number)
