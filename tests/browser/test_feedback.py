"""What the public sends in: written on a phone, answered by the office, and, where it accuses, the inspection team's alone."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reports.feedback.models import Feedback, FeedbackWindow
from reports.feedback.services import open_window
from reports.feedback.workflow import State
from tests.browser.conftest import PHONE, TWO_WAYS, PageFor
from tests.browser.soundness import low_targets
from tests.conftest import World
from tests.reports.feedback.conftest import SECRET, letter
from tests.reports.reading import fresh

MESSAGE = "建议延长窗口服务时间。\n周末也开。"


@pytest.fixture
def window_of_today(world: World) -> FeedbackWindow:
    """A window that is open on the day of the test."""
    today, week = timezone.localdate(), datetime.timedelta(weeks=1)
    return open_window(
        round=world.cast.round,
        by=fresh(world.cast.clerk),
        opens_on=today - week,
        closes_on=today + week,
        answered_by="总队整改办",
        organ="驻局纪检监察组",
        organ_phone="12388转5",
        organ_address="文化路1号",
    )


@pytest.mark.parametrize("js", [True, False], ids=["js", "without-js"])
@pytest.mark.usefixtures("window_of_today")
def test_a_visitor_writes_and_is_answered(world: World, page_for: PageFor, js: bool) -> None:
    """On a phone: told where accusations belong, not sent while empty, then a receipt; the office finds it and replies."""
    visitor = page_for(None, PHONE, js).go(f"/public/rounds/{world.cast.round.pk}/feedback/").heading("意见建议")
    expect(visitor.page.locator("main")).to_contain_text("反映违纪违法问题请向纪检监察机关提出，不要在这里填写。")
    assert low_targets(visitor.page) == []
    visitor.expected.add(400)
    visitor.fill(sender="张三").press("提交意见建议")
    expect(visitor.page.locator(".error-summary")).to_contain_text("内容：请填写内容。")
    expect(visitor.page.locator("main [name=sender]")).to_have_value("张三")
    visitor.fill(message=MESSAGE).press("提交意见建议").heading("已收到，谢谢您的意见建议")
    kept = Feedback.objects.get()
    expect(visitor.page.locator("main")).to_contain_text(kept.receipt)
    assert (kept.message, kept.sender, "周末" in visitor.sources[-1]) == (MESSAGE, "张三", False)

    clerk = page_for(world.cast.clerk, PHONE, js).go("/").enter("通报").follow("意见建议").heading("意见建议")
    clerk.act(clerk.page.locator("tbody a")).heading(f"意见建议　{kept.receipt}")
    clerk.follow("答复").fill(reply="已延长至周六。").page.get_by_label("未留联系方式，答复存档").check()
    clerk.press("答复").told("已答复。")
    kept.refresh_from_db()
    assert (kept.state, kept.reply) == (State.ANSWERED, "已延长至周六。")


@TWO_WAYS
@pytest.mark.usefixtures("window_of_today")
def test_an_accusation_goes_to_the_inspection_team_alone(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Marked by the clerk it is gone from the office's pages at once, and stands before the inspector."""
    piece = letter(world, SECRET)
    clerk = page_for(world.cast.clerk, *way).go(piece.get_absolute_url())
    clerk.follow("标为涉嫌检举控告").press("标为涉嫌检举控告").told("已移交驻局纪检监察组").heading("意见建议")
    clerk.sources.clear()
    clerk.look().expected.add(404)
    clerk.go("/").go(f"/rounds/{world.cast.round.pk}/feedback/summary/").go(f"/rounds/{world.cast.round.pk}/log/")
    clerk.go(piece.get_absolute_url()).heading("没有找到这个页面")
    assert [word for word in (SECRET, piece.receipt) for source in clerk.sources if word in source.replace(clerk.path, "")] == []

    inspector = page_for(world.cast.inspector, *way).go("/")
    inspector.act(inspector.page.locator("main").get_by_role("link", name=piece.receipt).locator("visible=true"))
    expect(inspector.page.locator("main")).to_contain_text(SECRET)
    inspector.follow("接收").press("接收").told("已接收。")
    assert Feedback.objects.get().state == State.TAKEN
