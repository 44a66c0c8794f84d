"""The one door for an issue's closure: what the table allows, for whom the matrix allows it, with what it needs."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from issues.models import Issue, PaperDecision
from issues.services.parts import same_round
from issues.words import Closure
from measures.closure.gates import obstacles
from measures.closure.recusal import consultation_of, decider_conflict
from measures.closure.workflow import NEED_WORDS, TRANSITIONS, Need, Transition, steps_from
from measures.models import Consultation, LookBack, Reply, Ruling
from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.models import Entry
from rectify.history.recording import recording
from rectify.workdays import after_working_days, months_later

Given = Mapping[str, Any]
SEEN = "seen"  # beside what a step needs: the last entry that whoever decides has seen
CHOSEN = (Need.MEETING, Need.RULING)  # what is chosen and not filled in


@dataclass(frozen=True)
class Step:
    """A step as it stands before somebody: what stands against it, if anything, as sentences; `idle`: there is no occasion."""

    transition: Transition
    against: tuple[str, ...] = ()
    idle: bool = False

    @property
    def open(self) -> bool:
        """Whether it may be taken now."""
        return not self.against


def steps_for(issue: Issue, user: User, day: datetime.date) -> list[Step]:
    """Return the steps that the table allows and the matrix gives `user`, each with what stands against it."""
    if issue.withdrawn or issue.placeholder:
        return []
    asked = consultation_of(issue)
    return [
        Step(step, tuple(_against(step, issue, user, asked, day)), bool(obstacles(step.occasions, issue, asked, day)))
        for step in steps_from(issue.closure)
        if can(user, step.action, issue)
    ]


def _against(step: Transition, issue: Issue, user: User, asked: Consultation | None, day: datetime.date) -> list[str]:
    conflict = decider_conflict(issue, user, asked) if step.recused else ""
    return [*([conflict] if conflict else []), *obstacles(step.gates, issue, asked, day)]


def take(
    *,
    issue: Issue,
    name: str,
    by: User,
    version: int | None = None,
    given: Given | None = None,
    effective_at: datetime.datetime | None = None,
) -> Issue:
    """Take the closure of `issue` one step further and return the issue as it stands then.

    `given` holds what the step needs, by the needs' names; `note` may go with a request, `seen` with what closes or confirms: the
    last entry when its form was shown (absent, the last one there is), for what came later is a change that nobody saw. Raises
    PermissionDenied by the matrix, Refused where the table, a gate, recusal or a missing need stands against it, Stale where the
    issue is no longer `version`.
    """
    step = TRANSITIONS.get(name)
    if step is None or step.hidden:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, step.action, issue)
    given = {need: value.strip() if isinstance(value, str) else value for need, value in (given or {}).items()}
    reason = str(given.get(Need.NOTE) or given.get(Need.REASON) or given.get(Need.DECISION) or "")
    with recording(actor=by, acting_as=acting_as, action=f"closure.{name}", reason=reason, effective_at=effective_at) as recorder:
        issue = locked(issue, version)
        day = timezone.localdate(effective_at or recorder.recorded_at)
        _check(step, issue, by, given, day)
        apply(step, issue, by, given, day)
    return issue


def _check(step: Transition, issue: Issue, by: User, given: Given, day: datetime.date) -> None:
    if closed := open_conflict(step, issue, day):
        raise Refused(closed)
    if step.recused and (conflict := decider_conflict(issue, by)):
        raise Refused(conflict)
    for need in step.needs:
        if not given.get(need):
            raise Refused(f"请{'选择' if need in CHOSEN else '填写'}{NEED_WORDS[need]}。", field=need.value)
    same_round(issue.round_id, given.get(Need.MEETING), Need.MEETING.value)
    if Need.RULING in step.needs and given[Need.RULING] not in Ruling.values:
        raise Refused("请从所列会议结论中选择。", field=Need.RULING.value)
    until = given.get(Need.UNTIL)
    if until is not None and until <= day:
        raise Refused("持续整改的日期应晚于今天。", field=Need.UNTIL.value)


def open_conflict(step: Transition, issue: Issue, day: datetime.date) -> str:
    """Return what the table or a gate has against the step, whoever takes it, as a sentence; "" where it is open."""
    if issue.withdrawn or issue.placeholder:
        return "该事项已撤销或未刊载，不办理销号。"
    if issue.closure not in step.sources:
        return f"{issue.mark}当前为“{issue.get_closure_display()}”，不能“{step.label}”。"
    return next(iter(obstacles(step.gates, issue, consultation_of(issue), day)), "")


def apply(
    step: Transition, issue: Issue, who: User, given: Given, day: datetime.date, paper: PaperDecision | None = None
) -> None:
    """Do what the step does, inside the caller's recording; `issue` is locked and everything asked.

    `paper` is the decision that stands in the step's place, `who` then the one who confirmed it.
    """
    match step.name:
        case "request":
            ask(issue, who, str(given.get(Need.NOTE) or ""), day)
        case "approve":
            _end(issue, silent=True, day=day)
            LookBack(issue=issue, planned_on=months_later(day, issue.round.look_back_months)).save()
        case "refuse":
            _end(issue, silent=False, day=day)
        case "dispute":
            _settle(issue, given)
            return  # the issue itself stands as it stood
        case "confirm":
            issue.closed_after = max(issue.closed_after or 0, _last_seen(issue, given, paper))
            checked(issue).save()
            return  # who closed it, when and with which words stays as it was
    issue.closure, issue.closure_by, issue.closure_on, issue.closure_paper = step.target, who, day, paper
    issue.closure_note = str(given.get(Need.NOTE) or given.get(Need.REASON) or "")
    issue.continuing_until = given.get(Need.UNTIL) if step.target == Closure.CONTINUING else None
    issue.closed_after = _last_seen(issue, given, paper) if step.target == Closure.CLOSED else None
    checked(issue).save()


def ask(issue: Issue, who: User, note: str, day: datetime.date) -> None:
    """Ask the inspection team, with the round's working days to answer in."""
    due = after_working_days(day, issue.round.consultation_days, issue.round.exceptions)
    checked(Consultation(issue=issue, asked_by=who, asked_on=day, note=note, due_on=due)).save()


def _end(issue: Issue, *, silent: bool, day: datetime.date) -> None:
    """End the asking; an answer that never came is recorded as 未回复."""
    asked = consultation_of(issue)
    if asked is None:
        return
    asked = locked(asked)
    if silent and not asked.opinion:
        asked.opinion, asked.given_on = Reply.SILENT, day
    asked.ended = True
    asked.save()


def _settle(issue: Issue, given: Given) -> None:
    asked = consultation_of(issue)
    if asked is None:
        raise Refused("没有需要提请研究的不同意见。")
    asked = locked(asked)
    asked.settled_in, asked.ruling, asked.settlement = given[Need.MEETING], given[Need.RULING], given[Need.DECISION]
    checked(asked).save()


def _last_seen(issue: Issue, given: Given, paper: PaperDecision | None) -> int:
    """Return the last entry that a decision saw: when its form was shown or its paper recorded; never one yet to come."""
    last = last_entry(issue)
    if paper is not None:
        recorded = Entry.objects.for_record(paper).order_by("id").values_list("id", flat=True).first()
        return min(last, recorded or last)
    seen = given.get(SEEN)
    return min(last, seen) if isinstance(seen, int) and seen >= 0 else last


def last_entry(issue: Issue) -> int:
    """Return the key of the last entry about the issue; 0 where there is none."""
    return Entry.objects.filter(issue=issue.pk).order_by("-id").values_list("id", flat=True).first() or 0
