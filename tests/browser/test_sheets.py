"""The weekly sheets: asked for by the office, made by a job, read by each department alone."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rectify.history.recording import SYSTEM, recording
from rectify.jobs import execution
from tests.browser.conftest import PageFor
from tests.conftest import World, make_cast, make_world


@pytest.fixture
def old_world(db: None) -> World:
    """Make the world a fortnight ago: a sheet tells what stood when its week began."""
    moment = timezone.now() - datetime.timedelta(weeks=2)
    with recording(actor=None, acting_as=SYSTEM, action="test.prepare", effective_at=moment):
        return make_world(make_cast())


def test_this_week_is_composed_and_read(old_world: World, page_for: PageFor, way: tuple[int, bool], woken: list[int]) -> None:
    """The director asks for this week's sheets once; a department finds its own and no other one."""
    cast, place = old_world.cast, f"/rounds/{old_world.cast.round.pk}/sheets/"
    director = page_for(cast.director, *way).go("/")
    director.enter("调度").heading("调度单")
    director.press("现在生成本周调度单").heading("生成并发送本周调度单")
    (job,) = woken
    execution.run(job)
    expect(director.page.locator("#job .badge")).to_have_text("已完成", timeout=15_000)
    director.follow("查看调度单").heading("调度单")
    expect(director.page.locator("tbody tr")).to_have_count(4)
    expect(director.page.get_by_role("button", name="现在生成本周调度单")).to_have_count(0)

    lead = page_for(cast.lead, *way).go(place)
    expect(lead.page.locator("tbody tr")).to_have_count(1)
    lead.act(lead.page.locator("tbody a"))
    expect(lead.page.locator(".document")).to_contain_text("执法一支队")
    assert [text for text in ("开展案卷阅评", "开展调研") if text in lead.sources[-1]] == []
