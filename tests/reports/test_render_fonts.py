"""Which face each role gets, and what it can draw."""

from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from reports.content import Heading, Table, paragraph
from reports.render import fontfiles, fonts, pdf
from reports.render.fonts import FontError, Role
from tests.reports.printing import SANS, SERIF, packaged, squeezed, words
from tests.reports.trees import make_tree

RARE = "镕堃喆玥翀𬭎"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with the package's fonts and those of one empty folder, where what setting up fetched would lie."""
    monkeypatch.setattr(fontfiles, "FETCHED", tmp_path)
    monkeypatch.setattr(fontfiles, "FONT_FOLDERS", (tmp_path,))
    return tmp_path


def found(chosen: dict[Role, fonts.Face]) -> dict[Role, tuple[str, str, str, bool]]:
    """File name, face, origin and whether it stands in, of each role."""
    return {role: (face.path.name, face.name, face.origin, face.substitute) for role, face in chosen.items()}


def test_without_settings_the_package_serves_every_role(bare: Path) -> None:
    serif = ("NotoSerifSC-Regular.otf", "Noto Serif SC", "软件包")
    assert found(fonts.faces()) == {
        Role.BODY: (*serif, True),
        Role.LEVEL2: (*serif, True),
        Role.LEVEL1: ("NotoSansSC-Regular.otf", "Noto Sans SC", "软件包", False),
        Role.TITLE: (*serif, True),
        Role.SONG: (*serif, False),
        Role.RESERVE: (*serif, False),
    }


def test_what_setting_up_fetched_comes_before(bare: Path) -> None:
    _made(bare / "FandolFang-Regular.otf", "FandolFang R")
    _made(bare / "FandolKai-Regular.otf", "FandolKai")
    _made(bare / "FandolSong-Bold.otf", "FandolSong Bold")
    chosen = found(fonts.faces())
    assert {role: chosen[role] for role in (Role.BODY, Role.LEVEL2, Role.TITLE)} == {
        Role.BODY: ("FandolFang-Regular.otf", "FandolFang R", "软件包", False),
        Role.LEVEL2: ("FandolKai-Regular.otf", "FandolKai", "软件包", False),
        Role.TITLE: ("FandolSong-Bold.otf", "FandolSong Bold", "软件包", True),  # no 小标宋, only nearer to it
    }
    assert {chosen[role][0] for role in (Role.LEVEL1, Role.SONG, Role.RESERVE)} == {
        "NotoSansSC-Regular.otf",
        "NotoSerifSC-Regular.otf",
    }


def test_the_same_files_of_the_system_say_so(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fontfiles, "FETCHED", bare / "elsewhere")
    _made(bare / "FandolKai-Regular.otf", "FandolKai")
    assert fonts.faces()[Role.LEVEL2].origin == "系统"


def test_the_offices_own_file_comes_first_and_is_no_substitute(bare: Path) -> None:
    face = fonts.faces({"BODY": SANS, "楷体": str(SANS), "后备": SANS})
    assert [(face[role].path, face[role].origin, face[role].substitute) for role in (Role.BODY, Role.LEVEL2, Role.RESERVE)] == [
        (SANS, "设置", False),
        (SANS, "设置", False),
        (SANS, "设置", False),
    ]
    assert face[Role.TITLE].path == SERIF


def test_an_unknown_role_names_the_known_ones() -> None:
    with pytest.raises(FontError, match="没有“行书”这一角色；可用：仿宋、楷体、黑体、小标宋、宋体、后备。"):
        fonts.faces({"行书": SANS})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontError, match=r"字体文件无法使用：.*/none\.otf"):
        fonts.faces({"BODY": tmp_path / "none.otf"})


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    fake = tmp_path / "fake.otf"
    fake.write_text("not a font")
    with pytest.raises(FontError, match=r"字体文件无法使用：.*/fake\.otf"):
        fonts.faces({"BODY": fake})


def test_without_package_the_system_is_searched(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "opentype").mkdir()
    (bare / "opentype" / "NotoSerifCJKsc-Regular.otf").symlink_to(SERIF)
    (bare / "NotoSansCJKsc-Regular.otf").symlink_to(SANS)
    _without_package(monkeypatch, bare)
    chosen = fonts.faces()
    assert chosen[Role.BODY].path == bare / "opentype" / "NotoSerifCJKsc-Regular.otf"
    assert chosen[Role.LEVEL1].path == bare / "NotoSansCJKsc-Regular.otf"
    assert {face.origin for face in chosen.values()} == {"系统"}


