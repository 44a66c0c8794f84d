"""The faces of the PDF inside the .docx (ECMA-376, part 1, 17.8.1), so that it looks like the PDF where none is installed.

Each is a subset under the name that the styles ask for. Its first bytes are hidden behind a key that stands beside it, which
is all the standard wants: nobody shall take it for a font file. What a face lacks, whoever shows the document finds elsewhere.
"""

import hashlib
from collections.abc import Mapping
from uuid import UUID

from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from reports.content import Document
from reports.render import opc
from reports.render.fonts import Face, Role, drawing, set_text
from reports.render.subsets import embeddable, subset

NAMES = {  # what the faces are called in word/styles.xml
    Role.BODY: "仿宋_GB2312",
    Role.LEVEL2: "楷体_GB2312",
    Role.LEVEL1: "黑体",
    Role.TITLE: "方正小标宋简体",
    Role.SONG: "宋体",
}
PAGE_NUMBER = "— 0123456789"
HIDDEN, KEY = 32, 16  # bytes
FONT_TABLE, SETTINGS = "word/fontTable.xml", "word/settings.xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'


def parts(document: Document, chosen: Mapping[Role, Face]) -> dict[str, bytes]:
    """The parts that join or replace those of word/: the fonts, what names them and says that they are there.

    None where no face may go in. FontError where a face's file can't be used.
    """
    fonts = {NAMES[role]: subset(chosen[role].path, found, NAMES[role]) for role, found in embedded(document, chosen).items()}
    if not fonts:
        return {}
    table, settings = parse_xml(opc.part(FONT_TABLE)), parse_xml(opc.part(SETTINGS))
    made, related = {}, []
    for number, (name, font) in enumerate(fonts.items(), start=1):
        key = key_of(font)
        entry = next(node for node in table if node.get(qn("w:name")) == name)
        entry.append(OxmlElement("w:embedRegular", {qn("r:id"): f"rId{number}", qn("w:fontKey"): f"{{{str(key).upper()}}}"}))
        related.append(f'<Relationship Id="rId{number}" Type="{_RELATED}" Target="fonts/font{number}.odttf"/>')
        made[f"word/fonts/font{number}.odttf"] = hidden(font, key)
    zoom = next(node for node in settings if node.tag == qn("w:zoom"))
    for tag in ("w:saveSubsetFonts", "w:embedTrueTypeFonts"):  # the second comes to stand first
        zoom.addnext(OxmlElement(tag))
    made["word/_rels/fontTable.xml.rels"] = (_RELATIONSHIPS % "".join(related)).encode()
    return made | {FONT_TABLE: serialize_part_xml(table), SETTINGS: serialize_part_xml(settings)}


def embedded(document: Document, chosen: Mapping[Role, Face]) -> dict[Role, str]:
    """The characters that each role's own face draws in the document, sorted; of the faces whose rights let them go in."""
    printed: dict[Role, set[str]] = {role: set() for role in NAMES} | {Role.SONG: set(PAGE_NUMBER)}
    for role, words in set_text(document):
        printed[role].update(words)
    drawn = {role: _own(chosen, role, found) for role, found in printed.items() if embeddable(chosen[role].path)}
    return {role: found for role, found in drawn.items() if found}


def key_of(font: bytes) -> UUID:
    """The key is the font's own, so that the same font is hidden in the same way."""
    return UUID(bytes=hashlib.sha256(font).digest()[:KEY])


def hidden(font: bytes, key: UUID) -> bytes:
    """The font with its first 32 bytes crossed with the key, last byte first, twice; done again, it is there again."""
    crossed = bytes(byte ^ by for byte, by in zip(font[:HIDDEN], key.bytes[::-1] * 2, strict=True))
    return crossed + font[HIDDEN:]


def _own(chosen: Mapping[Role, Face], role: Role, found: set[str]) -> str:
    """Those that the reserve doesn't draw in the PDF either."""
    return "".join(sorted(char for char in found if chosen[role].has(char) and drawing(chosen, role, char) == chosen[role]))
