"""What the script adds: it asks before what can't be taken back, loses nothing typed, and says so when no answer comes."""

import pytest
from playwright.sync_api import Dialog, expect

from measures.workflow import Status
from tests.browser.conftest import PageFor
from tests.browser.ledger import row, status, step, take_step
from tests.browser.visitor import Visitor
from tests.conftest import World


@pytest.fixture
def ledger(world: World, page_for: PageFor) -> Visitor:
    """Open the ledger for the clerk."""
    return page_for(world.cast.clerk).go(f"/rounds/{world.cast.round.pk}/ledger/")


def answering(visitor: Visitor, *, yes: bool) -> list[tuple[str, str]]:
    """Answer every question of the page with yes or no, and gather them: kind and words."""
    asked: list[tuple[str, str]] = []

    def answer(dialog: Dialog) -> None:
        asked.append((dialog.type, dialog.message))
        if yes:
            dialog.accept()
        else:
            dialog.dismiss()

    visitor.page.remove_listener("dialog", visitor.yes)
    visitor.page.on("dialog", answer)
    return asked


@pytest.mark.parametrize(("yes", "becomes"), [(False, Status.NOT_STARTED), (True, Status.WITHDRAWN)], ids=["no", "yes"])
def test_it_asks_before_a_measure_is_withdrawn(world: World, ledger: Visitor, yes: bool, becomes: Status) -> None:
    """No keeps the measure as it is and what was typed; yes withdraws it."""
    measure = world.measure
    asked = answering(ledger, yes=yes)
    take_step(ledger, measure, "撤销", basis="会议纪要第3号")
    if yes:
        expect(status(ledger, measure)).to_have_text("已撤销")
    else:
        expect(row(ledger, measure).locator("[name=basis]")).to_have_value("会议纪要第3号")
    assert asked == [("confirm", f"确定撤销{measure}？")]
    measure.refresh_from_db()
    assert measure.status == becomes


def test_what_was_typed_isnt_left_without_asking(world: World, page_for: PageFor) -> None:
    """Leaving a form with typed text asks first; staying keeps the text; 取消 leaves without asking."""
    visitor = page_for(world.cast.clerk).go(f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/outcome/")
    asked = answering(visitor, yes=False)
    visitor.page.locator("main [name=outcome]").press_sequentially("写到一半")
    visitor.page.locator("nav.rail").get_by_role("link", name="总览").click(no_wait_after=True)
    visitor.page.wait_for_timeout(300)
    assert [kind for kind, _ in asked] == ["beforeunload"]
    expect(visitor.page.locator("main [name=outcome]")).to_have_value("写到一半")
    visitor.follow("取消").heading("整改措施 3-2-1")
    assert len(asked) == 1


def test_what_was_folded_stays_folded(world: World, ledger: Visitor) -> None:
    """A key problem that was folded is folded on the next visit, and only that one."""
    ledger.page.locator(f"#kp-{world.key_problem.pk} > summary").click()
    expect(row(ledger, world.measure)).to_be_hidden()
    ledger.page.reload()
    expect(row(ledger, world.of_deep_task)).to_be_visible()
    expect(row(ledger, world.measure)).to_be_hidden()
    ledger.press("全部展开", leads=False)
    expect(row(ledger, world.measure)).to_be_visible()


def test_a_sign_in_that_has_expired(world: World, ledger: Visitor) -> None:
    """The answer is a sentence on top of the page, not a sign-in form inside the row; the row stays."""
    ledger.page.context.clear_cookies(name="sessionid")
    ledger.act(step(ledger, world.measure, "启动"), leads=False)
    ledger.told("登录可能已过期，请刷新页面、登录后再办理。")
    expect(ledger.page.locator("#messages [role=alert]")).to_be_focused()
    expect(status(ledger, world.measure)).to_have_text("尚未启动")


def test_a_right_that_was_lost_meanwhile(world: World, ledger: Visitor) -> None:
    """A whole page of refusal becomes its own sentence on top."""
    ledger.expected.add(403)
    ledger.page.context.clear_cookies(name="csrftoken")
    ledger.act(step(ledger, world.measure, "启动"), leads=False)
    ledger.told("页面已过期，请重新提交")
    expect(status(ledger, world.measure)).to_have_text("尚未启动")


def test_no_answer_at_all(world: World, ledger: Visitor) -> None:
    """Where the server can't be reached the page says so, and the step can be taken again."""
    ledger.page.route("**/steps/**", lambda route: route.abort())
    ledger.act(step(ledger, world.measure, "启动"), leads=False)
    ledger.told("没有收到服务器的答复，请检查网络，刷新核对后再试。")
    noted = ("console: Failed to load resource: net::ERR_FAILED", "console: htmx:afterRequest", "console: htmx:sendError")
    assert [line for line in ledger.trouble if not line.startswith(noted)] == []
    ledger.trouble.clear()
    ledger.page.unroute_all()
    take_step(ledger, world.measure, "启动")
    expect(status(ledger, world.measure)).to_have_text("推进中")
