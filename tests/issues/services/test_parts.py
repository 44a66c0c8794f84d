"""What the doors of a round's parts share."""

import pytest

from issues.models import Aspect, Issue, KeyProblem
from issues.services.parts import assign, counted, needed, next_number, same_round
from rectify.errors import Refused
from tests import factories as make
from tests.conftest import World


def test_the_number_after_the_highest(world: World) -> None:
    rows = KeyProblem.objects.filter(round=world.cast.round)

    assert next_number(rows) == 4
    assert next_number(rows.none()) == 1
    make.make_key_problem(world.cast.other_round, 40)
    assert next_number(rows) == 4


def test_the_same_round(world: World) -> None:
    same_round(world.cast.round.pk, None, "parent")
    same_round(world.cast.round.pk, world.issue, "parent")
    with pytest.raises(Refused) as refused:
        same_round(world.cast.round.pk, world.elsewhere.issue, "parent")

    assert (refused.value.message, refused.value.field) == ("所选内容不属于本轮次。", "parent")


def test_only_known_names_are_set() -> None:
    aspect = Aspect(number=1, title="旧")

    assign(aspect, {"title": "新"}, {"title": str, "number": int})
    with pytest.raises(TypeError, match="round_id"):
        assign(aspect, {"round_id": 3}, {"title": str, "number": int})

    assert (aspect.title, aspect.number, aspect.round_id) == ("新", 1, None)


def test_what_does_not_count_is_not_changed() -> None:
    standing, gone = Issue(), Issue(withdrawn=True)

    assert counted(standing) is standing
    with pytest.raises(Refused, match="该整改事项已经撤销，请先恢复再修改。"):
        counted(gone)


def test_blanks_are_no_text() -> None:
    assert needed(" 依据\n", "请写明", "basis") == "依据"
    with pytest.raises(Refused) as refused:
        needed(" \n\t", "请写明", "basis")

    assert (refused.value.message, refused.value.field) == ("请写明", "basis")
