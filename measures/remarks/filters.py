"""The filters of the list of remarks: they live in the address, and offer what there is."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from measures.models import RemarkQuerySet
from measures.words import UNSETTLED, RemarkState
from rectify.accounts.models import Department
from rectify.accounts.roles import Role
from rectify.pages import number_of

OFFICE = "office"  # the filter's word for remarks that the office answers
OPEN, ENDED = "unsettled", "settled"  # lists show two words; each state of the way can be asked for too


@dataclass(frozen=True)
class Select:
    """One filter: its name in the address, its label, what can be chosen, and what is."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


class RemarkFilter:
    """What the address asks for, of the remarks that the reader sees."""

    def __init__(self, query: QueryDict, seen: RemarkQuerySet, day: datetime.date) -> None:
        self.seen, self.day = seen, day
        self.state, self.department, self.maker = (query.get(name, "") for name in ("state", "department", "maker"))
        self.overdue = query.get("overdue", "") == "1"

    @property
    def rows(self) -> RemarkQuerySet:
        """The remarks that are asked for, the latest first."""
        rows = self.seen
        if self.state in {OPEN, ENDED}:
            rows = rows.unsettled() if self.state == OPEN else rows.filter(state=RemarkState.SETTLED)
        elif self.state in RemarkState.values:
            rows = rows.filter(state=self.state)
        if self.department == OFFICE:
            rows = rows.filter(department=None)
        elif (key := number_of(self.department)) is not None:
            rows = rows.filter(department=key)
        if self.maker in Role.values:
            rows = rows.filter(maker_role=self.maker)
        return (rows.overdue(self.day) if self.overdue else rows).order_by("-number")

    @property
    def selects(self) -> list[Select]:
        """The filters with what can be chosen: states, the departments and makers that there are. Two queries."""
        on_the_way = [(state.value, f"　{state.label}") for state in UNSETTLED]
        states = [(OPEN, "未办结"), *on_the_way, (ENDED, "已办结"), (RemarkState.WITHDRAWN.value, RemarkState.WITHDRAWN.label)]
        departments = Department.objects.filter(pk__in=self.seen.order_by().values("department")).order_by("order", "name")
        asked = [(OFFICE, str(Role.OFFICE.label)), *((str(pk), name) for pk, name in departments.values_list("pk", "name"))]
        roles = sorted(set(self.seen.order_by().values_list("maker_role", flat=True).distinct()), key=Role.values.index)
        makers = [(role, str(Role(role).label)) for role in roles]
        return [
            Select("state", "状态", states, self.state),
            Select("department", "答复部门", asked, self.department),
            Select("maker", "提出方", makers, self.maker),
        ]

    @property
    def given(self) -> dict[str, str]:
        """What is asked for, without what isn't."""
        asked = {"state": self.state, "department": self.department, "maker": self.maker, "overdue": "1" if self.overdue else ""}
        return {name: value for name, value in asked.items() if value}

    @property
    def query(self) -> str:
        """The address's query, without the page."""
        return urlencode(self.given)

    def tally(self) -> dict[str, int]:
        """Count all that the reader sees: unsettled, overdue among them, settled. Three queries."""
        return {
            "unsettled": self.seen.unsettled().count(),
            "overdue": self.seen.overdue(self.day).count(),
            "settled": self.seen.filter(state=RemarkState.SETTLED).count(),
        }
