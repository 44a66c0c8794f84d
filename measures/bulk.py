"""Many rows at once: each goes through the same door as alone, in a transaction of its own, and gets its own answer.

Completion is not among the bulk steps: reporting and verifying are done one by one (issue 2, section 4).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from issues.models import Round
from measures.models import Measure
from measures.services.plan import assign_lead, change_due
from measures.services.transitions import transition
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.errors import Refused
from rectify.pages import number_of

LIMIT = 200
NOT_FOUND = "没有找到这条措施，未作改动。"
NOT_ALLOWED = "您没有办理这条措施的权限，未作改动。"

Door = Callable[..., Measure]


@dataclass(frozen=True)
class Answer:
    """What became of one row: whether it was done, and the sentence that says so. `key` is None where no row was found."""

    label: str
    key: int | None
    done: bool
    sentence: str


@dataclass(frozen=True)
class Picked:
    """A row as it was picked: its key as text, and the version that the page showed, where it said one."""

    key: str
    version: int | None

    @property
    def label(self) -> str:
        """What stands in the answer for a row that isn't found."""
        return f"编号“{self.key[:20]}”"


def read_picked(values: Iterable[str]) -> list[Picked]:
    """Return the rows that were picked, each once. Raises Refused for none, or for more than LIMIT."""
    found: dict[str, Picked] = {}
    for value in values:
        key, _, version = value.strip().partition(":")
        found.setdefault(key, Picked(key, number_of(version)))
    if not found:
        raise Refused("请先勾选要办理的措施。")
    if len(found) > LIMIT:
        raise Refused(f"一次最多办理{LIMIT}条，请分几次办理。")
    return list(found.values())


def find(round: Round, user: User, picked: list[Picked]) -> dict[str, Measure]:
    """Return those of the picked rows that are measures of `round` in `user`'s sight, by key as text. Two queries."""
    keys = [key for row in picked if (key := number_of(row.key)) is not None]
    measures = visible(Measure.objects.filter(round=round, pk__in=keys), user).with_people().in_order()
    return {str(measure.pk): measure for measure in measures}


def run(round: Round, user: User, picked: list[Picked], act: Callable[[Measure, int | None], Measure], done: str) -> list[Answer]:
    """Do `act` to each picked row; return the answers, those found first, in the ledger's order; `done` says what was done."""
    found = find(round, user, picked)
    versions = {row.key: row.version for row in picked}
    answers = [_one(measure, versions[key], act, done) for key, measure in found.items()]
    return answers + [Answer(row.label, None, False, NOT_FOUND) for row in picked if row.key not in found]


def _one(measure: Measure, version: int | None, act: Callable[[Measure, int | None], Measure], done: str) -> Answer:
    try:
        act(measure, version)
    except PermissionDenied:
        return Answer(str(measure), measure.pk, False, NOT_ALLOWED)
    except Refused as refusal:
        return Answer(str(measure), measure.pk, False, refusal.message)
    return Answer(str(measure), measure.pk, True, done)


def start_each(user: User) -> Callable[[Measure, int | None], Measure]:
    """Return what starts one row."""
    return lambda measure, version: transition(measure=measure, name="start", by=user, version=version)


def change_each(door: Door, user: User, **values: Any) -> Callable[[Measure, int | None], Measure]:
    """Return what puts one row through `door` with the values that all rows get."""
    return lambda measure, version: door(measure=measure, by=user, version=version, **values)


DOORS: dict[str, Door] = {"lead": assign_lead, "due": change_due}
