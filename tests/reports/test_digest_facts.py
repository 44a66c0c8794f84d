"""A sheet's facts: the ledger as it stood when the week began, written out by hand."""

import datetime as dt
from typing import Any

import pytest

from measures.figures import measure_counts
from measures.models import Assignment, Measure
from measures.services.plan import assign_lead
from measures.services.proof import add_note
from measures.services.transitions import transition
from measures.workflow import Need
from reports.builders.sheet_facts import WeekFacts
from reports.content import Ref
from reports.render import text
from reports.sheets.facts import Changes, Counts, DepartmentRow, Week
from reports.sheets.wording import department_sheet, office_sheet
from reports.waiting.rows import count_waiting
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.reading import fresh
from tests.reports.telling import FEEDBACK, MONDAY, change, make_past_world, prepared_at

LEAD_SHEET = """\
巡视整改第15周调度单
1.执法一支队：现将巡视整改第15周（6月13日—19日）调度事项通知你支队，请逐项对照办理。
2.截至6月12日24时，你支队牵头整改措施4条，推进中1条，已报待核验1条，尚未启动2条；其中已逾期2条、临期1条。
3.上周你支队更新进展2条。
4.已逾期：第3-2-9条应于6月12日完成，请于6月15日前书面说明原因、下一步安排和预计完成时间，经责任领导审签后报办公室。
5.临期：第3-2-8条将于6月23日到期，请倒排时间、抓紧推进；确需延期的，请在到期3个工作日前提出申请，批准前仍按原时限统计。
6.已报待核验：第3-2-2条于6月9日报送，由办公室核验；核验前仍按原时限统计。
7.退回补充：第3-2-1条缺少会议记录，请补充后于6月16日17时前重新报送。
8.请于6月16日（周四）17时前逐条更新推进中措施的进展。
巡视整改工作领导小组办公室
2022年6月13日
"""
HELPING_SHEET = """\
巡视整改第15周调度单
1.法制监督室：现将巡视整改第15周（6月13日—19日）调度事项通知你部门，请逐项对照办理。
2.截至6月12日24时，你部门牵头整改措施1条，已完成1条。
3.上周你部门核验完成1条、更新进展1条。
4.配合事项：第3-2-1条由执法一支队牵头，请你部门于6月15日前填写配合情况。
巡视整改工作领导小组办公室
2022年6月13日
"""
OFFICE_SHEET = """\
巡视整改第15周调度单
1.领导小组办公室：现将巡视整改第15周（6月13日—19日）调度事项汇总报来，请逐项督办。
2.截至6月12日24时，各部门整改措施6条，已完成1条，推进中1条，已报待核验1条，尚未启动3条；其中已逾期2条、临期1条。
3.上周核验完成1条、更新进展3条。
4.已逾期：第3-2-9条（执法一支队）应于6月12日完成，请督促有关部门于6月15日前书面说明原因、下一步安排和预计完成时间。
5.临期：第3-2-8条（执法一支队）将于6月23日到期，请提醒有关部门倒排时间、抓紧推进。
6.已报待核验：第3-2-2条（执法一支队）于6月9日报送，请于6月16日17时前核验；核验前仍按原时限统计。
7.退回补充：第3-2-1条（执法一支队）缺少会议记录，请督促有关部门补充后于6月16日17时前重新报送。
各部门整改措施情况（截至6月12日24时）
部门\t牵头\t已完成\t推进中\t已报待核验\t尚未启动\t逾期\t临期
办公室\t1\t0\t0\t0\t1\t0\t0
执法一支队\t4\t0\t1\t1\t2\t2\t1
法制监督室\t1\t1\t0\t0\t0\t0\t0
合计\t6\t1\t1\t1\t3\t2\t1
巡视整改工作领导小组办公室
2022年6月13日
"""


