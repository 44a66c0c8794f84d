"""Extensions as pages show them: on a measure's page with what its reader may do, and as the list of a round."""

from dataclasses import dataclass
from typing import Any

from issues.models import Round
from measures.badges import EXTENSION, Badge
from measures.extensions.recusal import granter_word
from measures.extensions.services import Step, steps_for
from measures.models import Extension, ExtensionState, Measure
from measures.paper.panel import Papers, papers_of
from rectify.accounts.models import User
from rectify.accounts.permissions import visible


@dataclass(frozen=True)
class Line:
    """One request: how it stands, who decides, and the steps of who reads it."""

    extension: Extension
    badge: Badge
    granter: str
    steps: list[Step]
    papers: Papers | None = None

    @property
    def open_steps(self) -> list[Step]:
        """The steps that nothing stands against."""
        return [step for step in self.steps if not step.conflict]

    @property
    def conflicts(self) -> list[str]:
        """Why the others aren't this person's, each reason once."""
        return list(dict.fromkeys(step.conflict for step in self.steps if step.conflict))

    @property
    def ordinal(self) -> str:
        """How the granted request is called."""
        return ordinal(self.extension)


def ordinal(extension: Extension) -> str:
    """Return 第1次延期至6月30日 for a granted request, "" for another; the year stands where it isn't the one of the asking."""
    until = extension.until
    year = f"{until.year}年" if until.year != extension.asked_on.year else ""
    return f"第{extension.number}次延期至{year}{until.month}月{until.day}日" if extension.granted else ""


def of_measure(measure: Measure, user: User) -> list[Line]:
    """Return a measure's requests as `user` sees them, the newest first; papers are shown with the pending one."""
    return [_line(found, user, papers=True) for found in Extension.objects.filter(measure=measure).with_people()]


def of_round(round: Round, user: User, state: str = "") -> tuple[list[Line], list[tuple[str, str, int]]]:
    """Return the requests of `round` that `user` may see, all or of one state, and the states with their counts."""
    found = list(visible(Extension.objects.filter(measure__round=round), user).with_people())
    counts = [(word.value, word.label, sum(e.state == word for e in found)) for word in ExtensionState]
    shown = [e for e in found if not state or e.state == state]
    return [_line(each, user) for each in shown], counts


def _line(extension: Extension, user: User, *, papers: bool = False) -> Line:
    held: Any = papers_of(extension, extension.measure.round, user) if papers and extension.pending else None
    return Line(extension, EXTENSION[extension.state], granter_word(extension), steps_for(extension, user), held)
