"""What the overview gathers: counts as one person may see them, what presses, what has changed."""

import datetime as dt
from typing import Any

import pytest

from issues.models import Issue, Round
from issues.words import Conclusion, Kind
from measures.figures import Conclusions, MeasureCounts
from measures.models import Measure
from measures.services.conclusions import approve, propose
from measures.services.transitions import transition
from measures.workflow import Need, Status
from rectify.accounts.models import User
from reports.overview import bar, conclusion_bar, overview, sunday
from tests import factories as make
from tests.conftest import World, set_stage
from tests.reports.reading import change, fresh

NOW = dt.datetime(2022, 6, 22, 2, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def stage(db: None) -> Any:
    """Set the stage at this file's own time."""
    return set_stage()


@pytest.fixture(autouse=True)
def _on_22_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(world: World, user: User) -> Any:
    return overview(Round.objects.get(pk=world.cast.round.pk), fresh(user))


def test_the_segments_of_a_bar_lie_side_by_side() -> None:
    segments = bar([("甲", 1, "good"), ("乙", 0, "basic"), ("丙", 3, "open")])

    assert [(s.word, s.count, s.tone, s.x, s.width) for s in segments] == [
        ("甲", 1, "good", 0.0, 25.0), ("乙", 0, "basic", 25.0, 0.0), ("丙", 3, "open", 25.0, 75.0),
    ]  # fmt: skip
    assert [s.width for s in bar([("甲", 0, "good")])] == [0.0]


def test_a_conclusion_bar_keeps_the_rounds_order() -> None:
    segments = conclusion_bar(Conclusions(total=4, completed=1, phased=2, undetermined=1))

    assert [(s.word, s.count, s.tone) for s in segments] == [
        ("完成整改", 1, "good"), ("阶段性完成", 2, "phased"), ("基本完成", 0, "basic"), ("未完成", 0, "open"),
        ("待认定", 1, "quiet"),
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "last"), [((2022, 6, 20), (2022, 6, 26)), ((2022, 6, 26), (2022, 6, 26))])
def test_a_week_ends_on_sunday(day: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert sunday(dt.date(*day)) == dt.date(*last)


def test_the_counts_of_the_whole_round(world: World) -> None:
    change(world.issue, conclusion=Conclusion.PHASED)
    found = page(world, world.cast.inspector)

    assert [(str(k.kind.label), k.counts) for k in found.kinds] == [
        ("具体问题", Conclusions(total=1, phased=1)),
        ("举一反三", Conclusions(total=1, undetermined=1)),
        ("深度整改任务", Conclusions(total=1, undetermined=1)),
    ]
    assert found.measures == MeasureCounts(total=4, not_started=4, due_soon=4)
    assert [(p.mark, p.kinds) for p in found.problems] == [
        ("（三）", {"manifestation": Conclusions(total=1, phased=1), "follow_on": Conclusions(total=1, undetermined=1)})
    ]


def test_a_department_gets_the_counts_of_its_own_rows(world: World) -> None:
    make.make_key_problem(world.cast.round, 4, title="别的问题")
    found = page(world, world.cast.cooperating)

    assert found.figures is None
    assert [(str(k.kind.label), k.counts.total) for k in found.kinds] == [("具体问题", 1), ("举一反三", 1)]
    assert found.measures == MeasureCounts(total=2, not_started=2, due_soon=2)
    assert [p.title for p in found.problems] == ["深化改革有差距"]


def test_under_a_headline_a_department_counts_its_own_issues_alone(world: World) -> None:
    other = make.make_issue(world.key_problem, 5)
    make.make_measure(other, 1, lead=world.cast.outside_department)

    assert page(world, world.cast.lead).problems[0].kinds == {"manifestation": Conclusions(total=1, undetermined=1)}
    assert page(world, world.cast.head).problems[0].kinds["manifestation"].total == 2


def test_the_bars_add_up_to_the_figures(world: World) -> None:
    for number in (3, 4, 5):
        make.make_issue(make.make_key_problem(world.cast.round, number + 1), number, conclusion=Conclusion.BASIC)
    found = page(world, world.cast.director)
    bars = [problem.kinds.get(Kind.MANIFESTATION, Conclusions()) for problem in found.problems]

    assert sum(counts.total for counts in bars) == found.figures.manifestations.total == 4
    assert sum(counts.basic for counts in bars) == found.figures.manifestations.basic == 3


def test_a_key_problem_without_issues_is_listed_too(world: World) -> None:
    make.make_key_problem(world.cast.round, 9, title="还没有细化")

    assert [(p.title, p.kinds) for p in page(world, world.cast.director).problems][1] == ("还没有细化", {})


def test_overdue_and_due_this_week(world: World) -> None:
    change(world.measure, due_on=dt.date(2022, 6, 21))
    change(world.second, due_on=dt.date(2022, 6, 26))
    change(world.of_follow_on, due_on=dt.date(2022, 6, 27))
    change(world.of_deep_task, due_on=dt.date(2022, 6, 20), status=Status.REPORTED)
    found = page(world, world.cast.supervisor)

    assert [line.measure.plan for line in found.overdue] == ["开展调研", "改进监管模式"]
    assert [line.measure.plan for line in found.due_this_week] == ["规范执法案卷"]
    assert (found.overdue[0].status.word, found.overdue[0].light.word) == ("已报待核验", "已逾期")
    assert found.measures.overdue == 2


def test_what_is_done_withdrawn_or_long_term_presses_nobody(world: World) -> None:
    past = dt.date(2022, 6, 1)
    change(world.measure, due_on=past, status=Status.DONE)
    change(world.second, due_on=past, status=Status.WITHDRAWN, withdrawn_at=NOW)
    change(world.of_follow_on, due_on=past, long_term=True)
    change(world.of_deep_task, due_on=None)
    found = page(world, world.cast.supervisor)

    assert (found.overdue, found.due_this_week) == ([], [])


def test_the_last_seven_days_count_what_moved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, now = world.cast, NOW + dt.timedelta(days=30)  # by then the world's making lies far back
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    given = {Need.OUTCOME: "已办结", Need.PROOF: "无材料", Need.NOTE: "属实", Need.REASON: "反弹"}
    steps = [("start", cast.lead, 9), ("report", cast.lead, 8), ("verify", cast.director, 7), ("reopen", cast.director, 5)]
    for name, user, days in [*steps, ("report", cast.lead, 4), ("verify", cast.director, 3)]:
        when = now - dt.timedelta(days=days)
        transition(measure=Measure.objects.get(pk=world.measure.pk), name=name, by=fresh(user), given=given, effective_at=when)
    propose(issue=world.issue, by=fresh(cast.clerk), conclusion="phased", reason="推进", effective_at=now - dt.timedelta(days=2))
    issue = Issue.objects.get(pk=world.issue.pk)
    approve(issue=issue, by=fresh(cast.head), note="同意", effective_at=now - dt.timedelta(days=1))
    pulse = page(world, cast.inspector).pulse

    assert pulse.since == dt.date(2022, 7, 16)
    assert [e.action for e in pulse.latest] == [
        "issue.approve", "issue.propose", "measure.verify", "measure.report", "measure.reopen",
    ]  # fmt: skip
    assert (pulse.entries, pulse.done, pulse.reopened, pulse.approved) == (5, 1, 1, 1)


def test_the_last_seven_days_begin_at_midnight(world: World) -> None:
    before = page(world, world.cast.inspector).pulse.entries
    for when in (dt.datetime(2022, 6, 15, 15, 59, tzinfo=dt.UTC), dt.datetime(2022, 6, 15, 16, 0, tzinfo=dt.UTC)):
        measure = make.make_measure(world.issue, when.hour, lead=world.cast.lead_department)
        transition(measure=measure, name="start", by=fresh(world.cast.lead), effective_at=when)
    found = page(world, world.cast.inspector).pulse

    # two measures with an assignment each, made now; of the two starts the one after midnight in Shanghai
    assert found.entries == before + 5


def test_a_department_reads_its_own_changes_alone(world: World) -> None:
    transition(measure=world.of_deep_task, name="start", by=fresh(world.cast.outsider))

    assert "measure.start" in {entry.action for entry in page(world, world.cast.outsider).pulse.latest}
    assert "measure.start" not in {entry.action for entry in page(world, world.cast.lead).pulse.latest}
