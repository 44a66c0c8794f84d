"""Plain text: one paragraph a line."""

from reports.content import paragraph
from reports.render import text
from tests.reports.trees import make_notice, make_tree, with_head


def test_one_paragraph_a_line() -> None:
    assert text.render(make_notice()).split("\n") == [
        "关于巡视整改进展情况的通报",
        "按照党务公开原则，现将巡视整改进展情况予以公布。",
        "一、整改事项落实情况",
        "（一）关于“学用结合不够”问题",
        "1.针对“理论武装不深入”问题，进行了以下整改。一是组织集体学习。二是编印学习资料。",
        "各部门情况",
        "部门\t牵头",
        "办公室\t12",
        "法制部门\t7",
        "欢迎监督。联系电话：**；电子邮箱：**。",
        "市文化市场行政执法总队党总支",
        "2022年6月10日",
        "",
    ]


def test_without_title_the_first_block_comes_first() -> None:
    assert text.render(make_tree(paragraph("正文"), title="")) == "正文\n"


def test_an_empty_document_is_empty() -> None:
    assert text.render(make_tree(title="")) == ""


def test_markup_is_text() -> None:
    assert text.render(make_tree(paragraph("<b>&amp;</b>"), title="")) == "<b>&amp;</b>\n"


def test_a_line_break_in_a_record_is_no_new_paragraph() -> None:
    assert text.render(make_tree(paragraph("上半句，\n下半句。"), title="")) == "上半句，下半句。\n"


def test_a_red_header_comes_first() -> None:
    words = text.render(with_head("市文化局文件", "市文〔2022〕3号")).split("\n")
    assert words[:3] == ["市文化局文件", "市文〔2022〕3号", "关于巡视整改进展情况的通报"]
