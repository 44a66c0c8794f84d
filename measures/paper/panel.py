"""What a record's page shows of decisions on paper about it, and what its reader may record."""

from dataclasses import dataclass
from typing import Any

from issues.models import PaperDecision
from measures.figures import today
from measures.models import Clearing
from measures.paper.registry import STEPS, PaperStep
from measures.paper.services import paper_conflict
from measures.selectors import cleared_of
from rectify.accounts.models import User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action


@dataclass(frozen=True)
class Papers:
    """The decisions about a record, the newest first; `open` are the steps that may be recorded now, by who may.

    `conflicts` says, by key, why this person isn't the one to confirm a decision that waits.
    """

    found: list[PaperDecision]
    open: list[PaperStep]
    may_decide: bool
    conflicts: dict[int, str]
    subject: int
    cleared: dict[int, Clearing]
    may_clear: bool

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.found or self.open)


def papers_of(subject: Any, round: Any, user: User) -> Papers:
    """Return the papers about `subject` that `user` may see. One query, one more where there are any, one for each that waits."""
    found = list(visible(PaperDecision.objects.about(subject).filter(step__in=STEPS), user))
    may = can(user, Action.RECORD_DECISION, subject)
    may_clear = can(user, Action.CLEAR, round)
    conflicts = {paper.pk: paper_conflict(paper, user) for paper in found if may and paper.pending}
    return Papers(found, _open(subject, round, found) if may else [], may, conflicts, subject.pk, cleared_of(*found), may_clear)


def _open(subject: Any, round: Any, found: list[PaperDecision]) -> list[PaperStep]:
    """The steps that are open to paper now, and for which none waits already."""
    waiting = {decision.step for decision in found if decision.pending}
    about = [step for step in STEPS.values() if step.subject_type == subject._meta.label_lower and step.key not in waiting]
    return [step for step in about if not step.closed(subject, today(round))]
