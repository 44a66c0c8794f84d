"""The ledger's groups, counts and rows."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from issues.models import Issue
from measures.figures import measure_counts
from measures.filters import Filters
from measures.ledger.page import Ledger, build
from measures.ledger.rows import load_rows
from measures.models import Measure
from measures.services.transitions import transition
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed


def shape(ledger: Ledger) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return a ledger as headings, issue numbers and measure numbers."""
    return [
        (
            group.mark or group.title,
            [(block.tag + block.number, [row.measure.code for row in block.rows]) for block in group.blocks],
        )
        for group in ledger.groups
    ]


def test_groups_stand_in_the_order_of_the_notice(world: World) -> None:
    assert shape(build(world.cast.round, world.cast.clerk, Filters())) == [
        ("（三）", [("2.", ["3-2-1", "3-2-2"]), ("举一反三2-①", ["3-2-①-1"])]),
        ("深度整改任务", [("1.", ["深1-1"])]),
    ]


def test_a_department_sees_its_own_alone(world: World) -> None:
    lead = build(world.cast.round, world.cast.lead, Filters())
    cooperating = build(world.cast.round, world.cast.cooperating, Filters())

    assert shape(lead) == [("（三）", [("2.", ["3-2-1", "3-2-2"])])]
    assert shape(cooperating) == [("（三）", [("2.", ["3-2-1"]), ("举一反三2-①", ["3-2-①-1"])])]
    assert lead.departments == [
        (world.cast.lead_department.pk, "执法一支队"),
        (world.cast.cooperating_department.pk, "法制监督室"),
    ]


@pytest.mark.parametrize("who", ["stranger", "admin"])
def test_who_has_no_post_in_the_round_sees_nothing(who: str, world: World) -> None:
    assert build(world.cast.round, getattr(world.cast, who), Filters()).groups == []


def test_the_counts_are_those_of_the_figures(world: World) -> None:
    changed(world.second, status="withdrawn", withdrawn_at=timezone.now())
    changed(world.of_follow_on, status="done")
    round, day = world.cast.round, timezone.localdate()

    tally = build(round, world.cast.clerk, Filters()).tally
    counts = measure_counts(Measure.objects.filter(round=round), round, day)

    assert (tally.total, tally.shown, tally.withdrawn) == (3, 3, 1)
    assert [(badge.word, n) for badge, n in tally.statuses] == [("尚未启动", 2), ("推进中", 0), ("已报待核验", 0), ("已完成", 1)]
    assert (counts.total, counts.withdrawn, counts.overdue, counts.due_soon) == (3, 1, tally.overdue, tally.due_soon)
    assert tally.overdue == 2


def test_the_counts_follow_the_filter(world: World) -> None:
    changed(world.measure, status="in_progress", due_on=timezone.localdate() + datetime.timedelta(days=3))

    ledger = build(world.cast.round, world.cast.clerk, Filters(status="in_progress"))

    assert shape(ledger) == [("（三）", [("2.", ["3-2-1"])])]
    assert (ledger.tally.total, ledger.tally.shown, ledger.tally.overdue, ledger.tally.due_soon) == (4, 1, 0, 1)
    assert ledger.groups[0].sums == [("具体问题", "1"), ("措施", "1／3"), ("已完成", "0")]


def test_a_headings_counts_keep_the_kinds_apart(world: World) -> None:
    changed(world.second, status="done")

    sums = [group.sums for group in build(world.cast.round, world.cast.clerk, Filters()).groups]

    assert sums == [
        [("具体问题", "1"), ("举一反三", "1"), ("措施", "3"), ("已完成", "1")],
        [("深度整改任务", "1"), ("措施", "1"), ("已完成", "0")],
    ]


def test_an_issue_without_measures_stands_there_unless_the_filter_asks_for_measures(world: World) -> None:
    make.make_issue(world.key_problem, 3, title="未刊载", placeholder=True)

    def bare(**filters: str) -> bool:
        ledger = build(world.cast.round, world.cast.clerk, Filters(**filters))  # type: ignore[arg-type]
        return any(block.issue.title == "未刊载" for group in ledger.groups for block in group.blocks)

    assert bare()
    assert bare(kind="manifestation")
    assert bare(q="刊载")
    assert not bare(q="别的")
    assert not bare(kind="follow_on")
    assert not bare(status="done")


def test_measures_of_a_withdrawn_issue_stand_there_and_do_not_count(world: World) -> None:
    changed(world.follow_on, withdrawn=True)

    ledger = build(world.cast.round, world.cast.clerk, Filters())

    assert ("举一反三2-①", ["3-2-①-1"]) in shape(ledger)[0][1]
    assert (ledger.tally.total, ledger.tally.withdrawn) == (3, 1)
    assert ledger.groups[0].sums == [("具体问题", "1"), ("措施", "2"), ("已完成", "0")]


def test_a_proposal_is_named_only_while_it_waits(world: World) -> None:
    changed(world.issue, proposed="phased", conclusion="undetermined")
    changed(world.follow_on, proposed="basic", conclusion="basic")

    blocks = build(world.cast.round, world.cast.clerk, Filters()).groups[0].blocks

    assert [(block.badge.word, block.proposed) for block in blocks] == [("待认定", "阶段性完成"), ("基本完成", "")]


def test_a_row_says_when_it_changed_last_and_what_may_be_done(world: World) -> None:
    transition(measure=world.measure, name="start", by=world.cast.clerk)

    rows = {row.measure.code: row for row in load_rows(world.cast.round, world.cast.lead)}

    assert [step.transition.label for step in rows["3-2-1"].open_steps] == ["报送完成情况"]
    assert [step.transition.label for step in rows["3-2-2"].open_steps] == ["启动"]
    assert rows["3-2-1"].last is not None
    assert rows["3-2-2"].last is not None
    assert rows["3-2-1"].last > rows["3-2-2"].last
    assert rows["3-2-1"].pickable


def test_recusal_is_a_reason_in_the_steps_place(world: World) -> None:
    changed(world.measure, status="reported", reported_by=world.cast.clerk.person)

    row = load_rows(world.cast.round, world.cast.clerk)[0]

    assert [step.transition.label for step in row.open_steps] == ["退回补充", "撤销"]
    assert row.conflicts == ["您是这条措施的报送人，须由他人核验。"]


def test_the_original_date_stays_in_sight_only_where_it_moved(world: World) -> None:
    changed(world.measure, due_on=datetime.date(2022, 7, 15))

    rows = load_rows(world.cast.round, world.cast.clerk)

    assert [row.original for row in rows[:2]] == [datetime.date(2022, 6, 30), None]


def test_it_takes_four_queries_with_four_rows_and_with_many(world: World) -> None:

    cast = world.cast
    assert cast.clerk.posts
    assert cast.clerk.person.name
    with CaptureQueriesContext(connection) as few:
        build(cast.round, cast.clerk, Filters())
    for number in range(3, 40):
        make.make_measure(world.issue, number, lead=cast.lead_department, cooperating=(cast.cooperating_department,))
    with CaptureQueriesContext(connection) as many:
        ledger = build(cast.round, cast.clerk, Filters())

    assert (len(few), len(many)) == (4, 4)
    assert ledger.tally.total == 41
    assert Issue.objects.filter(round=cast.round).count() == 3
