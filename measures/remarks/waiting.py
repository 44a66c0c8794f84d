"""For whom a remark or a registered paper waits, as conditions; the lists and counts of 待我办理 read them."""

import datetime
from typing import Protocol

from django.db.models import Q

from issues.models import Round
from measures.remarks.people import owned_q, recused_q, signable_q
from measures.words import UNANSWERED, RegisterState, RemarkState
from rectify.accounts.models import User


class Waiter(Protocol):
    """For whom something waits: the person, the round, the day, and the departments in which they hold a post there."""

    @property
    def user(self) -> User: ...

    @property
    def round(self) -> Round: ...

    @property
    def day(self) -> datetime.date: ...

    @property
    def departments(self) -> list[int]: ...


def department_answers(who: Waiter) -> Q:
    """An answer of one of their departments is awaited, to a remark of somebody else's."""
    return Q(state__in=UNANSWERED, department__in=who.departments) & ~Q(made_by__person=who.user.person_id)


def office_answers(who: Waiter) -> Q:
    """The office's own answer is awaited, to a remark of somebody else's."""
    return Q(state__in=UNANSWERED, department=None) & ~Q(made_by__person=who.user.person_id)


def leader_signs(who: Waiter) -> Q:
    """An answer is to be signed, by this person."""
    return Q(state=RemarkState.ANSWERED) & signable_q(who.user, who.round.pk)


def maker_settles(who: Waiter) -> Q:
    """A signed answer is to be accepted or sent back, by this person, against whom nothing stands."""
    return Q(state=RemarkState.SIGNED) & owned_q(who.user, who.round.pk) & ~recused_q(who.user)


def paper_is_late(who: Waiter) -> Q:
    """The reply to a paper is awaited, and was due before today."""
    return Q(state=RegisterState.OPEN, answer_by__lt=who.day)
