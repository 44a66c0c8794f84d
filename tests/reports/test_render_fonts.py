"""Which face each role gets, and what it can draw."""

from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest

from reports.content import Heading, Table, paragraph
from reports.render import fonts
from reports.render.fonts import FontError, Role
from tests.reports.trees import make_tree

SERIF, SANS = pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()
RARE = "镕堃喆玥翀𬭎"


def test_without_settings_the_package_serves_every_role() -> None:
    assert {role: (face.path, face.name, face.origin, face.substitute) for role, face in fonts.faces().items()} == {
        Role.BODY: (SERIF, "Noto Serif SC", "软件包", True),
        Role.LEVEL2: (SERIF, "Noto Serif SC", "软件包", True),
        Role.LEVEL1: (SANS, "Noto Sans SC", "软件包", False),
        Role.TITLE: (SERIF, "Noto Serif SC", "软件包", True),
        Role.SONG: (SERIF, "Noto Serif SC", "软件包", False),
    }


def test_the_offices_own_file_comes_first_and_is_no_substitute() -> None:
    face = fonts.faces({"BODY": SANS, "楷体": str(SANS)})
    assert [(face[role].path, face[role].origin, face[role].substitute) for role in (Role.BODY, Role.LEVEL2)] == [
        (SANS, "设置", False),
        (SANS, "设置", False),
    ]
    assert face[Role.TITLE].path == SERIF


def test_an_unknown_role_names_the_known_ones() -> None:
    with pytest.raises(FontError, match="没有“行书”这一角色；可用：仿宋、楷体、黑体、小标宋、宋体。"):
        fonts.faces({"行书": SANS})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontError, match=r"字体文件无法使用：.*/none\.otf"):
        fonts.faces({"BODY": tmp_path / "none.otf"})


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    fake = tmp_path / "fake.otf"
    fake.write_text("not a font")
    with pytest.raises(FontError, match=r"字体文件无法使用：.*/fake\.otf"):
        fonts.faces({"BODY": fake})


def test_without_package_the_system_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "opentype").mkdir()
    (tmp_path / "opentype" / "NotoSerifCJKsc-Regular.otf").symlink_to(SERIF)
    (tmp_path / "NotoSansCJKsc-Regular.otf").symlink_to(SANS)
    _without_package(monkeypatch, tmp_path)
    found = fonts.faces()
    assert found[Role.BODY].path == tmp_path / "opentype" / "NotoSerifCJKsc-Regular.otf"
    assert found[Role.LEVEL1].path == tmp_path / "NotoSansCJKsc-Regular.otf"
    assert {face.origin for face in found.values()} == {"系统"}


def test_without_any_font_the_message_names_the_role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_package(monkeypatch, tmp_path)
    with pytest.raises(FontError, match="找不到可用于“仿宋”的字体文件"):
        fonts.faces()


def _without_package(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As on a machine with the fonts of this folder alone."""
    monkeypatch.setattr(pylopdf_fonts_zh_cn, "serif_path", lambda: folder / "gone.otf")
    monkeypatch.setattr(pylopdf_fonts_zh_cn, "sans_path", lambda: folder / "gone.otf")
    monkeypatch.setattr(fonts, "FONT_FOLDERS", (folder,))
    monkeypatch.setattr(fonts, "_installed", fonts._installed.__wrapped__)


def test_widths_are_those_of_the_file() -> None:
    face = fonts.faces()[Role.BODY]
    assert [face.advance(char) for char in "一“。1"] == [1.0, 1.0, 1.0, 0.471]
    assert (face.has("一"), face.has("😀"), face.advance("😀")) == (True, False, 1.0)


def test_rare_names_have_a_glyph() -> None:
    document = make_tree(Heading(1, RARE), Heading(2, RARE), paragraph(RARE), Table((RARE,), ()), title=RARE)
    assert fonts.missing_glyphs(document) == ""


def test_missing_glyphs_are_named_once_and_in_order() -> None:
    document = make_tree(paragraph("甲😀乙\U0001f9ea😀"), Heading(1, "𓀀"), title="标题\u200d\u3000 ")
    assert fonts.missing_glyphs(document) == "😀\U0001f9ea𓀀"


def test_what_a_roles_own_face_lacks_the_fallback_draws() -> None:
    latin = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not latin.exists():
        pytest.skip("no Latin font here")
    document = make_tree(paragraph("汉字ж"), title="")
    assert fonts.missing_glyphs(document, fonts.faces({"BODY": latin})) == ""
    assert fonts.missing_glyphs(make_tree(paragraph("\u0e01"), title=""), fonts.faces({"BODY": latin})) == "\u0e01"
