"""Drafts of narrative sections: one for each person, overwritten by nobody else, gone once the section is saved."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models

from issues.models import NarrativeSection, SectionDraft
from issues.services.drafts import Overtaken, Typed, draft_of, drafted, drop_draft, keep_draft
from issues.services.narrative import edit_section
from rectify.accounts.models import User
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed


@pytest.fixture
def section(world: World) -> NarrativeSection:
    return make._made(NarrativeSection(round=world.cast.round, slot="overview", order=1, heading="学习", body="原文"))


def keep(section: NarrativeSection, user: User, body: str, revision: int = 0, version: int = 1) -> SectionDraft | None:
    return keep_draft(section=section, user=user, typed=Typed("学习", body, version, revision))


def texts(section: NarrativeSection) -> dict[str, Any]:
    return {draft.user.username: (draft.body, draft.revision) for draft in SectionDraft.objects.filter(section=section)}


def test_a_draft_is_kept_again_and_again_and_leaves_no_entry(world: World, section: NarrativeSection) -> None:
    before = Entry.objects.count()

    keep(section, world.cast.clerk, "一")
    second = keep(section, world.cast.clerk, "一二", revision=1)

    assert texts(section) == {"clerk": ("一二", 2)}
    assert (second is not None and second.base_version, Entry.objects.count()) == (1, before)
    assert NarrativeSection.objects.get(pk=section.pk).body == "原文"


def test_two_peoples_drafts_never_touch(world: World, section: NarrativeSection) -> None:
    keep(section, world.cast.clerk, "经办人写的")
    keep(section, world.cast.director, "主任写的")
    drop_draft(section=section, user=world.cast.director)

    assert texts(section) == {"clerk": ("经办人写的", 1)}
    assert draft_of(section, world.cast.director) is None
    assert (drafted(world.cast.round, world.cast.clerk), drafted(world.cast.round, world.cast.director)) == ({section.pk}, set())


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_another_window_does_not_overwrite_a_newer_draft(revision: int, world: World, section: NarrativeSection) -> None:
    keep(section, world.cast.clerk, "一")
    keep(section, world.cast.clerk, "一二", revision=1)

    with pytest.raises(Overtaken):
        keep(section, world.cast.clerk, "旧窗口", revision=revision)

    assert texts(section) == {"clerk": ("一二", 2)}


def test_what_stands_already_is_no_draft(world: World, section: NarrativeSection) -> None:
    keep(section, world.cast.clerk, "一")

    assert keep(section, world.cast.clerk, "原文", revision=1) is None
    assert texts(section) == {}


def test_a_keeping_that_comes_after_the_saving_leaves_nothing(world: World, section: NarrativeSection) -> None:
    edit_section(section=section, by=world.cast.clerk, version=1, body="改好了")

    assert keep(NarrativeSection.objects.get(pk=section.pk), world.cast.clerk, "改好了", version=1) is None


def test_saving_cleans_ones_own_draft_alone(world: World, section: NarrativeSection) -> None:
    keep(section, world.cast.clerk, "经办人写的")
    keep(section, world.cast.director, "主任写的")

    edit_section(section=section, by=world.cast.clerk, version=1, body="经办人写的")

    assert texts(section) == {"director": ("主任写的", 1)}
    left = draft_of(section, world.cast.director)
    assert left is not None
    assert left.behind


def test_a_refused_saving_keeps_the_draft(world: World, section: NarrativeSection) -> None:
    keep(section, world.cast.clerk, "我写的")
    changed(section, body="他人改过")

    with pytest.raises(Exception, match="已被他人修改"):
        edit_section(section=section, by=world.cast.clerk, version=1, body="我写的")

    assert texts(section) == {"clerk": ("我写的", 1)}


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "admin", "stranger", "nobody"])
def test_who_may_not_edit_keeps_no_draft(name: str, world: World, section: NarrativeSection) -> None:
    with pytest.raises(PermissionDenied):
        keep(section, getattr(world.cast, name), "草稿")


def test_two_windows_that_begin_at_one_moment(world: World, section: NarrativeSection, monkeypatch: pytest.MonkeyPatch) -> None:
    def beaten(self: SectionDraft, *args: Any, **kwargs: Any) -> None:
        monkeypatch.undo()
        SectionDraft.objects.create(section=section, user=world.cast.clerk, body="先到的", base_version=1)
        models.Model.save(self)

    monkeypatch.setattr(SectionDraft, "save", beaten)

    with pytest.raises(Overtaken):
        keep(section, world.cast.clerk, "后到的")

    assert texts(section) == {}
