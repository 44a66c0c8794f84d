"""A section's form with its draft, and its versions."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from issues.models import NarrativeSection, SectionDraft
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, OUTSIDE, VIEWERS, SignIn, statuses, url

NOBODYS = {"lead": 404, "cooperating": 404, "outsider": 404}


@pytest.fixture
def section(world: World) -> NarrativeSection:
    return make._made(NarrativeSection(round=world.cast.round, slot="overview", order=1, heading="学习", body="原来的正文"))


def address(name: str, section: NarrativeSection, **query: Any) -> str:
    return url(name, section.round_id, section.pk, **query)


def draft(section: NarrativeSection, user: Any, **values: Any) -> SectionDraft:
    defaults = {"heading": "学习", "body": "草稿的正文", "base_version": 1, "revision": 3, "saved_at": timezone.now()}
    return SectionDraft.objects.create(section=section, user=user, **{**defaults, **values})


class TestKeeping:
    def test_it_answers_the_script_with_the_revision(self, section: NarrativeSection, office: Client, world: World) -> None:
        first = office.post(address("section_draft", section), {"version": "1", "heading": "学习", "body": "一\r\n二"})
        again = {"version": "1", "heading": "学习", "body": "一二三", "draft": "1"}
        second = office.post(address("section_draft", section), again)

        assert [(r.status_code, r.json()["revision"]) for r in (first, second)] == [(200, 1), (200, 2)]
        assert re.fullmatch(r"\d\d:\d\d", first.json()["saved"])
        kept = SectionDraft.objects.get()
        assert (kept.user, kept.body, kept.base_version) == (world.cast.clerk, "一二三", 1)

    def test_another_windows_newer_draft_stands(self, section: NarrativeSection, office: Client, world: World) -> None:
        draft(section, world.cast.clerk)
        response = office.post(address("section_draft", section), {"version": "1", "body": "旧窗口"})

        assert response.status_code == 409
        assert response.json() == {"message": "您在另一个窗口里保存了更新的草稿，本页不再自动保存。"}
        assert SectionDraft.objects.get().body == "草稿的正文"

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"version": "1", "body": "长" * 20001}, "正文：内容过长，最多20000字，现在20001字。"),
            ({"body": "没有版本"}, "页面不完整，请刷新后再填写。"),
            ({"version": "1", "body": "好", "draft": "x"}, "页面不完整，请刷新后再填写。"),
        ],
    )
    def test_what_cannot_be_kept_says_why(
        self, data: dict[str, str], message: str, section: NarrativeSection, office: Client
    ) -> None:
        response = office.post(address("section_draft", section), data)

        assert (response.status_code, response.json()) == (400, {"message": message})
        assert SectionDraft.objects.count() == 0

    def test_a_draft_may_hold_what_could_not_be_saved(self, section: NarrativeSection, office: Client) -> None:
        data = {"version": "1", "heading": "", "body": "{{ 写了一半"}

        assert office.post(address("section_draft", section), data).status_code == 200


class TestForm:
    def test_without_a_draft(self, section: NarrativeSection, office: Client) -> None:
        html = office.get(address("section_edit", section)).content.decode()

        assert "未保存的草稿" not in html
        assert f'data-draft="{address("section_draft", section)}">' in html
        assert html.count("data-insert=") == 27
        assert 'data-insert="{{ 推动会次数 }}"' in html

    def test_a_draft_is_offered_and_the_text_that_stands_is_shown(
        self, section: NarrativeSection, office: Client, world: World
    ) -> None:
        draft(section, world.cast.clerk)
        html = office.get(address("section_edit", section)).content.decode()

        assert "您有一份未保存的草稿，" in html
        assert ["原来的正文</textarea>" in html, "草稿的正文</textarea>" in html] == [True, False]
        assert "data-draft-waits" in html

    def test_somebody_elses_draft_never_shows(self, section: NarrativeSection, office: Client, world: World) -> None:
        draft(section, world.cast.director)

        for query in ({}, {"draft": "1"}):
            html = office.get(address("section_edit", section, **query)).content.decode()
            assert ["草稿的正文" in html, "未保存的草稿" in html] == [False, False]

    def test_going_on_with_it(self, section: NarrativeSection, office: Client, world: World) -> None:
        draft(section, world.cast.clerk)
        html = office.get(address("section_edit", section, draft=1)).content.decode()

        assert "草稿的正文</textarea>" in html
        assert '<input type="hidden" name="draft" value="3"' in html
        assert "data-draft-waits" not in html
        saved = office.post(
            address("section_edit", section, draft=1), {"version": "1", "heading": "学习", "body": "草稿的正文", "draft": "3"}
        )
        assert saved["Location"] == url("narrative", section.round_id)
        assert (NarrativeSection.objects.get(pk=section.pk).body, SectionDraft.objects.count()) == ("草稿的正文", 0)

    def test_it_tells_when_the_section_has_moved_on_and_saving_meets_it(
        self, section: NarrativeSection, office: Client, world: World
    ) -> None:
        draft(section, world.cast.clerk)
        changed(section, body="他人改过的正文")
        html = office.get(address("section_edit", section, draft=1)).content.decode()

        assert "改动过这一部分。保存时两份文字并排，由您取舍。" in html
        assert '<input type="hidden" name="version" value="1"' in html
        data = {"version": "1", "heading": "学习", "body": "草稿的正文", "draft": "3"}
        conflict = office.post(address("section_edit", section, draft=1), data)
        shown = conflict.content.decode()
        assert conflict.status_code == 409
        assert ['name="body" value="草稿的正文"' in shown, 'name="theirs_body" value="他人改过的正文"' in shown] == [True, True]
        assert SectionDraft.objects.count() == 1
        office.post(address("section_edit", section), {**data, "version": "2", "take_body": "mine"})
        assert (NarrativeSection.objects.get(pk=section.pk).body, SectionDraft.objects.count()) == ("草稿的正文", 0)

    def test_giving_it_up(self, section: NarrativeSection, office: Client, world: World) -> None:
        draft(section, world.cast.clerk)
        draft(section, world.cast.director)
        response = office.post(address("section_draft_drop", section))

        assert response["Location"] == address("section_edit", section)
        assert [left.user for left in SectionDraft.objects.all()] == [world.cast.director]

    def test_an_unknown_figure_comes_back_with_what_was_typed(self, section: NarrativeSection, office: Client) -> None:
        data = {"version": "1", "heading": "学习", "body": "推动会{{ 推动会数 }}次"}
        response = office.post(address("section_edit", section), data)
        html = response.content.decode()

        assert response.status_code == 400
        assert "没有名为“推动会数”的数字。是否要写：{{ 推动会次数 }}" in html
        assert "推动会{{ 推动会数 }}次</textarea>" in html

    def test_the_list_marks_ones_own_drafts(self, section: NarrativeSection, office: Client, world: World) -> None:
        draft(section, world.cast.director)
        assert "有未保存的草稿" not in office.get(url("narrative", section.round_id)).content.decode()
        draft(section, world.cast.clerk)
        assert "有未保存的草稿" in office.get(url("narrative", section.round_id)).content.decode()


class TestHistory:
    def test_one_version(self, section: NarrativeSection, office: Client) -> None:
        html = office.get(address("section_history", section)).content.decode()

        assert ["共1个版本" in html, 'type="radio"' in html] == [True, False]

    def test_any_two_versions_by_their_characters(self, section: NarrativeSection, office: Client) -> None:
        changed(section, body="原来的新正文")
        changed(section, body="后来的新正文")
        latest = office.get(address("section_history", section)).content.decode()
        first = office.get(address("section_history", section, **{"from": 1, "to": 2})).content.decode()
        turned = office.get(address("section_history", section, **{"from": 3, "to": 1})).content.decode()

        assert "第2版与第3版" in latest
        assert "<del>原</del><ins>后</ins>来的新正文" in latest
        assert "原来的<ins>新</ins>正文" in first
        assert "第1版与第3版" in turned
        assert "<del>原</del><ins>后</ins>来的<ins>新</ins>正文" in turned

    @pytest.mark.parametrize("query", [{"from": 9}, {"to": 9}, {"from": 0, "to": 1}])
    def test_a_version_that_is_not_there(self, query: dict[str, int], section: NarrativeSection, office: Client) -> None:
        changed(section, body="改过")

        assert office.get(address("section_history", section, **query)).status_code == 404

    def test_who_and_why(self, section: NarrativeSection, office: Client, world: World) -> None:
        office.post(address("section_edit", section), {"version": "1", "heading": "学习", "body": "改过"})
        html = office.get(address("section_history", section)).content.decode()

        assert "clerk的姓名" in html
        assert "修改叙述部分" in html
        assert Entry.objects.for_record(section).count() == 2

    def test_who_may_look(self, section: NarrativeSection, world: World, sign_in: SignIn) -> None:
        seen = dict.fromkeys(VIEWERS, 200)
        assert statuses(world, sign_in, address("section_history", section)) == {**EDITORS, **seen, **NOBODYS, **OUTSIDE}
