"""A later date: asked for by the department, granted by the one whose it is, the original date always in sight."""

import datetime
import re

from playwright.sync_api import expect

from measures.figures import today
from measures.models import Measure
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.browser.ledger import row
from tests.browser.visitor import Visitor
from tests.conftest import World
from tests.measures.conftest import changed


def words(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def later(number: int, until: datetime.date) -> re.Pattern[str]:
    """How a granted request is called; its year is said where it is another than the date's before."""
    return re.compile(rf"第{number}次延期至({until.year}年)?{until.month}月{until.day}日")


def ask(visitor: Visitor, page: str, until: datetime.date) -> None:
    """Ask for a later date on the measure's page."""
    visitor.go(page).page.locator("#extensions summary", has_text="申请延期").click()
    visitor.page.locator("#id_extension_until").fill(until.isoformat())
    visitor.page.locator("#id_extension_reason").fill("上级批复未到，已催办两次。")
    visitor.press("申请延期", visitor.page.locator("#extensions"))


@TWO_WAYS
def test_a_later_date_is_granted_twice(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Within the period the responsible leader grants, beyond it the head; the inspection team gets to know of both."""
    cast, day = world.cast, today(world.cast.round)
    due, end = day + datetime.timedelta(days=3), day + datetime.timedelta(days=20)
    within, beyond = end - datetime.timedelta(days=5), end + datetime.timedelta(days=30)
    changed(cast.round, concentrated_until=end)
    changed(world.measure, status="in_progress", due_on=due, original_due_on=due, responsible_leader=cast.leader.person)
    page = f"/rounds/{cast.round.pk}/measures/{world.measure.pk}/"
    lead, leader, head, inspector = (page_for(user, *way) for user in (cast.lead, cast.leader, cast.head, cast.inspector))

    lead.expected.add(400)
    ask(lead, page, due)
    expect(lead.page.locator(".error-summary")).to_contain_text("申请延期至")
    expect(lead.page.locator("[name=reason]")).to_have_value("上级批复未到，已催办两次。")
    ask(lead, page, within)
    lead.told("已申请延期，由责任领导leader的姓名审批；批准前仍按原时限统计。")
    expect(lead.page.locator(".facts").first).to_contain_text(words(due))  # pending: nothing has moved

    head.go(page)
    expect(head.page.locator("#extensions .actions a")).to_have_count(0)  # not the head's
    leader.go("/")
    expect(leader.page.locator("header .waiting")).to_have_text("待我办理 1")
    leader.go(page).follow("同意延期").heading("同意延期")
    expect(leader.page.locator("aside.panel")).to_contain_text("上级批复未到，已催办两次。")
    leader.press("同意延期").told("已同意延期，完成时限已调整，并抄送驻局纪检监察组。")
    expect(leader.page.locator("#extensions")).to_contain_text(later(1, within))
    expect(leader.page.locator("#extensions .was")).to_have_text(f"原时限{words(due)}")

    ask(lead, page, beyond)
    lead.told("已申请延期，由领导小组组长审批；批准前仍按原时限统计。")
    leader.go(page)
    expect(leader.page.get_by_role("link", name="同意延期")).to_have_count(0)
    head.go(page).follow("同意延期").fill(opinion="同意，不得再延。").press("同意延期")
    expect(head.page.locator("#extensions")).to_contain_text(later(2, beyond))

    inspector.go("/")
    expect(inspector.page.locator("header .waiting")).to_have_text("待我办理 2")
    inspector.go(page)
    for left in (1, 0):
        inspector.act(inspector.page.get_by_role("link", name="阅知").first).press("阅知").told("已阅知。")
        expect(inspector.page.get_by_role("link", name="阅知")).to_have_count(left)
    expect(inspector.page.locator("#extensions")).to_contain_text("驻局纪检监察组inspector的姓名阅知")
    inspector.go(f"/rounds/{cast.round.pk}/ledger/")
    expect(row(inspector, world.measure).locator(".was")).to_contain_text(f"{due.month}月{due.day}日")
    measure = Measure.objects.get(pk=world.measure.pk)
    assert (measure.due_on, measure.original_due_on) == (beyond, due)
