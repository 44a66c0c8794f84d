"""The DOCX says what the text says, in real styles, and the same tree gives the same bytes."""

import dataclasses
import io
import re
import zipfile
from typing import Any

import docx as reader
import pytest

from reports.content import Heading, Paragraph, Run, Signature, Table, paragraph
from reports.frozen import tree_hash
from reports.render import docx, text
from tests.reports.trees import CUT_OFF, make_notice, make_tree, with_head
from tests.reports.wording import W, paragraphs, parts, plain, runs, xml

HOSTILE = "<w:p/><script>alert(1)</script>]]>&amp;\"'<!--\u2028\x00\x0b\ud800\ufffe\U0001f600𬭎 x\ty <b>"

# the order in which the standard (ECMA-376, 17.3.1.26 and 17.3.2.28) has what is used here: Word refuses another
PARAGRAPH = "pStyle keepNext keepLines widowControl pBdr kinsoku overflowPunct topLinePunct autoSpaceDE autoSpaceDN snapToGrid"
PARAGRAPH += " spacing ind jc outlineLvl"
CHARACTER = "rStyle rFonts snapToGrid color spacing kern sz szCs lang"


@pytest.fixture(scope="module")
def notice() -> bytes:
    return docx.render(make_notice())


def opened(data: bytes) -> Any:
    """The file as python-docx reads it."""
    return reader.Document(io.BytesIO(data))


def test_it_says_what_the_text_says(notice: bytes) -> None:
    assert plain(notice) == text.render(make_notice())


def test_every_paragraph_has_its_style(notice: bytes) -> None:
    assert paragraphs(notice) == [
        ("Title", "关于巡视整改进展情况的通报"),
        ("", "按照党务公开原则，现将巡视整改进展情况予以公布。"),
        ("Level1", "一、整改事项落实情况"),
        ("Level2", "（一）关于“学用结合不够”问题"),
        ("", "1.针对“理论武装不深入”问题，进行了以下整改。一是组织集体学习。二是编印学习资料。"),
        ("Caption", "各部门情况"),
        ("AfterTable", ""),
        ("Contact", "欢迎监督。联系电话：**；电子邮箱：**。"),
        ("Signed", "市文化市场行政执法总队党总支"),
        ("Signed", "2022年6月10日"),
    ]


def test_a_run_in_heading_is_a_face_and_where_a_record_ends_does_not_show(notice: bytes) -> None:
    assert [run for run in runs(notice) if "针对" in run[1] or "一是" in run[1]] == [
        ("RunIn3", "1.针对“理论武装不深入”问题，进行了以下整改。"),
        ("", "一是组织集体学习。二是编印学习资料。"),
    ]


def test_headings_are_those_of_the_navigation_pane(notice: bytes) -> None:
    styles = opened(notice).styles
    found = {}
    for level, name in enumerate(("一级标题", "二级标题", "三级标题", "四级标题")):
        outline = styles[name].element.pPr.find(f"{W}outlineLvl").get(f"{W}val")
        found[name] = (styles[name].base_style.name, outline, styles[name].base_style.paragraph_format.keep_with_next)
        assert outline == str(level)
    assert found == {
        "一级标题": ("Heading 1", "0", True),
        "二级标题": ("Heading 2", "1", True),
        "三级标题": ("Heading 3", "2", True),
        "四级标题": ("Heading 4", "3", True),
    }


def test_every_style_that_is_named_is_there(notice: bytes) -> None:
    defined = {style.attrib[f"{W}styleId"] for style in xml(notice, "word/styles.xml").iter(f"{W}style")}
    named = {
        node.attrib[f"{W}val"]
        for name in ("word/document.xml", "word/footer1.xml", "word/footer2.xml", "word/styles.xml")
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for node in xml(notice, name).iter(f"{W}{tag}")
    }
    assert named - defined == set()
    assert {"Title", "Level1", "RunIn3", "TableGrid"} <= named


