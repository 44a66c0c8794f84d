"""A face reduced to some characters and made fit to travel inside a document: TrueType outlines, whatever the file's own are.

Word takes no others in an embedded font, and looks it up by the name in the file. Rights are read from the file and left
as they are: what may not be edited, or not be cut down, stays at home.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from reports.render.fonts import opened

LICENSING, RESTRICTED, EDITABLE = 0x000F, 0x0002, 0x0008  # OS/2.fsType: how far the document may go that has it; 0 is wherever
WHOLE_OR_BITMAP = 0x0100 | 0x0200  # not to be cut down; nothing but pictures of it
REGULAR, TYPO_METRICS = 0x0040, 0x0080  # OS/2.fsSelection
NOTDEF = ".notdef"
_ERROR = 0.001  # em by which a quadratic curve may miss the cubic one
_KEPT = {"copyright": 0, "licenseDescription": 13, "licenseInfoURL": 14}  # of the names in the file


@lru_cache(maxsize=32)
def embeddable(path: Path) -> bool:
    """Tell whether the file's rights let a subset of it into a document that is worked on; FontError where it is no font."""
    with opened(path) as font:
        rights = int(font["OS/2"].fsType) if "OS/2" in font else RESTRICTED
    return not rights & WHOLE_OR_BITMAP and (not rights & LICENSING or bool(rights & EDITABLE))


@lru_cache(maxsize=16)
def subset(path: Path, characters: str, name: str) -> bytes:
    """A TrueType font called `name` of these characters, all of which the file has; the same input gives the same bytes.

    FontError where the file is no usable font.
    """
    with opened(path) as source:
        codes = {code: glyph for code, glyph in (source.getBestCmap() or {}).items() if chr(code) in characters}
        builder = _bare(source)
        builder.setupGlyphOrder([NOTDEF, *map(_called, sorted(codes))])
        builder.setupCharacterMap({code: _called(code) for code in codes})
        _draw(builder, source, {NOTDEF: source.getGlyphOrder()[0], **{_called(code): glyph for code, glyph in codes.items()}})
        builder.setupNameTable(_names(source, name), mac=False)
        builder.setupPost(keepGlyphNames=False)
        made = BytesIO()
        builder.font.save(made)
    return made.getvalue()


def _bare(source: TTFont) -> FontBuilder:
    """A font with the file's measures, times and rights, as the regular one of its family: it is asked for as that."""
    builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    font = builder.font
    for tag in ("head", "OS/2"):
        font[tag] = source[tag]
    font["head"].macStyle, font["head"].glyphDataFormat = 0, 0
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = REGULAR | font["OS/2"].fsSelection & TYPO_METRICS
    return builder


def _draw(builder: FontBuilder, source: TTFont, glyphs: dict[str, str]) -> None:
    """Outlines and widths of the glyphs, from the names they get to those they have."""
    drawn, widths = source.getGlyphSet(), source["hmtx"].metrics
    cubic, error = "glyf" not in source, _ERROR * source["head"].unitsPerEm
    outlines = {}
    for called, glyph in glyphs.items():
        pen = TTGlyphPen(None)
        turned: Any = Cu2QuPen(pen, error, reverse_direction=True) if cubic else pen  # the two kinds wind the other way round
        drawn[glyph].draw(DecomposingFilterPen(turned, drawn))
        outlines[called] = pen.glyph()
    head = source["hhea"]
    builder.setupMaxp()
    builder.setupGlyf(outlines)
    left = {called: getattr(outline, "xMin", 0) for called, outline in outlines.items()}
    builder.setupHorizontalMetrics({called: (widths[glyph][0], left[called]) for called, glyph in glyphs.items()})
    builder.setupHorizontalHeader(ascent=head.ascent, descent=head.descent, lineGap=head.lineGap)


def _called(code: int) -> str:
    return f"u{code:04X}"


def _names(source: TTFont, name: str) -> dict[str, str]:
    """Under the name it is looked for, with whose it is and the face it comes from."""
    table = source["name"]
    own, printer = (str(table.getDebugName(number) or "") for number in (4, 6))
    found: Iterable[tuple[str, str | None]] = ((key, table.getDebugName(number)) for key, number in _KEPT.items())
    return {
        **{key: value for key, value in found if value},
        "familyName": name,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"{own} (subset)",
        "fullName": name,
        "version": "Version 1.000",
        "psName": f"{printer or 'Embedded'}-Subset",
        "description": f"A subset of {own}, converted to TrueType outlines.",
    }
