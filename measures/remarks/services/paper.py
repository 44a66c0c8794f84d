"""The responsible leader's sign on paper (线下签批补录): recorded by the office with its scan, in force once another confirms it.

`check_paper_sign` and `sign_on_paper` are what a decision about a remark asks and brings about, wherever it is recorded.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.core.files.base import File

from issues.models import Meeting, Membership, PaperDecision
from issues.services.decisions import confirm_conflict, confirm_decision, record_decision
from measures.models import Remark
from measures.remarks.people import signers
from measures.remarks.workflow import STEPS
from measures.words import RemarkState
from rectify.accounts.models import Person, User
from rectify.accounts.roles import MATRIX, Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked

SIGN = STEPS["sign"]
OTHER = "这份签批所批的不是现在的答复，不能采用。请按现在的答复重新签批。"


def answer_hash(remark: Remark) -> str:
    """Return the digest of the answer that is signed: another one, or the same given once more, has another."""
    return hashlib.sha256(f"{remark.pk}:{remark.attempt}:{remark.answer}".encode()).hexdigest()


def record_paper_sign(
    *,
    remark: Remark,
    by: User,
    content_hash: str,
    scan: File[bytes] | None,
    text: str,
    signatory: Person,
    decided_on: date,
    meeting: Meeting | None = None,
    number: str = "",
) -> PaperDecision:
    """Record that the responsible leader signed the answer on paper. Raises Refused, PermissionDenied."""

    def check(subject: Any) -> None:
        check_paper_sign(subject, signatory, content_hash)

    return record_decision(
        subject=remark,
        step=SIGN.name,
        by=by,
        what=SIGN.label,
        scan=scan,
        content_hash=content_hash,
        check=check,
        text=text,
        signatory=signatory,
        decided_on=decided_on,
        meeting=meeting,
        number=number,
    )


def check_paper_sign(remark: Remark, signatory: Person | None, content_hash: str) -> None:
    """Raise Refused where no sign is awaited, the answer is another by now, or the signatory isn't the one to sign."""
    if remark.state not in SIGN.sources:
        raise Refused(f"{remark}当前为“{remark.get_state_display()}”，不能“{SIGN.label}”。")
    if content_hash != answer_hash(remark):
        raise Refused(OTHER)
    leaders = signers(remark)
    if signatory is None or (leaders and signatory not in leaders) or (not leaders and not _of_the_group(remark, signatory)):
        who = "、".join(str(person) for person in leaders) or "领导小组成员（提出、答复的人除外）"
        raise Refused(f"签批人应当是{who}。", field="signatory")


def _of_the_group(remark: Remark, person: Person) -> bool:
    """Whether a person holds a post that approves, and neither made the remark nor gave its answer."""
    near = {remark.made_by.person_id, remark.answer_from_id, remark.answered_by.person_id if remark.answered_by else None}
    roles = list(MATRIX[Action.APPROVE])
    posts = Membership.objects.in_force().filter(round=remark.round_id, user__person=person, role__in=roles)
    return person.pk not in near and posts.exists()


def sign_conflict(decision: PaperDecision, remark: Remark, user: User) -> str:
    """Return why `user` may not confirm a sign on paper, or "" where nothing stands against it."""
    if user.person_id in {remark.answer_from_id, remark.answered_by.person_id if remark.answered_by else None}:
        return "这次答复由您作出或录入，须由他人确认。"
    return confirm_conflict(decision, user)


def confirm_paper_sign(*, decision: PaperDecision, by: User, version: int | None) -> PaperDecision:
    """Confirm what another recorded: the answer is signed. Raises Refused by recusal, and for another answer by now; Stale."""
    effect: Callable[[PaperDecision], None] = partial(sign_on_paper, by)
    return confirm_decision(decision=decision, by=by, version=version, effect=effect)


def sign_on_paper(by: User, decision: PaperDecision) -> None:
    """Sign the answer as a confirmed decision says, inside its recording."""
    remark = locked(Remark.objects.get(pk=decision.subject))
    if conflict := sign_conflict(decision, remark, by):
        raise Refused(conflict)
    check_paper_sign(remark, decision.signatory, decision.content_hash)
    remark.signed_by, remark.signed_on, remark.sign_note = decision.signatory, decision.decided_on, decision.text
    remark.state = SIGN.target or RemarkState.SIGNED
    checked(remark).save()
