"""The ledger as it stood, read from the history tables, and whose own it was then."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.models import Issue
from measures.figures import figures
from measures.models import Measure
from measures.services.plan import assign_lead, change_due
from measures.services.transitions import transition
from reports.comparing.asked import Asked
from reports.comparing.gathering import gather
from reports.past.core import Change, Changed, compare
from reports.past.kinds import ChangeKind
from reports.past.loading import past_at
from reports.past.moments import Moment, adoption, moment_of, present, weeks
from reports.past.snapshot import snapshot
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.reading import fresh
from tests.reports.telling import change, make_past_world, prepared_at


def at(month: int, day: int, hour: int = 2) -> dt.datetime:
    """A moment; hour 2 is ten o'clock in Shanghai, 16 is midnight there."""
    return dt.datetime(2022, month, day, hour, tzinfo=dt.UTC)


def on(month: int, day: int) -> Moment:
    """The end of a day of 2022."""
    return Moment(f"2022-{month:02}-{day:02}", f"2022年{month}月{day}日24时", at(month, day, 16))


@pytest.fixture
def told(cast: Cast) -> World:
    """A world of March; in May things moved, in June they moved again."""
    world = make_past_world(cast)
    with prepared_at(at(5, 10)):
        change(world.second, status="done")
        change(world.issue, title="推动能力提升还有差距", conclusion="phased")
    change_due(
        measure=Measure.objects.with_people().get(pk=world.measure.pk),
        by=fresh(cast.clerk),
        due_on=dt.date(2022, 8, 31),
        basis="会议纪要第2号",
        effective_at=at(5, 11),
    )
    with prepared_at(at(6, 10)):
        change(world.second, status="in_progress")
        change(world.follow_on, withdrawn=True, withdrawn_reason="重复")
        make.make_measure(world.deep_task, 2, lead=cast.outside_department, plan="试行新办法")
    assign_lead(
        measure=Measure.objects.with_people().get(pk=world.measure.pk),
        by=fresh(cast.clerk),
        department=cast.outside_department,
        basis="会议纪要第3号",
        effective_at=at(6, 11),
    )
    return world


def told_of(rows: tuple[Changed, ...]) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    return [(row.record.name, [(c.kind.value, c.word, c.old, c.new) for c in row.changes]) for row in rows]


def between(told: World, then: Moment, now: Moment, own: frozenset[int] | None = None) -> tuple[Changed, ...]:
    pasts = (past_at(told.cast.round, moment).seen_by(own) for moment in (then, now))
    return compare(*map(snapshot, pasts)).rows


def test_what_differs_between_two_days_is_told(told: World) -> None:
    assert told_of(between(told, on(4, 1), on(5, 31))) == [
        (
            "（三）2",
            [
                ("reworded", "题目", "推动能力提升有差距", "推动能力提升还有差距"),
                ("conclusion", "审定结论", "待认定", "阶段性完成"),
            ],
        ),
        ("第3-2-1条", [("delayed", "完成时限", "2022年6月30日", "2022年8月31日")]),
        ("第3-2-2条", [("done", "状态", "尚未启动", "已完成")]),
    ]
    assert told_of(between(told, on(5, 31), on(6, 30))) == [
        ("第3-2-1条", [("reassigned", "牵头部门", "执法一支队", "办公室")]),
        ("第3-2-2条", [("reopened", "状态", "已完成", "推进中")]),
        ("（三）2-①", [("withdrawn", "撤销", "未撤销", "已撤销")]),
        ("第深1-2条", [("added", "内容", "", "试行新办法")]),
    ]


def test_a_moment_is_the_one_before_which_things_counted(told: World) -> None:
    """Ten in the morning of 10 May is on that day's record, and not on that of the day before."""
    second = ("measure", told.second.pk)
    stood = [snapshot(past_at(told.cast.round, moment)).records[second].said("status") for moment in (on(5, 9), on(5, 10))]

    assert stood == ["尚未启动", "已完成"]


def test_departments_and_people_bear_the_names_of_that_time(told: World) -> None:
    lead, leader = told.cast.lead_department, told.cast.leader.person
    with prepared_at(at(5, 12)):
        change(lead, name="执法二支队", short="二支队")
        change(leader, name="从前的名字")
        third = make.make_measure(told.issue, 3, lead=lead, responsible_leader=leader)
    with prepared_at(at(6, 12)):
        change(lead, name="综合执法队", short="综合队")
        change(leader, name="后来的名字")

    def named(moment: Moment) -> tuple[str, ...]:
        measure = past_at(told.cast.round, moment).measure(third.pk)
        assert measure is not None
        people = (measure.lead, measure.responsible_leader)
        return tuple(found.name for found in people if found is not None)

    assert [named(on(5, 31)), named(on(6, 30))] == [("执法二支队", "从前的名字"), ("综合执法队", "后来的名字")]
    assert told_of(between(told, on(6, 11), on(6, 30))) == []  # a new name is no change of the ledger


def test_before_everything_there_was_nothing(told: World) -> None:
    past = past_at(told.cast.round, on(3, 1))

    assert (past.issues, past.measures, past.problems) == ([], [], {})
    assert past.figures().measures.total == 0


def test_another_rounds_records_never_come_in(told: World) -> None:
    past = past_at(told.cast.round, present())

    assert told.elsewhere.pk not in {measure.pk for measure in past.measures}
    assert told.elsewhere.issue_id not in {issue.pk for issue in past.issues}


