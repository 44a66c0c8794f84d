"""The closures of a round as a list: by state, with what changed afterwards, and the three facts that are kept apart."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from issues.models import Issue, Round
from issues.words import Closure, Conclusion
from measures.badges import CLOSURE, CONCLUSION, Badge
from measures.changes import changes_after
from measures.models import Consultation, Finding, LookBack
from rectify.accounts.models import User
from rectify.accounts.permissions import visible

CHANGED = "changed"


@dataclass(frozen=True)
class Line:
    """One issue: how it stands, the asking that led there, its last and next look-backs, and how often it changed since."""

    issue: Issue
    closure: Badge
    conclusion: Badge
    asked: Consultation | None
    looked: LookBack | None
    next: LookBack | None
    changed: int


@dataclass(frozen=True)
class Listing:
    """The lines that a filter leaves, and the counts of all."""

    lines: list[Line]
    states: list[tuple[str, str, int]]
    facts: list[tuple[str, int]]


def listing(round: Round, user: User, state: str = "") -> Listing:
    """Return the closures of `round` that `user` may see, all or of one state. Five queries."""
    issues: Any = visible(Issue.objects.live().filter(round=round, placeholder=False), user)
    found = list(
        issues.prefetch_related(
            Prefetch("consultations", Consultation.objects.order_by("-id"), to_attr="askings"),
            Prefetch("look_backs", LookBack.objects.filter(cancelled=False).order_by("planned_on", "id"), to_attr="backs"),
        ).in_order()
    )
    changed = {key: len(entries) for key, entries in changes_after(found).items()}
    lines = [_line(issue, changed.get(issue.pk, 0)) for issue in found if _shown(issue, state, changed)]
    return Listing(lines, _states(found, changed), _facts(found))


def _shown(issue: Issue, state: str, changed: dict[int, int]) -> bool:
    if state == CHANGED:
        return issue.pk in changed
    if state in Closure.values:
        return issue.closure == state
    return issue.closure != Closure.OPEN or issue.conclusion == Conclusion.COMPLETED


def _line(issue: Issue, changed: int) -> Line:
    """Of a closed or asked-for issue the last asking counts; an earlier one that was refused is past."""
    asked: list[Consultation] = getattr(issue, "askings", []) if issue.closure in (Closure.REQUESTED, Closure.CLOSED) else []
    coming = (back for back in getattr(issue, "backs", []) if not back.result)
    return Line(
        issue,
        CLOSURE[issue.closure],
        CONCLUSION[issue.conclusion],
        asked[0] if asked else None,
        _looked(issue),
        next(coming, None) if issue.closure == Closure.CLOSED else None,
        changed,
    )


def _looked(issue: Issue) -> LookBack | None:
    """Return the last look-back that was done."""
    done: list[LookBack] = [back for back in getattr(issue, "backs", []) if back.result]
    return max(done, key=lambda back: (back.done_on or datetime.date.min, back.pk), default=None)


def _held(issue: Issue) -> bool:
    """Tell whether a closed issue's last look-back found that it held."""
    looked = _looked(issue)
    return issue.closure == Closure.CLOSED and looked is not None and looked.result == Finding.HELD


def _states(issues: list[Issue], changed: dict[int, int]) -> list[tuple[str, str, int]]:
    counted = [(word.value, word.label, sum(issue.closure == word for issue in issues)) for word in Closure]
    return [*counted, (CHANGED, "销号后有变动", len(changed))]


def _facts(issues: list[Issue]) -> list[tuple[str, int]]:
    """Three separate facts (the domain's rule): a conclusion, a closure, a later check that held."""
    return [
        (Conclusion.COMPLETED.label, sum(issue.conclusion == Conclusion.COMPLETED for issue in issues)),
        (Closure.CLOSED.label, sum(issue.closure == Closure.CLOSED for issue in issues)),
        (Finding.HELD.label, sum(map(_held, issues))),
    ]
