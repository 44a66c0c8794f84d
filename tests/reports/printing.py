"""Printing in the faces that every machine has, and reading what was printed."""

import io
import re
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pypdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from reports.content import Document
from reports.render import fonts, pdf, text
from reports.render.fonts import Face, Role

SERIF, SANS = pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()


def packaged() -> dict[Role, Face]:
    """The faces of the package alone, whatever else this machine has."""
    return fonts.faces({role.name: SANS if role is Role.LEVEL1 else SERIF for role in Role})


def printed(document: Document, watermark: str = "") -> bytes:
    """The document as PDF in those faces."""
    return pdf.render(document, packaged(), watermark)


def read(data: bytes) -> pypdf.PdfReader:
    """The PDF, parsed."""
    return pypdf.PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    """All text but white space and page numbers."""
    return words_and_rows(data)[0]


def squeezed(document: Document) -> str:
    """The text form without white space."""
    return re.sub(r"\s+", "", text.render(document))


def rows(data: bytes) -> list[list[str]]:
    """The lines of each page's body by their base lines, without white space."""
    return words_and_rows(data)[1]


def words_and_rows(data: bytes) -> tuple[str, list[list[str]]]:
    """Both of these, each page read once."""
    texts, out = [], []
    for number, page in enumerate(read(data).pages, start=1):
        found: dict[float, str] = {}

        def visit(part: str, cm: list[float], tm: list[float], font: Any, size: float, found: dict[float, str] = found) -> None:
            if part.strip():
                place = round((cm[3] * tm[5] + cm[5]) / 2)
                found[place] = found.get(place, "") + re.sub(r"\s+", "", part)

        text = re.sub(r"\s+", "", page.extract_text(visitor_text=visit))
        texts.append(text.replace(f"—{number}—", "", 1))
        out.append([line for line in found.values() if not re.fullmatch(r"—\d+—", line)])
    return "".join(texts), out


def plain_font(path: Path, characters: str, *, rights: int | None, weight: int = 400, width: int = 1000) -> Path:
    """A TrueType font of boxes, 400 by 600 of an em of 1000; `rights` is OS/2.fsType, None leaves that table out."""
    glyphs = {".notdef": None, **{f"u{ord(char):04X}": ord(char) for char in characters}}
    pen = TTGlyphPen(None)
    for step, point in enumerate(((100, 0), (100, 600), (500, 600), (500, 0))):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({code: glyph for glyph, code in glyphs.items() if code})
    builder.setupGlyf(dict.fromkeys(glyphs, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (width, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    style = "Bold" if weight == 700 else "Regular"
    builder.setupNameTable(
        {"copyright": "© Own", "familyName": "Own", "styleName": style, "fullName": f"Own {style}", "psName": f"Own-{style}"}
    )
    if rights is not None:
        builder.setupOS2(fsType=rights, usWeightClass=weight, fsSelection=0x20 if weight == 700 else 0x40)
    builder.setupPost()
    builder.save(path)
    return path
