"""Leadership's main path: what stands, what waits for a decision, and the public notice as a PDF."""

import io

from playwright.sync_api import expect
from pypdf import PdfReader

from issues.words import Conclusion
from measures.services.conclusions import propose
from measures.services.plan import edit_public_text
from rectify.jobs import execution
from tests.browser.conftest import PageFor
from tests.conftest import World
from tests.factories import PASSWORD

PRINTED = "建立信用分级监管制度，印发实施办法。"


def test_a_conclusion_is_approved(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The overview says in one sentence how things stand and what waits; the decision is made from there."""
    issue = world.issue
    propose(issue=issue, by=world.cast.clerk, conclusion=Conclusion.PHASED, reason="制度已建立，成效待检验。", version=None)
    visitor = page_for(None, *way).sign_in("leader", PASSWORD).heading("总览")
    standing = visitor.page.locator("main .prose p").first
    expect(standing).to_have_text("具体问题1个：完成整改0个、阶段性完成0个、基本完成0个、未完成0个、待认定1个。")
    expect(visitor.page.locator("header .waiting")).to_have_text("待我办理 1")
    waiting = visitor.page.locator("section:visible").filter(has=visitor.page.get_by_role("heading", name="待我办理", exact=True))
    expect(waiting).to_have_count(1)
    visitor.act(waiting.locator("li a").first).heading(f"{issue.mark}　推动能力提升有差距")
    visitor.follow("审定结论").heading("审定结论")
    expect(visitor.page.locator("aside.panel")).to_contain_text("制度已建立，成效待检验。")
    visitor.expected.add(400)
    visitor.fill(note="").press("审定为“阶段性完成”")
    expect(visitor.page.locator(".error-summary")).to_contain_text("请填写审定意见。")
    visitor.fill(note="经领导小组会议审议同意。").press("审定为“阶段性完成”").told("已审定为“阶段性完成”。")
    expect(visitor.page.locator("#conclusion .badge").first).to_have_text("阶段性完成")
    visitor.enter("总览")
    expect(standing).to_have_text("具体问题1个：完成整改0个、阶段性完成1个、基本完成0个、未完成0个。")
    expect(visitor.page.locator("header .waiting")).to_have_text("待我办理 0")
    issue.refresh_from_db()
    assert (issue.conclusion, issue.concluded_by) == (Conclusion.PHASED, world.cast.leader)


def test_the_notice_becomes_a_pdf(world: World, page_for: PageFor, way: tuple[int, bool], woken: list[int]) -> None:
    """The job's page says that no worker is there, follows the job by itself, and leads to the file."""
    edit_public_text(measure=world.measure, by=world.cast.clerk, public_text=PRINTED, version=None)
    visitor = page_for(world.cast.leader, *way).go("/")
    visitor.enter("通报")
    expect(visitor.page.locator("article.document")).to_contain_text(PRINTED)
    visitor.press("生成PDF").heading("生成通报PDF")
    expect(visitor.page.locator("#job .badge")).to_have_text("排队中")
    expect(visitor.page.locator("#job")).to_contain_text("没有正在运行的后台进程。任务已经保存")
    (job,) = woken
    execution.run(job)
    expect(visitor.page.locator("#job .badge")).to_have_text("已完成", timeout=15_000)  # the page asks by itself
    with visitor.page.expect_download() as taken:
        visitor.look().page.get_by_role("link", name="下载PDF", exact=True).click()
    data = taken.value.path().read_bytes()
    assert data[:5] == b"%PDF-"
    assert taken.value.suggested_filename.endswith(".pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert PRINTED in text.replace("\n", "")
    visitor.go(f"/rounds/{world.cast.round.pk}/notice/")
    expect(visitor.page.locator(".page-head").get_by_role("link", name="下载PDF")).to_be_visible()
