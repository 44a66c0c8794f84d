"""For whom a remark or a registered paper waits, as conditions; the lists and counts of 待我办理 read them."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from measures.remarks.people import owned_q, recused_q, signable_q
from measures.words import UNANSWERED, RegisterState, RemarkState
from rectify.accounts.models import User


def department_answers(user: User, departments: Iterable[int]) -> Q:
    """An answer of one of these departments is awaited, to a remark of somebody else's."""
    return Q(state__in=UNANSWERED, department__in=departments) & ~Q(made_by__person=user.person_id)


def office_answers(user: User) -> Q:
    """The office's own answer is awaited, to a remark of somebody else's."""
    return Q(state__in=UNANSWERED, department=None) & ~Q(made_by__person=user.person_id)


def leader_signs(user: User, round: int) -> Q:
    """An answer is to be signed, by this person."""
    return Q(state=RemarkState.ANSWERED) & signable_q(user, round)


def maker_settles(user: User, round: int) -> Q:
    """A signed answer is to be accepted or sent back, by this person, against whom nothing stands."""
    return Q(state=RemarkState.SIGNED) & owned_q(user, round) & ~recused_q(user)


def paper_is_late(day: datetime.date) -> Q:
    """The reply to a paper is awaited, and was due before `day`."""
    return Q(state=RegisterState.OPEN, answer_by__lt=day)
