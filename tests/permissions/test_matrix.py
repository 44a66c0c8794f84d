"""The matrix: equal to the approved grid, and the only source of rights."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import ACTION_WORDS, MATRIX, Action, Role
from tests import factories as make
from tests.conftest import Cast, World

GRID = Path(__file__).with_name("matrix.txt")


def test_the_matrix_is_the_approved_one() -> None:
    head, *lines = [line.split() for line in GRID.read_text(encoding="utf-8").splitlines()]
    approved = {line[0]: dict(zip(head, line[1:], strict=True)) for line in lines}

    actual = {action.value: {role.value: str(MATRIX[action].get(role, "·")) for role in Role} for action in Action}

    assert actual == approved
    assert [line[0] for line in lines] == [action.value for action in Action]


def test_every_action_stands_in_the_matrix_and_has_its_words() -> None:
    assert list(MATRIX) == list(Action)
    assert list(ACTION_WORDS) == list(Action)
    assert all(ACTION_WORDS.values())


@pytest.mark.parametrize("action", list(Action))
def test_a_superuser_flag_gives_nothing(action: Action, world: World) -> None:
    user = make.make_user("superuser")
    user.is_superuser = user.is_staff = True  # type: ignore[attr-defined]

    assert not can(user, action)
    assert not can(user, action, world.measure)
    assert not user.has_perm("accounts.change_user") if hasattr(user, "has_perm") else True


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.MANAGE_ACCOUNTS])
def test_posts_of_another_round_count_for_nothing(action: Action, world: World) -> None:
    stranger = world.cast.stranger

    assert not can(stranger, action, world.measure)
    assert not can(stranger, action, world.issue)
    assert not can(stranger, action, world.cast.round)
    assert list(visible(type(world.measure).objects.filter(round=world.cast.round), stranger, action)) == []


def test_an_ended_post_gives_nothing(cast: Cast) -> None:
    membership = cast.clerk.memberships.get()
    with make.prepared():
        membership.ended_on = cast.round.feedback_on
        membership.save()
    clerk = User.objects.get(pk=cast.clerk.pk)

    assert can(cast.director, Action.VERIFY, cast.round)
    assert not can(clerk, Action.VERIFY, cast.round)
    assert list(visible(type(cast.round).objects.all(), clerk)) == []


def test_a_closed_account_may_do_nothing(cast: Cast) -> None:
    cast.director.is_active = False

    assert not can(cast.director, Action.VIEW_LEDGER, cast.round)
    assert list(visible(type(cast.round).objects.all(), cast.director)) == []


def test_nobody_may_do_nothing(world: World) -> None:
    assert not any(can(AnonymousUser(), action, world.measure) for action in Action)
    assert list(visible(type(world.measure).objects.all(), AnonymousUser())) == []


def test_permit_says_as_what(world: World) -> None:
    assert permit(world.cast.lead, Action.WORK, world.measure) == ("department", "执法一支队　负责人")
    assert permit(world.cast.two_posts, Action.APPROVE, world.issue) == ("leader", "副组长")
    assert permit(world.cast.two_posts, Action.VERIFY, world.measure) == ("office", "领导小组办公室副主任")
    with pytest.raises(PermissionDenied):
        permit(world.cast.cooperating, Action.WORK, world.measure)


def test_the_administrator_sees_no_ledger(world: World) -> None:
    admin = world.cast.admin

    assert [a.value for a in Action if can(admin, a, world.measure)] == []
    assert [a.value for a in Action if can(admin, a)] == ["manage_accounts"]
    assert can(admin, Action.MANAGE_ACCOUNTS, world.cast.clerk)
    assert can(admin, Action.MANAGE_ACCOUNTS, world.cast.clerk.memberships.get())
