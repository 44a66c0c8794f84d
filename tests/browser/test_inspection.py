"""The discipline inspection team's main path: it sees every change and can make none."""

import datetime

from playwright.sync_api import expect

from measures.models import Measure
from measures.services.plan import change_due
from measures.services.transitions import transition
from measures.workflow import TRANSITIONS, Status
from rectify.history.models import Entry
from tests.browser.conftest import PageFor
from tests.browser.ledger import row
from tests.browser.visitor import by_hand
from tests.conftest import World
from tests.factories import PASSWORD

BASIS = "领导小组会议纪要第3号"


def test_a_change_is_found_in_the_log(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Old and new, who, as what, when and why stand in the log; its line leads to the measure's own timeline."""
    cast, measure = world.cast, world.measure
    transition(measure=measure, name="start", by=cast.clerk)
    change_due(measure=Measure.objects.get(pk=measure.pk), by=cast.director, due_on=datetime.date(2022, 7, 31), basis=BASIS)

    visitor = page_for(None, *way).sign_in("inspector", PASSWORD)
    visitor.enter("监督").heading("变更记录")
    lines = visitor.page.locator(".timeline > li")
    started = lines.filter(has_text=f"启动：{measure}")
    expect(started.locator(".head")).to_contain_text("clerk的姓名（领导小组办公室经办人）")
    expect(started.locator("del")).to_have_text("尚未启动")
    expect(started.locator("ins")).to_have_text("推进中")
    moved = lines.filter(has_text=f"调整完成时限：{measure}")
    expect(moved.locator(".head")).to_contain_text("director的姓名（领导小组办公室主任）")
    expect(moved.locator(".reason")).to_have_text(BASIS)
    expect(moved.locator("del")).to_have_text("2022年6月30日")
    expect(moved.locator("ins")).to_have_text("2022年7月31日")

    visitor.follow(f"调整完成时限：{measure}").heading("整改措施 3-2-1")
    own = visitor.page.locator("#timeline .timeline > li")
    expect(own.locator(".head a")).to_have_count(0)  # its own page: nowhere to lead
    assert own.locator(".head > span:nth-child(3)").all_inner_texts()[:2] == ["调整完成时限", "启动"]


def test_it_has_no_buttons(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Neither row nor page offers a step, a box to pick or a form; every step sent by hand is refused, nothing is written."""
    cast, measure = world.cast, world.measure
    visitor = page_for(cast.inspector, *way).go(f"/rounds/{cast.round.pk}/ledger/")
    expect(row(visitor, measure)).to_be_visible()
    assert visitor.page.locator(".step, [data-pick], .bulk").count() == 0
    visitor.go(f"/rounds/{cast.round.pk}/measures/{measure.pk}/")
    assert visitor.page.locator("main form:visible, main .button").count() == 0

    entries = Entry.objects.count()
    answers = {name: by_hand(visitor, f"/rounds/{cast.round.pk}/measures/{measure.pk}/steps/{name}/") for name in TRANSITIONS}
    assert answers == dict.fromkeys(TRANSITIONS, 403)
    measure.refresh_from_db()
    assert (measure.status, Entry.objects.count()) == (Status.NOT_STARTED, entries)
