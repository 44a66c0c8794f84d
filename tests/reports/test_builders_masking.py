"""Masking: the longest term first, never inside a replacement, over all that is printed but the contact line."""

from dataclasses import replace

import pytest

from issues.models import MaskingRule, NarrativeSection
from issues.words import Slot
from reports.builders.masking import Mask, Masking, Strike, masked
from reports.builders.notice import public_notice
from reports.content import ContactLine, Document, Heading, Kind, Paragraph, Run, Signature, Table, lines
from reports.render import html, text
from tests import factories as make
from tests.conftest import World
from tests.reports.telling import CUT_OFF, change, tell

MASKS = (Mask("文化", "某业"), Mask("文化馆", "某馆"), Mask("某馆", "不应出现"), Mask("区文", "也不应出现"))


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("", ""),
        ("没有要换的", "没有要换的"),
        ("文化馆和文化", "某馆和某业"),
        ("某馆", "不应出现"),
        ("城区文化馆", "城区某馆"),  # the longer term takes its place first
        ("城区文艺", "城也不应出现艺"),
        ("文化文化馆文化", "某业某馆某业"),
    ],
)
def test_what_is_replaced(given: str, printed: str) -> None:
    assert Masking(MASKS).text(given) == printed


def test_a_term_with_quotation_marks_is_found_whichever_way_they_are_turned() -> None:
    masking = Masking([Mask("“分区域+一区一策”", "**")])

    turned = ("“分区域+一区一策”", "‘分区域+一区一策’", '"分区域+一区一策"', "分区域+一区一策")
    assert [masking.text(text) for text in turned] == ["**", "**", "**", "分区域+一区一策"]


def test_where_it_strikes() -> None:
    masking = Masking([Mask("馆", "**"), Mask("文化馆", "某馆")])

    assert list(masking.strikes("区文化馆与图书馆")) == [
        Strike("区", "文化馆", "某馆", "与图书馆", Mask("文化馆", "某馆")),
        Strike("区文化馆与图书", "馆", "**", "", Mask("馆", "**")),
    ]


def test_every_kind_of_block_but_the_contact_line() -> None:
    blocks = (
        Heading(1, "甲一"),
        Paragraph((Run("甲二", level=2), Run("甲三"))),
        Table(("甲四",), (("甲五",),), caption="甲六"),
        Signature("甲七", CUT_OFF),
        ContactLine("甲八"),
    )
    plain = Document(Kind.NOTICE, "甲题", blocks, CUT_OFF, issuer="甲社", subject="甲事")
    document = masked(replace(plain, issuer_mark="甲文件", document_number="甲字〔2022〕1号"), [Mask("甲", "乙")])

    assert [line for block in document.blocks for line in lines(block)] == [
        "乙一", "乙二乙三", "乙六", "乙四", "乙五", "乙七", "2022年6月12日", "甲八",
    ]  # fmt: skip
    assert (document.title, document.issuer, document.subject) == ("乙题", "乙社", "乙事")
    assert (document.issuer_mark, document.document_number) == ("乙文件", "乙字〔2022〕1号")


@pytest.fixture
def told(world: World) -> World:
    tell(world)
    with make.prepared():
        for term, replacement in (("执法", "**"), ("市文化市场行政执法总队", "某总队"), ("案卷", "材料"), ("监督", "督促")):
            make._made(MaskingRule(round=world.cast.round, term=term, replacement=replacement))
        make._made(MaskingRule(round=world.cast.round, term="学习", replacement="撤销了的", withdrawn=True))
        make._made(MaskingRule(round=world.cast.other_round, term="改革", replacement="另一轮的"))
        change(world.cast.round, closing="执法公开。\n欢迎监督。", contact_email="执法@b.test")
        section = NarrativeSection.objects.get(round=world.cast.round, slot=Slot.NEXT)
        change(section, body="执法要严。")
    return world


def test_titles_measures_narrative_and_metadata_of_a_notice(told: World) -> None:
    document = public_notice(told.cast.round, CUT_OFF)
    printed = text.render(document)

    assert document.title == "某总队党总支关于巡视整改进展情况的通报"
    assert "二是材料已规范。" in printed
    assert "适应分区域**新形势" in printed
    assert "**要严。" in printed
    assert "第一时间学习。" in printed
    assert "深化改革有差距" in printed
    assert printed.splitlines()[-2:] == ["**公开。", "欢迎督促。联系电话：12345；电子邮箱：执法@b.test。"]
    assert "市文化市场" not in html.page(document)
    assert "案卷" not in html.page(document)


def test_the_ledger_stays_as_it_is(told: World) -> None:
    public_notice(told.cast.round, CUT_OFF)

    assert type(told.second).objects.get(pk=told.second.pk).public_text == "案卷已规范。"
