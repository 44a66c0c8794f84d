"""The two doors of a decision on paper, whatever it is about: recording it, and confirming what another recorded."""

import datetime
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from issues.models import Meeting, PaperDecision
from issues.services.decisions import confirm_conflict, confirm_decision, record_decision
from measures.paper.registry import PaperStep, paper_step, subject_of
from rectify.accounts.models import Person, User
from rectify.errors import Refused
from rectify.history.models import Tracked

CHANGED = "签批件所批的内容之后已有变动，这份签批不能采用。请核对后按现在的内容重新签批，并撤销这份补录。"
PUT_FORWARD = "这件事项由您提出，须由他人确认。"


def record_paper(
    *,
    subject: Tracked,
    key: str,
    by: User,
    content_hash: str,
    scan: File[bytes] | None,
    text: str,
    signatory: Person,
    decided_on: datetime.date,
    meeting: Meeting | None = None,
    number: str = "",
    effective_at: datetime.datetime | None = None,
) -> PaperDecision:
    """Record that a step was decided on paper; it is taken when another of the office confirms it.

    `content_hash` is that of what the page showed. Raises Refused where it says something else by now, where the step isn't open,
    and for a signatory who could not decide; PermissionDenied.
    """
    step = paper_step(key)

    def check(held: Any) -> None:
        _check(step, held, content_hash, signatory)

    return record_decision(
        subject=subject,
        step=key,
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
        effective_at=effective_at,
    )


def _check(step: PaperStep, subject: Any, content_hash: str, signatory: Person) -> None:
    if closed := step.closed(subject, timezone.localdate()):
        raise Refused(closed)
    if step.bound(subject) != content_hash:
        raise Refused(CHANGED)
    if conflict := step.unfit(subject, signatory):
        raise Refused(conflict, field="signatory")


def paper_conflict(decision: PaperDecision, user: User) -> str:
    """Return why `user` may not confirm a decision: they recorded it, signed it, or put forward what it is about."""
    if conflict := confirm_conflict(decision, user):
        return conflict
    own = paper_step(decision.step).put_forward(decision.round_id, user.person_id)
    return PUT_FORWARD if own.filter(pk=decision.subject).exists() else ""


def confirm_paper(
    *, decision: PaperDecision, by: User, version: int | None = None, effective_at: datetime.datetime | None = None
) -> PaperDecision:
    """Confirm what another recorded: what was decided holds from now on, in the same transaction.

    Raises Refused by recusal and where what was signed has changed since; Stale; PermissionDenied.
    """
    step = paper_step(decision.step)

    def effect(held: PaperDecision) -> None:
        if conflict := paper_conflict(held, by):
            raise Refused(conflict)
        subject = step.hold(subject_of(held))
        _check(step, subject, held.content_hash, held.signatory)
        step.take(subject, held, by)

    return confirm_decision(decision=decision, by=by, version=version, effect=effect, effective_at=effective_at)
