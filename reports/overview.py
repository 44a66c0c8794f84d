"""The overview (总览): the round's counts as one person may see them, what presses, what has changed, what waits."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Window
from django.utils import timezone

from issues.models import Issue, KeyProblem, Opinion, Round
from issues.words import Kind, MeetingKind
from measures.badges import CONCLUSION, LIGHT, STATUS, Badge
from measures.closure.facts import Facts, closures_seen, facts_of
from measures.figures import Conclusions, Figures, MeasureCounts, conclusions_by, figures, measure_counts, meeting_counts, today
from measures.models import Measure
from measures.workflow import Light, Status
from rectify.accounts.models import User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry
from rectify.numerals import chinese
from reports.reconciliation import APART
from reports.waiting.brief import Brief, briefly
from reports.waiting.rows import reason_of, waiting_issues, waiting_opinions, with_reason
from reports.waiting.rules import MEASURE_RULES, Who

DAYS = 7  # “近七天”: today and the six days before it
CHANGES_SHOWN = 8
KINDS = (
    (Kind.MANIFESTATION, "manifestations", "个"),
    (Kind.FOLLOW_ON, "follow_on_items", "项"),
    (Kind.DEEP_TASK, "deep_tasks", "项"),
)
UNFINISHED = (Light.OVERDUE, Light.DUE_SOON, Light.NORMAL, Light.LONG_TERM, Light.NO_DATE)
UNDER_PROBLEM = (Kind.MANIFESTATION, Kind.FOLLOW_ON)
LISTED = Q(issues__disclosure__in=APART, issues__placeholder=False)


@dataclass(frozen=True)
class Segment:
    """One piece of a stacked bar: its word and count, and where it lies, in per cent."""

    word: str
    count: int
    tone: str
    x: float
    width: float


@dataclass(frozen=True)
class KindCounts:
    """One kind of issue, never added to another: its counts in the four words."""

    kind: Kind
    unit: str
    counts: Conclusions

    @property
    def segments(self) -> list[Segment]:
        """The four words as a bar."""
        return conclusion_bar(self.counts)


@dataclass
class Problem:
    """A key problem with the counts of its issues by kind; `listed` are those printed apart in public."""

    pk: int
    number: int
    title: str
    kinds: dict[str, Conclusions] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """（三）."""
        return f"（{chinese(self.number)}）"

    @property
    def bars(self) -> list[tuple[str, int, list[Segment]]]:
        """A bar for each kind that can stand under a key problem: word, total, segments."""
        counts = ((kind, self.kinds.get(kind, Conclusions())) for kind in UNDER_PROBLEM)
        return [(str(kind.label), found.total, conclusion_bar(found)) for kind, found in counts]


@dataclass(frozen=True)
class Line:
    """A measure in a list: its status and light as badges, and under which rule it waits, if it does."""

    measure: Measure
    status: Badge
    light: Badge
    waits: str = ""

    @property
    def reported(self) -> bool:
        """Whether it presses the office rather than its department: reported, and not yet verified."""
        return self.measure.status == Status.REPORTED

    @property
    def sent_back(self) -> bool:
        """Whether it was reported once and came back, returned or reopened: its note says what is missing."""
        return self.measure.status == Status.IN_PROGRESS and self.measure.reported_on is not None


@dataclass(frozen=True)
class Pulse:
    """What the last seven days brought: entries in all, and those that move the counts; `latest` are the newest entries."""

    since: datetime.date
    entries: int = 0
    done: int = 0
    reopened: int = 0
    approved: int = 0
    latest: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Overview:
    """Everything on the page. `figures` and `meetings` are the whole round's: nothing for who sees their department's rows."""

    who: Who
    figures: Figures | None
    meetings: dict[MeetingKind, int]
    kinds: list[KindCounts]
    measures: MeasureCounts
    closures: Facts
    problems: list[Problem]
    overdue: list[Line]
    due_this_week: list[Line]
    waiting_measures: list[Line]
    waiting_issues: list[Issue]
    waiting_opinions: list[Opinion]
    waiting_besides: list[Brief]
    pulse: Pulse

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return not self.problems and not self.measures.total and not any(kind.counts.total for kind in self.kinds)

    @property
    def waiting(self) -> int:
        """How much waits for the person."""
        lists: list[list[Any]] = [self.waiting_measures, self.waiting_issues, self.waiting_opinions, self.waiting_besides]
        return sum(map(len, lists))

    @property
    def statuses(self) -> list[Segment]:
        """The measures by status as a bar."""
        return bar([(str(status.label), n, STATUS[status].tone) for status, n in self.measures.statuses()])

    @property
    def lights(self) -> list[tuple[Badge, int, str]]:
        """The unfinished measures by light, what presses first: badge, count, the ledger's word for it."""
        counts = [(light, getattr(self.measures, light.value)) for light in UNFINISHED]
        return [(LIGHT[light], n, light.value) for light, n in counts]

    @property
    def days_left(self) -> int:
        """Days until the concentrated period ends; below zero once it has."""
        return (self.who.round.concentrated_until - self.who.day).days


def bar(parts: list[tuple[str, int, str]]) -> list[Segment]:
    """Return the segments of a bar for (word, count, tone), in the given order; without a count all have no width."""
    total = sum(count for _, count, _ in parts)
    segments, x = [], 0.0
    for word, count, tone in parts:
        width = 100 * count / total if total else 0.0
        segments.append(Segment(word, count, tone, x, width))
        x += width
    return segments


def conclusion_bar(counts: Conclusions) -> list[Segment]:
    """Return the four words as a bar, and 待认定 where there is any."""
    return bar([(str(word.label), n, CONCLUSION[word].tone) for word, n in counts.words()])


