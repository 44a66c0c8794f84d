"""Remarks and papers in 待我办理, in the weekly sheets and in the internal report: for whom, in which words, as of when."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from measures.models import Remark
from measures.remarks.people import settler_conflict
from measures.remarks.services.remarks import steps_for, why_closed
from rectify.accounts.models import User
from reports.builders.private import private_texts
from reports.builders.report import internal_report
from reports.builders.sheet_facts import WeekFacts
from reports.content import Ref
from reports.render import text
from reports.sheets.facts import Paper, Remarked
from reports.sheets.remarking import to_answer, to_go_on, to_reply, to_urge
from reports.waiting.brief import briefly
from reports.waiting.rows import count_waiting, waiting_items, waiting_remarks
from reports.waiting.rules import Who
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import change, fresh, text_of
from tests.reports.telling import prepared_at

MONDAY = dt.date(2022, 6, 13)
DAY = dt.date(2022, 6, 20)


def remark(world: World, state: str = "open", **values: Any) -> Remark:
    """Make a remark of the inspection team on the lead department's measure."""
    answer: dict[str, Any] = {"answer": "已改", "answered_by": world.cast.lead, "answer_from": world.cast.lead.person}
    about = {"measure": world.measure, "department": world.cast.lead_department, "state": state}
    return make.make_remark(
        world.issue, world.cast.inspector, **{**about, **(answer if state not in {"open", "withdrawn"} else {}), **values}
    )


def waits(world: World, user: User) -> list[tuple[int, str]]:
    who = Who(fresh(user), world.cast.round, DAY)
    return [(found.number, found.waits) for found in waiting_remarks(who)]  # type: ignore[attr-defined]


# 待我办理


def test_for_whom_a_remark_waits_on_its_way(world: World) -> None:
    change(world.measure, responsible_leader=world.cast.leader.person)
    for state in ("open", "returned", "answered", "signed", "settled", "withdrawn"):
        remark(world, state)
    office = make.make_remark(world.issue, world.cast.inspector)
    everybody = {name: user for name, user in world.cast.everybody().items() if isinstance(user, User)}
    found = {name: waits(world, user) for name, user in everybody.items()}
    assert {name: rows for name, rows in found.items() if rows} == {
        "lead": [(1, "remark_answer"), (2, "remark_answer")],
        "leader": [(3, "remark_sign_all")],
        "inspector": [(4, "remark_settle")],
        "director": [(office.number, "remark_reply")],
        "clerk": [(office.number, "remark_reply")],
        "two_posts": [(office.number, "remark_reply")],
    }
    for name, user in everybody.items():
        who = Who(fresh(user), world.cast.round, DAY)
        briefs = [brief for brief in briefly(who) if brief.rule.key.startswith("remark")]
        assert len(briefs) == len(found[name])


def test_what_is_due_first_comes_first(world: World) -> None:
    remark(world, answer_by=dt.date(2022, 6, 30))
    remark(world, answer_by=dt.date(2022, 6, 10))
    who = Who(fresh(world.cast.lead), world.cast.round, DAY)
    assert [found.number for found in waiting_remarks(who)] == [2, 1]
    assert [brief.text[:3] for brief in briefly(who)] == ["第2号", "第1号"]


def test_the_page_marks_what_is_overdue(world: World, sign_in: Any) -> None:
    remark(world, text="请说明")
    said = text_of(sign_in(world.cast.lead).get(f"/rounds/{world.cast.round.pk}/waiting/"))
    assert "待答复监督意见 1" in said
    assert "请说明 驻局纪检监察组 2022年6月8日 执法一支队 2022年6月20日 已逾期" in said


@pytest.mark.parametrize(
    "near",
    [
        {}, {"signed_by": "inspector"}, {"answer_from": "inspector"}, {"answered_by": "inspector"}, {"responsible": "inspector"},
        {"responsible_leader": "inspector"}, {"maker_role": "supervisor"}, {"maker_role": "leader"},
    ],
)  # fmt: skip
def test_what_waits_is_what_may_be_done(near: dict[str, str], world: World) -> None:
    """The conditions of the lists beside the doors' own answers, for everybody, in every state."""
    for state in ("open", "returned", "answered", "signed"):
        found = remark(world, state)
        for name, value in near.items():
            person = getattr(world.cast, value).person
            if name.startswith("responsible"):
                change(world.measure, **{name: person})
            else:
                given = value if name == "maker_role" else getattr(world.cast, value) if name == "answered_by" else person
                change(found, **{name: given})
    for user in (user for user in world.cast.everybody().values() if isinstance(user, User)):
        reader = fresh(user)
        doable = set()
        for found in Remark.objects.all():
            steps = [s for s in steps_for(found, reader) if s.main and not why_closed(s, found, reader)]
            typed_in = found.awaited and not reader.works_in(found.round_id, found.department_id or 0)
            answered = found.state == "answered" and [s for s in steps if s.name == "sign"]
            if answered or (steps and found.state != "answered" and not typed_in):
                doable.add(found.number)
        assert {number for number, _ in waits(world, user)} == doable, str(user)
        assert all(settler_conflict(r, reader) == "" for r in Remark.objects.filter(number__in=doable, state="signed"))


