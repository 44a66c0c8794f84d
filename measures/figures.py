"""The counts, today and the lights: one module that screens, sheets, commands and notice call (counts are computed)."""

import datetime
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from issues.models import Aspect, Issue, KeyProblem, Meeting, Opinion, Round
from issues.selectors import meeting_kinds
from issues.words import FOUR_WORDS, Closure, Conclusion, Kind, MeetingKind, OpinionState
from measures.changes import changes_since
from measures.models import Finding, LookBack, Measure, Remark
from measures.words import UNSETTLED
from measures.workflow import Status


def today(round: Round) -> datetime.date:
    """Return the day it is for `round`: the date in Asia/Shanghai."""
    return timezone.localdate()


@dataclass(frozen=True)
class Conclusions:
    """How many issues of one kind there are, by conclusion; nothing merged."""

    total: int = 0
    completed: int = 0
    phased: int = 0
    basic: int = 0
    incomplete: int = 0
    undetermined: int = 0

    def words(self) -> list[tuple[Conclusion, int]]:
        """Return the four words in their order, and 待认定 where it isn't zero, each with its count."""
        shown = [*FOUR_WORDS, *([Conclusion.UNDETERMINED] if self.undetermined else [])]
        return [(word, getattr(self, word.value)) for word in shown]


@dataclass(frozen=True)
class Closures:
    """How many issues of one kind stand where on the way from 未销号 to 成果巩固: facts apart from their conclusions.

    Of the closed, `changed` have a change that nobody confirmed, and `held` were found so by their last look-back. `due`
    look-backs are those whose day has come, `late` those of them whose day has passed; `unsettled` counts remarks.
    """

    open: int = 0
    requested: int = 0
    closed: int = 0
    continuing: int = 0
    held: int = 0
    changed: int = 0
    due: int = 0
    late: int = 0
    unsettled: int = 0

    def states(self) -> list[tuple[Closure, int]]:
        """Return the four states in their order, each with its count."""
        return [(state, getattr(self, state.value)) for state in Closure]

    def facts(self) -> list[tuple[str, int]]:
        """Return what else is counted, in its order, each with its word."""
        words = {"held": str(Finding.HELD.label), **CLOSURE_WORDS}
        return [(word, getattr(self, name)) for name, word in words.items()]


CLOSURE_WORDS = {"changed": "销号后有变动", "due": "到期回头看", "late": "其中已逾期", "unsettled": "未办结监督意见"}


@dataclass(frozen=True)
class Opinions:
    """How many opinions there are, and how many are implemented."""

    total: int = 0
    implemented: int = 0


@dataclass(frozen=True)
class MeasureCounts:
    """Measures by status; `total` leaves the withdrawn ones out; the lights, from overdue on, part the unfinished ones."""

    total: int = 0
    not_started: int = 0
    in_progress: int = 0
    reported: int = 0
    done: int = 0
    withdrawn: int = 0
    overdue: int = 0
    due_soon: int = 0
    normal: int = 0
    long_term: int = 0
    no_date: int = 0

    def statuses(self) -> list[tuple[Status, int]]:
        """Return the four statuses that count, in their order, each with its count."""
        shown = [Status.NOT_STARTED, Status.IN_PROGRESS, Status.REPORTED, Status.DONE]
        return [(status, getattr(self, status.value)) for status in shown]


@dataclass(frozen=True)
class Figures:
    """Everything counted in one round, as of `cut_off`."""

    cut_off: datetime.date
    aspects: int
    key_problems: int
    manifestations: Conclusions
    follow_on_items: Conclusions
    deep_tasks: Conclusions
    opinions: Opinions
    measures: MeasureCounts
    closures: dict[Kind, Closures]

    def as_json(self) -> dict[str, Any]:
        """Return the counts as the command prints them and a notice keeps them: the closures are nothing of a notice's."""
        values = asdict(self)
        values["cut_off"] = self.cut_off.isoformat()
        del values["closures"]
        for extra in ("due_soon", "normal", "long_term", "no_date"):
            del values["measures"][extra]
        return values


@dataclass(frozen=True)
class Rows:
    """The rows of one round that are counted, withdrawn ones left out (of the measures alone they are counted apart).

    They may be those of the tables, or rows of the history tables, which stood at the moment `until`: one function counts both.
    """

    aspects: QuerySet[Any]
    key_problems: QuerySet[Any]
    opinions: QuerySet[Any]
    issues: QuerySet[Any]
    measures: QuerySet[Any]
    look_backs: QuerySet[Any]
    remarks: QuerySet[Any]
    until: datetime.datetime | None = None


def figures(round: Round, day: datetime.date | None = None) -> Figures:
    """Count one round as it stands; `day` (default: today) decides what is overdue. Four queries, five with closed issues."""
    return figures_of(rows_now(round), round, day or today(round))


def rows_now(round: Round) -> Rows:
    """Return the rows of `round` that count now."""
    return Rows(
        aspects=Aspect.objects.filter(round=round),
        key_problems=KeyProblem.objects.live().filter(round=round),
        opinions=Opinion.objects.filter(round=round, withdrawn=False),
        issues=Issue.objects.live().filter(round=round),
        measures=Measure.objects.filter(round=round).counted(),
        look_backs=LookBack.objects.filter(issue__round=round),
        remarks=Remark.objects.filter(round=round),
    )


