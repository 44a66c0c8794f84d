"""The PDF says what the text says, can be checked, and looks at nothing outside itself."""

import dataclasses
import datetime as dt
import io
import re
from typing import Any

import pypdf
import pytest

from reports.content import Document, Heading, Paragraph, Run, Signature, Table, paragraph
from reports.frozen import tree_hash
from reports.render import fonts, pdf, text
from reports.render.fonts import Role
from tests.reports.trees import make_notice, make_tree

HOSTILE = '<img src="file:///etc/hostname"><link rel=stylesheet href="http://evil.test/x.css"></p><style>*{display:none}'
SENTENCE = "党总支书记主持召开巡视整改推动会14次，对“四个意识”强不强、《工作方案》落实情况作了部署。"
MM = 72 / 25.4


def read(data: bytes) -> pypdf.PdfReader:
    """The PDF, parsed."""
    return pypdf.PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    """All text but white space and page numbers."""
    pages = [re.sub(r"\s+", "", page.extract_text()) for page in read(data).pages]
    return "".join(page.replace(f"—{number}—", "", 1) for number, page in enumerate(pages, start=1))


def squeezed(document: Document) -> str:
    """The text form without white space."""
    return re.sub(r"\s+", "", text.render(document))


def make_long() -> Document:
    """Several pages of headings and paragraphs."""
    blocks: list[Any] = []
    for number in range(1, 9):
        blocks += [Heading(2, "关于“学用结合不够”问题", number=f"（{number}）")]
        blocks += [paragraph(SENTENCE * 3), Paragraph((Run("提高政治站位。", level=2), Run(SENTENCE * 4)))]
    return make_tree(Heading(1, "落实情况", number="一、"), *blocks)


@pytest.fixture(scope="module")
def notice() -> bytes:
    return pdf.render(make_notice())


@pytest.fixture(scope="module")
def long() -> bytes:
    return pdf.render(make_long())


def test_it_says_what_the_text_says(notice: bytes, long: bytes) -> None:
    assert words(notice) == squeezed(make_notice())
    assert words(long) == squeezed(make_long())


def test_the_same_tree_gives_the_same_bytes(notice: bytes) -> None:
    assert pdf.render(make_notice()) == notice


def test_fonts_loaded_anew_give_the_same_bytes(notice: bytes) -> None:
    pdf._engine.cache_clear()
    assert pdf.render(make_notice()) == notice


def test_it_can_be_checked_by_its_metadata(notice: bytes) -> None:
    metadata = dict(read(notice).metadata or {})
    producer = metadata.pop("/Producer")
    assert str(producer).startswith("WeasyPrint ")
    assert metadata == {
        "/Title": "关于巡视整改进展情况的通报",
        "/Author": "市文化市场行政执法总队党总支",
        "/Subject": "巡视整改进展情况",
        "/Creator": "Rectify",
        "/CreationDate": "D:20220612",
        "/ModDate": "D:20220612",
        "/cutoff": "2022-06-12",
        "/version": "3",
        "/contentsha256": tree_hash(make_notice()),
        "/loghead": "c0ffee",
    }


def test_it_is_chinese_and_tagged(notice: bytes) -> None:
    root: Any = read(notice).trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  pypdf's own boolean
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD"} <= _tags(root["/StructTreeRoot"])


def _tags(node: Any) -> set[str]:
    node = node.get_object()
    found = {str(node["/S"])} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child.get_object(), "get"):
            found |= _tags(child)
    return found


def test_bookmarks_follow_the_headings(notice: bytes) -> None:
    assert _titles(read(notice).outline) == [
        "一、整改事项落实情况",
        [
            "（一）关于“学用结合不够”问题",
            ["1.针对“理论武装不深入”问题，进行了以下整改。"],
        ],
    ]


def _titles(outline: Any) -> list[Any]:
    return [_titles(item) if isinstance(item, list) else item.title for item in outline]


def test_every_font_is_embedded_as_a_subset(notice: bytes) -> None:
    found = _fonts(notice)
    assert {name.split("+")[1] for name in found} == {"rectify-1", "rectify-2"}  # one serif for four roles, one sans
    assert [name for name, embedded in found.items() if not embedded or not re.match(r"/[A-Z]{6}\+", name)] == []
    assert len(notice) < 250_000


def _fonts(data: bytes) -> dict[str, bool]:
    """Name and whether the file holds it, for each font used."""
    found: dict[str, bool] = {}
    for page in read(data).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"]
            found[str(font.get_object()["/BaseFont"])] = "/FontFile3" in descriptor or "/FontFile2" in descriptor
    return found


