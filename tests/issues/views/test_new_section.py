"""A new section's form with its draft: kept by the page's script, offered again, gone once the section is made."""

import pytest
from django.test import Client
from django.utils import timezone

from issues.models import NarrativeSection, NewSectionDraft
from tests.conftest import World
from tests.issues.views.conftest import url


def kept(world: World, **values: object) -> NewSectionDraft:
    defaults = {"begun": "next", "slot": "remaining", "heading": "学习", "body": "草稿的正文", "revision": 3}
    return NewSectionDraft.objects.create(
        round=world.cast.round, saved_at=timezone.now(), **{"user": world.cast.clerk, **defaults, **values}
    )


def test_it_is_kept_as_one_types(world: World, office: Client) -> None:
    address = url("section_new_draft", world.cast.round.pk, slot="next")
    form = office.get(url("section_new", world.cast.round.pk, slot="next")).content.decode()
    first = office.post(address, {"slot": "next", "body": "一\r\n二"})
    second = office.post(address, {"slot": "overview", "body": "一二三", "draft": "1"})

    assert [f'data-draft="{address}">' in form, 'name="draft"' in form] == [True, True]
    assert [(r.status_code, r.json()["revision"]) for r in (first, second)] == [(200, 1), (200, 2)]
    found = NewSectionDraft.objects.get()
    assert (found.user, found.begun, found.slot, found.body) == (world.cast.clerk, "next", "overview", "一二三")


@pytest.mark.parametrize(
    ("data", "status", "message"),
    [
        ({"slot": "next", "body": "长" * 20001}, 400, "正文：内容过长，最多20000字，现在20001字。"),
        ({"slot": "elsewhere", "body": "好"}, 400, "页面不完整，请刷新后再填写。"),
        ({"slot": "next", "body": "旧窗口", "draft": "7"}, 409, "您在另一个窗口里保存了更新的草稿，本页不再自动保存。"),
        ({"slot": "next", "body": ""}, 200, "还没有写文字，没有草稿。"),
    ],
)
def test_what_is_not_kept_says_why(data: dict[str, str], status: int, message: str, world: World, office: Client) -> None:
    response = office.post(url("section_new_draft", world.cast.round.pk, slot="next"), data)

    assert (response.status_code, response.json()["message"], NewSectionDraft.objects.count()) == (status, message, 0)


def test_it_is_offered_under_the_slot_where_it_was_begun_and_to_nobody_else(world: World, office: Client) -> None:
    kept(world)
    kept(world, user=world.cast.director, begun="overview", body="主任的草稿")
    offered = office.get(url("section_new", world.cast.round.pk, slot="next")).content.decode()
    elsewhere = office.get(url("section_new", world.cast.round.pk, slot="overview")).content.decode()
    listed = office.get(url("narrative", world.cast.round.pk)).content.decode()

    assert ["您有一份未保存的草稿，" in html for html in (offered, elsewhere)] == [True, False]
    assert ["data-draft-waits" in offered, "草稿的正文</textarea>" in offered] == [True, False]
    assert "新增在“（一）存在的主要问题”。" in offered
    assert listed.count("新增的一节有未保存的草稿") == 1


def test_going_on_with_it_and_saving(world: World, office: Client) -> None:
    kept(world)
    address = url("section_new", world.cast.round.pk, slot="next", draft=1)
    html = office.get(address).content.decode()
    assert "草稿的正文</textarea>" in html
    assert '<option value="remaining" selected>' in html
    assert '<input type="hidden" name="draft" value="3"' in html
    assert "data-draft-waits" not in html

    saved = office.post(address, {"slot": "remaining", "heading": "学习", "body": "写完了", "draft": "3"})
    assert saved["Location"] == url("narrative", world.cast.round.pk)
    section = NarrativeSection.objects.get()
    assert (section.slot, section.heading, section.body, NewSectionDraft.objects.count()) == ("remaining", "学习", "写完了", 0)


def test_giving_it_up(world: World, office: Client) -> None:
    kept(world)
    kept(world, begun="overview")
    response = office.post(url("section_new_draft_drop", world.cast.round.pk, slot="next"))

    assert response["Location"] == url("section_new", world.cast.round.pk, slot="next")
    assert [left.begun for left in NewSectionDraft.objects.all()] == ["overview"]