def test_a_department_sees_what_was_its_own_then(told: World) -> None:
    lead = frozenset({told.cast.lead_department.pk})
    outside = frozenset({told.cast.outside_department.pk})
    code = f"第{told.measure.code}条"

    assert told_of(between(told, on(5, 31), on(6, 30), lead)) == [
        (code, [("reassigned", "部门", "执法一支队", "其他部门")]),
        ("第3-2-2条", [("reopened", "状态", "已完成", "推进中")]),
    ]
    assert told_of(between(told, on(4, 1), on(6, 30), outside)) == [
        ("（三）2", [("reassigned", "部门", "其他部门", "本部门")]),
        (code, [("reassigned", "部门", "其他部门", "办公室")]),
        ("第深1-2条", [("added", "内容", "", "试行新办法")]),
    ]


def test_who_cooperates_keeps_seeing_it(told: World) -> None:
    cooperating = frozenset({told.cast.cooperating_department.pk})
    found = between(told, on(5, 31), on(6, 30), cooperating)

    assert [(row.record.name, row.kinds) for row in found] == [
        ("第3-2-1条", [ChangeKind.REASSIGNED]),
        ("（三）2-①", [ChangeKind.WITHDRAWN]),
    ]


def test_the_figures_of_now_are_those_of_the_tables(told: World) -> None:
    now = past_at(told.cast.round, present())

    assert now.figures() == figures(told.cast.round)


def test_the_figures_of_then_are_what_was_counted_then(told: World) -> None:
    may, june = (past_at(told.cast.round, moment).figures() for moment in (on(5, 31), on(6, 30)))

    assert (may.measures.total, may.measures.done, may.measures.overdue) == (4, 1, 0)
    assert (may.manifestations.phased, may.follow_on_items.total) == (1, 1)
    # the follow-on item was withdrawn with its measure, the deep task got another one, and one date has passed
    assert (june.measures.total, june.measures.done, june.follow_on_items.total) == (4, 0, 0)
    assert (june.measures.overdue, june.cut_off) == (3, dt.date(2022, 7, 1))


def test_a_withdrawal_today_leaves_the_figures_of_then(told: World) -> None:
    before = past_at(told.cast.round, on(5, 31)).figures()
    with make.prepared():
        change(told.deep_task, withdrawn=True)

    assert past_at(told.cast.round, on(5, 31)).figures() == before


@pytest.mark.parametrize("more", [0, 12])
def test_the_past_is_read_in_as_many_queries_whatever_its_size(told: World, more: int) -> None:
    for number in range(more):
        measure = make.make_measure(told.issue, 10 + number, lead=told.cast.lead_department)
        change(measure, plan="改过一次")
    asked = Asked(on(5, 31), present())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        gather(told.cast.round, asked, None)

    assert len(queries) == 20


def test_records_of_the_past_cant_be_saved(told: World) -> None:
    past = past_at(told.cast.round, on(5, 31))
    past.measures[0].plan = "改写历史"

    with pytest.raises(Exception, match="tracked"):
        past.measures[0].save()


# moments


def test_the_adopted_plan_is_the_moment_of_its_adoption(told: World) -> None:
    round = make.make_round("新一轮", plan_state="draft", plan_adopted_on=None, plan_basis="")
    assert (adoption(round), moment_of(round, "plan")) == (None, None)
    with prepared_at(at(4, 12)):
        change(round, plan_state="adopted")
    with prepared_at(at(4, 20)):
        change(round, plan_state="filed")
    found = adoption(round)

    assert found is not None
    assert (found.key, found.label) == ("plan", "方案审议通过时（2022年4月12日 10:00）")
    assert found.at == at(4, 12) + dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("key", "label", "moment"),
    [
        ("w1", "第1周末（3月13日24时）", at(3, 13, 16)),
        ("w14", "第14周末（6月12日24时）", at(6, 12, 16)),
        ("2022-06-12", "2022年6月12日24时", at(6, 12, 16)),
    ],
)
def test_a_week_is_counted_as_the_sheets_do(told: World, key: str, label: str, moment: dt.datetime) -> None:
    """The sheet of the fifteenth week says 截至6月12日24时: the end of the fourteenth."""
    assert moment_of(told.cast.round, key) == Moment(key, label, moment)


@pytest.mark.parametrize(
    "key", ["", "w0", "w", "w-1", "w9999", "2999-01-01", "2022-02-30", "2022-6-1", "0001-01-01", "plan ", "昨天"]
)
def test_what_is_no_past_moment_is_none(told: World, key: str) -> None:
    assert moment_of(told.cast.round, key) is None


def test_the_weeks_that_have_ended_are_offered(told: World) -> None:
    assert weeks(told.cast.round, dt.date(2022, 3, 27)) == [
        ("w2", "第2周末（3月20日24时）"),
        ("w1", "第1周末（3月13日24时）"),
    ]
    assert weeks(told.cast.round, dt.date(2022, 3, 1)) == []


def test_a_step_of_now_is_told_by_its_kind(told: World) -> None:
    measure = Measure.objects.with_people().get(pk=told.of_deep_task.pk)
    then = present()
    transition(measure=measure, name="start", by=fresh(told.cast.outsider), given={})
    [row] = between(told, then, present())

    assert row.changes == (Change(ChangeKind.STATUS, "状态", "尚未启动", "推进中"),)
    assert Issue.objects.filter(pk=told.deep_task.pk).exists()