def test_an_overdue_paper_waits_for_the_office(world: World) -> None:
    item = make.make_paper(world.cast.round, world.cast.clerk, answer_by=dt.date(2022, 6, 19))
    make.make_paper(world.cast.round, world.cast.clerk, answer_by=DAY)
    make.make_paper(world.cast.round, world.cast.clerk, answer_by=dt.date(2022, 6, 19), state="replied")
    found = {
        name: [row.pk for row in waiting_items(Who(fresh(getattr(world.cast, name)), world.cast.round, DAY))]
        for name in ("director", "clerk", "two_posts", "inspector", "head", "lead")
    }
    assert found == {"director": [item.pk], "clerk": [item.pk], "two_posts": [item.pk], "inspector": [], "head": [], "lead": []}
    assert count_waiting(fresh(world.cast.inspector), world.cast.round) == 0


# the sheets' sentences, written out by hand

ONE = Remarked(
    7, "驻局纪检监察组", dt.date(2022, 6, 8), "unanswered", dt.date(2022, 6, 15), dt.date(2022, 6, 15), ref=Ref("remark", 7)
)
LATE = dataclasses.replace(ONE, number=5, due=dt.date(2022, 6, 10))
BACK = dataclasses.replace(
    ONE, number=8, maker="督导组", standing="returned", due=dt.date(2022, 6, 17), ask_by=dt.date(2022, 6, 17)
)
UNSIGNED = dataclasses.replace(ONE, number=9, standing="unsigned")
UNSETTLED = dataclasses.replace(ONE, number=10, standing="unsettled", maker="领导小组沈启明")


def said(runs: Any) -> str:
    return "".join(run.text for run in runs)


def test_a_department_is_asked_for_its_answers() -> None:
    assert said(to_answer((ONE,))) == (
        "监督意见：驻局纪检监察组6月8日所提第7号意见尚未答复，请于6月15日前形成书面答复，经部门主要负责人审核、责任领导签批后报送。"
    )
    assert said(to_answer((LATE, BACK, UNSIGNED))) == (
        "监督意见：驻局纪检监察组6月8日所提第5号意见应于6月10日前答复，尚未答复，请于6月15日前形成书面答复；"
        "督导组6月8日所提第8号意见退回重新答复，请于6月17日前重新答复；以上答复经部门主要负责人审核、责任领导签批后报送。"
    )
    assert (to_answer(()), to_answer((UNSETTLED,))) == ([], [])


def test_what_is_answered_goes_on() -> None:
    assert said(to_go_on((ONE, UNSIGNED, UNSETTLED))) == (
        "已答复的监督意见：驻局纪检监察组6月8日所提第9号意见尚未审签，请于6月15日前报请责任领导审签；"
        "领导小组沈启明6月8日所提第10号意见已审签（答复期限6月15日），待领导小组沈启明办结。"
    )
    assert to_go_on((ONE,)) == []


def test_the_office_is_told_of_all_and_of_papers() -> None:
    named = tuple(dataclasses.replace(remark, department="执法一支队") for remark in (LATE, UNSIGNED, UNSETTLED))
    assert said(to_urge(named)) == (
        "监督意见：驻局纪检监察组6月8日所提第5号意见（执法一支队）应于6月10日前答复，尚未答复，请督促于6月15日前形成书面答复；"
        "驻局纪检监察组6月8日所提第9号意见（执法一支队）已答复（答复期限6月15日），待责任领导审签；"
        "领导小组沈启明6月8日所提第10号意见（执法一支队）已答复（答复期限6月15日），待办结。"
    )
    papers = (Paper("驻局纪检监察组提醒函", dt.date(2022, 6, 10)),)
    assert said(to_reply(papers)) == "来文：驻局纪检监察组提醒函应于6月10日前回复，尚未登记回复，请抓紧办理并登记回复情况。"
    assert (to_urge(()), to_reply(())) == ([], [])


