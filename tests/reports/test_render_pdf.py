"""The PDF says what the text says, can be checked, and looks at nothing outside itself."""

import dataclasses
import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from reports.content import Document, Heading, Kind, Paragraph, Run, Signature, Table, paragraph
from reports.frozen import tree_hash
from reports.render import fonts, pdf
from reports.render.fonts import FontError, Role
from reports.render.press import engine
from reports.render.press.grid import ADVANCE
from tests.reports.printing import SANS, SERIF, packaged, printed, read, rows, squeezed, words, words_and_rows
from tests.reports.trees import make_notice, make_tree

HOSTILE = '<img src="file:///etc/hostname"><link rel=stylesheet href="http://evil.test/x.css"></p><style>*{display:none}'
SENTENCE = "党总支书记主持召开巡视整改推动会14次，对“四个意识”强不强、《工作方案》落实情况作了部署。"
MM = 72 / 25.4


def make_long() -> Document:
    """Several pages of headings and paragraphs."""
    blocks: list[Any] = []
    for number in range(1, 9):
        blocks += [Heading(2, "关于“学用结合不够”问题", number=f"（{number}）")]
        blocks += [paragraph(SENTENCE * 3), Paragraph((Run("提高政治站位。", level=2), Run(SENTENCE * 4)))]
    return make_tree(Heading(1, "落实情况", number="一、"), *blocks)


@pytest.fixture(scope="module")
def notice() -> bytes:
    return printed(make_notice())


@pytest.fixture(scope="module")
def long() -> bytes:
    return printed(make_long())


def test_it_says_what_the_text_says(notice: bytes, long: bytes) -> None:
    assert words(notice) == squeezed(make_notice())
    assert words(long) == squeezed(make_long())


def test_the_same_tree_gives_the_same_bytes(notice: bytes) -> None:
    assert printed(make_notice()) == notice


def test_fonts_loaded_anew_give_the_same_bytes(notice: bytes) -> None:
    engine._engine.cache_clear()
    assert printed(make_notice()) == notice


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
    assert _tags(root["/StructTreeRoot"]["/K"][0]) == [
        "/H1",
        "/P",
        "/H2",
        "/H3",
        "/P",
        "/P",
        ["/Table", ["/THead", ["/TR", "/TH", "/TH"]], ["/TBody", ["/TR", "/TD", "/TD"], ["/TR", "/TD", "/TD"]]],
        "/P",
        "/P",
    ]


def _tags(node: Any) -> list[Any]:
    """The tags below an element: a word for one that holds content, a list for one that holds elements."""
    below = [child.get_object() for child in node["/K"]]
    return [
        str(kid["/S"]) if not _tags(kid) else [str(kid["/S"]), *_tags(kid)]
        for kid in below
        if hasattr(kid, "get") and "/S" in kid
    ]


def test_a_paragraph_over_two_pages_is_one_element_and_page_numbers_are_none(long: bytes) -> None:
    root: Any = read(long).trailer["/Root"]
    document = root["/StructTreeRoot"]["/K"][0].get_object()
    kids = [kid.get_object() for kid in document["/K"]]
    assert len(kids) == len(make_long().blocks) + 1
    assert [len({str(part.get("/Pg", "own")) for part in kid["/K"] if hasattr(part, "get")}) for kid in kids].count(1) == 3
    for page in read(long).pages:
        content = page.get_contents()
        assert content is not None
        assert content.get_data().count(b"/Artifact") == 1


def test_no_level_of_heading_is_skipped() -> None:
    document = make_tree(Heading(3, "三级"), Heading(1, "一级"), Heading(4, "四级"), paragraph("文字。"), title="")
    root: Any = read(printed(document)).trailer["/Root"]
    assert _tags(root["/StructTreeRoot"]["/K"][0]) == ["/H1", "/H1", "/H2", "/P"]


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
    assert [len(lines) for lines in rows(long)[:-1]] == [21, 22, 22, 22]  # the first page has an empty one below the title
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
    lefts, _tops = _places(printed(make_tree(Signature(issuer, dt.date(2022, 6, 10)), title="")))
    assert lefts[1] - lefts[0] == pytest.approx(2 * ADVANCE, abs=0.5)
    if issuer_left:
        assert lefts[0] - 28 * MM == pytest.approx(issuer_left, abs=1)
    else:
        assert lefts[1] - 28 * MM > 442.2 - 2 * 15.79 - 10 * 15.79


def test_a_long_issuer_takes_two_lines_within_the_margins() -> None:
    issuer = "中国共产党天津市滨海新区文化和旅游市场综合行政执法支队总支部委员会"
    document = make_tree(Signature(issuer, dt.date(2022, 6, 10)), title="")
    data = printed(document)
    assert words(data) == squeezed(document)
    lefts, _tops = _places(data)
    assert len(lefts) == 3
    assert min(lefts) > 28 * MM
    assert lefts[2] - lefts[0] == pytest.approx(2 * ADVANCE, abs=0.5)


def test_a_signature_is_never_alone_on_a_page() -> None:
    document = make_tree(*[paragraph(f"第{n}条。") for n in range(20)], Signature("办公室", dt.date(2022, 6, 10)))
    last = read(printed(document)).pages[-1].extract_text()
    assert len(read(printed(document)).pages) == 2
    assert last.split()[:2] == ["第19条。", "办公室"]


def test_hostile_text_is_printed_not_obeyed(caplog: pytest.LogCaptureFixture) -> None:
    document = make_tree(Heading(1, HOSTILE), paragraph(HOSTILE), Table((HOSTILE,), ((HOSTILE,),)), title=HOSTILE)
    assert words(printed(document)) == squeezed(document)
    assert [record.message for record in caplog.records if "evil" in record.message or "hostname" in record.message] == []


