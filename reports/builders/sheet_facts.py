"""The facts of a weekly sheet (调度单), from the ledger as it stood when the week began.

Counts come from `measures.figures` alone. The cut-off is the Sunday before (24时), so that a sheet made on Wednesday says what
one made on Monday would have said, and lights are those of the Monday.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from issues.models import Round
from measures.figures import MeasureCounts, measure_counts
from measures.models import Assignment, Measure, Remark
from measures.workflow import TRANSITIONS, Light, Status
from rectify.accounts.models import Department
from rectify.accounts.roles import Role
from rectify.history.models import Entry
from reports.builders.closing_facts import WeekClosings
from reports.builders.remarked import papers_at, remarked, remarks_at
from reports.builders.requests import Requests, requests_at
from reports.content import Ref
from reports.numbering import week_number
from reports.past.core import compare
from reports.past.kinds import ChangeKind
from reports.past.loading import Past, past_at
from reports.past.moments import beginning_of
from reports.past.rows import assignments_at, measures_at, rows_at
from reports.past.snapshot import snapshot
from reports.sheets.facts import (
    Changes,
    Cooperating,
    Counts,
    Deadlines,
    DepartmentRow,
    Item,
    OfficeFacts,
    Remarked,
    Returned,
    SheetFacts,
    Waiting,
    Week,
)

ISSUER = "巡视整改工作领导小组办公室"
PROGRESS = frozenset({"note.add", "measure.outcome", "measure.report", "evidence.attach"})
COOPERATED = "note.cooperate"
STEPS = frozenset(f"measure.{name}" for name in TRANSITIONS)
ONE_DAY, ONE_WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)


@dataclass
class WeekFacts:
    """One round at the beginning of one week (its Monday): reads once what the sheets of all recipients need."""

    round: Round
    monday: datetime.date

    @property
    def moment(self) -> datetime.datetime:
        """The first moment of the Monday: what was before counts."""
        return timezone.make_aware(datetime.datetime.combine(self.monday, datetime.time()))

    @property
    def week(self) -> Week:
        """The week's number and days; ValueError before the feedback."""
        number = week_number(self.monday, self.round.feedback_on)
        return Week(number, self.monday, self.monday + datetime.timedelta(days=6))

    @cached_property
    def measures(self) -> list[Measure]:
        """All measures as they stood, but the withdrawn."""
        return [measure for measure in measures_at(self.round, self.moment) if measure.status != Status.WITHDRAWN]

    @cached_property
    def leads(self) -> dict[int, Department]:
        """The lead department of each measure."""
        return {a.measure_id: a.department for a in self._assignments if a.part == Assignment.Part.LEAD}

    @cached_property
    def helps(self) -> dict[int, set[int]]:
        """The measures in which each department cooperates."""
        out: dict[int, set[int]] = defaultdict(set)
        for assignment in self._assignments:
            if assignment.part == Assignment.Part.COOPERATING:
                out[assignment.department_id].add(assignment.measure_id)
        return out

    @cached_property
    def _assignments(self) -> list[Assignment]:
        return list(assignments_at(self.round, self.monday - ONE_DAY))

    @cached_property
    def last_week(self) -> set[tuple[int, str]]:
        """What was told of which measure in the week before: (measure, action)."""
        found = self._entries().filter(effective_at__gte=self.moment - ONE_WEEK, action__in=[COOPERATED, *PROGRESS])
        return {(measure, action) for measure, action in found.order_by().values_list("measure", "action").distinct() if measure}

    @cached_property
    def done_last_week(self) -> set[int]:
        """The measures done at the week's beginning that weren't a week before: what the comparison of the two moments says."""
        before = past_at(self.round, beginning_of(self.monday - ONE_WEEK))
        return compare(snapshot(before), snapshot(self.past)).of("measure", ChangeKind.DONE)

    @cached_property
    def past(self) -> Past:
        """The whole ledger as it stood."""
        return past_at(self.round, beginning_of(self.monday))

    @cached_property
    def closings(self) -> WeekClosings:
        """The closures as they stood."""
        return WeekClosings(self.past, self.monday, {remark.issue_id for remark in self.remarks})

    @cached_property
    def sent_back(self) -> dict[int, str]:
        """What is missing from each measure whose last step was 退回补充."""
        steps = self._entries().filter(action__in=STEPS, record_type=Measure._meta.label_lower).order_by("effective_at", "pk")
        last = {measure: (action, reason) for measure, action, reason in steps.values_list("record", "action", "reason")}
        return {measure: reason for measure, (action, reason) in last.items() if action == "measure.return"}

    @cached_property
    def remarks(self) -> list[Remark]:
        """The remarks that were unsettled."""
        return remarks_at(self.round, self.moment)

    @cached_property
    def requests(self) -> Requests:
        """The requests for a later date as they stood."""
        return requests_at(self.round, self.moment)

    @property
    def _names(self) -> dict[int, str]:
        return {measure: department.name for measure, department in self.leads.items()}

    def _entries(self) -> Any:
        return Entry.objects.filter(round=self.round.pk, effective_at__lt=self.moment)

    def departments(self) -> list[Department]:
        """Return the departments in use that lead a measure, cooperate in one or are asked by a remark, in their order."""
        own = {m.pk for m in self.measures}
        found = {a.department_id: a.department for a in self._assignments if a.measure_id in own and a.department.active}
        found |= {key: department for key, department in self._asked.items() if department.active}
        return sorted(found.values(), key=lambda department: (department.order, department.name))

    def led_by(self, department: Department | None) -> list[Measure]:
        """Return the measures that `department` led."""
        return [measure for measure in self.measures if self.leads.get(measure.pk) == department]

    def tasks(self, department: Department | None) -> int:
        """Count what waited for a department, or for the office (None): what 待我办理 shows who signs in.

        For both the remarks to answer; for the office the measures to verify; for a department those it leads and is to start, to
        report (overdue or due soon) or to complete (returned or reopened).
        """
        answers = sum(remark.awaited and remark.department_id == _key(department) for remark in self.remarks)
        if department is None:
            return answers + sum(measure.status == Status.REPORTED for measure in self.measures)
        return answers + sum(self._waits(measure) for measure in self.led_by(department))

    def _waits(self, measure: Measure) -> bool:
        if measure.status != Status.IN_PROGRESS:
            return measure.status == Status.NOT_STARTED
        light = measure.light(self.monday, self.round.warning_days)
        return measure.reported_on is not None or light in {Light.OVERDUE, Light.DUE_SOON}

    # what a sheet says

    def of_department(self, department: Department) -> SheetFacts:
        """Return what `department`'s sheet says. One query for each department beside those of the week."""
        led = self.led_by(department)
        helped = [m for m in self.measures if m.pk in self.helps[department.pk]]
        return SheetFacts(
            recipient=department.name,
            address=department.address,
            counts=self.counts(led),
            changes=self._changes(led),
            overdue=self._items(led, Light.OVERDUE),
            due_soon=self._items(led, Light.DUE_SOON),
            waiting=self._waiting(led),
            returned=self._returned(led),
            cooperating=self._cooperating(helped),
            remarks=tuple(self._remarked(r) for r in self.remarks if r.department_id == department.pk),
            others=self._others(department, [*led, *helped]),
            issues=self.closings.counts({m.issue_id for m in led}),
            closing=self.closings.waiting(own={m.issue_id for m in led}),
            asked=self.requests.asked(led, {}),
            granted=self.requests.moved(led, {}),
            extension_days=self.round.extension_days,
            **self._frame(),
        )

    def of_office(self) -> OfficeFacts:
        """Return what the office's sheet says, over all departments."""
        rows = [DepartmentRow(department.name, self.counts(self.led_by(department))) for department in self.departments()]
        return OfficeFacts(
            recipient=str(Role.OFFICE.label),
            counts=self.counts(self.measures),
            departments=tuple(row for row in rows if row.counts.total),
            changes=self._changes(self.measures),
            overdue=self._items(self.measures, Light.OVERDUE, named=True),
            due_soon=self._items(self.measures, Light.DUE_SOON, named=True),
            waiting=self._waiting(self.measures, named=True),
            returned=self._returned(self.measures, named=True),
            remarks=tuple(self._remarked(remark, named=True) for remark in self.remarks),
            issues=self.closings.counts(),
            closing=self.closings.waiting(),
            papers=papers_at(self.round, self.moment, self.monday),
            asked=self.requests.asked(self.measures, self._names),
            granted=self.requests.moved(self.measures, self._names),
            **self._frame(),
        )

    def _remarked(self, remark: Remark, *, named: bool = False) -> Remarked:
        department = self._asked.get(remark.department_id or 0) if named else None
        return remarked(remark, self.monday, Deadlines.of_week(self.monday).explain, department)

    def _others(self, department: Department, measures: list[Measure]) -> tuple[Remarked, ...]:
        """The remarks that somebody else answers, on one of these measures or on an issue of theirs as a whole."""
        own, issues = {m.pk for m in measures}, {m.issue_id for m in measures}
        found = [r for r in self.remarks if r.department_id != department.pk]
        about = [r for r in found if (r.measure_id in own if r.measure_id else r.issue_id in issues)]
        return tuple(replace(self._remarked(r, named=True), department=self._answering(r)) for r in about)

    def _answering(self, remark: Remark) -> str:
        department = self._asked.get(remark.department_id or 0)
        return department.name if department else str(Role.OFFICE.label)

    @cached_property
    def _asked(self) -> dict[int, Department]:
        """The departments that the remarks ask, by key."""
        keys = {remark.department_id for remark in self.remarks if remark.department_id is not None}
        return dict(Department.objects.in_bulk(keys)) if keys else {}

    def _frame(self) -> dict[str, Any]:
        """What the sheets of one week have in common."""
        return {
            "week": self.week,
            "cut_off": self.monday - ONE_DAY,
            "deadlines": Deadlines.of_week(self.monday),
            "issuer": ISSUER,
            "issued_on": self.monday,
        }

    def counts(self, measures: Iterable[Measure]) -> Counts:
        """Count measures by status and light, with the one function that counts."""
        rows = rows_at(self.round, self.moment).filter(id__in=[m.pk for m in measures])
        found: MeasureCounts = measure_counts(rows, self.round, self.monday)
        return Counts(found.done, found.in_progress, found.reported, found.not_started, found.overdue, found.due_soon)

    def _changes(self, measures: Iterable[Measure]) -> Changes:
        own = {m.pk for m in measures}
        updated = {measure for measure, action in self.last_week if action in PROGRESS}
        return Changes(len(self.done_last_week & own), len(updated & own))

    def _items(self, measures: Iterable[Measure], light: Light, *, named: bool = False) -> tuple[Item, ...]:
        """The measures of one light of which something is asked: those reported wait for the office."""
        return tuple(
            Item(str(m), m.due_on, self._lead(m) if named else "", ref_of(m))
            for m in measures
            if m.due_on is not None and m.status != Status.REPORTED and m.light(self.monday, self.round.warning_days) is light
        )

    def _returned(self, measures: Iterable[Measure], *, named: bool = False) -> tuple[Returned, ...]:
        return tuple(
            Returned(str(m), self.sent_back[m.pk], self._lead(m) if named else "", ref_of(m))
            for m in measures
            if m.status == Status.IN_PROGRESS and m.pk in self.sent_back
        )

    def _cooperating(self, measures: Iterable[Measure]) -> tuple[Cooperating, ...]:
        """The measures in progress in which nobody wrote last week how they cooperated."""
        asked = [m for m in measures if m.status == Status.IN_PROGRESS and (m.pk, COOPERATED) not in self.last_week]
        return tuple(Cooperating(str(m), self._lead(m), ref_of(m)) for m in asked if self._lead(m))

    def _waiting(self, measures: Iterable[Measure], *, named: bool = False) -> tuple[Waiting, ...]:
        return tuple(
            Waiting(str(m), m.reported_on, self._lead(m) if named else "", ref_of(m))
            for m in measures
            if m.status == Status.REPORTED and m.reported_on is not None
        )

    def _lead(self, measure: Measure) -> str:
        lead = self.leads.get(measure.pk)
        return lead.name if lead else ""


def ref_of(measure: Measure) -> Ref:
    """Return the reference that leads back to a measure."""
    return Ref("measure", measure.pk)


def _key(department: Department | None) -> int | None:
    return department.pk if department else None
