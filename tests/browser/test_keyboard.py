"""The ledger without a mouse: j and k, /, ?, the steps by Tab, and a focus that is always somewhere in sight."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageFor
from tests.browser.ledger import row, status, step
from tests.browser.visitor import Visitor
from tests.conftest import World

FOCUSED = "() => document.activeElement.closest('[data-row]')?.id + ' ' + (document.activeElement.dataset.main !== undefined)"
OUTLINED = """() => { const el = document.activeElement, look = getComputedStyle(el);
  return el !== document.body && el.matches(":focus-visible")
    && look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2; }"""


@pytest.fixture
def ledger(world: World, page_for: PageFor) -> Visitor:
    """Open the ledger for the clerk."""
    return page_for(world.cast.clerk).go(f"/rounds/{world.cast.round.pk}/ledger/")


def test_j_and_k_walk_the_rows(world: World, ledger: Visitor) -> None:
    """j goes down and stops at the last row, k goes up and stops at the first; Enter opens."""
    order = [world.measure, world.second, world.of_follow_on, world.of_deep_task]
    stops = []
    for key in "jjkjjjj":
        ledger.page.keyboard.press(key)
        assert ledger.page.evaluate(OUTLINED) is True
        stops.append(ledger.page.evaluate(FOCUSED))
    assert stops == [f"m-{order[at].pk} true" for at in (0, 1, 0, 1, 2, 3, 3)]
    for _ in range(5):
        ledger.page.keyboard.press("k")
    assert ledger.page.evaluate(FOCUSED) == f"m-{world.measure.pk} true"
    with ledger.page.expect_navigation():
        ledger.page.keyboard.press("Enter")
    assert ledger.look().path == f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/"


def test_slash_searches_and_keys_are_letters_in_a_field(ledger: Visitor) -> None:
    """/ leads to the search; there j, / and ? are text."""
    ledger.page.keyboard.press("/")
    expect(ledger.page.locator("#f-q")).to_be_focused()
    ledger.page.keyboard.type("j/?")
    expect(ledger.page.locator("#f-q")).to_have_value("j/?")
    expect(ledger.page.locator("dialog#keys")).to_be_hidden()


def test_the_list_of_keys_opens_and_closes(ledger: Visitor) -> None:
    """? opens the list, Escape closes it; its box switches the keys off for good."""
    keys = ledger.page.locator("dialog#keys")
    ledger.page.keyboard.press("?")
    expect(keys).to_be_visible()
    ledger.page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    ledger.press("键盘操作 ?", leads=False)
    expect(keys).to_be_visible()
    keys.get_by_label("停用单键操作").check()
    ledger.press("关闭", keys, leads=False)
    expect(keys).to_be_hidden()
    ledger.page.reload()
    ledger.page.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_steps_by_tab_and_the_focus_after_each(world: World, ledger: Visitor) -> None:
    """Tab goes from the row to its steps in their order; after a row is replaced the focus is in it, in sight."""
    measure, keyboard = world.measure, ledger.page.keyboard
    keyboard.press("j")
    keyboard.press("Tab")
    expect(step(ledger, measure, "启动")).to_be_focused()
    keyboard.press("Enter")
    expect(status(ledger, measure)).to_have_text("推进中")
    expect(row(ledger, measure).locator("[data-main]")).to_be_focused()
    assert ledger.page.evaluate(OUTLINED) is True
    expect(ledger.page.locator("#live")).to_have_text(f"{measure}已启动，现在是推进中")

    keyboard.press("Tab")
    expect(step(ledger, measure, "报送完成情况")).to_be_focused()
    keyboard.press("Tab")
    expect(step(ledger, measure, "撤销")).to_be_focused()
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(row(ledger, measure).locator("[name=outcome]")).to_be_focused()
    assert ledger.page.evaluate(OUTLINED) is True
    row(ledger, measure).get_by_role("link", name="取消").press("Enter")
    expect(row(ledger, measure).locator(".row-panel")).to_have_count(0)
    expect(row(ledger, measure).locator("[data-main]")).to_be_focused()


def test_the_first_tab_skips_to_the_text(ledger: Visitor) -> None:
    """The first stop of every page leads past the frame."""
    ledger.page.keyboard.press("Tab")
    expect(ledger.page.locator("a.skip")).to_be_focused()
    ledger.page.keyboard.press("Enter")
    expect(ledger.page.locator("main")).to_be_focused()