def overview(round: Round, user: User) -> Overview:
    """Gather the overview of `round` for `user`; a department's person gets the counts of what `visible()` gives them."""
    who = Who(user, round, today(round))
    whole = figures(round, who.day) if sees_whole(user, round) else None
    lines, kinds = lines_at_hand(who), kinds_of(whole) if whole else own_kinds(who)
    closures = whole.closures if whole else closures_seen(round, user, who.day)
    return Overview(
        who=who,
        figures=whole,
        meetings=meeting_counts(round, who.day) if whole else {},
        kinds=kinds,
        measures=whole.measures if whole else measure_counts(visible(_measures(round), user), round, who.day),
        closures=facts_of((kind.kind, kind.counts, closures[kind.kind]) for kind in kinds),
        problems=problems(round, user),
        overdue=[line for line in lines if line.light is LIGHT[Light.OVERDUE]],
        due_this_week=[line for line in lines if _due_this_week(line.measure, who.day)],
        waiting_measures=sorted((line for line in lines if line.waits), key=urgency),
        waiting_issues=list(waiting_issues(who)),
        waiting_opinions=list(waiting_opinions(who)),
        waiting_besides=briefly(who),
        pulse=pulse(who),
    )


def sees_whole(user: User, round: Round) -> bool:
    """Tell whether the round's totals are this person's to see: they are, where its notice is."""
    return can(user, Action.READ_NOTICE, round)


def _measures(round: Round) -> Any:
    return Measure.objects.filter(round=round)


def kinds_of(counted: Figures) -> list[KindCounts]:
    """Return the three kinds of the whole round."""
    return [KindCounts(kind, unit, getattr(counted, name)) for kind, name, unit in KINDS]


def own_kinds(who: Who) -> list[KindCounts]:
    """Return the kinds of issues that a department's person sees; a kind without any is left out. One query."""
    counts = conclusions_by(visible(Issue.objects.live().filter(round=who.round), who.user), "kind")
    return [KindCounts(kind, unit, counts[kind]) for kind, _, unit in KINDS if kind in counts]


def problems(round: Round, user: User) -> list[Problem]:
    """Return the key problems that `user` sees, each with the counts of its issues that they see. One query."""
    own = Q(issues__in=visible(Issue.objects.live().filter(round=round), user))
    rows = (
        visible(KeyProblem.objects.live().filter(round=round), user)
        .order_by("number")
        .values_list("pk", "number", "title", "issues__kind", "issues__conclusion")
        .annotate(n=Count("issues", filter=own), listed=Count("issues", filter=own & LISTED))
    )
    found: dict[int, Problem] = {}
    counts: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: {"total": 0})
    for pk, number, title, kind, conclusion, n, listed in rows:
        problem = found.setdefault(pk, Problem(pk, number, title))
        if n:
            row = counts[pk, kind]
            row[conclusion] = n
            row["total"] += n
            problem.listed[kind] = problem.listed.get(kind, 0) + listed
    for (pk, kind), row in counts.items():
        found[pk].kinds[kind] = Conclusions(**row)
    return list(found.values())


def lines_at_hand(who: Who) -> list[Line]:
    """Return the measures that wait for this person, are overdue or fall due this week: the soonest first. Two queries."""
    measures = with_reason(visible(Measure.objects.live().filter(round=who.round), who.user), who)
    pressing = ~Q(status=Status.DONE) & Q(long_term=False, due_on__lte=sunday(who.day))
    found = measures.filter(~Q(waits="") | pressing).with_people().in_order()
    return sorted((line_of(measure, who) for measure in found), key=lambda line: line.measure.due_on or datetime.date.max)


def line_of(measure: Measure, who: Who) -> Line:
    """Return a measure with its badges."""
    light = measure.light(who.day, who.round.warning_days)
    return Line(measure, STATUS[measure.status], LIGHT[light], reason_of(measure))


def urgency(line: Line) -> tuple[int, datetime.date]:
    """Return by what waiting measures are ordered: the rules' order, then who has waited longest or what is due first."""
    day = line.measure.reported_on if line.waits == MEASURE_RULES[0].key else line.measure.due_on
    return [rule.key for rule in MEASURE_RULES].index(line.waits), day or datetime.date.max


def sunday(day: datetime.date) -> datetime.date:
    """Return the last day of the week (Monday to Sunday) of `day`."""
    return day + datetime.timedelta(days=6 - day.weekday())


def _due_this_week(measure: Measure, day: datetime.date) -> bool:
    if measure.due_on is None or measure.long_term or measure.status == Status.DONE:
        return False
    return day <= measure.due_on <= sunday(day)


def pulse(who: Who) -> Pulse:
    """Return what the last seven days brought, as far as this person may read the change log. One query."""
    since = who.day - datetime.timedelta(days=DAYS - 1)
    begin = timezone.make_aware(datetime.datetime.combine(since, datetime.time()))
    entries = visible(Entry.objects.filter(round=who.round.pk, effective_at__gte=begin), who.user, Action.VIEW_HISTORY)
    counted = entries.annotate(
        entries=Window(Count("pk")),
        done=Window(Count("pk", filter=Q(action="measure.verify"))),
        reopened=Window(Count("pk", filter=Q(action="measure.reopen", record_type="measures.measure"))),
        approved=Window(Count("pk", filter=Q(action="issue.approve"))),
    )
    latest = tuple(counted.defer("payload").order_by("-effective_at", "-id")[:CHANGES_SHOWN])
    if not latest:
        return Pulse(since)
    first: Any = latest[0]
    return Pulse(since, first.entries, first.done, first.reopened, first.approved, latest)
