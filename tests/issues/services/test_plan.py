"""The plan: adopted once, filed once, and the one rule that asks for a basis."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Round
from issues.services.plan import adopt_plan, file_plan, plan_basis_needed
from rectify.errors import Refused, Stale
from tests.conftest import World
from tests.issues.conftest import Lines, changed

DAY = datetime.date(2022, 4, 12)
ON_ADOPTION = "党总支委员会会议纪要第2号"


@pytest.mark.parametrize(
    ("state", "fields", "needed"),
    [
        ("draft", {"title"}, False),
        ("adopted", {"title"}, True),
        ("filed", {"title"}, True),
        ("adopted", {"text"}, True),
        ("adopted", {"due_on", "public_text"}, True),
        ("adopted", {"responsible_leader"}, True),
        ("adopted", {"public_title", "hard"}, False),
        ("adopted", {"opinion"}, False),
        ("adopted", set(), False),
    ],
)
def test_when_a_basis_is_needed(state: str, fields: set[str], needed: bool) -> None:
    assert plan_basis_needed(Round(plan_state=state), fields) is needed


def test_adopting(world: World, draft: Round, log: Callable[[], Lines]) -> None:
    round = adopt_plan(round=draft, by=world.cast.director, version=draft.version, on=DAY, basis=f" {ON_ADOPTION} ")

    assert (round.plan_state, round.plan_adopted_on, round.plan_basis) == ("adopted", DAY, ON_ADOPTION)
    assert log() == [("plan.adopt", "issues.round", ON_ADOPTION)]


def test_every_measure_needs_its_date_or_goes_on(world: World, draft: Round, log: Callable[[], Lines]) -> None:
    changed(world.second, due_on=None)
    changed(world.of_follow_on, due_on=None)

    with pytest.raises(Refused) as refused:
        adopt_plan(round=draft, by=world.cast.director, version=None, on=DAY, basis=ON_ADOPTION)

    assert refused.value.message == "还有2条措施既没有完成时限，也没有标明长期坚持，方案不能通过。"
    assert Round.objects.get(pk=draft.pk).plan_state == "draft"

    changed(world.second, long_term=True)
    changed(world.issue.follow_on.get(), withdrawn=True)  # its measure no longer counts
    assert adopt_plan(round=draft, by=world.cast.director, version=None, on=DAY, basis=ON_ADOPTION).adopted


def test_another_rounds_measures_do_not_matter(world: World, draft: Round) -> None:
    changed(world.elsewhere, due_on=None)

    assert adopt_plan(round=draft, by=world.cast.director, version=None, on=DAY, basis=ON_ADOPTION).adopted


@pytest.mark.parametrize(
    ("on", "basis", "field"),
    [(datetime.date(2022, 3, 9), ON_ADOPTION, "on"), (DAY, "  ", "basis"), (DAY, "长" * 201, "plan_basis")],
)
def test_what_adoption_refuses(
    on: datetime.date, basis: str, field: str, world: World, draft: Round, log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as refused:
        adopt_plan(round=draft, by=world.cast.director, version=None, on=on, basis=basis)

    assert refused.value.field == field
    assert (Round.objects.get(pk=draft.pk).plan_state, log()) == ("draft", [])


def test_only_once(world: World, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused) as refused:
        adopt_plan(round=world.cast.round, by=world.cast.director, version=None, on=DAY, basis=ON_ADOPTION)

    assert refused.value.message == "整改方案已经审议通过，只能通过一次。"
    assert log() == []


def test_filing(world: World, log: Callable[[], Lines]) -> None:
    round = file_plan(round=world.cast.round, by=world.cast.clerk, version=1, basis="报送整改方案的报告")

    assert round.plan_state == "filed"
    assert log() == [("plan.file", "issues.round", "报送整改方案的报告")]
    with pytest.raises(Refused):
        file_plan(round=round, by=world.cast.clerk, version=2, basis="再报一次")
    assert len(log()) == 1


def test_a_draft_is_not_filed(world: World, draft: Round) -> None:
    with pytest.raises(Refused) as refused:
        file_plan(round=draft, by=world.cast.clerk, version=None, basis="报告")

    assert refused.value.message == "方案审议通过后、报备前，才能登记报备。"


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, draft: Round) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        adopt_plan(round=draft, by=user, version=None, on=DAY, basis=ON_ADOPTION)
    with pytest.raises(PermissionDenied):
        file_plan(round=draft, by=user, version=None, basis=ON_ADOPTION)


def test_stale(world: World, draft: Round) -> None:
    with pytest.raises(Stale):
        adopt_plan(round=draft, by=world.cast.director, version=1, on=DAY, basis=ON_ADOPTION)
    with pytest.raises(Stale):
        file_plan(round=draft, by=world.cast.director, version=1, basis=ON_ADOPTION)