def test_faces_and_sizes_are_those_of_the_standard(notice: bytes) -> None:
    found = {}
    for style in xml(notice, "word/styles.xml").iter(f"{W}style"):
        face, size = style.find(f"{W}rPr/{W}rFonts"), style.find(f"{W}rPr/{W}sz")
        if face is not None:
            found[style.attrib[f"{W}styleId"]] = (face.attrib[f"{W}eastAsia"], None if size is None else size.attrib[f"{W}val"])
    assert found == {
        "Title": ("方正小标宋简体", "44"),
        "Heading1": ("黑体", None),
        "Heading2": ("楷体_GB2312", None),
        "RunIn1": ("黑体", None),
        "RunIn2": ("楷体_GB2312", None),
        "RunIn3": ("仿宋_GB2312", None),
        "RunIn4": ("仿宋_GB2312", None),
        "Footer": ("宋体", "28"),
        "Mark": ("方正小标宋简体", "96"),
        "Caption": ("黑体", "28"),
        "TableText": ("宋体", "24"),
    }
    default = xml(notice, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert default is not None
    assert default.find(f"{W}rFonts").attrib[f"{W}eastAsia"] == "仿宋_GB2312"  # type: ignore[union-attr]
    assert default.find(f"{W}lang").attrib[f"{W}eastAsia"] == "zh-CN"  # type: ignore[union-attr]
    named = {font.attrib[f"{W}name"] for font in xml(notice, "word/fontTable.xml")}
    assert named == {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"}


def test_page_and_grid_are_those_of_the_standard(notice: bytes) -> None:
    section = opened(notice).sections[0]
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210.0, 297.0]
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(margin.mm, 1) for margin in margins] == [37.0, 28.0, 35.0, 26.0]
    grid = xml(notice).find(f"{W}body/{W}sectPr/{W}docGrid")
    assert grid is not None
    assert {name.removeprefix(W): value for name, value in grid.attrib.items()} == {
        "type": "linesAndChars",
        "linePitch": "579",
        "charSpace": "-849",
    }
    assert 22 * 579 <= 16838 - 2098 - 1984 < 23 * 579
    assert 28 * (16 - 849 / 4096) <= (11906 - 1587 - 1474) / 20 < 28 * (16 - 848 / 4096) + 1


def test_the_page_number_stands_outside(notice: bytes) -> None:
    document = opened(notice)
    assert document.settings.odd_and_even_pages_header_footer is True
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [(p.style.name, p.style.paragraph_format.alignment.name) for p in (odd, even)] == [
        ("单页页码", "RIGHT"),
        ("双页页码", "LEFT"),
    ]
    for name in ("word/footer1.xml", "word/footer2.xml"):
        assert [field.attrib[f"{W}instr"] for field in xml(notice, name).iter(f"{W}fldSimple")] == [" PAGE "]


def test_body_text_is_indented_by_two_characters(notice: bytes) -> None:
    normal = next(s for s in xml(notice, "word/styles.xml").iter(f"{W}style") if s.attrib[f"{W}styleId"] == "Normal")
    indent = normal.find(f"{W}pPr/{W}ind")
    assert indent is not None
    assert indent.attrib[f"{W}firstLineChars"] == "200"


@pytest.mark.parametrize("tag", ["pPr", "rPr"])
def test_properties_stand_in_the_order_of_the_standard(notice: bytes, tag: str) -> None:
    order = (PARAGRAPH if tag == "pPr" else CHARACTER).split()
    red = docx.render(with_head("市文化局文件", "市文〔2022〕3号"))
    found = [
        [child.tag.removeprefix(W) for child in node]
        for data in (notice, red)
        for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml")
        for node in xml(data, name).iter(f"{W}{tag}")
    ]
    assert len(found) > 20
    assert [names for names in found if names != sorted(names, key=order.index)] == []


def test_a_long_title_is_broken_by_its_meaning() -> None:
    data = docx.render(make_tree(title="市文化市场行政执法总队党总支关于巡视整改进展情况的通报"))
    title = opened(data).paragraphs[0]
    assert title.text == "市文化市场行政执法总队党总支\n关于巡视整改进展情况的通报"
    assert plain(data) == "市文化市场行政执法总队党总支关于巡视整改进展情况的通报\n"


@pytest.mark.parametrize(
    ("issuer", "indents"),
    [
        # in characters of 15.79 pt, of which a line has 28 and the date 6.5
        ("市文化市场行政执法总队党总支", [12 * 15.793, 14 * 15.793]),
        ("市局", [17.5 * 15.793, 19.5 * 15.793]),
        ("", [19.5 * 15.793]),
        ("某" * 40, [0, 2 * 15.793]),
    ],
)
def test_the_longer_line_of_the_signature_ends_two_characters_in(issuer: str, indents: list[float]) -> None:
    found = opened(docx.render(make_tree(Signature(issuer, CUT_OFF), title=""))).paragraphs
    assert [p.paragraph_format.left_indent.pt for p in found] == pytest.approx(indents, abs=0.1)
    assert [p.paragraph_format.space_before is None for p in found] == [False, True][: len(found)]


