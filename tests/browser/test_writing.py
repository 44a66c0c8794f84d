"""A section is written: figures put in by a click, a draft kept as one types, found again, and gone once saved."""

import pytest
from playwright.sync_api import expect

from issues.models import NarrativeSection, NewSectionDraft, SectionDraft
from tests import factories as make
from tests.browser.conftest import PageFor
from tests.conftest import World

PHONE_AND_DESK = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def section(world: World) -> NarrativeSection:
    return make._made(NarrativeSection(round=world.cast.round, slot="overview", order=1, heading="学习", body="原来的正文。"))


def edit(section: NarrativeSection) -> str:
    return f"/rounds/{section.round_id}/narrative/{section.pk}/edit/"


@PHONE_AND_DESK
def test_what_is_typed_is_kept_and_found_again(width: int, world: World, section: NarrativeSection, page_for: PageFor) -> None:
    visitor = page_for(world.cast.clerk, width).go(edit(section))
    visitor.page.locator("main [name=body]").press_sequentially("又写了")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("草稿已存")
    visitor.page.locator("main [name=body]").press_sequentially("几句")
    expect(visitor.page.locator("main form [name=draft]")).to_have_value("2")

    visitor.go(edit(section))
    expect(visitor.page.locator("main [name=body]")).to_have_value("原来的正文。")
    visitor.follow("继续编辑草稿")
    expect(visitor.page.locator("main [name=body]")).to_have_value("又写了几句原来的正文。")
    visitor.press("保存").told("已保存叙述部分。")
    assert (NarrativeSection.objects.get(pk=section.pk).body, SectionDraft.objects.count()) == ("又写了几句原来的正文。", 0)


@PHONE_AND_DESK
def test_what_is_typed_of_a_new_section_is_kept_too(width: int, world: World, page_for: PageFor) -> None:
    visitor = page_for(world.cast.clerk, width).go(f"/rounds/{world.cast.round.pk}/narrative/new/?slot=next")
    visitor.page.locator("main [name=body]").press_sequentially("新写的")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("草稿已存")

    visitor.go(f"/rounds/{world.cast.round.pk}/narrative/new/?slot=next")
    expect(visitor.page.locator("main [name=body]")).to_have_value("")
    visitor.follow("继续编辑草稿")
    expect(visitor.page.locator("main [name=body]")).to_have_value("新写的")
    visitor.press("新增").told("已新增叙述部分。")
    assert (NarrativeSection.objects.get().body, NewSectionDraft.objects.count()) == ("新写的", 0)


@PHONE_AND_DESK
def test_a_figure_is_put_in_where_one_writes(width: int, world: World, section: NarrativeSection, page_for: PageFor) -> None:
    visitor = page_for(world.cast.clerk, width).go(edit(section))
    body = visitor.page.locator("main [name=body]")
    body.focus()
    body.press("Home")
    if visitor.phone:
        visitor.page.get_by_text("可引用的数字").click()
    visitor.press("{{ 推动会次数 }}", leads=False)
    expect(body).to_have_value("{{ 推动会次数 }}原来的正文。")


def test_no_answer_keeps_the_text_and_tries_again(world: World, section: NarrativeSection, page_for: PageFor) -> None:
    visitor = page_for(world.cast.clerk).go(edit(section))
    visitor.page.route("**/draft/", lambda route: route.abort())
    visitor.page.locator("main [name=body]").press_sequentially("断网时写的")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("连不上服务器")
    visitor.trouble.clear()
    visitor.page.unroute_all()
    visitor.page.evaluate("dispatchEvent(new Event('online'))")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("草稿已存")
    assert SectionDraft.objects.get().body == "断网时写的原来的正文。"


def test_a_sign_in_that_has_expired_loses_nothing(world: World, section: NarrativeSection, page_for: PageFor) -> None:
    """Signed in anew in another window, the page goes on keeping, and saves."""
    visitor = page_for(world.cast.clerk).go(edit(section))
    visitor.expected.add(403)
    visitor.page.context.clear_cookies()
    visitor.page.locator("main [name=body]").press_sequentially("过期后写的")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("登录可能已过期")
    other = visitor.page.context.new_page()
    other.goto(f"{visitor.home}/accounts/sign-in/")
    other.fill("[name=username]", "clerk")
    other.fill("[name=password]", make.PASSWORD)
    other.get_by_role("button", name="登录").click()
    other.wait_for_url("**/rounds/**")
    visitor.page.locator("main [name=body]").press_sequentially("，又写")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("草稿已存")
    visitor.press("保存").told("已保存叙述部分。")
    assert NarrativeSection.objects.get(pk=section.pk).body == "过期后写的，又写原来的正文。"


def test_two_windows_never_overwrite_each_other(world: World, section: NarrativeSection, page_for: PageFor) -> None:
    first, second = page_for(world.cast.clerk).go(edit(section)), page_for(world.cast.clerk).go(edit(section))
    first.page.locator("main [name=body]").press_sequentially("甲")
    expect(first.page.locator("[data-draft-status]")).to_contain_text("草稿已存")
    second.expected.add(409)
    second.page.locator("main [name=body]").press_sequentially("乙")
    expect(second.page.locator("[data-draft-status]")).to_contain_text("另一个窗口")
    assert SectionDraft.objects.get().body == "甲原来的正文。"


def test_an_offered_draft_is_not_written_over(world: World, section: NarrativeSection, page_for: PageFor) -> None:
    SectionDraft.objects.create(section=section, user=world.cast.clerk, heading="学习", body="昨天写的", base_version=1)
    visitor = page_for(world.cast.clerk).go(edit(section))
    visitor.page.locator("main [name=body]").press_sequentially("没有理会")
    expect(visitor.page.locator("[data-draft-status]")).to_contain_text("未处理的草稿")
    visitor.page.wait_for_timeout(2500)
    assert SectionDraft.objects.get().body == "昨天写的"
    visitor.page.locator("main [name=body]").fill("原来的正文。")


def test_without_scripts_the_form_works_and_the_names_can_be_copied(
    world: World, section: NarrativeSection, page_for: PageFor
) -> None:
    visitor = page_for(world.cast.clerk, js=False).go(edit(section)).fill(body="推动会{{ 推动会次数 }}次。")
    visitor.press("保存").told("已保存叙述部分。")
    assert NarrativeSection.objects.get(pk=section.pk).body == "推动会{{ 推动会次数 }}次。"
