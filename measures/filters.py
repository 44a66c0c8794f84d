"""The ledger's filters: they live in the address, and say of a measure whether it is shown."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from issues.models import Issue
from issues.words import Kind
from measures.models import Measure
from measures.workflow import Light, Status
from rectify.accounts.models import User
from rectify.pages import number_of

TEXT_LIMIT = 100
WORDS: dict[str, dict[str, str]] = {"status": dict(Status.choices), "light": dict(Light.choices), "kind": dict(Kind.choices)}
LABELS = {
    "status": "状态",
    "light": "时限",
    "department": "部门",
    "problem": "重点问题",
    "kind": "种类",
    "hard": "重点难点",
    "q": "含有",
    "mine": "只看我的",
}


@dataclass(frozen=True)
class Filters:
    """What the ledger is narrowed to; an empty value narrows nothing. `department` and `problem` are primary keys."""

    status: str = ""
    light: str = ""
    department: int | None = None
    problem: int | None = None
    kind: str = ""
    hard: bool = False
    q: str = ""
    mine: bool = False

    @property
    def given(self) -> dict[str, Any]:
        """Return the filters that narrow, by name, in the order of the form."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}

    @property
    def query(self) -> str:
        """Return them as the address carries them, in one form only."""
        return urlencode({name: "1" if value is True else value for name, value in self.given.items()})

    def without(self, name: str) -> str:
        """Return the address's query without one of them; `all=1` where none is left, so that nothing is remembered."""
        rest = {key: "1" if value is True else value for key, value in self.given.items() if key != name}
        return urlencode(rest) or "all=1"

    @property
    def to_overdue(self) -> str:
        """Return the query narrowed further to what is overdue: the count line's number leads to just these rows."""
        return replace(self, light=Light.OVERDUE.value).query

    @property
    def to_due_soon(self) -> str:
        """Return the query narrowed further to what is due soon."""
        return replace(self, light=Light.DUE_SOON.value).query

    @property
    def of_measures(self) -> bool:
        """Whether one of them asks about measures, so that an issue without measures can't be meant."""
        return bool(self.status or self.light or self.department or self.mine)

    def admits_issue(self, issue: Issue) -> bool:
        """Tell whether measures of `issue` may be shown at all."""
        return (
            (self.problem is None or issue.key_problem_id == self.problem)
            and (not self.kind or issue.kind == self.kind)
            and (not self.hard or issue.hard)
        )

    def admits(self, measure: Measure, light: Light, user: User) -> bool:
        """Tell whether a measure is shown, of an issue that is admitted; `light` is how it stands to its due date."""
        return (
            (not self.status or measure.status == self.status)
            and (not self.light or light == self.light)
            and (self.department is None or self.department in {a.department_id for a in measure.in_force()})
            and (not self.q or self.finds(measure.code, measure.plan, measure.outcome, measure.issue.title))
            and (not self.mine or concerns(measure, user))
        )

    def finds(self, *texts: str) -> bool:
        """Tell whether one of the texts holds what is looked for, whatever the case of Latin letters."""
        return any(self.q.lower() in text.lower() for text in texts)


def concerns(measure: Measure, user: User) -> bool:
    """Tell whether a measure is `user`'s own: responsible for it in person, or of its lead department."""
    if user.person_id in {measure.responsible_leader_id, measure.responsible_id}:
        return True
    lead = measure.lead
    own = {post.department_id for post in user.posts if post.round_id == measure.round_id} | {user.person.department_id}
    return lead is not None and lead.pk in own


def read_filters(data: QueryDict) -> tuple[Filters, list[str]]:
    """Return the filters of an address, and the words for those that couldn't be read and are left out."""
    values: dict[str, Any] = {}
    unread: list[str] = []
    for field in fields(Filters):
        given = data.get(field.name, "").strip()
        value = _read(field.name, given)
        values[field.name] = value
        if given and not value and given != "0":
            unread.append(LABELS[field.name])
    return Filters(**values), unread


def _read(name: str, given: str) -> Any:
    if name in WORDS:
        return given if given in WORDS[name] else ""
    if name in {"department", "problem"}:
        return number_of(given)
    if name == "q":
        return given.replace("\x00", "")[:TEXT_LIMIT]
    return given in {"1", "on", "true"}