def at(month: int, day: int, hour: int = 2) -> dt.datetime:
    """A moment; hour 2 is ten o'clock in Shanghai, 16 is midnight there."""
    return dt.datetime(2022, month, day, hour, tzinfo=dt.UTC)


def step(measure: Measure, name: str, by: Any, when: dt.datetime, **given: str) -> None:
    """Take a measure a step further at a moment of the past."""
    now = Measure.objects.with_people().get(pk=measure.pk)
    needs: dict[Need, Any] = {Need(key): value for key, value in given.items()}
    transition(measure=now, name=name, by=fresh(by), given=needs, effective_at=when)


@pytest.fixture
def week(cast: Cast) -> World:
    """The week before 13 June 2022, as it went."""
    world = make_past_world(cast)
    with prepared_at(FEEDBACK):
        change(cast.lead_department, address="你支队")
        change(Measure.objects.get(pk=world.second.pk), due_on=dt.date(2022, 6, 10))
        make.make_measure(world.issue, 8, lead=cast.lead_department, due_on=dt.date(2022, 6, 23))
        make.make_measure(world.issue, 9, lead=cast.lead_department, due_on=dt.date(2022, 6, 12))
    for measure in (world.measure, world.second, world.of_follow_on):
        by = cast.cooperating if measure == world.of_follow_on else cast.lead
        step(measure, "start", by, at(4, 20))
    done = {"outcome": "落实了", "proof": "无材料"}
    step(world.measure, "report", cast.lead, at(6, 1), **done)
    step(world.measure, "return", cast.director, at(6, 2), missing="缺少会议记录。")
    step(world.of_follow_on, "report", cast.cooperating, at(6, 7), **done)
    step(world.of_follow_on, "verify", cast.director, at(6, 8), note="属实")
    step(world.second, "report", cast.lead, at(6, 9), **done)
    now = Measure.objects.with_people().get(pk=world.measure.pk)
    add_note(measure=now, by=fresh(cast.lead), text="已补会议记录", effective_at=at(6, 12, 15))
    # what comes after the Sunday's midnight is of the next week
    step(world.second, "verify", cast.director, at(6, 12, 16), note="属实")
    step(world.of_deep_task, "start", cast.outsider, at(6, 13))
    return world


def sheet(world: World, department: Any) -> str:
    return text.render(department_sheet(WeekFacts(world.cast.round, MONDAY).of_department(department)))


def test_the_sheets_to_the_letter(week: World) -> None:
    assert sheet(week, week.cast.lead_department) == LEAD_SHEET
    assert sheet(week, week.cast.cooperating_department) == HELPING_SHEET
    assert text.render(office_sheet(WeekFacts(week.cast.round, MONDAY).of_office())) == OFFICE_SHEET


def test_a_sheet_asked_for_later_says_the_same(week: World) -> None:
    step(week.measure, "report", week.cast.lead, at(6, 14), outcome="再报", proof="无")
    with prepared_at(at(6, 15)):
        change(Measure.objects.get(pk=week.second.pk), number=7)

    assert sheet(week, week.cast.lead_department).replace("3-2-7", "3-2-2") == LEAD_SHEET


def test_how_much_waits(week: World) -> None:
    facts, cast = WeekFacts(week.cast.round, MONDAY), week.cast

    # returned, overdue and not started, due soon and not started | none | not started
    assert {d: facts.tasks(d) for d in facts.departments()} == {
        cast.lead_department: 3,
        cast.cooperating_department: 0,
        cast.outside_department: 1,
    }
    assert facts.tasks(None) == 1


