"""A closure decided on paper: recorded by one of the office with its scan, confirmed by another, shown as what it is."""

import io

from django.utils import timezone
from playwright.sync_api import FilePayload, expect
from pypdf import PdfReader

from issues.models import Issue
from issues.words import Closure
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from rectify.jobs import execution
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.conftest import World
from tests.measures.conftest import PDF, changed


def requested(world: World) -> Issue:
    """Bring the world's issue to where the leading group decides."""
    for measure in (world.measure, world.second):
        changed(measure, status="done", done_on="2022-05-01")
    completed = changed(world.issue, conclusion="completed", proposed="completed")
    issue = take(issue=completed, name="request", by=world.cast.clerk, given={"note": "已完成"})
    asked = consultation_of(issue)
    assert asked is not None
    give_opinion(consultation=asked, by=world.cast.inspector, opinion="no_objection")
    return issue


@TWO_WAYS
def test_a_closure_is_decided_on_paper(world: World, page_for: PageFor, way: tuple[int, bool], woken: list[int]) -> None:
    """Who recorded it can't confirm it; until then nothing is closed; the form to print names who signed and who recorded."""
    cast, issue = world.cast, requested(world)
    page = f"/rounds/{cast.round.pk}/issues/{issue.pk}/"
    clerk, director, head = (page_for(user, *way) for user in (cast.clerk, cast.director, cast.head))
    clerk.go(page)
    clerk.page.locator("summary", has_text="线下签批补录").first.click()
    clerk.act(clerk.page.get_by_role("link", name="同意销号", exact=True)).heading("线下签批补录：同意销号")
    clerk.expected.add(400)
    clerk.fill(text="同意销号。").press("补录线下签批")
    expect(clerk.page.locator(".error-summary")).to_contain_text("签批件扫描件")
    expect(clerk.page.locator("[name=text]")).to_have_value("同意销号。")
    clerk.page.locator("select[name=signatory]").select_option(label="head的姓名")
    clerk.fill(decided_on=timezone.localdate().isoformat(), number="签批单第3号")
    clerk.page.locator("main input[type=file]").set_input_files(
        [FilePayload(name="签批单.pdf", mimeType="application/pdf", buffer=PDF)]
    )
    clerk.press("补录线下签批").told("已补录，待另一人确认后生效。")
    clerk.go(page)
    expect(clerk.page.get_by_role("link", name="确认线下签批")).to_have_count(0)
    issue.refresh_from_db()
    assert issue.closure == Closure.REQUESTED

    director.go(page).follow("确认线下签批").press("确认线下签批").told("已确认，签批生效。")
    head.go(page)
    expect(head.page.locator("#closure")).to_contain_text("线下签批，由clerk的姓名代录")
    expect(head.page.locator("#closure .badge").first).to_have_text("已销号")
    head.follow("审批表").press("生成PDF")
    execution.run(woken[-1])
    head.go(head.path)
    with head.page.expect_download() as taken:
        head.page.locator("#job a", has_text="下载").click()
    reader = PdfReader(io.BytesIO(taken.value.path().read_bytes()))
    said = "".join(sheet.extract_text() for sheet in reader.pages).replace("\n", "")
    assert [word for word in ("整改事项销号审批表", "head的姓名", "由clerk的姓名代录", "签批单第3号") if word not in said] == []
