"""The ledger's page: rows that pass the filter, grouped 重点问题 → 具体问题／举一反三 → 措施, with their counts."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from issues.models import Issue, KeyProblem, Round
from issues.words import Closure, Conclusion, Kind
from measures.badges import CLOSURE, CONCLUSION, STATUS, Badge
from measures.filters import Filters
from measures.ledger.rows import Row, load_rows
from measures.workflow import Light, Status
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.numerals import chinese


@dataclass
class Block:
    """An issue with its measures that are shown."""

    issue: Issue
    rows: list[Row] = field(default_factory=list)

    @property
    def badge(self) -> Badge:
        """The approved conclusion as a badge."""
        return CONCLUSION[self.issue.conclusion]

    @property
    def closure(self) -> Badge | None:
        """How its closure stands, where there is something to say."""
        return CLOSURE[self.issue.closure] if self.issue.closure != Closure.OPEN else None

    @property
    def proposed(self) -> str:
        """The word that waits for approval, or nothing."""
        waits = self.issue.proposed and self.issue.proposed != self.issue.conclusion
        return str(Conclusion(self.issue.proposed).label) if waits else ""

    @property
    def tag(self) -> str:
        """举一反三 for an item found by analogy, else nothing."""
        return str(Kind.FOLLOW_ON.label) if self.issue.kind == Kind.FOLLOW_ON else ""

    @property
    def number(self) -> str:
        """The issue's number below its heading: 2. for a manifestation, 2-① for a follow-on item."""
        if self.issue.kind == Kind.FOLLOW_ON:
            return self.issue.code.split("-", 1)[1]
        return f"{self.issue.number}."


@dataclass
class Group:
    """A key problem, or the deep tasks (no key problem), with its issues; `total` counts its measures before filtering."""

    problem: KeyProblem | None
    blocks: list[Block] = field(default_factory=list)
    total: int = 0

    @property
    def anchor(self) -> str:
        """The group's place on the page."""
        return f"kp-{self.problem.pk}" if self.problem else "kp-deep"

    @property
    def mark(self) -> str:
        """（三）, or nothing."""
        return f"（{chinese(self.problem.number)}）" if self.problem else ""

    @property
    def title(self) -> str:
        """The key problem's wording."""
        return self.problem.title if self.problem else str(Kind.DEEP_TASK.label)

    @property
    def shown(self) -> int:
        """How many of its measures are shown and count."""
        return sum(row.counts for block in self.blocks for row in block.rows)

    @property
    def sums(self) -> list[tuple[str, str]]:
        """The heading's counts: issues by kind, never added up, measures, and how many of them are done."""
        kinds = Counter(block.issue.kind for block in self.blocks if not block.issue.withdrawn)
        done = sum(row.counts and row.measure.status == Status.DONE for block in self.blocks for row in block.rows)
        measures = str(self.total) if self.shown == self.total else f"{self.shown}／{self.total}"
        return [
            *((str(kind.label), str(kinds[kind])) for kind in Kind if kinds[kind]),
            ("措施", measures),
            (str(Status.DONE.label), str(done)),
        ]


@dataclass(frozen=True)
class Tally:
    """The count line: how many measures there are, how many are shown, and these by status and by what presses."""

    total: int
    shown: int
    statuses: list[tuple[Badge, int]]
    overdue: int
    due_soon: int
    withdrawn: int
    at: datetime.datetime


@dataclass(frozen=True)
class Ledger:
    """The whole page; `departments` and `problems` are what its filter offers."""

    groups: list[Group]
    tally: Tally
    departments: list[tuple[int, str]]
    problems: list[tuple[int, str]]


def build(round: Round, user: User, filters: Filters) -> Ledger:
    """Return the ledger of `round` as `user` sees it through `filters`. Four queries, however many rows."""
    rows = load_rows(round, user)
    issues = list(visible(Issue.objects.filter(round=round), user).in_order())
    shown = [row for row in rows if _admits(filters, row, user)]
    problems = {i.key_problem_id: i.key_problem for i in issues if i.key_problem is not None}
    departments = {a.department_id: a.department for row in rows for a in row.measure.in_force()}
    return Ledger(
        group(issues, rows, shown, filters),
        tally(rows, shown),
        [(d.pk, d.name) for d in sorted(departments.values(), key=lambda d: (d.order, d.name))],
        [(p.pk, f"（{chinese(p.number)}）{p.title}") for p in sorted(problems.values(), key=lambda p: p.number)],
    )


def _admits(filters: Filters, row: Row, user: User) -> bool:
    return filters.admits_issue(row.measure.issue) and filters.admits(row.measure, row.standing, user)


def group(issues: list[Issue], rows: list[Row], shown: list[Row], filters: Filters) -> list[Group]:
    """Return the groups in the order of `issues`; an issue without a shown measure stays only where the filter may mean it."""
    below: dict[int, list[Row]] = {}
    for row in shown:
        below.setdefault(row.measure.issue_id, []).append(row)
    totals = Counter(row.measure.issue.key_problem_id for row in rows if row.counts)
    having = {row.measure.issue_id for row in rows}
    groups: dict[int | None, Group] = {}
    for issue in issues:
        if issue.pk in below or _bare(issue, having, filters):
            key = issue.key_problem_id
            found = groups.setdefault(key, Group(issue.key_problem, total=totals[key]))
            found.blocks.append(Block(issue, below.get(issue.pk, [])))
    return list(groups.values())


def _bare(issue: Issue, having: set[int], filters: Filters) -> bool:
    """Whether an issue that has no measure at all is shown: counted and not printed in the source, or not yet planned."""
    if issue.pk in having or filters.of_measures or not filters.admits_issue(issue):
        return False
    return not filters.q or filters.finds(issue.code, issue.title)


def tally(rows: list[Row], shown: list[Row]) -> Tally:
    """Count what is there and what is shown; withdrawn measures aren't among either."""
    counted = [row for row in shown if row.counts]
    by_status = Counter(row.measure.status for row in counted)
    by_light = Counter(row.standing for row in counted)
    return Tally(
        total=sum(row.counts for row in rows),
        shown=len(counted),
        statuses=[(STATUS[s], by_status[s]) for s in Status if s != Status.WITHDRAWN],
        overdue=by_light[Light.OVERDUE],
        due_soon=by_light[Light.DUE_SOON],
        withdrawn=len(shown) - len(counted),
        at=timezone.now(),
    )
