"""Bytes → text: encodings, Word documents, and what is refused with one sentence."""

import io
import zipfile

import pytest

from rectify.errors import Refused
from reports.reading import docx, files
from reports.reading.parsing import parse
from tests.reports.taking_over.documents import W, body, document, packed, runs
from tests.reports.taking_over.reader import sample

TEXT = "一、总体情况\n镕堃喆玥翀𬭎😀“引‘文’”\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
    ],
    ids=["utf-8", "with a mark", "gb18030", "utf-16"],
)
def test_text_in_every_encoding(data: bytes) -> None:
    assert files.text_of("通报.txt", data) == TEXT


def test_a_word_document_says_the_same_as_its_text() -> None:
    text = sample("whole")

    assert parse(files.text_of("通报.docx", document(text))) == parse(text)


def test_what_a_paragraph_is_made_of() -> None:
    parts = (
        runs("一、", "总体", "情况")
        + "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"
        + "<w:p><w:del><w:r><w:t>删去</w:t><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>补上</w:t></w:r></w:ins></w:p>"
        + "<w:p><w:r><w:instrText>HYPERLINK file:///etc/passwd</w:instrText><w:t>链接字</w:t></w:r></w:p>"
        + f"<w:tbl><w:tr><w:tc>{runs('格')}</w:tc></w:tr></w:tbl>"
        + "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>新</w:t></w:r></mc:Choice>"
        + "<mc:Fallback><w:r><w:t>旧</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )

    said = files.text_of("a.docx", packed({"word/document.xml": body(parts)}))

    assert said.splitlines() == ["一、总体情况", "甲 乙", "丙", "补上", "链接字", "格", "新"]


def refusal(name: str, data: bytes) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(Refused) as refused:
        files.text_of(name, data)
    assert refused.value.field == "file"
    assert "\n" not in refused.value.message
    return refused.value.message


ENTITY = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("head", [ENTITY, LAUGHS, '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">'])
def test_entities_are_refused_before_any_is_looked_at(head: str) -> None:
    data = packed({"word/document.xml": body("<w:p><w:r><w:t>&b;&x;</w:t></w:r></w:p>", head)})

    assert refusal("a.docx", data) == "文档的内容里声明了外部实体，可能是恶意文件，没有读取。"


def test_a_bomb_is_refused_before_it_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    read = docx._Reader.text

    def watched(reader: docx._Reader, data: str) -> None:
        seen.append(len(data))
        read(reader, data)

    monkeypatch.setattr(docx._Reader, "text", watched)
    spaces = " " * (40 * 1024 * 1024)
    data = packed({"word/document.xml": body(f"<w:p><w:r><w:t>{spaces}</w:t></w:r></w:p>")})

    assert len(data) < 100_000
    assert refusal("a.docx", data) == "文档解压后异常庞大，可能是恶意文件，没有读取。"
    assert sum(seen) <= docx.RATIO * len(data)


def test_a_container_that_lies_about_its_size_is_damaged() -> None:
    data = document(TEXT * 400)
    claimed = len(body("".join(runs(line) for line in (TEXT * 400).splitlines())).encode())
    lying = data.replace(claimed.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data

    assert refusal("a.docx", lying) == "文件已经损坏，不是可以读取的 Word 文档。"


@pytest.mark.parametrize("member", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "vbaProjectSignature.bin"])
def test_macros_are_refused(member: str) -> None:
    data = packed({"word/document.xml": body(runs("字")), member: b"\x00"})

    assert refusal("a.docx", data) == "文档带有宏，不予读取。请另存为不带宏的 .docx 或 .txt 再导入。"
    assert refusal("a.docm", data) == refusal("a.docx", data)


def test_a_document_encrypted_in_its_container_is_refused() -> None:
    data = bytearray(document(TEXT))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1

    assert refusal("a.docx", bytes(data)) == "文档已加密，无法读取。请取消密码再导入。"


def many() -> bytes:
    """Return a container with more parts than any document has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(docx.MEMBERS + 1):
            archive.writestr(str(number), b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "a.docx",
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512,
            "这是加密的文档或旧版的 .doc 文档，无法读取。请取消密码，另存为 .docx 或 .txt 再导入。",
        ),
        ("a.txt", b"%PDF-1.7", "这是 PDF 文件，无法读取。请提供 .docx 或 .txt 文件，或粘贴文字。"),
        ("a.docx", b"PK\x03\x04 not at all", "文件已经损坏，不是可以读取的 Word 文档。"),
        ("a.docx", "文字".encode(), "文件名是 Word 文档，内容却不是，可能已经损坏，没有读取。"),
        ("a.docx", packed({"xl/workbook.xml": "<x/>"}), "这不是 Word 文档（.docx），没有读取。"),
        ("a.docx", packed({"word/document.xml": "<w:document"}), "Word 文档的内容已经损坏，无法读取。"),
        ("a.docx", packed({"word/document.xml": body(runs(""))}), "文件里没有文字。"),
        ("a.docx", many(), "文件里的部件过多，不像一份文档，没有读取。"),
        ("a.txt", b"", "这是空文件，没有内容可读。"),
        ("a.txt", b" \n \n", "这是空文件，没有内容可读。"),
        ("a.txt", b"a\x00b", "文件含有文本里不会出现的字符，不是文本文件，没有读取。"),
        ("a.txt", b"\xff\xff\xff\xff", "读不出文字：文件不是 UTF-8 或 GB18030 编码的文本，也不是 .docx 文档。"),
        ("a.txt", ("字" * (files.CHARACTERS + 1)).encode(), "文字超过60万字，不像一份通报，没有读取。"),
        ("a.txt", b"a" * (files.BYTES + 1), "文件超过20 MB，不像一份通报，没有读取。"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_what_is_no_notice_is_refused_with_one_sentence(name: str, data: bytes, message: str) -> None:
    assert refusal(name, data) == message


def test_the_same_document_in_the_strict_name_space() -> None:
    strict = W.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    data = packed({"word/document.xml": body(runs("字")).replace(W, strict)})

    assert files.text_of("a.docx", data) == "字"


def level(depth: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


LISTS = (
    f'<?xml version="1.0"?><w:numbering {W}><w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "bullet", "•")
    + '</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)
STYLES = (
    f'<?xml version="1.0"?><w:styles {W}><w:style w:styleId="H2"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/>'
    "</w:numPr></w:pPr></w:style></w:styles>"
)


def listed(text: str, depth: int, number: int = 2) -> str:
    """Return a paragraph of a list."""
    marks = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{marks}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_numbers_that_the_document_puts_before_its_paragraphs_are_part_of_the_text() -> None:
    styled = '<w:p><w:pPr><w:pStyle w:val="H2"/></w:pPr><w:r><w:t>风格</w:t></w:r></w:p>'
    parts = [
        listed("总体", 0), listed("甲", 1), listed("细", 2), listed("细", 2), listed("乙", 1), listed("细", 2),
        listed("点", 3), listed("", 2), listed("落实", 0), styled, listed("无", 0, 0), listed("没有的", 0, 9), runs("平常"),
    ]  # fmt: skip
    members: dict[str, bytes | str] = {
        "word/document.xml": body("".join(parts)),
        "word/numbering.xml": LISTS,
        "word/styles.xml": STYLES,
    }

    assert files.text_of("a.docx", packed(members)).splitlines() == [
        "一、总体", "（一）甲", "1.细", "2.细", "（二）乙", "1.细", "点", "", "二、落实", "（一）风格", "无", "没有的", "平常",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        (LISTS.replace("</w:numbering>", " " * (40 * 1024 * 1024) + "</w:numbering>"), "文档解压后异常庞大"),
        (LISTS.replace("<w:numbering", ENTITY + "<w:numbering"), "文档的内容里声明了外部实体"),
    ],
    ids=["bomb", "entity"],
)
def test_the_lists_are_read_within_the_same_bounds(lists: str, message: str) -> None:
    data = packed({"word/document.xml": body(runs("字")), "word/numbering.xml": lists})

    assert refusal("a.docx", data).startswith(message)
