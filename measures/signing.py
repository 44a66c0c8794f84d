"""The responsible leader's sign under an answer, as a step that may be decided on paper (measures.paper)."""

import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from issues.models import Membership, PaperDecision
from measures.models import Remark
from measures.paper.registry import PaperStep, Said
from measures.remarks.people import signers
from measures.remarks.workflow import STEPS
from measures.words import RemarkState
from rectify.accounts.models import Person, User
from rectify.accounts.roles import MATRIX, Action
from rectify.history.checks import checked

SIGN = STEPS["sign"]
GROUP = "领导小组成员（提出、答复的人除外）"


def _remarks(round: int) -> QuerySet[Remark]:
    return Remark.objects.filter(round=round).with_people()


def _says(remark: Remark) -> Said:
    """The remark and its answer; an answer given once more in the same words is another one."""
    given = f"第{remark.attempt}次，{remark.answer_from}"
    return [("监督意见", f"第{remark.number}号　{remark.text}"), ("答复", remark.answer), ("答复人", given)]


def _closed(remark: Remark, day: datetime.date) -> str:
    if remark.state in SIGN.sources:
        return ""
    return f"{remark}当前为“{remark.get_state_display()}”，不能“{SIGN.label}”。"


def _who(remark: Remark) -> str:
    return "、".join(str(person) for person in signers(remark)) or GROUP


def _unfit(remark: Remark, person: Person) -> str:
    """Only who would sign in the software may have signed on paper (measures.remarks.people)."""
    leaders = signers(remark)
    fits = person in leaders if leaders else _of_the_group(remark, person)
    return "" if fits else f"签批人应当是{_who(remark)}。"


def _of_the_group(remark: Remark, person: Person) -> bool:
    near = {remark.made_by.person_id, remark.answer_from_id, remark.answered_by.person_id if remark.answered_by else None}
    roles = [role.value for role in MATRIX[Action.APPROVE]]
    posts = Membership.objects.in_force().filter(round=remark.round_id, user__person=person, role__in=roles)
    return person.pk not in near and posts.exists()


def _take(remark: Remark, decision: PaperDecision, confirmer: User) -> None:
    remark.signed_by, remark.signed_on, remark.sign_note = decision.signatory, decision.decided_on, decision.text
    remark.state = SIGN.target or RemarkState.SIGNED
    checked(remark).save()


def _answered(round: int, person: int) -> QuerySet[Remark]:
    return Remark.objects.filter(Q(answered_by__person=person) | Q(answer_from=person), round=round)


ON_PAPER = PaperStep(
    key="remark-sign",
    label="监督意见答复审签",
    of_round=_remarks,
    says=_says,
    closed=_closed,
    unfit=_unfit,
    take=_take,
    put_forward=_answered,
    url=lambda remark: reverse("measures:remark", args=[remark.round_id, remark.number]),
    who=_who,
)
