"""The faces inside the .docx: each role's characters, hidden as the standard says, and only what may go in."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from reports.content import ContactLine, Heading, Paragraph, Run, Signature, Table, paragraph
from reports.notice import formats
from reports.notice.faces import Faces
from reports.render import docx, text
from reports.render.fonts import Face, Role, faces
from reports.render.subsets import subset
from tests.reports.printing import SANS, SERIF, packaged, plain_font
from tests.reports.trees import CUT_OFF, make_notice, make_tree
from tests.reports.wording import W, parts, plain, xml

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PAGE_NUMBER = " 0123456789—"
# the order in which the standard (ECMA-376, 17.8.3.10 and 17.15.1.78) has what is used here: Word refuses another
FONT = ["altName", "charset", "family", "pitch", "embedRegular"]
SETTINGS = ["zoom", "embedTrueTypeFonts", "saveSubsetFonts", "bordersDoNotSurroundHeader"]


@pytest.fixture(scope="module")
def notice() -> bytes:
    return docx.render(make_notice(), packaged())


def fonts_in(data: bytes) -> dict[str, bytes]:
    """The font under each name, laid bare by its key: from the last digits to the first, as the standard describes it."""
    related = {node.attrib["Id"]: node.attrib["Target"] for node in xml(data, "word/_rels/fontTable.xml.rels")}
    found = {}
    for node in xml(data, "word/fontTable.xml"):
        link = node.find(f"{W}embedRegular")
        if link is not None:
            digits = link.attrib[f"{W}fontKey"].strip("{}").replace("-", "")
            key = [int(digits[at : at + 2], 16) for at in range(30, -1, -2)]
            part = parts(data)[f"word/{related[link.attrib[f'{R}id']]}"]
            bare = bytes(byte ^ key[at % 16] for at, byte in enumerate(part[:32]))
            found[node.attrib[f"{W}name"]] = bare + part[32:]
    return found


def characters(data: bytes) -> dict[str, str]:
    """What the font under each name can draw."""
    return {name: "".join(map(chr, sorted(TTFont(io.BytesIO(font)).getBestCmap()))) for name, font in fonts_in(data).items()}


def test_each_face_has_the_characters_that_are_set_in_it() -> None:
    document = make_tree(
        Heading(1, "甲乙", number="一、"),
        Heading(2, "丙", number="（一）"),
        Heading(3, "丁", number="1."),
        Paragraph((Run("戊。", level=2), Run("己庚。"))),
        Table(("辛",), (("壬7",),), caption="癸"),
        ContactLine("子@a。"),
        Signature("丑", CUT_OFF),
        title="寅卯",
    )
    assert characters(docx.render(document, packaged())) == {
        "仿宋_GB2312": ".0126@a。丁丑子己年庚日月",
        "楷体_GB2312": "。一丙戊（）",
        "黑体": "、一乙甲癸",
        "方正小标宋简体": "卯寅",
        "宋体": f"{PAGE_NUMBER}壬辛",
    }


def test_they_are_truetype_fonts_that_carry_the_name_they_are_asked_for_by(notice: bytes) -> None:
    found = fonts_in(notice)
    assert {name: (font[:4], TTFont(io.BytesIO(font))["name"].getDebugName(1)) for name, font in found.items()} == {
        name: (b"\0\1\0\0", name) for name in ("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体")
    }


def test_no_part_is_a_font_file_as_it_lies_there(notice: bytes) -> None:
    hidden = [part[:4] for name, part in parts(notice).items() if name.endswith(".odttf")]
    assert len(hidden) == 5
    assert b"\0\1\0\0" not in hidden


def test_fonts_are_declared_where_the_standard_has_them(notice: bytes) -> None:
    for font in xml(notice, "word/fontTable.xml"):
        assert [child.tag.removeprefix(W) for child in font] == FONT
    assert [child.tag.removeprefix(W) for child in xml(notice, "word/settings.xml")][:4] == SETTINGS
    types = {node.attrib.get("PartName"): node.attrib["ContentType"] for node in xml(notice, "[Content_Types].xml")}
    assert {types[f"/word/fonts/font{number}.odttf"] for number in range(1, 6)} == {
        "application/vnd.openxmlformats-officedocument.obfuscatedFont"
    }


def test_what_it_says_is_the_same_with_and_without(notice: bytes) -> None:
    bare, full = parts(docx.render(make_notice())), parts(notice)
    assert plain(notice) == text.render(make_notice())
    assert {name for name in full if full[name] != bare.get(name)} == {
        "[Content_Types].xml",
        "word/_rels/fontTable.xml.rels",
        "word/fontTable.xml",
        "word/settings.xml",
        *(f"word/fonts/font{number}.odttf" for number in range(1, 6)),
    }


def test_the_same_tree_and_faces_give_the_same_bytes(notice: bytes) -> None:
    subset.cache_clear()
    assert docx.render(make_notice(), packaged()) == notice
    with zipfile.ZipFile(io.BytesIO(notice)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def with_own(path: Path, *roles: Role) -> dict[Role, Face]:
    """The package's faces, but for these roles."""
    return packaged() | {role: faces({role.value: path})[role] for role in roles}


