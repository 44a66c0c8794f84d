"""Aspects: making and editing, before and after the plan's adoption."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Aspect, Round
from issues.services.aspects import create_aspect, edit_aspect
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines

BASIS = "党总支委员会会议纪要第9号"


@pytest.fixture
def aspect(world: World) -> Aspect:
    return Aspect.objects.get(round=world.cast.round)


def test_the_next_number(world: World, draft: Round, log: Callable[[], Lines]) -> None:
    aspect = create_aspect(round=draft, by=world.cast.clerk, title="第二方面")

    assert (aspect.number, aspect.title, aspect.round_id) == (2, "第二方面", draft.pk)
    assert log() == [("aspect.create", "issues.aspect", "")]


def test_a_number_is_used_once_in_a_round_and_freely_in_another(world: World, draft: Round) -> None:
    with pytest.raises(Refused) as refused:
        create_aspect(round=draft, by=world.cast.clerk, title="重复", number=1)
    other = create_aspect(round=world.cast.other_round, by=world.cast.stranger, title="另一轮的方面", number=1, basis=BASIS)

    assert refused.value.message == "该序号已被使用。"
    assert other.number == 1
    assert Aspect.objects.filter(round=draft).count() == 1


def test_after_adoption_with_its_basis_alone(world: World, aspect: Aspect, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused) as made:
        create_aspect(round=world.cast.round, by=world.cast.clerk, title="新的")
    with pytest.raises(Refused) as edited:
        edit_aspect(aspect=aspect, by=world.cast.clerk, version=1, title="改了")
    assert (made.value.field, edited.value.field, log()) == ("basis", "basis", [])

    edited_aspect = edit_aspect(aspect=aspect, by=world.cast.clerk, version=1, title="改了", basis=BASIS)

    assert edited_aspect.title == "改了"
    assert log() == [("aspect.edit", "issues.aspect", BASIS)]


@pytest.mark.parametrize(("title", "number"), [("", 1), ("长" * 201, 1), ("可以", -1)])
def test_what_is_refused(title: str, number: int, world: World, draft: Round, aspect: Aspect, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused):
        edit_aspect(aspect=aspect, by=world.cast.clerk, version=1, title=title, number=number)

    assert (Aspect.objects.get(pk=aspect.pk).title, log()) == ("第1方面", [])


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, aspect: Aspect) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        create_aspect(round=world.cast.round, by=user, title="新的", basis=BASIS)
    with pytest.raises(PermissionDenied):
        edit_aspect(aspect=aspect, by=user, version=1, title="改了", basis=BASIS)


def test_stale(world: World, aspect: Aspect) -> None:
    edit_aspect(aspect=aspect, by=world.cast.clerk, version=1, title="先改", basis=BASIS)

    with pytest.raises(Stale):
        edit_aspect(aspect=aspect, by=world.cast.director, version=1, title="后改", basis=BASIS)

    assert Aspect.objects.get(pk=aspect.pk).title == "先改"


def test_unknown_number_zero_takes_the_next(world: World, draft: Round) -> None:
    make.make_aspect(draft, 5)

    assert create_aspect(round=draft, by=world.cast.clerk, title="接在最后", number=0).number == 6