@pytest.mark.parametrize("url", ["http://evil.test/", "file:///etc/hostname", "font:other", "data:,x", "//evil.test/x"])
def test_nothing_is_fetched_but_the_chosen_fonts(url: str) -> None:
    with pytest.raises(pdf.RefusedError, match="a document may load nothing"):
        engine._font({"rectify-body": b"font"}, url)
    with pytest.raises(pdf.RefusedError, match="a document may load nothing"):
        engine.refuse(url)


def test_rare_names_are_printed() -> None:
    document = make_tree(paragraph("责任人：镕、堃、喆、玥、翀、𬭎。"))
    assert words(printed(document)) == squeezed(document)


def test_the_offices_own_face_is_used() -> None:
    chosen = packaged() | {Role.BODY: fonts.faces({"仿宋": SANS})[Role.BODY]}
    assert pdf.render(make_notice(), chosen) != printed(make_notice())
    assert words(pdf.render(make_notice(), chosen)) == squeezed(make_notice())


def test_an_empty_document_is_one_empty_page() -> None:
    data = printed(make_tree(title=""))
    assert len(read(data).pages) == 1
    assert words(data) == ""


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    document = make_tree(paragraph("见" + "x" * 400 + "。"))
    assert words(printed(document)) == squeezed(document)


def test_the_log_head_is_left_out_where_there_is_none() -> None:
    metadata = dict(read(printed(dataclasses.replace(make_notice(), log_head=""))).metadata or {})
    assert "/loghead" not in metadata


def test_what_makes_it_slow_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    assert pdf.missing_libraries() == ("libharfbuzz-subset0",)
    monkeypatch.setattr("ctypes.util.find_library", lambda name: "libharfbuzz-subset.so.0")
    assert pdf.missing_libraries() == ()


def test_a_font_that_went_away_is_named_though_its_widths_are_known(tmp_path: Path) -> None:
    own = tmp_path / "own.otf"
    own.write_bytes(SERIF.read_bytes())
    chosen = packaged() | {Role.BODY: fonts.faces({"仿宋": own})[Role.BODY]}
    assert fonts.missing_glyphs(make_notice(), chosen) == ""
    own.unlink()
    with pytest.raises(FontError, match=r"字体文件无法使用：.*/own\.otf"):
        pdf.render(make_notice(), chosen)


def test_a_full_disk_is_not_kept_for_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    engine._engine.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space left on device"):
            printed(make_notice())
    assert words(printed(make_notice())) == squeezed(make_notice())


def test_a_missing_library_is_named_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_import", _no_pango)
    with pytest.raises(FontError, match="系统缺少排版所需的程序库（cannot load library 'libpango'）"):
        engine.weasyprint()


def _no_pango() -> Any:
    raise OSError("cannot load library 'libpango'")


def test_the_red_header_stands_above_the_title() -> None:
    plain = make_tree(paragraph("根据市委部署，现予以公布。"), Signature("办公室", dt.date(2022, 6, 10)))
    document = dataclasses.replace(plain, issuer_mark="某市文化局文件", document_number="文〔2022〕12号")
    data = printed(document)
    assert words(data) == squeezed(document)
    assert squeezed(document).startswith("某市文化局文件文〔2022〕12号关于巡视整改进展情况的通报")
    content = read(data).pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b"1 0 0 rg") == 2  # mark and rule
    mark, number, title = rows(data)[0][:3]
    assert (mark, number, title) == ("某市文化局文件", "文〔2022〕12号", "关于巡视整改进展情况的通报")


def test_the_watermark_is_on_every_page_and_in_no_element() -> None:
    document = dataclasses.replace(make_long(), kind=Kind.REPORT)
    data = printed(document, watermark="张堃 2022-06-12 09:30")
    contents: list[Any] = [page.get_contents() for page in read(data).pages]
    assert [content.get_data().count(b"/Artifact") for content in contents] == [9, 9, 9, 9, 9]
    assert "张堃2022-06-1209:30" in words(data)
    assert words(printed(document)) == squeezed(document)


def test_what_no_face_can_draw_is_shown_by_a_mark() -> None:
    data = printed(make_tree(paragraph("甲😀乙\u200d丙"), title=""))
    assert words(data) == "甲〓乙丙"


def test_five_hundred_issues_are_printed() -> None:
    blocks = [block for n in range(1, 501) for block in (Heading(2, f"关于“第{n}项”问题"), paragraph(SENTENCE, number=f"{n}."))]
    document = make_tree(*blocks)
    said, (_, *pages, _) = words_and_rows(printed(document))
    assert said == squeezed(document)
    assert {len(lines) for lines in pages} == {21, 22}  # paragraphs as short as these can't give way
    assert [lines[-1] for lines in pages if lines[-1].startswith("关于")] == []


@pytest.mark.parametrize(
    "text",
    [
        "行\u2028分\u2029隔\x85符",
        "“他说‘“引”中引’了”" * 30,
        "Latin words in 中文 text, e-mail: a.b@example.org; 50％ 100% 3.14 ——完。" * 20,
        "http://example.org/" + "a/b" * 100,
        "见" + "x" * 3000 + "。",
        "，" * 200 + "“" * 60,
        "\u3000\u3000全角空格\u3000后\u00a0有",
        "]]> <!-- --> &lt; </p></body>",
    ],
)
def test_odd_texts_are_printed_whole_and_within_the_margins(text: str) -> None:
    document = make_tree(paragraph(text), title="")
    data = printed(document)
    assert words(data) == squeezed(document)
    lefts, _tops = _places(data)
    assert min(lefts) > 28 * MM - 1
