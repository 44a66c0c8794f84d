"""The paragraphs of a Word document, with the numbers it puts before them, and nothing else of it.

No macro, no link, no entity, no picture is ever followed. The container is read within bounds, whatever its directory claims.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from rectify.errors import Refused
from reports.reading.word_numbers import Numbers, level_of
from reports.reading.word_xml import Attributes, walk

MAIN, NUMBERING, STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
MEMBERS = 4000
EXPANDED = 64 * 1024 * 1024  # bytes of one part
RATIO = 200  # times that a part may be larger than it is packed; documents of text reach thirty
SMALL = 1024 * 1024  # bytes below which nobody asks for the ratio
CHUNK = 64 * 1024


def text_of(data: bytes) -> str:
    """Return the text of a document, a paragraph a line. Refused, with one sentence, where it isn't one or isn't harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            main = _main(archive)
            reader = _Reader(_numbers(archive))
            walk(_chunks(archive, main), reader.start, reader.end, reader.text)
            return "\n".join(reader.paragraphs)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise _refused("文件已经损坏，不是可以读取的 Word 文档。") from error
    except expat.ExpatError as error:
        raise _refused("Word 文档的内容已经损坏，无法读取。") from error


def _refused(message: str) -> Refused:
    return Refused(message, field="file")


def _main(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    infos = archive.infolist()
    names = {info.filename.lower() for info in infos}
    if len(infos) > MEMBERS:
        raise _refused("文件里的部件过多，不像一份文档，没有读取。")
    if any(name.rsplit("/", 1)[-1].startswith("vbaproject") for name in names):
        raise _refused("文档带有宏，不予读取。请另存为不带宏的 .docx 或 .txt 再导入。")
    found = next((info for info in infos if info.filename == MAIN), None)
    if found is None:
        raise _refused("这不是 Word 文档（.docx），没有读取。")
    if found.flag_bits & 1:
        raise _refused("文档已加密，无法读取。请取消密码再导入。")
    return found


def _numbers(archive: zipfile.ZipFile) -> Numbers:
    numbers, names = Numbers(), set(archive.namelist())
    if NUMBERING in names:
        numbers.define(_chunks(archive, archive.getinfo(NUMBERING)))
        if STYLES in names:
            numbers.style(_chunks(archive, archive.getinfo(STYLES)))
    return numbers


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterable[bytes]:
    """Give a part's bytes, and stop where they grow beyond what a document holds."""
    seen = 0
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            seen += len(chunk)
            if seen > EXPANDED or (seen > SMALL and seen > RATIO * max(member.compress_size, 1)):
                raise _refused("文档解压后异常庞大，可能是恶意文件，没有读取。")
            yield chunk


@dataclass
class _Open:
    """A paragraph that is being read."""

    parts: list[str] = field(default_factory=list)
    style: str = ""
    list: str = ""
    level: str = ""


@dataclass
class _Reader:
    """Takes the text of the paragraphs out of the main part as it comes."""

    numbers: Numbers
    paragraphs: list[str] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)  # a text box's within another's
    _in_text: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "p":
            self._open.append(_Open())
        elif name == "t":
            self._in_text = True
        elif self._open:
            self._inside(self._open[-1], name, attributes.get("val", ""))

    def _inside(self, paragraph: _Open, name: str, value: str) -> None:
        if name in {"br", "cr"}:
            paragraph.parts.append("\n")
        elif name in {"tab", "noBreakHyphen"}:
            paragraph.parts.append(" " if name == "tab" else "-")
        elif name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.list = value
        elif name == "ilvl":
            paragraph.level = value

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "t":
            self._in_text = False
        elif name == "p" and self._open:
            paragraph = self._open.pop()
            text = "".join(paragraph.parts)
            self.paragraphs.append(self._label(paragraph) + text if text.strip() else text)

    def _label(self, paragraph: _Open) -> str:
        number, level = self.numbers.styles.get(paragraph.style, ("", 0))
        return self.numbers.label(paragraph.list or number, level_of(paragraph.level) if paragraph.level else level)

    def text(self, data: str) -> None:
        """Text of an element."""
        if self._in_text and self._open:
            self._open[-1].parts.append(data)