def test_a_face_that_may_not_be_embedded_stays_at_home(tmp_path: Path) -> None:
    licensed = plain_font(tmp_path / "licensed.ttf", "正文", rights=2)
    document = make_tree(Heading(1, "标题"), paragraph("正文"), title="")
    data = docx.render(document, with_own(licensed, Role.BODY))
    assert characters(data) == {"黑体": "标题", "宋体": PAGE_NUMBER}
    assert "embedTrueTypeFonts" in {child.tag.removeprefix(W) for child in xml(data, "word/settings.xml")}


def test_where_none_may_go_in_the_file_is_as_without(tmp_path: Path) -> None:
    licensed = plain_font(tmp_path / "licensed.ttf", "正文 —0123456789", rights=2)
    assert docx.render(make_notice(), with_own(licensed, *Role)) == docx.render(make_notice())


def test_what_a_face_lacks_or_has_too_narrow_is_left_to_another(tmp_path: Path) -> None:
    narrow = plain_font(tmp_path / "narrow.ttf", "“正文”", rights=8, width=500)
    data = docx.render(make_tree(paragraph("“正文镕”"), title=""), with_own(narrow, Role.BODY))
    assert characters(data)["仿宋_GB2312"] == "文正"


def test_the_fonts_say_nothing_of_the_machine(notice: bytes, tmp_path: Path) -> None:
    own = plain_font(tmp_path / "own.ttf", "正文", rights=8)
    data = docx.render(make_tree(paragraph("正文"), title=""), with_own(own, Role.BODY))
    folders = [str(path.parent) for path in (SERIF, SANS, own)]
    found = [*fonts_in(notice).values(), *fonts_in(data).values(), *parts(notice).values(), *parts(data).values()]
    secrets = [folder.encode(code) for folder in folders for code in ("utf-8", "utf-16-be")]
    assert [secret for secret in secrets for content in found if secret in content] == []


def test_what_is_published_has_them(notice: bytes) -> None:
    assert formats.built(make_notice(), "docx", lambda: Faces(packaged())) == notice


def test_keys_are_the_fonts_own(notice: bytes) -> None:
    again = docx.render(make_tree(paragraph("另文"), title="关于巡视整改进展情况的通报"), packaged())
    keys = [
        re.findall(rb'w:name="([^"]+)"(?:(?!w:name).)*w:fontKey="([^"]+)"', parts(data)["word/fontTable.xml"])
        for data in (notice, again)
    ]
    first, second = (dict(found) for found in keys)
    assert len(set(first.values())) == 5
    title, body = "方正小标宋简体".encode(), "仿宋_GB2312".encode()
    assert (first[title] == second[title], first[body] == second[body]) == (True, False)
