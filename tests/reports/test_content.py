"""The content tree: what it takes, and what of it is printed."""

import dataclasses
import datetime as dt

import pytest

from reports.content import (
    ContentError,
    Document,
    Heading,
    Kind,
    Paragraph,
    Ref,
    Run,
    Signature,
    Table,
    flat,
    lines,
    paragraph,
    refs,
)
from tests.reports.trees import make_notice


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("一行", "一行"),
        ("第一行\n第二行", "第一行第二行"),
        ("第一行\r\n\r\n  第二行", "第一行第二行"),
        ("one\ntwo", "one two"),
        ("一\n two", "一two"),
        ("行\u2028分\u2029隔\x85符", "行分隔符"),
        ("制\t表", "制 表"),
        ("零\x00控\x1b制\x7f", "零控制"),
        ("软\u00ad连\u200b字\ufeff", "软连字"),
        ("倒\u202e转\u2066", "倒转"),
        ("孤\ud800儿", "孤儿"),
        ("𬭎 😀 é", "𬭎 😀 é"),
        ("", ""),
        ("\n", ""),
    ],
)
def test_text_is_one_printable_line(text: str, line: str) -> None:
    assert flat(text) == line


def test_every_text_of_a_tree_is_flattened() -> None:
    assert Run("a\x00b").text == "ab"
    assert Heading(1, "总\n体", number="一、\n") == Heading(1, "总体", number="一、")
    assert Table(("部\n门",), (("办\n公室",),), caption="情\n况") == Table(("部门",), (("办公室",),), caption="情况")
    assert Document(Kind.NOTICE, "通\n报", (), dt.date(2022, 6, 12)).title == "通报"


def test_lines_of_each_block() -> None:
    assert [lines(block) for block in make_notice().blocks] == [
        ("按照党务公开原则，现将巡视整改进展情况予以公布。",),
        ("一、整改事项落实情况",),
        ("（一）关于“学用结合不够”问题",),
        ("1.针对“理论武装不深入”问题，进行了以下整改。一是组织集体学习。二是编印学习资料。",),
        ("各部门情况", "部门\t牵头", "办公室\t12", "法制部门\t7"),
        ("欢迎监督。联系电话：**；电子邮箱：**。",),
        ("市文化市场行政执法总队党总支", "2022年6月10日"),
    ]


def test_a_signature_without_issuer_and_a_table_without_caption_print_no_empty_line() -> None:
    assert lines(Signature("", dt.date(2022, 6, 1))) == ("2022年6月1日",)
    assert lines(Table(("部门",), ())) == ("部门",)


def test_references_come_in_reading_order() -> None:
    assert list(refs(make_notice())) == [
        Ref("keyproblem", 11),
        Ref("issue", 31),
        Ref("measure", 71),
        Ref("measure", 72),
    ]


def test_the_level_of_a_paragraph_is_that_of_its_first_run() -> None:
    assert Paragraph((Run("提高站位。", level=2), Run("巡视反馈后，"))).level == 2
    assert Paragraph((Run("巡视反馈后，"), Run("提高站位。", level=2))).level == 0
    assert Paragraph(()).level == 0


def test_a_paragraph_of_one_run() -> None:
    assert paragraph("正文", number="1.", ref=Ref("issue", 3), level=3) == Paragraph(
        (Run("正文", ref=Ref("issue", 3), level=3),), number="1."
    )


def test_nodes_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Run("正文").text = "别的"  # type: ignore[misc]


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_heading_has_one_of_four_levels(level: int) -> None:
    with pytest.raises(ContentError, match=f"heading: level {level}"):
        Heading(level, "标题")


def test_a_run_has_no_fifth_level() -> None:
    with pytest.raises(ContentError, match="run: level 5"):
        Run("正文", level=5)


@pytest.mark.parametrize(("columns", "rows"), [((), ()), (("部门",), (("办公室", "12"),)), (("部门", "牵头"), (("办公室",),))])
def test_a_table_is_rectangular(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(ContentError, match="one cell for each column"):
        Table(columns, rows)


def test_the_cut_off_is_a_day_not_a_moment() -> None:
    with pytest.raises(ContentError, match="the cut-off is a day"):
        Document(Kind.NOTICE, "通报", (), dt.datetime(2022, 6, 12, 24 - 1))  # noqa: DTZ001
