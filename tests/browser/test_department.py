"""A department's path: its own measures and nothing of anybody else's, on any page, in any part of the source."""

from playwright.sync_api import expect

from measures.models import Measure
from measures.services.plan import edit_outcome
from measures.services.proof import add_note
from measures.workflow import Status
from tests.browser.conftest import PageFor
from tests.browser.ledger import row, status, take_step
from tests.conftest import World
from tests.factories import PASSWORD

# what belongs to other departments or the other round: titles, plans, an outcome, a note
FOREIGN = (
    "规范化建设不够扎实",
    "适应分区域执法新形势",
    "开展案卷阅评",
    "开展调研",
    "别的部门的落实情况",
    "别的部门的进展",
    "另一轮的问题",
    "另一轮的措施",
    "另一轮巡视整改",
)


def test_its_own_measures_and_no_others(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """It starts and reports; whatever it opens holds nothing of what isn't its own, and others' addresses don't exist."""
    cast, measure, place = world.cast, world.measure, f"/rounds/{world.cast.round.pk}"
    foreign = world.of_follow_on
    edit_outcome(measure=foreign, by=cast.cooperating, outcome="别的部门的落实情况", version=None)
    add_note(measure=Measure.objects.get(pk=foreign.pk), by=cast.cooperating, text="别的部门的进展")

    visitor = page_for(None, *way).sign_in("lead", PASSWORD).heading("总览")
    visitor.enter("台账")
    assert visitor.page.locator("[data-row]").evaluate_all("rows => rows.map((row) => row.id)") == [
        f"m-{world.measure.pk}",
        f"m-{world.second.pk}",
    ]
    take_step(visitor, measure, "启动")
    expect(status(visitor, measure)).to_have_text("推进中")
    take_step(visitor, measure, "报送完成情况", outcome="已修订监管办法三项。", proof="原件存档案室。")
    expect(status(visitor, measure)).to_have_text("已报待核验")
    expect(row(visitor, measure).locator(".step")).to_have_count(0)
    visitor.look()

    own = (f"/measures/{measure.pk}/", f"/issues/{world.issue.pk}/", "/ledger/?all=1", "/ledger/?q=开展")
    for path in ("/", "/waiting/", *own, "/log/", "/sheets/"):
        visitor.go(place + path)
    visitor.expected |= {403, 404}
    for path in ("/settings/", "/structure/", "/opinions/"):
        visitor.go(place + path).heading("您没有办理这件事的权限")
    for path in (f"/measures/{foreign.pk}/", f"/issues/{world.follow_on.pk}/", f"/measures/{world.of_deep_task.pk}/", "/notice/"):
        visitor.go(place + path).heading("没有找到这个页面")
    visitor.go(f"/rounds/{cast.other_round.pk}/ledger/").heading("没有找到这个页面")
    leaks = {text for text in FOREIGN for source in visitor.sources if text in source}
    assert leaks == set()
    measure.refresh_from_db()
    assert (measure.status, measure.reported_by, measure.recorded_by) == (Status.REPORTED, cast.lead.person, cast.lead)
