"""Recusal is by person, whatever the post: nobody approves or signs off what they submitted."""

from issues.models import PaperDecision
from issues.services.decisions import confirm_conflict
from rectify.accounts.models import Person, User
from reports.models import Notice
from reports.workflow import Transition


def submitter_conflict(notice: Notice, person: Person | None) -> str:
    """Return why `person` may not decide on `notice`, as a sentence in Chinese, or "" where nothing stands against it."""
    submitter = notice.submitted_by
    if submitter is not None and person is not None and submitter.person_id == person.pk:
        return f"这一版由{person}送审，须由他人审定、签发和确认。"
    return ""


def paper_conflict(decision: PaperDecision, notice: Notice, user: User) -> str:
    """Return why `user` may not confirm a decision on paper: they recorded it, signed it, or submitted what it is about."""
    return confirm_conflict(decision, user) or submitter_conflict(notice, user.person)


def is_head(user: User, round: int) -> bool:
    """Tell whether `user` heads the leading group of a round (by key)."""
    return any(post.round_id == round and post.head for post in user.posts)


def conflict_of(step: Transition, notice: Notice, user: User) -> str:
    """Return what stands against `user`'s taking the step: recusal, where the step knows it."""
    return submitter_conflict(notice, user.person) if step.recused else ""
