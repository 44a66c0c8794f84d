"""Look-backs (回头看): planning one, and recording what it found; a rebound reopens the issue and the measures that it names."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from issues.models import Issue
from issues.services.parts import needed
from issues.words import Closure
from measures.closure.recusal import SUPERIOR_LOOKS, looker_conflict, team_concerned
from measures.closure.workflow import TRANSITIONS
from measures.models import Finding, LookBack, Measure
from measures.services.conclusions import take_back
from measures.services.transitions import reopen_inside
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


def plan_look_back(
    *, issue: Issue, by: User, planned_on: datetime.date, effective_at: datetime.datetime | None = None
) -> LookBack:
    """Plan one more look-back at a closed issue."""
    acting_as = permit(by, Action.LOOK_BACK, issue)
    with recording(actor=by, acting_as=acting_as, action="look_back.plan", effective_at=effective_at):
        issue = locked(issue)
        _closed(issue)
        look_back = LookBack(issue=issue, planned_on=planned_on)
        checked(look_back).save()
    return look_back


def record_look_back(
    *,
    look_back: LookBack,
    by: User,
    result: str,
    findings: str,
    measures: Sequence[Measure] = (),
    next_on: datetime.date | None = None,
    done_for: str = "",
    version: int | None = None,
    effective_at: datetime.datetime | None = None,
) -> LookBack:
    """Record what a look-back found.

    成果巩固 ends it; 需补充整改 needs the day of the next one; 反弹回潮 reopens the issue and the `measures` named in it.
    Where the inspection team answers for a measure itself, the office records the look-back of its superior, `done_for`.
    Raises Refused, Stale, PermissionDenied.
    """
    acting_as = permit(by, Action.LOOK_BACK, look_back.issue)
    findings = needed(findings, "请写明回头看发现的情况。", "findings")
    rebound = result == Finding.REBOUND
    action = "closure.rebound" if rebound else "look_back.record"
    with recording(actor=by, acting_as=acting_as, action=action, reason=findings, effective_at=effective_at) as recorder:
        issue = locked(look_back.issue)
        held = [locked(measure) for measure in sorted(measures, key=lambda m: m.pk)] if rebound else []
        look_back = locked(look_back, version)
        day = timezone.localdate(effective_at or recorder.recorded_at)
        _check(look_back, issue, by, result, next_on, held, day, done_for.strip())
        look_back.result, look_back.findings, look_back.done_for = result, findings, done_for.strip()
        look_back.done_on, look_back.done_by = day, by
        look_back.reopened = "、".join(str(measure) for measure in held)
        checked(look_back).save()
        if result == Finding.SUPPLEMENT and next_on is not None:
            checked(LookBack(issue=issue, planned_on=next_on)).save()
        if rebound:
            _rebound(issue, held, findings, by, day)
    return look_back


def _closed(issue: Issue) -> None:
    if issue.closure != Closure.CLOSED:
        raise Refused(f"{issue.mark}当前为“{issue.get_closure_display()}”，销号后才开展回头看。")


def _check(
    look_back: LookBack,
    issue: Issue,
    by: User,
    result: str,
    next_on: datetime.date | None,
    measures: list[Measure],
    day: datetime.date,
    done_for: str,
) -> None:
    if look_back.result or look_back.cancelled:
        raise Refused("这次回头看已经办结。")
    _closed(issue)
    if result not in Finding.values:
        raise Refused("请选择回头看的结果。", field="result")
    if conflict := looker_conflict(issue, by):
        raise Refused(conflict)
    if team_concerned(issue) and not done_for:
        raise Refused(SUPERIOR_LOOKS, field="done_for")
    if result == Finding.SUPPLEMENT and (next_on is None or next_on <= day):
        raise Refused("需补充整改的，请填写下次回头看的日期，应晚于今天。", field="next_on")
    if result == Finding.REBOUND and not measures:
        raise Refused("反弹回潮的，请选择需要恢复整改的措施。", field="measures")
    if any(measure.issue_id != issue.pk for measure in measures):
        raise Refused("所选措施不属于这一事项。", field="measures")


def _rebound(issue: Issue, measures: list[Measure], findings: str, by: User, day: datetime.date) -> None:
    for measure in measures:
        reopen_inside(measure, findings)
    issue.closure, issue.closure_by, issue.closure_on = TRANSITIONS["rebound"].target, by, day
    issue.closure_paper = None
    issue.closure_note, issue.closed_after = findings, None
    take_back(issue)
    checked(issue).save()
