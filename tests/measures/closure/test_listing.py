"""The round's closures as a list, and an issue's way: what is done, what waits, and for whom."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from issues.models import Issue
from measures.closure.listing import Line, listing
from measures.closure.services.look_backs import plan_look_back, record_look_back
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.closure.way import way_of
from measures.figures import figures
from measures.models import LookBack
from reports.waiting.rows import waiting_issues
from reports.waiting.rules import Who
from tests import factories as make
from tests.conftest import World
from tests.measures.closure.conftest import AFTER, MONDAY, asked_of
from tests.measures.conftest import changed

DAY = datetime.date(2022, 5, 10)


def line_of(world: World, issue: Issue) -> Line:
    groups = listing(world.cast.round, world.cast.inspector).groups
    return next(line for group in groups for line in group.lines if line.issue == issue)


def facts(world: World) -> dict[str, list[int]]:
    """The three facts, of manifestations, follow-on items and deep tasks."""
    return {line.word: line.counts for line in listing(world.cast.round, world.cast.inspector).facts.three}


def test_three_facts_are_counted_apart_and_by_kind(world: World, closed: Issue) -> None:
    changed(world.follow_on, conclusion="completed", proposed="completed")
    assert facts(world) == {"完成整改": [1, 1, 0], "已销号": [1, 0, 0], "成果巩固": [0, 0, 0]}

    record_look_back(look_back=LookBack.objects.get(issue=closed), by=world.cast.inspector, result="held", findings="正常")
    assert facts(world) == {"完成整改": [1, 1, 0], "已销号": [1, 0, 0], "成果巩固": [1, 0, 0]}


def test_what_held_once_and_came_back_does_not_hold(world: World, closed: Issue) -> None:
    first = LookBack.objects.get(issue=closed)
    record_look_back(look_back=first, by=world.cast.inspector, result="held", findings="正常", effective_at=AFTER)
    plan_look_back(issue=closed, by=world.cast.inspector, planned_on=DAY)
    second = LookBack.objects.get(issue=closed, result="")
    record_look_back(look_back=second, by=world.cast.inspector, result="rebound", findings="又出现了", measures=[world.second])
    assert facts(world) == {"完成整改": [0, 0, 0], "已销号": [0, 0, 0], "成果巩固": [0, 0, 0]}


def test_a_line_tells_what_was_found_and_what_comes_next(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    later = datetime.date(2099, 1, 5)
    record_look_back(
        look_back=planned, by=world.cast.inspector, result="supplement", findings="台账不全", next_on=later, effective_at=AFTER
    )
    assert line_of(world, closed).said == [
        "2022年5月9日已销号", "纪检监察组意见：无不同意见", "2022年5月30日回头看：需补充整改", "计划2099年1月5日回头看",
    ]  # fmt: skip


def test_the_opinion_stays_in_sight_after_the_closure_and_not_after_a_refusal(world: World, answered: Issue) -> None:
    asked = line_of(world, answered).asked
    assert asked is not None
    assert asked.opinion == "no_objection"

    refused = take(issue=answered, name="refuse", by=world.cast.head, given={"reason": "再看看"}, effective_at=MONDAY)
    assert line_of(world, refused).asked is None


# whose turn it is

OFFICE, TEAM, GROUP = "领导小组办公室", "驻局纪检监察组", "领导小组"


def groups(world: World, state: str = "", user: Any = None) -> list[tuple[str, str, int]]:
    found = listing(world.cast.round, user or world.cast.inspector, state).groups
    return [(group.word, group.whose, len(group.lines)) for group in found]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let it be a day; on 10 May 2022 the team's days aren't over."""

    def let_it_be(day: datetime.date) -> None:
        monkeypatch.setattr("measures.closure.listing.today", lambda round: day)

    let_it_be(DAY)
    return let_it_be


def test_completed_waits_for_the_office(world: World, completed: Issue, on: Any) -> None:
    assert groups(world) == [("可申请销号", OFFICE, 1)]


def test_asked_for_waits_for_the_team_and_after_its_days_for_the_group(world: World, requested: Issue, on: Any) -> None:
    assert groups(world) == [("待提出意见", TEAM, 1)]
    on(datetime.date(2022, 5, 17))
    assert groups(world) == [("待审批销号", GROUP, 1)]


@pytest.mark.parametrize(("ruling", "turn"), [("close", "待审批销号"), ("defer", "会议决定暂缓销号，待办理")])
def test_an_opinion_against_waits_for_the_office_until_a_meeting(
    world: World, requested: Issue, meeting: Any, on: Any, ruling: str, turn: str
) -> None:
    asked = asked_of(requested)
    give_opinion(consultation=asked, by=world.cast.inspector, opinion="defer", text="再看一个季度", effective_at=MONDAY)
    assert groups(world) == [("意见待提请领导小组研究", OFFICE, 1)]
    take(
        issue=requested,
        name="dispute",
        by=world.cast.clerk,
        given={"meeting": meeting, "ruling": ruling, "decision": "已研究"},
        effective_at=MONDAY,
    )
    assert groups(world) == [(turn, GROUP, 1)]