# the sheets' facts


@pytest.fixture
def week(world: World) -> World:
    """Before Monday: one unanswered and late, one of the office's, one settled on Tuesday; a paper overdue, one replied to."""
    cast, sunday = world.cast, dt.datetime(2022, 6, 12, 2, tzinfo=dt.UTC)
    with prepared_at(sunday):
        remark(world, number=1, answer_by=dt.date(2022, 6, 10))
        remark(world, number=2, state="signed")
        make.make_remark(world.issue, cast.inspector, number=3)
        make.make_remark(world.issue, cast.inspector, number=4, state="withdrawn")
        make.make_paper(cast.round, cast.clerk, answer_by=dt.date(2022, 6, 10))
        make.make_paper(cast.round, cast.clerk, answer_by=MONDAY)
    with prepared_at(sunday + dt.timedelta(days=2)):
        settled = Remark.objects.get(number=2)
        settled.state = "settled"
        settled.save()
    return world


def test_a_sheet_says_what_stood_when_its_week_began(week: World) -> None:
    facts = WeekFacts(week.cast.round, MONDAY)
    of_lead, of_office = facts.of_department(week.cast.lead_department), facts.of_office()
    assert [(r.number, r.standing, r.ask_by, r.late, r.department) for r in of_lead.remarks] == [
        (1, "unanswered", dt.date(2022, 6, 15), True, ""),
        (2, "unsettled", DAY, False, ""),
    ]
    assert facts.of_department(week.cast.cooperating_department).remarks == ()
    assert [(r.number, r.standing, r.department) for r in of_office.remarks] == [
        (1, "unanswered", "执法一支队"), (2, "unsettled", "执法一支队"), (3, "unanswered", ""),
    ]  # fmt: skip
    assert [(paper.label, paper.due) for paper in of_office.papers] == [
        ("驻局纪检监察组提醒函（示例函〔2022〕1号）", dt.date(2022, 6, 10))
    ]
    later = WeekFacts(week.cast.round, MONDAY + dt.timedelta(weeks=1)).of_office()
    assert ([r.number for r in later.remarks], len(later.papers)) == ([1, 3], 2)


def test_answers_count_among_what_waits(week: World) -> None:
    facts, departments = WeekFacts(week.cast.round, MONDAY), [None, week.cast.lead_department, week.cast.cooperating_department]
    counted = [facts.tasks(department) for department in departments]
    facts.remarks = []
    assert [one - facts.tasks(department) for one, department in zip(counted, departments, strict=True)] == [1, 1, 0]


# the internal report, and what the public must not read


def test_the_report_tells_of_the_unsettled_ones_and_of_papers(world: World) -> None:
    remark(world, text="请说明台账", answer_by=dt.date(2022, 6, 10))
    remark(world, state="settled", text="已经办结的话")
    make.make_paper(world.cast.round, world.cast.clerk, matter="请举一反三")
    document = internal_report(world.cast.round, DAY)
    whole = text.render(document)
    assert "监督意见和来文办理情况" in whole
    assert "共提出监督意见2条，已办结1条，未办结1条，其中逾期未答复1条。" in whole
    row = "第1号\t请说明台账\t第3-2-1条\t驻局纪检监察组，2022年6月8日\t执法一支队\t待答复，2022年6月10日前答复，已逾期"
    assert row in whole
    assert "2022年6月8日\t驻局纪检监察组提醒函（示例函〔2022〕1号）\t请举一反三\t办理中，2022年6月20日前回复" in whole
    assert "已经办结的话" not in whole


def test_without_remarks_the_report_has_no_such_section(world: World) -> None:
    assert "监督意见" not in text.render(internal_report(world.cast.round, DAY))


def test_all_that_is_written_there_is_private(world: World) -> None:
    remark(world, "signed", text="意见的话", answer="答复的话", sign_note="审签的话", note="处理的话")
    values = {"matter": "事由的话", "reply": "回复的话", "note": "办理的话"}
    make.make_paper(world.cast.round, world.cast.clerk, **values)
    found = {private.text for private in private_texts(world.cast.round)}
    assert {"意见的话", "答复的话", "审签的话", "处理的话", *values.values()} <= found


def test_a_sheet_leads_back_to_its_remarks() -> None:
    assert [run.ref for run in to_answer((ONE,)) if run.ref] == [Ref("remark", 7)]
