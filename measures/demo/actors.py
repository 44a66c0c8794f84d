"""Who opens which door in the story: the department where it has an account, else the office as recorder."""

import datetime
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File

from issues.models import Issue, Opinion, Round
from issues.services import meetings
from issues.services.opinions import set_opinion_state
from issues.words import MeetingKind, OpinionState
from measures.models import Measure
from measures.services import conclusions, plan, proof, transitions
from measures.services.recusal import approver_conflict, verifier_conflict
from measures.services.transitions import reports_for_own
from measures.workflow import Need
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action

Moment = datetime.datetime
MEETING = ("title", "expected", "present", "attending", "minutes_number", "summary")
WORDS = {
    "completed": "所属措施均已完成，材料齐全，建议认定为完成整改。",
    "phased": "主要措施已见成效，其余按计划推进，建议认定为阶段性完成。",
    "basic": "主要工作已做完，个别环节尚需巩固，建议认定为基本完成。",
    "incomplete": "任务周期较长，正在推进，建议认定为未完成。",
}


@dataclass
class Actors:
    """The cast by user name; each method is one thing that happened, done by whoever may."""

    cast: dict[str, User]
    people: dict[str, Person]
    round: Round

    def worker(self, measure: Measure) -> User:
        """Return who works on a measure: somebody of its lead department, or the office's clerk for it."""
        for name in ("lead", "cooperating", "outsider"):
            if reports_for_own(measure, self.cast[name]):
                return self.cast[name]
        return self.cast["clerk"]

    def _reporter(self, measure: Measure) -> dict[str, Person]:
        """Return the person in whose name the clerk types something in (代录)."""
        clerk = self.worker(measure) == self.cast["clerk"]
        return {"person": measure.responsible} if clerk and measure.responsible else {}

    def start(self, measure: Measure, at: Moment) -> None:
        """Start a measure."""
        transitions.transition(measure=measure, name="start", by=self.worker(measure), effective_at=at)

    def note(self, measure: Measure, at: Moment, text: str, person: Person) -> None:
        """Note progress."""
        worker = self.worker(measure)
        said_by = person if worker == self.cast["clerk"] else None
        proof.add_note(measure=measure, by=worker, text=text, reported_by=said_by, effective_at=at)

    def attach(self, measure: Measure, at: Moment, name: str, content: str) -> None:
        """Attach a small text file."""
        file = File(io.BytesIO(content.encode()), name=name)
        provider = self._reporter(measure).get("person")
        proof.attach(measure=measure, by=self.worker(measure), files=[file], provided_by=provider, effective_at=at)

    def outcome(self, measure: Measure, at: Moment, text: str) -> None:
        """Write what was done so far."""
        plan.edit_outcome(measure=measure, by=self.worker(measure), outcome=text, effective_at=at)

    def publish(self, measure: Measure, at: Moment, text: str) -> None:
        """Write what the public may read."""
        plan.edit_public_text(measure=measure, by=self.cast["clerk"], public_text=text, effective_at=at)

    def move(self, measure: Measure, at: Moment, due_on: datetime.date, basis: str) -> None:
        """Move the due date, with its basis."""
        plan.change_due(measure=measure, by=self.cast["clerk"], due_on=due_on, basis=basis, effective_at=at)

    def report(self, measure: Measure, at: Moment, text: str) -> None:
        """Report completion."""
        given = {Need.OUTCOME: text, Need.REPORTER: self._reporter(measure).get("person")}
        if not transitions.proven(measure):
            given[Need.PROOF] = "过程性工作，无单独材料。"
        transitions.transition(measure=measure, name="report", by=self.worker(measure), given=given, effective_at=at)

    def send_back(self, measure: Measure, at: Moment, missing: str) -> None:
        """Return a report for what is missing."""
        by, given = self.cast["director"], {Need.MISSING: missing}
        transitions.transition(measure=measure, name="return", by=by, given=given, effective_at=at)

    def verify(self, measure: Measure, at: Moment) -> None:
        """Verify a report, by the first of the office against whom nothing stands."""
        office = [self.cast[name] for name in ("director", "clerk", "twoposts")]
        by = next(user for user in office if not verifier_conflict(measure, user))
        given = {Need.NOTE: "材料与落实情况相符，同意。"}
        transitions.transition(measure=measure, name="verify", by=by, given=given, effective_at=at)

    def propose(self, issue: Issue, at: Moment, word: str, reason: str = "") -> None:
        """Propose a conclusion."""
        why = reason or WORDS[word]
        conclusions.propose(issue=issue, by=self.cast["clerk"], conclusion=word, reason=why, effective_at=at)

    def approve(self, issue: Issue, at: Moment) -> None:
        """Approve it, by the first of the leading group against whom nothing stands."""
        group = [self.cast[name] for name in ("head", "leader", "twoposts")]
        by = next(u for u in group if can(u, Action.APPROVE, issue) and not approver_conflict(issue, u))
        conclusions.approve(issue=issue, by=by, note="经研究，同意。", effective_at=at)

    def record_meeting(self, row: dict[str, Any], held_on: datetime.date, at: Moment) -> None:
        """Record a meeting of `round` as the fixture describes it."""
        given = {name: row[name] for name in MEETING if name in row}
        values: Any = {**given, "kind": MeetingKind(row["kind"]), "chair": self.people[row["chair"]], "held_on": held_on}
        meetings.record_meeting(round=self.round, by=self.cast["clerk"], effective_at=at, **values)

    def implemented(self, opinion: Opinion, at: Moment, basis: str) -> None:
        """Approve an opinion as implemented."""
        by, state = self.cast["head"], OpinionState.IMPLEMENTED
        set_opinion_state(opinion=opinion, by=by, version=None, state=state, implementation=basis, effective_at=at)
