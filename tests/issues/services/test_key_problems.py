"""Key problems: making, editing, withdrawing and restoring them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import KeyProblem, Round
from issues.services.key_problems import (
    create_key_problem,
    edit_key_problem,
    restore_key_problem,
    withdraw_key_problem,
)
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines, changed

BASIS = "领导小组会议纪要第4号"


@pytest.fixture
def empty(world: World, draft: Round) -> KeyProblem:
    """A key problem without issues, in a draft."""
    return make.make_key_problem(draft, 8, title="录错的重点问题")


def test_making_takes_the_next_number(world: World, draft: Round, log: Callable[[], Lines]) -> None:
    aspect = world.key_problem.aspect

    problem = create_key_problem(round=draft, by=world.cast.clerk, title="新的重点问题", aspect=aspect)

    assert (problem.number, problem.aspect, problem.round_id) == (4, aspect, draft.pk)
    assert log() == [("key_problem.create", "issues.keyproblem", "")]


def test_an_aspect_of_another_round_is_refused(world: World, draft: Round, log: Callable[[], Lines]) -> None:
    foreign = make.make_aspect(world.cast.other_round, 7)
    with pytest.raises(Refused) as made:
        create_key_problem(round=draft, by=world.cast.clerk, title="新的", aspect=foreign)
    with pytest.raises(Refused) as edited:
        edit_key_problem(key_problem=world.key_problem, by=world.cast.clerk, version=1, aspect=foreign)

    assert (made.value.field, edited.value.field) == ("aspect", "aspect")
    assert log() == []


def test_editing_the_adopted_plan_needs_its_basis(world: World, log: Callable[[], Lines]) -> None:
    problem = world.key_problem
    with pytest.raises(Refused) as refused:
        edit_key_problem(key_problem=problem, by=world.cast.clerk, version=1, title="新题目")
    assert refused.value.message == "整改方案已审议通过，这样修改须写明方案变更依据（会议或文件）。"

    edited = edit_key_problem(key_problem=problem, by=world.cast.clerk, version=1, title="新题目", basis=BASIS)

    assert (edited.title, edited.version) == ("新题目", 2)
    assert log() == [("key_problem.edit", "issues.keyproblem", BASIS)]


@pytest.mark.parametrize(
    "values", [{"title": ""}, {"title": "长" * 301}, {"number": 8}, {"number": -2}, {"number": None}, {"title": None}]
)
def test_what_editing_refuses(values: dict[str, Any], world: World, empty: KeyProblem, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused):
        edit_key_problem(key_problem=world.key_problem, by=world.cast.clerk, version=1, **values)

    assert (KeyProblem.objects.get(pk=world.key_problem.pk).version, log()) == (1, [])


def test_withdrawing_and_restoring(world: World, empty: KeyProblem, log: Callable[[], Lines]) -> None:
    gone = withdraw_key_problem(key_problem=empty, by=world.cast.clerk, version=1, reason="录入重复")
    assert (gone.withdrawn, gone.version) == (True, 2)
    with pytest.raises(Refused, match="已经撤销"):
        withdraw_key_problem(key_problem=empty, by=world.cast.clerk, version=2, reason="再撤一次")
    with pytest.raises(Refused, match="请先恢复再修改"):
        edit_key_problem(key_problem=empty, by=world.cast.clerk, version=2, title="改")

    back = restore_key_problem(key_problem=empty, by=world.cast.clerk, version=2, reason="并未重复")
    assert back.withdrawn is False
    with pytest.raises(Refused, match="没有撤销"):
        restore_key_problem(key_problem=empty, by=world.cast.clerk, version=3, reason="再恢复一次")
    assert log() == [
        ("key_problem.withdraw", "issues.keyproblem", "录入重复"),
        ("key_problem.restore", "issues.keyproblem", "并未重复"),
    ]


def test_restored_only_to_a_free_number(world: World, empty: KeyProblem) -> None:
    withdraw_key_problem(key_problem=empty, by=world.cast.clerk, version=1, reason="录入重复")
    make.make_key_problem(empty.round, 8)

    with pytest.raises(Refused) as refused:
        restore_key_problem(key_problem=empty, by=world.cast.clerk, version=2, reason="恢复")

    assert refused.value.message == "该序号已被另一重点问题使用。"


def test_never_once_the_plan_is_adopted(world: World, empty: KeyProblem, log: Callable[[], Lines]) -> None:
    changed(empty.round, plan_state="adopted")
    with pytest.raises(Refused) as refused:
        withdraw_key_problem(key_problem=empty, by=world.cast.clerk, version=1, reason="不要了")

    assert refused.value.message == "整改方案已审议通过，反馈所列的重点问题不得撤销。"
    assert (KeyProblem.objects.get(pk=empty.pk).withdrawn, log()) == (False, [])


def test_not_with_issues_under_it(world: World, draft: Round) -> None:
    with pytest.raises(Refused) as refused:
        withdraw_key_problem(key_problem=world.key_problem, by=world.cast.clerk, version=1, reason="不要了")

    assert refused.value.message == "该重点问题下还有整改事项或整改意见条款，请先逐项撤销。"


def test_a_reason_is_needed(world: World, empty: KeyProblem) -> None:
    with pytest.raises(Refused) as withdrawn:
        withdraw_key_problem(key_problem=empty, by=world.cast.clerk, version=1, reason=" ")
    with pytest.raises(Refused) as restored:
        restore_key_problem(key_problem=empty, by=world.cast.clerk, version=1, reason="")

    assert (withdrawn.value.field, restored.value.field) == ("reason", "reason")


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, empty: KeyProblem) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        create_key_problem(round=empty.round, by=user, title="新的")
    with pytest.raises(PermissionDenied):
        edit_key_problem(key_problem=empty, by=user, version=1, title="改")
    with pytest.raises(PermissionDenied):
        withdraw_key_problem(key_problem=empty, by=user, version=1, reason="撤")
    with pytest.raises(PermissionDenied):
        restore_key_problem(key_problem=empty, by=user, version=1, reason="恢复")


def test_stale(world: World, empty: KeyProblem) -> None:
    changed(empty, title="他人改过")

    for door in (withdraw_key_problem, restore_key_problem):
        with pytest.raises(Stale):
            door(key_problem=empty, by=world.cast.clerk, version=1, reason="理由")
    with pytest.raises(Stale):
        edit_key_problem(key_problem=empty, by=world.cast.clerk, version=1, title="我改的")

    assert KeyProblem.objects.get(pk=empty.pk).title == "他人改过"
