"""The closures of a round as one person counts them: by kind, and as the lines of a small table."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from issues.models import Issue, Round
from issues.words import Closure, Conclusion, Kind
from measures.figures import CLOSURE_WORDS, Closures, Conclusions, closures_by_kind, rows_now
from measures.models import Finding, Remark
from rectify.accounts.models import User
from rectify.accounts.permissions import visible

CHANGED, DUE = "changed", "due"
# what the list can be filtered by, beside the states
LISTED = {str(Finding.HELD.label): Finding.HELD.value, CLOSURE_WORDS["changed"]: CHANGED, CLOSURE_WORDS["due"]: DUE}


@dataclass(frozen=True)
class FactLine:
    """One fact: its word, its count in each kind, and by which state the list of closures shows its issues, if it does."""

    word: str
    counts: list[int]
    state: str = ""


@dataclass(frozen=True)
class Facts:
    """A column for each kind; `three` are the facts that are kept apart (the domain's rule), `rest` what else isn't zero."""

    kinds: list[Kind]
    three: list[FactLine]
    rest: list[FactLine]

    @property
    def lines(self) -> list[FactLine]:
        """All of them, in their order."""
        return [*self.three, *self.rest]

    @property
    def told(self) -> bool:
        """Whether there is more to say than that nothing is completed and nothing closed."""
        return any(any(line.counts) for line in self.lines if line.state != Closure.OPEN)


def closures_seen(round: Round, user: User, day: datetime.date) -> dict[Kind, Closures]:
    """Count the closures of the issues that `user` sees, with the remarks that they see. At most two queries."""
    issues = visible(Issue.objects.live().filter(round=round), user)
    remarks = visible(Remark.objects.filter(round=round), user)
    return closures_by_kind(replace(rows_now(round), issues=issues, remarks=remarks), day)


def facts_of(counted: Iterable[tuple[Kind, Conclusions, Closures]]) -> Facts:
    """Return the table of what was counted, kind by kind; a kind without an issue is left out."""
    found = [(kind, conclusions, closures) for kind, conclusions, closures in counted if conclusions.total]
    closures = [closures for _, _, closures in found]
    completed = FactLine(str(Conclusion.COMPLETED.label), [conclusions.completed for _, conclusions, _ in found])
    lines = [*_states(closures), *_others(closures)]
    three = [completed, *(line for line in lines if line.state in (Closure.CLOSED, Finding.HELD))]
    rest = [line for line in lines if line not in three and any(line.counts)]
    return Facts([kind for kind, _, _ in found], three, rest)


def _states(closures: list[Closures]) -> list[FactLine]:
    by_state = [dict(found.states()) for found in closures]
    return [FactLine(str(state.label), [counts[state] for counts in by_state], state.value) for state in Closure]


def _others(closures: list[Closures]) -> list[FactLine]:
    by_word = [dict(found.facts()) for found in closures]
    return [FactLine(word, [c[word] for c in by_word], LISTED.get(word, "")) for word, _ in Closures().facts()]