def figures_of(rows: Rows, round: Round, day: datetime.date) -> Figures:
    """Count these rows of one round; `day` decides what is overdue. Four queries, five with closed issues."""
    by_kind = conclusions_by(rows.issues, "kind")
    aspects, key_problems, opinions, implemented = _parts(rows, round)
    return Figures(
        cut_off=day,
        aspects=aspects,
        key_problems=key_problems,
        manifestations=by_kind.get(Kind.MANIFESTATION, Conclusions()),
        follow_on_items=by_kind.get(Kind.FOLLOW_ON, Conclusions()),
        deep_tasks=by_kind.get(Kind.DEEP_TASK, Conclusions()),
        opinions=Opinions(opinions, implemented),
        measures=status_counts(rows.measures, round, day),
        closures=closures_by_kind(rows, day),
    )


def _parts(rows: Rows, round: Round) -> tuple[int, int, int, int]:
    """Count aspects, key problems, opinions, and those of them that are implemented. One query."""
    implemented = rows.opinions.filter(state=OpinionState.IMPLEMENTED)
    counted = [rows.aspects, rows.key_problems, rows.opinions, implemented]
    found = Round.objects.filter(pk=round.pk).values_list(*map(_number, counted)).get()
    return (int(found[0]), int(found[1]), int(found[2]), int(found[3]))


def _number(rows: QuerySet[Any, Any]) -> Subquery:
    """Return how many `rows` there are, as an expression of a query about something else."""
    count = Func(function="COUNT", template="COUNT(*)", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(how_many=count).values("how_many"))


def meeting_counts(round: Round, day: datetime.date | None = None) -> dict[MeetingKind, int]:
    """Count the meetings of each kind held by `day` (default: today); apart from the ledger's figures. One query."""
    return dict(meeting_kinds(Meeting.objects.filter(round=round).held_by(day or today(round))))


def conclusions_by(issues: QuerySet[Any], field: str) -> dict[Any, Conclusions]:
    """Count `issues` by conclusion within each value of `field` (kind, key problem, …). One query."""
    counts: dict[Any, dict[str, int]] = {}
    rows = issues.order_by().values_list(field, "conclusion").annotate(n=Count("pk"))
    for key, conclusion, n in rows:
        row = counts.setdefault(key, {})
        row[conclusion] = n
        row["total"] = row.get("total", 0) + n
    return {key: Conclusions(**row) for key, row in counts.items()}


def closures_by_kind(rows: Rows, day: datetime.date) -> dict[Kind, Closures]:
    """Count the closures of each kind, and what surrounds them on `day`. One query, two with closed issues."""
    found = list(_closing(rows, day).values("id", "kind", "closure", "closed_after", "looked", "due", "late", "unsettled"))
    after = {row["id"]: row["closed_after"] for row in found if row["closed_after"] is not None}
    changed = changes_since(after, rows.measures, rows.until)
    counts = {kind: Counter[str]() for kind in Kind}
    for row in found:
        count = counts[Kind(row["kind"])]
        count[row["closure"]] += 1
        count["unsettled"] += row["unsettled"]
        if row["closure"] == Closure.CLOSED:
            count["due"] += row["due"]
            count["late"] += row["late"]
            count["held"] += row["looked"] == Finding.HELD
            count["changed"] += row["id"] in changed
    return {kind: Closures(**count) for kind, count in counts.items()}


def _closing(rows: Rows, day: datetime.date) -> QuerySet[Any]:
    """Return the issues with what their last look-back found, and how many look-backs and remarks of each wait."""
    backs = rows.look_backs.filter(issue=OuterRef("id"), cancelled=False)
    planned, done = backs.filter(result=""), backs.exclude(result="").order_by("-done_on", "-id")
    return rows.issues.order_by().annotate(
        looked=Subquery(done.values("result")[:1]),
        due=_number(planned.filter(planned_on__lte=day)),
        late=_number(planned.filter(planned_on__lt=day)),
        unsettled=_number(rows.remarks.filter(issue=OuterRef("id"), state__in=UNSETTLED)),
    )


def measure_counts(measures: "QuerySet[Measure]", round: Round, day: datetime.date) -> MeasureCounts:
    """Count those `measures` of `round` whose issue isn't withdrawn, by status and light on `day`. One query."""
    return status_counts(measures.filter(issue__withdrawn=False), round, day)


def status_counts(measures: "QuerySet[Any]", round: Round, day: datetime.date) -> MeasureCounts:
    """Count `measures` of `round`, all of issues that count, by status and light on `day`. One query."""
    unfinished = ~Q(status__in=[Status.DONE, Status.WITHDRAWN]) & Q(long_term=False)
    last = day + datetime.timedelta(days=round.warning_days)
    return MeasureCounts(
        **measures.order_by().aggregate(
            total=Count("pk", filter=~Q(status=Status.WITHDRAWN)),
            **{status.value: Count("pk", filter=Q(status=status)) for status in Status},
            overdue=Count("pk", filter=unfinished & Q(due_on__lt=day)),
            due_soon=Count("pk", filter=unfinished & Q(due_on__gte=day, due_on__lte=last)),
            normal=Count("pk", filter=unfinished & Q(due_on__gt=last)),
            no_date=Count("pk", filter=unfinished & Q(due_on=None)),
            long_term=Count("pk", filter=Q(long_term=True) & ~Q(status__in=[Status.DONE, Status.WITHDRAWN])),
        )
    )
