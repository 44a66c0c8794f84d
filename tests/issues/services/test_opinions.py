"""Opinions: the office writes them, the leading group says that one is implemented."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Opinion, OpinionClause, Round
from issues.services.opinions import create_opinion, edit_opinion, restore_opinion, set_opinion_state, withdraw_opinion
from issues.words import OpinionState
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines, changed

BASIS = "领导小组会议纪要第4号"
DONE, GOING_ON = OpinionState.IMPLEMENTED, OpinionState.IMPLEMENTING


@pytest.fixture
def opinion(world: World) -> Opinion:
    return make._made(Opinion(round=world.cast.round, number=1, text="完善制度", basis="已印发制度"))


def test_making(world: World, opinion: Opinion, draft: Round, log: Callable[[], Lines]) -> None:
    made = create_opinion(round=draft, by=world.cast.clerk, text="强化监督", implementation="准备中")

    assert (made.number, made.text, made.state, made.basis) == (2, "强化监督", GOING_ON, "准备中")
    assert log() == [("opinion.create", "issues.opinion", "")]


def test_editing_the_adopted_plan_needs_its_basis_for_the_text_alone(
    world: World, opinion: Opinion, log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as refused:
        edit_opinion(opinion=opinion, by=world.cast.clerk, version=1, text="改了")
    assert refused.value.field == "basis"

    edited = edit_opinion(opinion=opinion, by=world.cast.clerk, version=1, implementation="已印发三项制度")
    edited = edit_opinion(opinion=edited, by=world.cast.clerk, version=2, text="改了", basis=BASIS)

    assert (edited.basis, edited.text, edited.version) == ("已印发三项制度", "改了", 3)
    assert log() == [("opinion.edit", "issues.opinion", ""), ("opinion.edit", "issues.opinion", BASIS)]


def test_the_leading_group_says_implemented_and_takes_it_back(world: World, opinion: Opinion, log: Callable[[], Lines]) -> None:
    done = set_opinion_state(opinion=opinion, by=world.cast.head, version=1, state=DONE, implementation="制度已执行")
    assert (done.state, done.basis) == (DONE, "制度已执行")

    with pytest.raises(Refused) as refused:
        edit_opinion(opinion=opinion, by=world.cast.clerk, version=2, implementation="事后改写")
    assert refused.value.field == "implementation"
    assert edit_opinion(opinion=opinion, by=world.cast.clerk, version=2, implementation="制度已执行").version == 2

    back = set_opinion_state(opinion=opinion, by=world.cast.leader, version=2, state=GOING_ON, implementation="执行不到位")
    assert (back.state, back.basis) == (GOING_ON, "制度已执行")
    assert log() == [("opinion.state", "issues.opinion", "制度已执行"), ("opinion.state", "issues.opinion", "执行不到位")]


@pytest.mark.parametrize(
    ("state", "implementation", "message"),
    [
        (DONE, "  ", "请写明依据。"),
        (GOING_ON, "依据", "该整改意见已是“正在落实”。"),
        ("finished", "依据", "落实情况：值 'finished' 不是有效选项。"),
    ],
)
def test_what_the_state_refuses(
    state: Any, implementation: str, message: str, world: World, opinion: Opinion, log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as refused:
        set_opinion_state(opinion=opinion, by=world.cast.head, version=1, state=state, implementation=implementation)

    assert refused.value.message == message
    assert log() == []


@pytest.mark.parametrize("name", ["director", "clerk", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_leading_group_alone_decides(name: str, world: World, opinion: Opinion, log: Callable[[], Lines]) -> None:
    with pytest.raises(PermissionDenied):
        set_opinion_state(opinion=opinion, by=getattr(world.cast, name), version=1, state=DONE, implementation="依据")

    assert log() == []


def test_withdrawing_and_restoring(world: World, opinion: Opinion, draft: Round, log: Callable[[], Lines]) -> None:
    gone = withdraw_opinion(opinion=opinion, by=world.cast.clerk, version=1, reason="录入重复")
    assert gone.withdrawn is True
    for refused_door in (
        lambda: withdraw_opinion(opinion=opinion, by=world.cast.clerk, version=2, reason="再撤"),
        lambda: edit_opinion(opinion=opinion, by=world.cast.clerk, version=2, text="改"),
        lambda: set_opinion_state(opinion=opinion, by=world.cast.head, version=2, state=DONE, implementation="依据"),
    ):
        with pytest.raises(Refused, match="已经撤销"):
            refused_door()

    assert restore_opinion(opinion=opinion, by=world.cast.clerk, version=2, reason="并未重复").withdrawn is False
    with pytest.raises(Refused, match="没有撤销"):
        restore_opinion(opinion=opinion, by=world.cast.clerk, version=3, reason="再恢复")
    assert log() == [
        ("opinion.withdraw", "issues.opinion", "录入重复"),
        ("opinion.restore", "issues.opinion", "并未重复"),
    ]


def test_withdrawn_neither_after_adoption_nor_with_clauses(world: World, opinion: Opinion, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused, match="反馈所列的整改意见不得撤销"):
        withdraw_opinion(opinion=opinion, by=world.cast.clerk, version=1, reason="不要了")
    changed(world.cast.round, plan_state="draft", plan_adopted_on=None, plan_basis="")
    make._made(OpinionClause(key_problem=world.key_problem, opinion=opinion, text="条款"))
    with pytest.raises(Refused, match="还有条款归入"):
        withdraw_opinion(opinion=opinion, by=world.cast.clerk, version=1, reason="不要了")

    assert log() == []


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone_writes(name: str, world: World, opinion: Opinion) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        create_opinion(round=world.cast.round, by=user, text="新的", basis=BASIS)
    with pytest.raises(PermissionDenied):
        edit_opinion(opinion=opinion, by=user, version=1, text="改", basis=BASIS)
    with pytest.raises(PermissionDenied):
        withdraw_opinion(opinion=opinion, by=user, version=1, reason="撤")
    with pytest.raises(PermissionDenied):
        restore_opinion(opinion=opinion, by=user, version=1, reason="恢复")


def test_stale(world: World, opinion: Opinion, draft: Round) -> None:
    changed(opinion, text="他人改过")

    for stale_door in (
        lambda: edit_opinion(opinion=opinion, by=world.cast.clerk, version=1, text="我改的"),
        lambda: withdraw_opinion(opinion=opinion, by=world.cast.clerk, version=1, reason="撤"),
        lambda: restore_opinion(opinion=opinion, by=world.cast.clerk, version=1, reason="恢复"),
        lambda: set_opinion_state(opinion=opinion, by=world.cast.head, version=1, state=DONE, implementation="依据"),
    ):
        with pytest.raises(Stale):
            stale_door()

    assert Opinion.objects.get(pk=opinion.pk).text == "他人改过"
