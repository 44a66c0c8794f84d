"""Printed: the ledger on A3 across, everything else on A4, without what only a screen needs."""

import io
import unicodedata

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World

A3_ACROSS, A4 = (1191, 842), (595, 842)  # points, rounded


def printed(visitor: Visitor) -> tuple[set[tuple[int, int]], str]:
    """Print the page as its own style asks; return the sizes of its sheets and its text, without spaces.

    The printed text names some characters by their radicals' code points (⽉ for 月), which NFKC takes back.
    """
    reader = PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True)))
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in reader.pages))
    return sizes, "".join(text.split())


def test_the_ledger_is_a3_across(world: World, page_for: PageFor) -> None:
    """Every row is there, folded ones too; rail, buttons, steps, filter and boxes are not."""
    visitor = page_for(world.cast.director).go(f"/rounds/{world.cast.round.pk}/ledger/")
    visitor.press("全部收起", leads=False)
    expect(visitor.page.locator("[data-row]:visible")).to_have_count(0)
    sizes, text = printed(visitor)
    assert sizes == {A3_ACROSS}
    rows = ["整改台账", "深化改革有差距", "改进监管模式", "规范执法案卷", "开展案卷阅评", "开展调研", "尚未启动", "2022年6月30日"]
    assert [words for words in rows if words not in text] == []
    screen = [
        "总览",
        "通报",
        "退出",
        "筛选",
        "全部展开",
        "打印",
        "撤销",
        "待我办理",
        "键盘操作",
        "跳到正文",
        "已选",
        "调整牵头部门",
    ]
    assert [words for words in screen if words in text] == []
    expect(visitor.page.locator("[data-row]:visible")).to_have_count(0)  # folded again afterwards


def test_other_pages_are_a4(world: World, page_for: PageFor) -> None:
    """A measure's page and the overview: upright, with their text and without ways on."""
    visitor = page_for(world.cast.director, DESKTOP)
    pages: tuple[tuple[str, list[str], list[str]], ...] = (
        (f"measures/{world.measure.pk}/", ["改进监管模式", "尚未启动", "完成时限2022年6月30日"], ["修改方案内容", "撤销"]),
        ("structure/", ["深化改革有差距"], ["修改", "新增", "办理"]),
        ("", ["重点问题"], []),
    )
    for path, shown, ways_on in pages:
        visitor.go(f"/rounds/{world.cast.round.pk}/{path}")
        sizes, text = printed(visitor)
        assert sizes == {A4}
        assert [words for words in shown if words not in text] == []
        screen = [*ways_on, "退出", "填写进展", "材料说明", "设置", "调度"]
        assert [words for words in screen if words in text] == []