def test_an_unsettled_remark_stands_before_the_approval_here_and_in_what_waits(world: World, answered: Issue, on: Any) -> None:
    who = Who(world.cast.head, world.cast.round, DAY)
    assert [issue.waits for issue in waiting_issues(who)] == ["close"]  # type: ignore[attr-defined]
    changed(answered, proposed_by=world.cast.head)
    assert list(waiting_issues(who)) == []  # nobody approves the closure of what they proposed
    changed(answered, proposed_by=world.cast.clerk)
    assert len(waiting_issues(who)) == 1
    remark = make.make_remark(answered, world.cast.inspector)

    assert groups(world) == [("监督意见尚未办结", "", 1)]
    assert list(waiting_issues(who)) == []

    changed(remark, state="settled", answer="已答复")
    assert groups(world) == [("待审批销号", GROUP, 1)]


def test_closed_is_folded_unless_it_is_asked_for(world: World, closed: Issue, on: Any) -> None:
    assert [(group.word, group.folded) for group in listing(world.cast.round, world.cast.head).groups] == [("已销号", True)]
    assert [(group.word, group.folded) for group in listing(world.cast.round, world.cast.head, "closed").groups] == [
        ("已销号", False)
    ]


def test_closed_waits_again_for_a_look_back_that_is_due_or_a_change(world: World, closed: Issue, on: Any) -> None:
    on(datetime.date(2022, 11, 9))
    assert groups(world) == [("到期回头看", f"{OFFICE}、{TEAM}", 1)]
    changed(world.second, plan="改写后的措施")
    assert groups(world) == [("销号后有变动，待确认", GROUP, 1)]


def test_what_goes_on_waits_for_nobody_unless_it_is_completed(world: World, on: Any) -> None:
    changed(world.issue, closure="continuing", conclusion="phased", continuing_until=datetime.date(2022, 12, 1))
    assert groups(world) == [("转入持续整改", "", 1)]
    line = line_of(world, world.issue)
    assert ([badge.word for badge in line.badges], line.said) == (["阶段性完成"], ["持续整改至2022年12月1日"])

    changed(world.issue, conclusion="completed")
    assert groups(world) == [("可申请销号", OFFICE, 1)]
    assert [badge.word for badge in line_of(world, world.issue).badges] == ["转入持续整改"]


def test_the_filters_count_what_they_show(world: World, closed: Issue, on: Any) -> None:
    on(datetime.date(2022, 11, 9))
    changed(world.second, plan="改写后的措施")
    make.make_issue(world.key_problem, 3, title="未刊载", placeholder=True)
    make.make_issue(world.key_problem, 4, withdrawn=True, withdrawn_reason="并入他项")
    states = listing(world.cast.round, world.cast.inspector).states

    assert states == [
        ("open", "未销号", 3), ("requested", "申请销号", 0), ("closed", "已销号", 1), ("continuing", "转入持续整改", 0),
        ("held", "成果巩固", 0), ("changed", "销号后有变动", 1), ("due", "到期回头看", 1),
    ]  # fmt: skip
    assert [sum(n for _, _, n in groups(world, state)) for state, _, _ in states] == [n for _, _, n in states]
    # the same as the round's figures say
    assert [sum(c.open for c in figures(world.cast.round).closures.values()), states[0][2]] == [3, 3]


def test_a_department_counts_and_lists_its_own_alone(world: World, closed: Issue, on: Any) -> None:
    found = listing(world.cast.round, world.cast.outsider)
    assert (found.groups, found.facts.kinds, [line.counts for line in found.facts.three]) == ([], ["deep_task"], [[0]] * 3)
    assert groups(world, user=world.cast.lead) == [("已销号", "", 1)]


def test_the_list_takes_as_many_queries_with_one_as_with_many(
    world: World, closed: Issue, django_assert_num_queries: Any
) -> None:
    user = world.cast.inspector
    assert user.posts
    with django_assert_num_queries(9):
        listing(world.cast.round, user)
    for number in range(3, 12):
        issue = make.make_issue(world.key_problem, number, closure="closed", closed_after=0)
        make._made(LookBack(issue=issue, planned_on=DAY))
    with django_assert_num_queries(9):
        listing(world.cast.round, user)


def test_silence_is_said_in_the_list(world: World, requested: Issue, sign_in: Any) -> None:
    take(issue=requested, name="approve", by=world.cast.head, given={"note": "同意"}, effective_at=AFTER)
    page = sign_in(world.cast.inspector).get(reverse("measures:closures", args=[world.cast.round.pk])).content.decode()
    assert "未回复" in page
    assert "待回复" not in page


def marks(issue: Issue) -> list[tuple[str, str, str]]:
    found = Issue.objects.select_related("round", "key_problem", "parent").get(pk=issue.pk)
    return [(stage.word, stage.badge.word, stage.turn) for stage in way_of(found, DAY)]


def test_only_the_stage_that_waits_says_whose_turn_it_is(world: World, requested: Issue) -> None:
    assert marks(requested) == [
        ("措施全部完成", "已办", ""),
        ("拟定结论", "已办", ""),
        ("审定结论", "已办", ""),
        ("申请销号", "已办", ""),
        ("征求驻局纪检监察组意见", "待办", "驻局纪检监察组"),
        ("同意销号", "未到", ""),
        ("回头看", "未到", ""),
    ]


def test_a_closed_one_waits_for_its_look_back(world: World, closed: Issue) -> None:
    assert marks(closed)[4:] == [
        ("征求驻局纪检监察组意见", "已办", ""),
        ("同意销号", "已办", ""),
        ("回头看", "待办", "领导小组办公室、驻局纪检监察组"),
    ]