def test_the_page_is_a4_and_the_text_keeps_to_the_type_area(long: bytes) -> None:
    pages = read(long).pages
    assert len(pages) == 5
    for page in pages:
        assert [float(side) for side in page.mediabox] == pytest.approx([0, 0, 210 * MM, 297 * MM], abs=0.01)
    lefts, tops = _places(long)
    assert min(lefts) == pytest.approx(28 * MM, abs=0.6)
    assert min(tops) > 37 * MM
    assert max(tops) < (297 - 35) * MM


def _places(data: bytes) -> tuple[list[float], list[float]]:
    """Left edges and base lines, from the top, of the body's text."""
    lefts, tops = [], []

    def visit(part: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if part.strip() and not re.fullmatch(r"\s*—?\s*\d*\s*—?\s*", part):
            lefts.append(cm[0] * tm[4] + cm[4])
            tops.append(297 * MM - (cm[3] * tm[5] + cm[5]))

    for page in read(data).pages:
        page.extract_text(visitor_text=visit)
    return lefts, tops


@pytest.mark.parametrize(
    ("issuer", "issuer_left"),
    [
        ("巡视整改工作领导小组办公室", 442.2 - 2 * 15.79 - 13 * 16),
        ("办公室", None),  # the date is longer: it is the one that ends two characters in
    ],
)
def test_issuer_and_date_without_a_seal(issuer: str, issuer_left: float | None) -> None:
    lefts, _tops = _places(pdf.render(make_tree(Signature(issuer, dt.date(2022, 6, 10)), title="")))
    assert lefts[1] - lefts[0] == pytest.approx(2 * pdf.ADVANCE, abs=0.5)
    if issuer_left:
        assert lefts[0] - 28 * MM == pytest.approx(issuer_left, abs=1)
    else:
        assert lefts[1] - 28 * MM > 442.2 - 2 * 15.79 - 10 * 15.79


def test_a_signature_is_never_alone_on_a_page() -> None:
    document = make_tree(*[paragraph(f"第{n}条。") for n in range(20)], Signature("办公室", dt.date(2022, 6, 10)))
    last = read(pdf.render(document)).pages[-1].extract_text()
    assert len(read(pdf.render(document)).pages) == 2
    assert last.split()[:2] == ["第19条。", "办公室"]


def test_hostile_text_is_printed_not_obeyed(caplog: pytest.LogCaptureFixture) -> None:
    document = make_tree(Heading(1, HOSTILE), paragraph(HOSTILE), Table((HOSTILE,), ((HOSTILE,),)), title=HOSTILE)
    assert words(pdf.render(document)) == squeezed(document)
    assert [record.message for record in caplog.records if "evil" in record.message or "hostname" in record.message] == []


@pytest.mark.parametrize("url", ["http://evil.test/", "file:///etc/hostname", "font:other", "data:,x", "//evil.test/x"])
def test_nothing_is_fetched_but_the_chosen_fonts(url: str) -> None:
    with pytest.raises(pdf.RefusedError, match="a document may load nothing"):
        pdf._font({"rectify-body": fonts.faces()[Role.BODY].path}, url)
    with pytest.raises(pdf.RefusedError, match="a document may load nothing"):
        pdf._refuse(url)


def test_rare_names_are_printed() -> None:
    document = make_tree(paragraph("责任人：镕、堃、喆、玥、翀、𬭎。"))
    assert words(pdf.render(document)) == squeezed(document)


def test_the_offices_own_face_is_used() -> None:
    sans = fonts.faces()[Role.LEVEL1].path
    chosen = fonts.faces({"仿宋": sans})
    assert pdf.render(make_notice(), chosen) != pdf.render(make_notice())
    assert words(pdf.render(make_notice(), chosen)) == squeezed(make_notice())


def test_an_empty_document_is_one_empty_page() -> None:
    data = pdf.render(make_tree(title=""))
    assert len(read(data).pages) == 1
    assert words(data) == ""


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    document = make_tree(paragraph("见" + "x" * 400 + "。"))
    assert words(pdf.render(document)) == squeezed(document)


def test_the_log_head_is_left_out_where_there_is_none() -> None:
    metadata = dict(read(pdf.render(dataclasses.replace(make_notice(), log_head=""))).metadata or {})
    assert "/loghead" not in metadata


def test_what_makes_it_slow_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    assert pdf.missing_libraries() == ("libharfbuzz-subset0",)
    monkeypatch.setattr("ctypes.util.find_library", lambda name: "libharfbuzz-subset.so.0")
    assert pdf.missing_libraries() == ()