def test_the_signature_never_stands_alone_on_a_page() -> None:
    document = opened(docx.render(make_tree(paragraph("正文"), Signature("市局", CUT_OFF), title="")))
    assert [p.paragraph_format.keep_with_next for p in document.paragraphs] == [True, True, None]


def test_a_table_repeats_its_head_and_keeps_its_rows_whole(notice: bytes) -> None:
    rows = list(xml(notice).iter(f"{W}tr"))
    assert [[child.tag.removeprefix(W) for child in row.find(f"{W}trPr") or ()] for row in rows] == [
        ["cantSplit", "tblHeader"],
        ["cantSplit"],
        ["cantSplit"],
    ]
    table = opened(notice).tables[0]
    assert [[cell.paragraphs[0].style.name for cell in row.cells] for row in table.rows] == [
        ["表格数字", "表格数字"],
        ["表格文字", "表格数字"],
        ["表格文字", "表格数字"],
    ]


def test_a_red_header_stands_above_the_title() -> None:
    document = with_head("市文化市场行政执法总队文件", "市文执〔2022〕3号")
    data = docx.render(document)
    assert paragraphs(data)[:3] == [
        ("Mark", "市文化市场行政执法总队文件"),
        ("DocumentNumber", "市文执〔2022〕3号"),
        ("Title", "关于巡视整改进展情况的通报"),
    ]
    assert opened(data).paragraphs[0].runs[0].font.size.pt == 32  # thirteen characters in one line
    assert plain(data) == text.render(document)


def test_the_same_tree_gives_the_same_bytes(notice: bytes) -> None:
    assert docx.render(make_notice()) == notice
    with zipfile.ZipFile(io.BytesIO(notice)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist()[0] == "[Content_Types].xml"
        assert file.namelist()[1:] == sorted(file.namelist()[1:])


def test_what_it_says_of_itself(notice: bytes) -> None:
    core = opened(notice).core_properties
    assert (core.title, core.subject, core.author) == (
        "关于巡视整改进展情况的通报",
        "巡视整改进展情况",
        "市文化市场行政执法总队党总支",
    )
    assert {core.created.isoformat(), core.modified.isoformat()} == {"2022-06-12T00:00:00+00:00"}
    assert (core.identifier, core.version, core.language) == (f"sha256:{tree_hash(make_notice())}", "3", "zh-CN")
    assert (core.last_modified_by, core.comments, core.keywords, core.category) == ("", "", "", "")


def test_it_holds_nothing_but_what_is_needed(notice: bytes) -> None:
    assert set(parts(notice)) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    needless = re.compile(rb"rsid|External|<!--|Normal\.dotm|python-docx")
    assert [name for name, part in parts(notice).items() if needless.search(part)] == []


@pytest.mark.parametrize(
    "block",
    [
        paragraph(HOSTILE),
        paragraph("正文", number=HOSTILE),
        paragraph(HOSTILE, number="1.", level=3),
        Heading(2, HOSTILE, number=HOSTILE),
        Table((HOSTILE,), ((HOSTILE,),), caption=HOSTILE),
        Signature(HOSTILE, CUT_OFF),
    ],
    ids=["text", "number", "lead", "heading", "table", "signature"],
)
def test_hostile_text_stays_text(block: object) -> None:
    document = dataclasses.replace(make_tree(block, title=HOSTILE), issuer=HOSTILE, subject=HOSTILE)
    assert plain(docx.render(document)) == text.render(document)


@pytest.mark.parametrize(
    "words", ["镕、堃、喆、玥、翀、𬭎", "“他说‘好’”", "x" * 400, " 前后 有空格 ", "👨‍👩‍👧 ✔️", "http://a.test/?b=1&c=2"]
)
def test_rare_words_come_out_as_they_went_in(words: str) -> None:
    document = make_tree(paragraph(words), Paragraph((Run(words, level=2), Run(words))), Table((words,), ()), title=words)
    assert plain(docx.render(document)) == text.render(document)


def test_an_empty_document_is_an_empty_file() -> None:
    assert plain(docx.render(make_tree(title=""))) == ""
    assert opened(docx.render(make_tree(title=""))).paragraphs == []


def test_a_title_longer_than_a_property_may_be_is_printed_whole() -> None:
    document = make_tree(title="长" * 300)
    assert plain(docx.render(document)) == text.render(document)


def test_five_hundred_issues_and_two_hundred_thousand_characters() -> None:
    issue = Paragraph((Run("针对“问题”，进行了以下整改。", level=3), Run("一是整改到位，建章立制。" * 33)), number="1.")
    document = make_tree(*[issue] * 500)
    assert len(text.render(document)) > 200_000
    assert plain(docx.render(document)) == text.render(document)
