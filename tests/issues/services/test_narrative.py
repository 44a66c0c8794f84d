"""Narrative sections: making, editing and moving them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import NarrativeSection
from issues.services.narrative import create_section, edit_section, move_section
from issues.words import Slot
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines, changed


@pytest.fixture
def sections(world: World) -> list[NarrativeSection]:
    """Three sections in one slot, one in another, one in another round's slot of the same name."""
    places = [(Slot.OVERVIEW, 1), (Slot.OVERVIEW, 2), (Slot.OVERVIEW, 3), (Slot.NEXT, 1)]
    made = [
        make._made(NarrativeSection(round=world.cast.round, slot=slot, order=order, heading=f"{slot}{order}"))
        for slot, order in places
    ]
    return [*made, make._made(NarrativeSection(round=world.cast.other_round, slot=Slot.OVERVIEW, order=1, heading="另一轮"))]


def headings(world: World, slot: Slot = Slot.OVERVIEW) -> list[str]:
    rows = NarrativeSection.objects.filter(round=world.cast.round, slot=slot).order_by("order")
    return list(rows.values_list("heading", flat=True))


def test_making_puts_it_last(world: World, sections: list[NarrativeSection], log: Callable[[], Lines]) -> None:
    section = create_section(round=world.cast.round, by=world.cast.clerk, slot=Slot.OVERVIEW, heading="又一节", body="正文")

    assert (section.order, section.body) == (4, "正文")
    assert headings(world) == ["overview1", "overview2", "overview3", "又一节"]
    assert log() == [("narrative.create", "issues.narrativesection", "")]


def test_editing(world: World, sections: list[NarrativeSection], log: Callable[[], Lines]) -> None:
    section = edit_section(section=sections[1], by=world.cast.clerk, version=1, body="新的正文")

    assert (section.heading, section.body, section.version) == ("overview2", "新的正文", 2)
    assert log() == [("narrative.edit", "issues.narrativesection", "")]


@pytest.mark.parametrize(("heading", "body", "field"), [(" ", "", "body"), ("长" * 201, "", "heading")])
def test_what_is_refused(
    heading: str, body: str, field: str, world: World, sections: list[NarrativeSection], log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as edited:
        edit_section(section=sections[0], by=world.cast.clerk, version=1, heading=heading, body=body)
    with pytest.raises(Refused) as made:
        create_section(round=world.cast.round, by=world.cast.clerk, slot=Slot.NEXT, heading=heading, body=body)

    assert (edited.value.field, made.value.field, log()) == (field, field, [])


def test_an_unknown_slot_and_a_taken_place_are_refused(
    world: World, sections: list[NarrativeSection], log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as unknown:
        create_section(round=world.cast.round, by=world.cast.clerk, slot="elsewhere", heading="标题")  # type: ignore[arg-type]
    with pytest.raises(Refused):
        create_section(round=world.cast.round, by=world.cast.clerk, slot=Slot.NEXT, heading="标题", order=1)

    assert (unknown.value.field, log()) == ("slot", [])


@pytest.mark.parametrize(
    ("place", "up", "order"),
    [
        (1, True, ["overview2", "overview1", "overview3"]),
        (2, True, ["overview1", "overview3", "overview2"]),
        (0, False, ["overview2", "overview1", "overview3"]),
        (1, False, ["overview1", "overview3", "overview2"]),
    ],
)
def test_moving(
    place: int, up: bool, order: list[str], world: World, sections: list[NarrativeSection], log: Callable[[], Lines]
) -> None:
    moved = move_section(section=sections[place], by=world.cast.clerk, version=1, up=up)

    assert headings(world) == order
    assert headings(world, Slot.NEXT) == ["next1"]
    assert NarrativeSection.objects.get(pk=sections[4].pk).version == 1
    assert log() == [("narrative.move", "issues.narrativesection", "")] * 3
    # back again, into the places that are free once more: they don't grow without end
    back = move_section(section=moved, by=world.cast.clerk, version=2, up=not up)
    assert headings(world) == ["overview1", "overview2", "overview3"]
    assert {section.order for section in NarrativeSection.objects.filter(round=world.cast.round, slot="overview")} == {1, 2, 3}
    assert back.version == 3


@pytest.mark.parametrize(("place", "up", "message"), [(0, True, "已经是第一节。"), (2, False, "已经是最后一节。")])
def test_not_beyond_the_ends(
    place: int, up: bool, message: str, world: World, sections: list[NarrativeSection], log: Callable[[], Lines]
) -> None:
    with pytest.raises(Refused) as refused:
        move_section(section=sections[place], by=world.cast.clerk, version=1, up=up)

    assert (refused.value.message, log()) == (message, [])


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, sections: list[NarrativeSection]) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        create_section(round=world.cast.round, by=user, slot=Slot.NEXT, heading="标题")
    with pytest.raises(PermissionDenied):
        edit_section(section=sections[0], by=user, version=1, heading="改")
    with pytest.raises(PermissionDenied):
        move_section(section=sections[1], by=user, version=1, up=True)


def test_stale(world: World, sections: list[NarrativeSection]) -> None:
    changed(sections[1], heading="他人改过")

    with pytest.raises(Stale):
        edit_section(section=sections[1], by=world.cast.clerk, version=1, heading="我改的")
    with pytest.raises(Stale):
        move_section(section=sections[1], by=world.cast.clerk, version=1, up=True)

    assert headings(world) == ["overview1", "他人改过", "overview3"]
