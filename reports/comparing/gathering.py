"""A comparison with all that a page, a workbook and a PDF say of it: what differs, and the figures at both moments."""

from dataclasses import dataclass
from itertools import groupby

from issues.models import KeyProblem, Round
from issues.words import Kind
from measures.figures import Closures, Conclusions, Figures
from rectify.numerals import chinese
from reports.comparing.asked import Asked
from reports.past.core import Changed, Comparison, compare
from reports.past.kinds import KIND_WORDS
from reports.past.loading import Past, past_at
from reports.past.snapshot import snapshot

KINDS = (
    ("具体问题", "manifestations", Kind.MANIFESTATION),
    ("“举一反三”整改事项", "follow_on_items", Kind.FOLLOW_ON),
    ("深度整改任务", "deep_tasks", Kind.DEEP_TASK),
)


@dataclass(frozen=True)
class Line:
    """One figure at both moments."""

    word: str
    then: int
    now: int

    @property
    def moved(self) -> str:
        """The difference with its sign, — where there is none."""
        difference = self.now - self.then
        return f"+{difference}" if difference > 0 else f"−{-difference}" if difference else "—"


@dataclass(frozen=True)
class Section:
    """The changed records of one key problem (the deep tasks: no number)."""

    mark: str
    title: str
    rows: list[Changed]


@dataclass(frozen=True)
class Compared:
    """Both pasts as the reader saw them, what differs in all, what the filters leave of it, and the figures."""

    round: Round
    asked: Asked
    then: Past
    now: Past
    all: Comparison
    figures: list[tuple[str, list[Line]]]

    @property
    def shown(self) -> Comparison:
        """What the filters admit."""
        return self.all.narrowed(**self.asked.conditions)

    @property
    def of_all_kinds(self) -> Comparison:
        """What the other filters admit, whatever kind of change was asked for."""
        return self.all.narrowed(**{**self.asked.conditions, "kind": None})

    @property
    def sections(self) -> list[Section]:
        """What the filters admit, by key problem."""
        problems = {**self.then.problems, **self.now.problems}
        groups = groupby(self.shown.rows, key=lambda row: row.record.problem)
        return [Section(*_heading(problems.get(pk or 0)), list(rows)) for pk, rows in groups]

    @property
    def summary(self) -> str:
        """How many records changed, and how, in one sentence."""
        found = self.shown
        if not found.rows:
            return "没有变化。"
        counts = "、".join(f"{KIND_WORDS[kind]}{count}" for kind, count in found.counts)
        several = "同一条记录可有多种变化。" if len(found.counts) > 1 else ""
        return f"{len(found.rows)}条记录有变化：{counts}。{several}"


def _heading(problem: KeyProblem | None) -> tuple[str, str]:
    return (f"（{chinese(problem.number)}）", problem.title) if problem else ("", "深度整改任务")


def gather(round: Round, asked: Asked, departments: frozenset[int] | None) -> Compared:
    """Compare two moments of `round` as one reader saw them (`departments` None: all).

    Twenty queries, whatever the size; one more for each moment with closed issues.
    """
    then, now = (past_at(round, moment).seen_by(departments) for moment in (asked.then, asked.now))
    return Compared(
        round, asked, then, now, compare(snapshot(then), snapshot(now)), figure_lines(then.figures(), now.figures(), then.whole)
    )


def figure_lines(then: Figures, now: Figures, whole: bool) -> list[tuple[str, list[Line]]]:
    """Return the figures at both moments, group by group; those that only the whole round has, where that is seen."""
    groups = [(word, _conclusions(getattr(then, name), getattr(now, name))) for word, name, _ in KINDS]
    if whole:
        opinions = (then.opinions, now.opinions)
        groups.append(
            ("整改意见", [Line("总数", *(o.total for o in opinions)), Line("已落实", *(o.implemented for o in opinions))])
        )
    groups.append(("整改措施", _measures(then, now)))
    closures = [(f"{word}的销号", _closures(then.closures[kind], now.closures[kind])) for word, _, kind in KINDS]
    counted = [(word, lines) for word, lines in groups if lines[0].then or lines[0].now]
    return [*counted, *((word, lines) for word, lines in closures if lines)]


def _conclusions(then: Conclusions, now: Conclusions) -> list[Line]:
    before, after = dict(then.words()), dict(now.words())
    words = max(before, after, key=len)  # 待认定 stands where one side has it
    return [Line("总数", then.total, now.total), *(Line(str(w.label), before.get(w, 0), after.get(w, 0)) for w in words)]


def _closures(then: Closures, now: Closures) -> list[Line]:
    """The lines that are something at one of the moments: nothing where all issues are and were 未销号."""
    states = [Line(str(s.label), n, later) for (s, n), (_, later) in zip(then.states(), now.states(), strict=True)]
    facts = [Line(word, n, later) for (word, n), (_, later) in zip(then.facts(), now.facts(), strict=True)]
    told = [line for line in [*states[1:], *facts] if line.then or line.now]
    return [states[0], *told] if told else []


def _measures(then: Figures, now: Figures) -> list[Line]:
    old, new = then.measures, now.measures
    statuses = [
        Line(str(status.label), count, later) for (status, count), (_, later) in zip(old.statuses(), new.statuses(), strict=True)
    ]
    withdrawn = [Line("另已撤销", old.withdrawn, new.withdrawn)] if old.withdrawn or new.withdrawn else []
    lights = [Line("已逾期", old.overdue, new.overdue), Line("临期", old.due_soon, new.due_soon)]
    return [Line("总数", old.total, new.total), *statuses, *withdrawn, *lights]
