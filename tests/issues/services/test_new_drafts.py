"""Drafts of sections that aren't there yet: one for each person and slot, gone once the section is made."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import NewSectionDraft
from issues.services.drafts import Begun, Overtaken, Typed, begun, drop_new_draft, keep_new_draft, new_draft_of
from issues.services.narrative import create_section
from issues.words import Slot
from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.history.models import Entry
from tests.conftest import World


def keep(world: World, user: User, body: str, revision: int = 0, **values: Any) -> NewSectionDraft | None:
    where: dict[str, Any] = {"begun": Slot.NEXT, "slot": Slot.NEXT, **values}
    return keep_new_draft(round=world.cast.round, user=user, typed=Typed("", body, 0, revision), **where)


def left() -> dict[tuple[str, str], tuple[str, str, int]]:
    return {(d.user.username, d.begun): (d.slot, d.body, d.revision) for d in NewSectionDraft.objects.select_related("user")}


def test_it_is_kept_again_and_again_and_leaves_no_entry(world: World) -> None:
    before = Entry.objects.count()
    keep(world, world.cast.clerk, "一")
    keep(world, world.cast.clerk, "一二", revision=1, slot=Slot.REMAINING)

    assert left() == {("clerk", "next"): ("remaining", "一二", 2)}
    assert Entry.objects.count() == before


def test_one_for_each_person_and_slot(world: World) -> None:
    keep(world, world.cast.clerk, "经办人写的")
    keep(world, world.cast.clerk, "经办人写的总体情况", begun=Slot.OVERVIEW, slot=Slot.OVERVIEW)
    keep(world, world.cast.director, "主任写的")
    drop_new_draft(round=world.cast.round, user=world.cast.director, begun=Slot.NEXT)

    assert left() == {
        ("clerk", "next"): ("next", "经办人写的", 1),
        ("clerk", "overview"): ("overview", "经办人写的总体情况", 1),
    }
    assert begun(world.cast.round, world.cast.clerk) == {"next", "overview"}
    assert begun(world.cast.round, world.cast.director) == begun(world.cast.other_round, world.cast.clerk) == set()
    assert new_draft_of(world.cast.round, world.cast.director, Slot.NEXT) is None


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_another_window_does_not_overwrite_a_newer_draft(revision: int, world: World) -> None:
    keep(world, world.cast.clerk, "一")
    keep(world, world.cast.clerk, "一二", revision=1)
    with pytest.raises(Overtaken):
        keep(world, world.cast.clerk, "旧窗口", revision=revision)

    assert left() == {("clerk", "next"): ("next", "一二", 2)}


def test_nothing_written_is_no_draft(world: World) -> None:
    keep(world, world.cast.clerk, "一")

    assert keep(world, world.cast.clerk, " \n", revision=1) is None
    assert left() == {}


def test_the_section_that_was_made_of_it_is_done_with_it(world: World) -> None:
    keep(world, world.cast.clerk, "写好了")
    keep(world, world.cast.director, "主任写的")
    made = create_section(
        round=world.cast.round, by=world.cast.clerk, slot=Slot.REMAINING, body="写好了的", begun=Begun(Slot.NEXT, 1)
    )

    assert (made.slot, made.body) == ("remaining", "写好了的")
    assert left() == {("director", "next"): ("next", "主任写的", 1)}


def test_a_keeping_that_overtakes_the_saving_leaves_nothing(world: World) -> None:
    """What was on its way when the button was pressed is of a later revision, and the same text."""
    keep(world, world.cast.clerk, "写好")
    keep(world, world.cast.clerk, "写好了", revision=1)
    create_section(round=world.cast.round, by=world.cast.clerk, slot=Slot.NEXT, body="写好了", begun=Begun(Slot.NEXT, 1))

    assert left() == {}


def test_another_text_from_another_window_stays(world: World) -> None:
    keep(world, world.cast.clerk, "另一节的文字")
    create_section(round=world.cast.round, by=world.cast.clerk, slot=Slot.NEXT, body="这一节", begun=Begun(Slot.NEXT, 0))

    assert left() == {("clerk", "next"): ("next", "另一节的文字", 1)}


def test_a_refused_saving_keeps_it(world: World) -> None:
    keep(world, world.cast.clerk, "{{ 没有的数 }}")
    with pytest.raises(Refused, match="没有名为“没有的数”的数字"):
        create_section(
            round=world.cast.round, by=world.cast.clerk, slot=Slot.NEXT, body="{{ 没有的数 }}", begun=Begun(Slot.NEXT, 1)
        )

    assert left() == {("clerk", "next"): ("next", "{{ 没有的数 }}", 1)}


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "admin", "stranger", "nobody"])
def test_who_may_not_write_keeps_none(name: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        keep(world, getattr(world.cast, name), "草稿")
