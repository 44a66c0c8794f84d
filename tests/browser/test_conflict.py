"""Two people at once: the second is shown both texts, keeps what was typed, and takes over field by field."""

import datetime

import pytest
from playwright.sync_api import expect

from measures.workflow import Status
from tests.browser.conftest import DESKTOP, PageFor
from tests.browser.ledger import row, status, step, take_step
from tests.conftest import World


def test_both_texts_side_by_side(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Both edit the plan; the second takes over the first one's wording and keeps the own due date and basis."""
    measure = world.measure
    address = f"/rounds/{world.cast.round.pk}/measures/{measure.pk}/plan/"
    director, clerk = (page_for(user, *way).go(address) for user in (world.cast.director, world.cast.clerk))
    director.fill(plan="改进监管模式，建立台账", basis="会议纪要第3号").press("保存方案内容").told("方案内容已保存。")

    clerk.expected.add(409)
    clerk.fill(plan="改进监管模式，试行分级", due_on="2022-08-15", basis="会议纪要第4号")
    clerk.press("保存方案内容").heading("内容已被他人修改")
    wording = clerk.page.locator("section.conflict").filter(has=clerk.page.get_by_role("heading", name="整改措施", exact=True))
    expect(wording.locator(".text").first).to_have_text("改进监管模式，建立台账")
    expect(wording.locator(".text").last).to_have_text("改进监管模式，试行分级")
    expect(wording.locator(".by").first).to_contain_text("director的姓名（领导小组办公室主任）")
    date = clerk.page.locator("section.conflict").filter(has=clerk.page.get_by_role("heading", name="完成时限", exact=True))
    expect(date.locator(".text").first).to_have_text("2022年6月30日")
    expect(date.locator(".text").last).to_have_text("2022年8月15日")
    expect(clerk.page.locator("section.conflict")).to_have_count(2)
    expect(clerk.page.locator("main [name=basis]")).to_have_value("会议纪要第4号")

    wording.get_by_label("用现有的").check()
    clerk.press("保存方案内容（按上面的选择）").told("方案内容已保存。")
    measure.refresh_from_db()
    assert (measure.plan, measure.due_on) == ("改进监管模式，建立台账", datetime.date(2022, 8, 15))


@pytest.mark.parametrize("js", [True, False], ids=["js", "without-js"])
def test_back_to_the_form_saves_nothing(world: World, page_for: PageFor, js: bool) -> None:
    """The second may first go on writing: the form holds what was chosen, and saving it then works."""
    measure = world.measure
    address = f"/rounds/{world.cast.round.pk}/measures/{measure.pk}/outcome/"
    director, clerk = (page_for(user, DESKTOP, js).go(address) for user in (world.cast.director, world.cast.clerk))
    director.fill(outcome="一稿").press("保存落实情况").told("落实情况已保存。")
    clerk.expected.add(409)
    clerk.fill(outcome="二稿").press("保存落实情况").press("先不保存，回到表单接着改").heading("更新落实情况")
    expect(clerk.page.locator("main [name=outcome]")).to_have_value("二稿")
    measure.refresh_from_db()
    assert measure.outcome == "一稿"
    clerk.fill(outcome="一稿与二稿").press("保存落实情况").told("落实情况已保存。")
    measure.refresh_from_db()
    assert measure.outcome == "一稿与二稿"


def test_a_step_that_somebody_else_took(world: World, page_for: PageFor) -> None:
    """In the row's place: what happened meanwhile, and a way on; nothing is done twice."""
    measure, address = world.measure, f"/rounds/{world.cast.round.pk}/ledger/"
    director, clerk = (page_for(user).go(address) for user in (world.cast.director, world.cast.clerk))
    take_step(director, measure, "启动")
    expect(status(director, measure)).to_have_text("推进中")
    clerk.expected.add(409)
    take_step(clerk, measure, "启动")
    panel = row(clerk, measure).locator(".row-panel")
    expect(panel.locator("h3")).to_have_text("没有办理：这条措施刚被他人改动")
    expect(panel.locator("h3")).to_be_focused()
    expect(panel.locator(".timeline")).to_contain_text("director的姓名")
    expect(panel).to_contain_text("当前为“推进中”，不能“启动”。")
    clerk.follow("知道了", panel, leads=False)
    expect(step(clerk, measure, "报送完成情况")).to_be_visible()
    measure.refresh_from_db()
    assert (measure.status, measure.version) == (Status.IN_PROGRESS, 2)
