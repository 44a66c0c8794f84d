"""Approval and signature as decisions on paper: recorded by one of the office, in force once another has confirmed them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.core.files.base import File

from issues.models import Meeting, PaperDecision
from issues.services.decisions import confirm_decision, record_decision
from issues.services.parts import held
from rectify.accounts.models import Person, User
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from reports.models import Notice
from reports.notice.services import approving
from reports.notice.services.gates import missing_for
from reports.notice.services.recusal import paper_conflict, submitter_conflict
from reports.workflow import TRANSITIONS, Transition

OTHER = "这份签批所批的不是现在这一稿（通报退回修改过），不能采用。请按现在的内容重新签批。"


def step_on_paper(name: str) -> Transition:
    """Return the step that a paper decision may stand for; Refused where it may not."""
    step = TRANSITIONS.get(name)
    if step is None or not step.paper:
        raise Refused("这一步骤不能以线下签批代替。")
    return step


def record_paper_step(
    *,
    notice: Notice,
    name: str,
    by: User,
    content_hash: str,
    scan: File[bytes] | None,
    text: str,
    signatory: Person,
    decided_on: date,
    meeting: Meeting | None = None,
    number: str = "",
) -> PaperDecision:
    """Record that a step was decided on paper; it is taken when another of the office confirms it.

    `content_hash` is that of the content that was signed. Raises Refused where the version holds other content by now, where
    the step isn't open, for an unfit meeting and for a signatory who submitted the notice.
    """
    step = step_on_paper(name)

    def check(subject: Any) -> None:
        if subject.content_hash != content_hash:
            raise Refused(OTHER)
        _check(step, subject, signatory, meeting)

    return record_decision(
        subject=notice,
        step=name,
        by=by,
        what=step.label,
        scan=scan,
        content_hash=content_hash,
        check=check,
        text=text,
        signatory=signatory,
        decided_on=decided_on,
        meeting=meeting,
        number=number,
    )


def _check(step: Transition, notice: Notice, signatory: Person | None, meeting: Meeting | None) -> None:
    if notice.status not in step.sources:
        raise Refused(f"{notice}当前为“{notice.get_status_display()}”，不能“{step.label}”。")
    if why := missing_for(step, notice):
        raise Refused(why)
    if conflict := submitter_conflict(notice, signatory):
        raise Refused(conflict, field="signatory")
    if step.name == "approve":
        if meeting is None:
            raise Refused("请选择审议会议。", field="meeting")
        if conflict := approving.meeting_conflict(notice, meeting):
            raise Refused(conflict, field="meeting")


def confirm_paper_step(*, decision: PaperDecision, by: User, version: int | None) -> PaperDecision:
    """Confirm what another recorded: the step is taken. Raises Refused by recusal and where the content is another now; Stale."""
    effect: Callable[[PaperDecision], None] = partial(_take, by)
    return confirm_decision(decision=decision, by=by, version=version, effect=effect)


def _take(by: User, decision: PaperDecision) -> None:
    step = step_on_paper(decision.step)
    held(decision.round_id)
    notice = locked(Notice.objects.get(pk=decision.subject))
    if notice.content_hash != decision.content_hash:
        raise Refused(OTHER)
    if conflict := paper_conflict(decision, notice, by):
        raise Refused(conflict)
    _check(step, notice, decision.signatory, decision.meeting)
    moment = decision.confirmed_at
    assert moment is not None
    if step.name == "approve":
        assert decision.meeting is not None
        approving.approve(notice, by, moment, decision.meeting, decision)
    else:
        approving.sign(notice, decision.signatory, moment, decision.text, decision.decided_on, decision)
    notice.status = step.target
    checked(notice).save()
