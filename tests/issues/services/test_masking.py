"""Masking rules: adding, changing and withdrawing them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import MaskingRule
from issues.services.masking import create_rule, edit_rule, withdraw_rule
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines, changed


@pytest.fixture
def rule(world: World) -> MaskingRule:
    return make._made(MaskingRule(round=world.cast.round, term="某区文化馆", replacement="某单位"))


def test_a_rule_is_added_trimmed(world: World, log: Callable[[], Lines]) -> None:
    rule = create_rule(round=world.cast.round, by=world.cast.clerk, term=" 长城 ", replacement="** ", reason="涉及地点")

    assert (rule.term, rule.replacement, rule.reason, rule.withdrawn) == ("长城", "**", "涉及地点", False)
    assert log() == [("masking.create", "issues.maskingrule", "")]


def test_none_stands_unless_somebody_adds_it(world: World) -> None:
    assert list(MaskingRule.objects.all()) == []


@pytest.mark.parametrize(
    ("term", "replacement", "field"),
    [
        (" ", "**", "term"),
        ("长城", "", "replacement"),
        ("长城", "万里长城", "replacement"),
        ("长" * 61, "**", "term"),
        ("某区文化馆", "**", None),
    ],
)
def test_what_would_hide_nothing_is_refused(
    term: str, replacement: str, field: str | None, world: World, rule: MaskingRule, log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as refused:
        create_rule(round=world.cast.round, by=world.cast.clerk, term=term, replacement=replacement)

    assert (refused.value.field, log()) == (field, [])


def test_changing_and_withdrawing(world: World, rule: MaskingRule, log: Callable[[], Lines]) -> None:
    edited = edit_rule(rule=rule, by=world.cast.clerk, version=1, replacement="××")
    gone = withdraw_rule(rule=edited, by=world.cast.clerk, version=2, reason="可以公开")

    assert (edited.replacement, gone.withdrawn, list(MaskingRule.objects.in_force())) == ("××", True, [])
    assert log() == [
        ("masking.edit", "issues.maskingrule", ""),
        ("masking.withdraw", "issues.maskingrule", "可以公开"),
    ]
    with pytest.raises(Refused):
        edit_rule(rule=gone, by=world.cast.clerk, version=3, replacement="**")
    again = create_rule(round=world.cast.round, by=world.cast.clerk, term="某区文化馆", replacement="**")
    assert again.pk != rule.pk


def test_stale(world: World, rule: MaskingRule) -> None:
    changed(rule, replacement="他人改的")

    with pytest.raises(Stale):
        edit_rule(rule=rule, by=world.cast.clerk, version=1, replacement="我改的")


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, rule: MaskingRule) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        create_rule(round=world.cast.round, by=user, term="甲", replacement="**")
    with pytest.raises(PermissionDenied):
        withdraw_rule(rule=rule, by=user, version=1, reason="不要")
