"""The round's closures as a list, and an issue's way: what is done, what waits, and for whom."""

import datetime
from typing import Any

from django.urls import reverse

from issues.models import Issue
from measures.closure.listing import Line, listing
from measures.closure.services.look_backs import plan_look_back, record_look_back
from measures.closure.services.steps import take
from measures.closure.way import way_of
from measures.models import LookBack
from tests.conftest import World
from tests.measures.closure.conftest import AFTER, MONDAY
from tests.measures.conftest import changed

DAY = datetime.date(2022, 5, 10)


def line_of(world: World, issue: Issue) -> Line:
    return next(line for line in listing(world.cast.round, world.cast.inspector).lines if line.issue == issue)


def facts(world: World) -> dict[str, int]:
    return dict(listing(world.cast.round, world.cast.inspector).facts)


def test_three_facts_are_counted_apart(world: World, closed: Issue) -> None:
    changed(world.follow_on, conclusion="completed", proposed="completed")
    assert facts(world) == {"完成整改": 2, "已销号": 1, "成果巩固": 0}

    record_look_back(look_back=LookBack.objects.get(issue=closed), by=world.cast.inspector, result="held", findings="正常")
    assert facts(world) == {"完成整改": 2, "已销号": 1, "成果巩固": 1}


def test_what_held_once_and_came_back_does_not_hold(world: World, closed: Issue) -> None:
    first = LookBack.objects.get(issue=closed)
    record_look_back(look_back=first, by=world.cast.inspector, result="held", findings="正常", effective_at=AFTER)
    plan_look_back(issue=closed, by=world.cast.inspector, planned_on=DAY)
    second = LookBack.objects.get(issue=closed, result="")
    record_look_back(look_back=second, by=world.cast.inspector, result="rebound", findings="又出现了", measures=[world.second])
    assert facts(world) == {"完成整改": 0, "已销号": 0, "成果巩固": 0}


def test_a_line_tells_what_was_found_and_what_comes_next(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    later = datetime.date(2099, 1, 5)
    record_look_back(look_back=planned, by=world.cast.inspector, result="supplement", findings="台账不全", next_on=later)
    line = line_of(world, closed)
    assert (line.looked, line.next and line.next.planned_on) == (planned, later)


def test_the_opinion_stays_in_sight_after_the_closure_and_not_after_a_refusal(world: World, answered: Issue) -> None:
    asked = line_of(world, answered).asked
    assert asked is not None
    assert asked.opinion == "no_objection"

    refused = take(issue=answered, name="refuse", by=world.cast.head, given={"reason": "再看看"}, effective_at=MONDAY)
    assert line_of(world, refused).asked is None


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
