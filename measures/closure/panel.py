"""What an issue's page shows of its closure, and what its reader may do about it."""

from dataclasses import dataclass

from issues.models import Issue
from issues.words import Closure
from measures.badges import CLOSURE, Badge
from measures.changes import changes_after
from measures.closure.recusal import looker_conflict, team_concerned
from measures.closure.services.steps import Step, steps_for
from measures.figures import today
from measures.models import Consultation, LookBack
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action


@dataclass(frozen=True)
class Panel:
    """An issue's closure as its page shows it."""

    badge: Badge
    asked: Consultation | None
    answer: str
    backs: list[LookBack]
    steps: list[Step]
    changed: bool
    may_answer: bool
    may_look: bool
    may_plan: bool
    may_print: bool


def panel_of(issue: Issue, user: User) -> Panel:
    """Return the closure of `issue` as `user` sees it."""
    asked = Consultation.objects.filter(issue=issue).select_related("asked_by__person", "given_by__person", "settled_in").first()
    looks = issue.closure == Closure.CLOSED and can(user, Action.LOOK_BACK, issue)
    waits = asked is not None and not asked.ended
    day = today(issue.round)
    return Panel(
        badge=CLOSURE[issue.closure],
        asked=asked,
        answer=asked.standing(day) if asked else "",
        backs=list(LookBack.objects.filter(issue=issue, cancelled=False).select_related("done_by__person")),
        steps=[step for step in steps_for(issue, user, day) if not step.idle],
        changed=bool(changes_after([issue])),
        may_answer=waits and can(user, Action.PROPOSE if team_concerned(issue) else Action.GIVE_OPINION, issue),
        may_look=looks and not looker_conflict(issue, user),
        may_plan=looks,
        may_print=can(user, Action.READ_REPORT, issue.round),
    )
