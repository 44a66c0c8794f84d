"""A subset is a TrueType font of just the characters asked for; what its file's rights forbid isn't cut out of it."""

import io
from pathlib import Path

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from reports.render.fonts import FontError
from reports.render.subsets import embeddable, subset
from tests.reports.printing import SERIF, plain_font

NAME = "仿宋_GB2312"


def opened(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def shapes(font: TTFont, characters: str) -> list[tuple[float, int]]:
    """Area of each character's outline, positive where it winds the way of a TrueType font's, and its width."""
    glyphs, found = font.getGlyphSet(), []
    for char in characters:
        glyph = font.getBestCmap()[ord(char)]
        pen = AreaPen(glyphs)
        glyphs[glyph].draw(pen)
        found.append((-pen.value, font["hmtx"][glyph][0]))
    return found


def test_it_has_the_characters_asked_for_and_nothing_that_is_not_needed() -> None:
    font = opened(subset(SERIF, " 1“一龙𬭎", NAME))
    assert "".join(map(chr, sorted(font.getBestCmap()))) == " 1“一龙𬭎"
    assert font["maxp"].numGlyphs == 7
    assert sorted(font.keys()) == sorted(
        ["GlyphOrder", "OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"],
    )


def test_outlines_and_widths_are_those_of_the_file_and_wind_the_other_way() -> None:
    words = "1A一国龙"  # not “, which the file itself winds the wrong way
    with TTFont(SERIF) as source:
        cubic = shapes(source, words)
    quadratic = shapes(opened(subset(SERIF, words, NAME)), words)
    assert [width for _area, width in quadratic] == [width for _area, width in cubic]
    assert [area for area, _width in quadratic] == pytest.approx([-area for area, _width in cubic], rel=0.01)
    assert min(area for area, _width in quadratic) > 0


def test_outlines_that_are_truetype_stay_as_they_are(tmp_path: Path) -> None:
    own = plain_font(tmp_path / "own.ttf", "一二", rights=8)
    with TTFont(own) as source:
        assert shapes(opened(subset(own, "二", NAME)), "二") == shapes(source, "二") == [(400 * 600, 1000)]


def test_it_is_the_regular_one_of_the_family_it_is_asked_for_as(tmp_path: Path) -> None:
    own = plain_font(tmp_path / "own.ttf", "一", rights=8, weight=700)
    font = opened(subset(own, "一", NAME))
    assert (font["OS/2"].usWeightClass, font["OS/2"].fsSelection, font["head"].macStyle) == (400, 0x40, 0)
    assert {record.nameID: str(record) for record in font["name"].names} == {
        0: "© Own",
        1: NAME,
        2: "Regular",
        3: "Own Bold (subset)",
        4: NAME,
        5: "Version 1.000",
        6: "Own-Bold-Subset",
        10: "A subset of Own Bold, converted to TrueType outlines.",
    }


def test_rights_and_times_are_left_as_they_are(tmp_path: Path) -> None:
    own = plain_font(tmp_path / "own.ttf", "一", rights=8)
    font = opened(subset(own, "一", NAME))
    with TTFont(own) as source:
        assert (font["OS/2"].fsType, font["head"].created, font["head"].modified) == (
            8,
            source["head"].created,
            source["head"].modified,
        )


def test_the_same_characters_give_the_same_bytes() -> None:
    first = subset(SERIF, "一龙", NAME)
    subset.cache_clear()
    assert subset(SERIF, "一龙", NAME) == first


@pytest.mark.parametrize(
    ("rights", "allowed"),
    [
        (0x0000, True),  # installable
        (0x0008, True),  # editable
        (0x000C, True),  # of several, the widest counts
        (0x0002, False),  # restricted
        (0x0004, False),  # to be read and printed only
        (0x0100, False),  # whole only
        (0x0108, False),
        (0x0208, False),  # as a bitmap only
        (None, False),  # says nothing
    ],
)
def test_rights_are_kept(tmp_path: Path, rights: int | None, allowed: bool) -> None:
    assert embeddable(plain_font(tmp_path / "own.ttf", "一", rights=rights)) is allowed


def test_what_is_no_font_is_named(tmp_path: Path) -> None:
    fake = tmp_path / "fake.otf"
    fake.write_text("not a font")
    for ask in (lambda: embeddable(fake), lambda: subset(fake, "一", NAME)):
        with pytest.raises(FontError, match=r"字体文件无法使用：.*/fake\.otf"):
            ask()
