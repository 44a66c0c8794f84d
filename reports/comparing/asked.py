"""What an address asks a comparison for: two moments, and what the list is narrowed to."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from issues.models import Round
from rectify.pages import number_of
from reports.past.kinds import ChangeKind
from reports.past.moments import PLAN, Moment, moment_of, present

LABELS = {"then": "从", "now": "到", "kind": "变化", "department": "部门", "problem": "重点问题", "measure": "整改措施"}
FILTERS = ("kind", "department", "problem", "measure")


@dataclass(frozen=True)
class Asked:
    """Two moments, the earlier first, and the filters; an empty one narrows nothing. `problem` 0 means the deep tasks."""

    then: Moment
    now: Moment
    kind: ChangeKind | None = None
    department: int | None = None
    problem: int | None = None
    measure: int | None = None

    @property
    def conditions(self) -> dict[str, Any]:
        """The filters, as a comparison takes them."""
        return {name: getattr(self, name) for name in FILTERS}

    @property
    def given(self) -> dict[str, str]:
        """The filters that narrow, as the address carries them."""
        return {name: str(value) for name, value in self.conditions.items() if value is not None}

    @property
    def query(self) -> str:
        """The whole address's query."""
        return self.with_filters(self.given)

    def without(self, name: str) -> str:
        """The query without one filter."""
        return self.with_filters({key: value for key, value in self.given.items() if key != name})

    def of_kind(self, kind: ChangeKind) -> str:
        """The query narrowed to one kind of change."""
        return self.with_filters({**self.given, "kind": kind.value})

    def with_filters(self, given: dict[str, str]) -> str:
        """The query of these moments with other filters."""
        return urlencode({"then": self.then.key, "now": self.now.key, **given})


def read_asked(round: Round, data: QueryDict) -> tuple[Asked, list[str]]:
    """Return what an address asks for, and the words for what couldn't be read and is left out.

    Without moments the adopted plan stands beside now; before adoption, the end of the week before.
    """
    unread: list[str] = []
    now = _moment(round, data, "now", unread) or present()
    then = _moment(round, data, "then", unread) or moment_of(round, PLAN) or now
    if then.at > now.at:
        then, now = now, then
    kind = _known(data.get("kind", "").strip(), unread)
    numbers = {name: _number(data, name, unread) for name in ("department", "problem", "measure")}
    return Asked(then, now, kind, **numbers), unread


def _moment(round: Round, data: QueryDict, name: str, unread: list[str]) -> Moment | None:
    """A day that was typed goes before what was chosen."""
    key = data.get(f"{name}_on", "").strip() or data.get(name, "").strip()
    found = moment_of(round, key) if key else None
    if key and found is None:
        unread.append(LABELS[name])
    return found


def _known(given: str, unread: list[str]) -> ChangeKind | None:
    if not given:
        return None
    try:
        return ChangeKind(given)
    except ValueError:
        unread.append(LABELS["kind"])
        return None


def _number(data: QueryDict, name: str, unread: list[str]) -> int | None:
    given = data.get(name, "").strip()
    found = number_of(given) if given else None
    if given and found is None:
        unread.append(LABELS[name])
    return found


def moment_choices(asked: Moment, offered: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what a select of moments offers: with the chosen one, where it is a day that was typed."""
    return offered if any(key == asked.key for key, _ in offered) else [(asked.key, asked.label), *offered]
