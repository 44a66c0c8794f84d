"""Closures in the story: asked for, answered or not, approved, disputed, looked back at; and issues that go on."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from issues.models import Issue, Meeting
from measures.closure.recusal import consultation_of, decider_conflict
from measures.closure.services.look_backs import plan_look_back, record_look_back
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import Given, take
from measures.closure.workflow import Need
from measures.demo.actors import Actors
from measures.demo.data import Json
from measures.demo.weeks import Weeks
from measures.models import Consultation, LookBack, Measure
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action

Moment = datetime.datetime
Deed = Callable[[Moment], Any]
MORNING = datetime.time(10, 10)


def closing(
    row: Json, issues: dict[str, int], measures: dict[str, int], actors: Actors, weeks: Weeks, approved: Moment
) -> Iterator[tuple[Moment, Deed]]:
    """Give the steps of one issue's closure, each with its moment, after its conclusion was `approved`."""
    scene, latest = _Scene(issues[row["issue"]], measures, actors, weeks), approved
    for step in row["steps"]:
        latest = _morning(weeks, *step["day"]) if "day" in step else weeks.moment(step["week"], after=latest)
        yield latest, partial(getattr(scene, step["do"]), step)


def _morning(weeks: Weeks, week: int, day: int) -> Moment:
    return timezone.make_aware(datetime.datetime.combine(weeks.day(week, day), MORNING))


def _note(step: Json) -> Given:
    return {Need.NOTE: step["note"]}


class _Scene:
    """One issue; each method is a step of the fixture, taken by whoever may."""

    def __init__(self, pk: int, measures: dict[str, int], actors: Actors, weeks: Weeks) -> None:
        self.pk, self.measures, self.actors, self.weeks = pk, measures, actors, weeks
        self.cast = actors.cast

    @property
    def issue(self) -> Issue:
        return Issue.objects.select_related("key_problem", "parent", "round").get(pk=self.pk)

    @property
    def asked(self) -> Consultation:
        found = consultation_of(self.issue)
        if found is None:
            raise ValueError(f"no closure of issue {self.pk} is asked for.")
        return found

    def request(self, step: Json, at: Moment) -> None:
        """Ask for closure, as the office's clerk."""
        take(issue=self.issue, name="request", by=self.cast["clerk"], given=_note(step), effective_at=at)

    def opinion(self, step: Json, at: Moment) -> None:
        """Give the inspection team's opinion."""
        give_opinion(
            consultation=self.asked, by=self.cast["inspector"], opinion=step["opinion"], text=step["text"], effective_at=at
        )

    def approve(self, step: Json, at: Moment) -> None:
        """Close it, as the first of the leading group against whom nothing stands.

        Long holidays may stretch the team's working days beyond the story: then it stays asked for.
        """
        asked, issue = self.asked, self.issue
        if not asked.opinion and timezone.localdate(at) <= asked.due_on:
            return
        group = [self.cast[name] for name in ("head", "leader", "twoposts")]
        by = next(user for user in group if can(user, Action.APPROVE, issue) and not decider_conflict(issue, user, asked))
        take(issue=issue, name="approve", by=by, given=_note(step), effective_at=at)

    def dispute(self, step: Json, at: Moment) -> None:
        """Write down what a meeting decided on an opinion against closure."""
        meeting = Meeting.objects.get(round=self.actors.round, minutes_number=step["meeting"])
        given: Given = {Need.MEETING: meeting, Need.RULING: step["ruling"], Need.DECISION: step["decision"]}
        take(issue=self.issue, name="dispute", by=self.cast["clerk"], given=given, effective_at=at)

    def attach(self, step: Json, at: Moment) -> None:
        """Add evidence after the closure: what shows 销号后有变动."""
        measure = Measure.objects.select_related("round", "issue").get(pk=self.measures[step["measure"]])
        self.actors.attach(measure, at, step["name"], step["content"] + "\n")

    def plan_look_back(self, step: Json, at: Moment) -> None:
        """Plan a look-back before the six months are over, by the inspection team; only what is closed is looked back at."""
        if self.issue.closed_after is not None:
            planned = self.weeks.start + datetime.timedelta(weeks=step["planned"] - 1)
            plan_look_back(issue=self.issue, by=self.cast["inspector"], planned_on=planned, effective_at=at)

    def look_back(self, step: Json, at: Moment) -> None:
        """Record what the earliest look-back found."""
        planned = LookBack.objects.filter(issue=self.pk, result="", cancelled=False).order_by("planned_on")[0]
        given = {"result": step["result"], "findings": step["findings"]}
        record_look_back(look_back=planned, by=self.cast["inspector"], effective_at=at, **given)

    def go_on(self, step: Json, at: Moment) -> None:
        """Let it go on after the concentrated period."""
        given: Given = {Need.REASON: step["reason"], Need.UNTIL: self.weeks.due(step["until"])}
        take(issue=self.issue, name="continue", by=self.cast["clerk"], given=given, effective_at=at)