def test_the_mail_says_what_one_finds_after_signing_in(week: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monday = MONDAY + dt.timedelta(weeks=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(6, 20))
    facts, cast = WeekFacts(cast_round := week.cast.round, monday), week.cast
    departments = {"lead": cast.lead_department, "cooperating": cast.cooperating_department, "outsider": cast.outside_department}

    mailed = {name: facts.tasks(department) for name, department in departments.items()}
    assert mailed == {name: count_waiting(fresh(getattr(cast, name)), cast_round) for name in departments}
    assert mailed == {"lead": 3, "cooperating": 0, "outsider": 1}


def test_the_counts_are_those_of_the_one_module(week: World) -> None:
    """On the Monday after everything happened, the past is the present."""
    monday = MONDAY + dt.timedelta(weeks=1)
    counted = measure_counts(Measure.objects.filter(round=week.cast.round), week.cast.round, monday)

    assert WeekFacts(week.cast.round, monday).of_office().counts == Counts(
        counted.done, counted.in_progress, counted.reported, counted.not_started, counted.overdue, counted.due_soon
    )
    assert (counted.done, counted.in_progress, counted.overdue, counted.due_soon) == (2, 2, 1, 3)


def test_who_leads_is_who_led_then(week: World) -> None:
    measure = Measure.objects.with_people().get(issue=week.issue, number=8)
    cast = week.cast
    assign_lead(
        measure=measure, by=fresh(cast.clerk), department=cast.outside_department, basis="纪要", effective_at=at(6, 13, 4)
    )

    before, after = (WeekFacts(cast.round, monday) for monday in (MONDAY, MONDAY + dt.timedelta(weeks=1)))
    assert Ref("measure", measure.pk) in [item.ref for item in before.of_department(cast.lead_department).due_soon]
    assert Ref("measure", measure.pk) in [item.ref for item in after.of_department(cast.outside_department).due_soon]
    assert Assignment.objects.filter(measure=measure).count() == 2


def test_a_reopened_measure_is_not_sent_back_for_more(week: World) -> None:
    step(week.of_follow_on, "reopen", week.cast.director, at(6, 10), reason="反弹")

    assert WeekFacts(week.cast.round, MONDAY).of_department(week.cast.cooperating_department).returned == ()


def test_who_wrote_how_they_cooperated_is_not_asked_again_that_week(week: World) -> None:
    now = Measure.objects.with_people().get(pk=week.measure.pk)
    add_note(measure=now, by=fresh(week.cast.cooperating), text="已提供目录", effective_at=at(6, 11))

    facts = WeekFacts(week.cast.round, MONDAY).of_department(week.cast.cooperating_department)
    assert (facts.cooperating, facts.changes) == ((), Changes(verified=1, updated=1))
    later = WeekFacts(week.cast.round, MONDAY + dt.timedelta(weeks=1)).of_department(week.cast.cooperating_department)
    assert [item.label for item in later.cooperating] == ["第3-2-1条"]


def test_withdrawn_measures_and_issues_are_on_no_sheet(week: World) -> None:
    step(week.measure, "withdraw", week.cast.director, at(6, 12), basis="纪要")
    with make.prepared():
        change(week.deep_task, withdrawn=True)
    facts = WeekFacts(week.cast.round, MONDAY).of_office()

    assert facts.counts.total == 4
    assert [row for row in facts.departments if row.name == "办公室"] == []
    assert facts.departments[0] == DepartmentRow("执法一支队", Counts(reported=1, not_started=2, overdue=2, due_soon=1))


def test_another_round_never_shows(week: World) -> None:
    other = WeekFacts(week.cast.other_round, MONDAY)

    assert [d.name for d in other.departments()] == ["办公室"]
    assert other.of_office().counts.total == 1
    assert other.week == Week(15, MONDAY, dt.date(2022, 6, 19))


def test_a_department_out_of_use_gets_no_sheet(week: World) -> None:
    change(week.cast.outside_department, active=False)

    assert [d.name for d in WeekFacts(week.cast.round, MONDAY).departments()] == ["执法一支队", "法制监督室"]


def test_before_anything_was_planned_there_is_nothing(week: World) -> None:
    facts = WeekFacts(week.cast.round, dt.date(2022, 3, 7))

    assert (facts.departments(), facts.of_office().counts) == ([], Counts())
