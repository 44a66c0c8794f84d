"""What tests of a .docx share: its parts, and its words read without the library that wrote them."""

import io
import zipfile
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of the file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def xml(data: bytes, name: str = "word/document.xml") -> ElementTree.Element:
    """One part, parsed."""
    return ElementTree.fromstring(parts(data)[name])


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """Style and words of each paragraph outside tables."""
    return [(_style(p), _words(p)) for p in xml(data).findall(f"{W}body/{W}p")]


def plain(data: bytes) -> str:
    """The body as the plain-text form has it: a paragraph a line, a table's cells apart by tabs, empty paragraphs left out."""
    found: list[str] = []
    for block in xml(data)[0]:
        if block.tag == f"{W}p":
            found += [words] if (words := _words(block)) else []
        elif block.tag == f"{W}tbl":
            found += ["\t".join(map(_words, row.findall(f"{W}tc"))) for row in block.findall(f"{W}tr")]
    return "".join(f"{line}\n" for line in found)


def runs(data: bytes) -> list[tuple[str, str]]:
    """Character style and words of each run."""
    found = []
    for run in xml(data).iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        found.append(("" if style is None else style.attrib[f"{W}val"], _words(run)))
    return found


def _words(node: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def _style(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.attrib[f"{W}val"]