def test_without_any_font_the_message_names_the_role(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_package(monkeypatch, bare)
    with pytest.raises(FontError, match="找不到可用于“仿宋”的字体文件"):
        fonts.faces()


def _without_package(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As on a machine with the fonts of this folder alone."""
    monkeypatch.setattr(fontfiles.pylopdf_fonts_zh_cn, "serif_path", lambda: folder / "gone.otf")
    monkeypatch.setattr(fontfiles.pylopdf_fonts_zh_cn, "sans_path", lambda: folder / "gone.otf")


def _made(path: Path, name: str, widths: dict[str, int] | None = None) -> Path:
    """A font of empty glyphs: 一, and the characters given, with their widths in thousandths of an em."""
    widths = {"一": 1000, **(widths or {})}
    builder = FontBuilder(1000, isTTF=True)
    names = {ord(char): f"u{ord(char):04X}" for char in widths}
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({glyph: Glyph() for glyph in [".notdef", *names.values()]})
    builder.setupHorizontalMetrics({".notdef": (500, 0), **{names[ord(char)]: (width, 0) for char, width in widths.items()}})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "fullName": name})
    builder.setupPost()
    builder.save(path)
    return path


def test_widths_are_those_of_the_file() -> None:
    face = packaged()[Role.BODY]
    assert [face.advance(char) for char in "一“。1"] == [1.0, 1.0, 1.0, 0.471]
    assert (face.has("一"), face.has("😀"), face.advance("😀")) == (True, False, 1.0)


def test_quotation_marks_without_a_full_width_are_taken_from_the_reserve(tmp_path: Path) -> None:
    own = _made(tmp_path / "own.otf", "Own", {"“": 400, "”": 1000, "—": 500})
    chosen: dict[Role, Any] = packaged() | {Role.BODY: fonts.faces({"仿宋": own})[Role.BODY]}
    assert {char: face and face.path.name for char in "“”—一" for face in [fonts.drawing(chosen, Role.BODY, char)]} == {
        "“": SERIF.name,
        "”": "own.otf",
        "—": SERIF.name,
        "一": "own.otf",
    }


def test_a_reserve_of_rare_characters_alone_leaves_the_rest_to_the_song_face(tmp_path: Path) -> None:
    own, rare = _made(tmp_path / "own.ttf", "Own"), _made(tmp_path / "rare.ttf", "Rare", {"\U00030000": 1000})
    chosen = packaged() | {role: fonts.faces({role.name: path})[role] for role, path in ((Role.BODY, own), (Role.RESERVE, rare))}
    faces = [fonts.drawing(chosen, Role.BODY, char) for char in "一\U00030000镕😀"]
    assert [face and face.path.name for face in faces] == ["own.ttf", "rare.ttf", SERIF.name, None]
    document = make_tree(paragraph("一\U00030000镕"), title="")
    assert words(pdf.render(document, chosen)) == squeezed(document)


def test_rare_names_have_a_glyph(bare: Path) -> None:
    document = make_tree(Heading(1, RARE), Heading(2, RARE), paragraph(RARE), Table((RARE,), ()), title=RARE)
    assert fonts.missing_glyphs(document) == ""


def test_missing_glyphs_are_named_once_and_in_order(bare: Path) -> None:
    document = make_tree(paragraph("甲😀乙\U0001f9ea😀"), Heading(1, "𓀀"), title="标题\u200d\u3000 ")
    assert fonts.missing_glyphs(document) == "😀\U0001f9ea𓀀"


def test_what_a_roles_own_face_lacks_the_reserve_draws() -> None:
    latin = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not latin.exists():
        pytest.skip("no Latin font here")
    document = make_tree(paragraph("汉字ж"), title="")
    assert fonts.missing_glyphs(document, fonts.faces({"BODY": latin})) == ""
    assert fonts.missing_glyphs(make_tree(paragraph("\u0e01"), title=""), fonts.faces({"BODY": latin})) == "\u0e01"
