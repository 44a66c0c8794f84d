"""A published notice is pasted, looked over, and becomes a round."""

from playwright.sync_api import expect

from issues.models import Round
from rectify.jobs import execution
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.conftest import Cast
from tests.reports.taking_over.reader import sample


@TWO_WAYS
def test_a_pasted_notice_becomes_a_round(cast: Cast, page_for: PageFor, way: tuple[int, bool], woken: list[int]) -> None:
    """No text is refused; the preview saves nothing, leads back with all that was typed, and is confirmed."""
    rounds, text = Round.objects.count(), sample("plain")
    visitor = page_for(cast.clerk, *way).go("/rounds/").follow("导入通报").heading("导入通报")
    visitor.page.get_by_label("否，未标密").check()
    visitor.expected.add(400)
    visitor.press("读取并核对")
    expect(visitor.page.locator(".error-summary")).to_contain_text("请选择文件，或粘贴通报的文字。")
    visitor.fill(text=text, title="某某局巡察整改").press("读取并核对").heading("核对读出的内容")
    expect(visitor.page.locator("main")).to_contain_text("还没有保存。")
    expect(visitor.page.locator("#unplaced")).to_contain_text("三、保障措施")
    visitor.press("返回修改").heading("导入通报")
    expect(visitor.page.locator("main [name=text]")).to_have_value(text)
    expect(visitor.page.locator("main [name=title]")).to_have_value("某某局巡察整改")
    visitor.page.get_by_label("否，未标密").check()
    visitor.press("读取并核对")
    assert (Round.objects.count(), woken) == (rounds, [])

    visitor.press("导入为新的轮次").heading("导入通报")
    (job,) = woken
    execution.run(job)
    expect(visitor.page.locator("#job .badge")).to_have_text("已完成", timeout=15_000)
    made = Round.objects.get(title="某某局巡察整改")
    visitor.go(f"/rounds/{made.pk}/imported/").heading("导入的通报").follow("查看通报")
    expect(visitor.page.locator("article.document")).to_contain_text("清退违规费用3万元")
