"""Closures in the weekly sheets: how they stood when the week began, what waits for whom, in which words; and whose remarks."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from issues.models import Issue, Meeting
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.models import LookBack
from reports.builders.sheet_facts import WeekFacts
from reports.content import Ref
from reports.render import text
from reports.sheets.closing import closed_so_far, department_asked, office_asked
from reports.sheets.facts import Closing, Deadlines, IssueCounts, Remarked
from reports.sheets.remarking import to_know
from reports.sheets.wording import department_sheet, office_sheet
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.telling import change, make_past_world, prepared_at

MONDAY = dt.date(2022, 6, 13)
BY = Deadlines.of_week(MONDAY)
SUNDAY = dt.datetime(2022, 6, 12, 2, tzinfo=dt.UTC)
TUESDAY = SUNDAY + dt.timedelta(days=2)


def said(sentences: Any) -> list[str]:
    """Return sentences as they are read, the empty ones left out."""
    return ["".join(run.text for run in runs) for runs in sentences if runs]


def test_the_facts_are_counted_apart_and_without_zeros() -> None:
    facts = (("审定完成整改", 10), ("已销号", 2), ("申请销号", 0), ("转入持续整改", 1), ("未销号", 31), ("成果巩固", 1))
    tasks = IssueCounts("深度整改任务", "项", 2, (("审定完成整改", 0), ("已销号", 0), ("未销号", 2)), "未销号")
    counted = (IssueCounts("具体问题", "个", 34, facts, "未销号"), tasks)
    assert said([closed_so_far("截至6月12日24时整改事项销号情况", counted)]) == [
        "截至6月12日24时整改事项销号情况：具体问题34个，审定完成整改10个，已销号2个，转入持续整改1个，未销号31个，成果巩固1个；"
        "深度整改任务2项，未销号2项。"
    ]
    assert (closed_so_far("情况", (tasks,)), closed_so_far("情况", ())) == ([], [])


ALL = (
    Closing("（一）1", "approve"),
    Closing("（一）2", "answer", on=dt.date(2022, 6, 17)),
    Closing("（一）3", "answer", on=dt.date(2022, 6, 14)),
    Closing("（二）1", "superior", on=dt.date(2022, 6, 15)),
    Closing("（二）2", "dispute", note="建议暂缓销号"),
    Closing("（二）3", "deferred"),
    Closing("（三）1", "remarks"),
    Closing("（三）2", "changed"),
    Closing("（三）3", "look_back", on=dt.date(2022, 6, 16)),
    Closing("（四）1", "superior_look", on=dt.date(2022, 6, 16)),
    Closing("（四）2", "request"),
    Closing("（四）3", "request"),
)


def test_the_office_is_told_what_waits_for_whom() -> None:
    assert said(office_asked(ALL, BY)) == [
        "待审批销号：（一）1，请于6月15日前报请领导小组审批。",
        "征求驻局纪检监察组意见：（一）3应于6月14日前回复，（一）2应于6月17日前回复，请提请按期回复。",
        "征求驻局纪检监察组上级机关意见：（二）1应于6月15日前回复，请按期代录。",
        "销号意见待研究：（二）2（建议暂缓销号），请于6月15日前提请领导小组研究。",
        "会议决定暂缓销号：（二）3，请于6月15日前报请领导小组办理。",
        "监督意见尚未办结、暂不能销号：（三）1。",
        "销号后有变动：（三）2，请于6月15日前提请领导小组确认。",
        "回头看：（三）3计划于6月16日开展，请于6月16日前开展并登记结果。",
        "上级机关回头看：（四）1计划于6月16日开展，请于6月16日前代录结果。",
        "审定为完成整改、尚未申请销号：（四）2、（四）3，请于6月16日前核对材料、提出申请。",
    ]
    assert said(office_asked((), BY)) == []


def test_a_department_is_asked_only_for_what_it_can_do() -> None:
    assert said(department_asked(ALL, BY)) == [
        "销号意见：（二）2（建议暂缓销号），请于6月15日前补充有关情况和材料。",
        "销号后有变动：（三）2，请于6月15日前书面说明变动原因和依据。",
        "回头看：（三）3、（四）1计划于6月16日开展，请于6月15日前备齐有关材料。",
    ]


def test_a_department_learns_of_remarks_that_others_answer() -> None:
    made, asked = dt.date(2022, 6, 8), BY.explain
    open_one = Remarked(7, "驻局纪检监察组", made, "unanswered", dt.date(2022, 6, 15), asked, department="法制监督室")
    signed = dataclasses.replace(open_one, number=8, standing="unsettled", department="领导小组办公室")
    assert said([to_know((open_one, signed), "你支队")]) == [
        "涉及你支队的监督意见：驻局纪检监察组6月8日所提第7号意见（由法制监督室答复）尚未答复，请于6月15日前向其提供有关情况；"
        "驻局纪检监察组6月8日所提第8号意见（由领导小组办公室答复）已答复（答复期限6月15日），尚未办结。"
    ]
    assert to_know((), "你支队") == []


# as they stood when the week began


@pytest.fixture
def past(cast: Cast) -> World:
    return make_past_world(cast)


@pytest.fixture
def asked_for(past: World) -> Issue:
    """On Sunday 完成整改 was approved and the closure asked for; on Tuesday the team objected."""
    cast = past.cast
    with prepared_at(SUNDAY):
        for measure in (past.measure, past.second):
            change(measure, status="done", done_on=dt.date(2022, 6, 1))
        completed = change(past.issue, conclusion="completed", proposed="completed", concluded_by=cast.head)
    issue = take(issue=completed, name="request", by=cast.director, given={"note": "已完成"}, effective_at=SUNDAY)
    asked = consultation_of(issue)
    assert asked is not None
    give_opinion(consultation=asked, by=cast.inspector, opinion="defer", text="资料不全", effective_at=TUESDAY)
    return issue


def turns(found: tuple[Closing, ...]) -> list[tuple[str, str, str, Ref | None]]:
    """Return what is to be done about closures."""
    return [(closing.label, closing.turn, closing.note, closing.ref) for closing in found]


def test_a_sheet_says_what_stood_on_sunday_and_no_later(past: World, asked_for: Issue) -> None:
    cast, mark, ref = past.cast, asked_for.mark, Ref("issue", asked_for.pk)
    then, later = (WeekFacts(cast.round, MONDAY + dt.timedelta(weeks=n)) for n in (0, 1))

    assert turns(then.of_office().closing) == [(mark, "answer", "", ref)]
    assert turns(then.of_department(cast.lead_department).closing) == [(mark, "answer", "", ref)]
    assert then.of_department(cast.outside_department).closing == ()
    assert turns(later.of_office().closing) == [(mark, "dispute", "建议暂缓销号", ref)]

    sheet = text.render(office_sheet(then.of_office()))
    assert f"征求驻局纪检监察组意见：{mark}应于6月17日前回复，请提请按期回复。" in sheet
    assert "审定完成整改1个，申请销号1个" in sheet
    assert "销号意见" not in sheet
    assert f"销号意见：{mark}（建议暂缓销号），请于6月22日前补充有关情况和材料。" in text.render(
        department_sheet(later.of_department(cast.lead_department))
    )


def test_what_a_meeting_deferred_waits_for_the_group(past: World, asked_for: Issue) -> None:
    held = make._made(Meeting(round=past.cast.round, kind="group", held_on=dt.date(2022, 6, 14), title="研究销号"))
    given = {"meeting": held, "ruling": "defer", "decision": "补齐资料"}
    take(issue=asked_for, name="dispute", by=past.cast.director, given=given, effective_at=TUESDAY)
    office = WeekFacts(past.cast.round, MONDAY + dt.timedelta(weeks=1)).of_office()
    assert [(closing.label, closing.turn) for closing in office.closing] == [(asked_for.mark, "deferred")]


def test_a_look_back_is_told_of_in_the_week_in_which_it_falls(past: World) -> None:
    with prepared_at(SUNDAY):
        closed = {"closure": "closed", "closure_on": dt.date(2022, 1, 1), "closure_by": past.cast.head, "closed_after": 10**6}
        change(past.issue, conclusion="completed", **closed)
        LookBack(issue=past.issue, planned_on=dt.date(2022, 6, 19)).save()
    weeks = [WeekFacts(past.cast.round, MONDAY + dt.timedelta(weeks=n)).of_office() for n in (-1, 0, 1)]
    assert [[(c.turn, c.on) for c in facts.closing] for facts in weeks] == [
        [],
        [("look_back", dt.date(2022, 6, 19))],
        [("look_back", dt.date(2022, 6, 19))],
    ]


def test_of_remarks_each_department_learns_what_concerns_it(past: World) -> None:
    """One that the lead answers concerns the cooperating department; one on the issue as a whole both; neither the outsider."""
    cast = past.cast
    with prepared_at(SUNDAY):
        make.make_remark(past.issue, cast.inspector, number=1, measure=past.measure, department=cast.lead_department)
        make.make_remark(past.issue, cast.inspector, number=2)
    facts = WeekFacts(cast.round, MONDAY)
    departments = (cast.lead_department, cast.cooperating_department, cast.outside_department)
    assert [[(r.number, r.department) for r in facts.of_department(d).others] for d in departments] == [
        [(2, "领导小组办公室")],
        [(1, "执法一支队"), (2, "领导小组办公室")],
        [],
    ]
