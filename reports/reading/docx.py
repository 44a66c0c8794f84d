"""The paragraphs of a Word document, and nothing else of it: no macro, no link, no entity, no picture is ever followed.

The container is read within bounds, whatever its directory claims; the XML by expat, which resolves nothing from outside, and
is stopped at the first document type declaration: a Word document has none, and without one there are no entities.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from rectify.errors import Refused

MAIN = "word/document.xml"
MEMBERS = 4000
EXPANDED = 64 * 1024 * 1024  # bytes of the main part
RATIO = 200  # times that a part may be larger than it is packed; documents of text reach thirty
SMALL = 1024 * 1024  # bytes below which nobody asks for the ratio
CHUNK = 64 * 1024
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
_HIDDEN = {"del", "moveFrom", "instrText", "delText", "delInstrText"}


def text_of(data: bytes) -> str:
    """Return the text of a document, a paragraph a line. Refused, with one sentence, where it isn't one or isn't harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _main(archive)
            reader = _Reader()
            for chunk in _chunks(archive, member):
                reader.feed(chunk)
            return reader.close()
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


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterable[bytes]:
    """Give the main part's bytes, and stop where they grow beyond what a document holds."""
    seen = 0
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            seen += len(chunk)
            if seen > EXPANDED or (seen > SMALL and seen > RATIO * max(member.compress_size, 1)):
                raise _refused("文档解压后异常庞大，可能是恶意文件，没有读取。")
            yield chunk


@dataclass
class _Reader:
    """Takes the text of the paragraphs out of the main part's XML as it comes."""

    paragraphs: list[str] = field(default_factory=list)
    _parts: list[list[str]] = field(default_factory=list)  # of the paragraphs that are open, a text box's within another's
    _skipped: int = 0
    _in_text: bool = False
    _parser: Any = None

    def __post_init__(self) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        """Read on."""
        self._parser.Parse(chunk, False)

    def close(self) -> str:
        """Return the whole text."""
        self._parser.Parse(b"", True)
        return "\n".join(self.paragraphs)

    def _doctype(self, *args: object) -> None:
        raise _refused("文档的内容里声明了外部实体，可能是恶意文件，没有读取。")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.removeprefix(_W).removeprefix(_STRICT)
        if self._skipped or tag in _HIDDEN or name == f"{_COMPATIBLE}Fallback":
            self._skipped += 1
        elif tag == "p":
            self._parts.append([])
        elif tag == "t":
            self._in_text = True
        elif self._parts and tag in {"tab", "br", "cr"}:
            self._parts[-1].append("\n" if tag != "tab" else " ")
        elif self._parts and tag == "noBreakHyphen":
            self._parts[-1].append("-")

    def _end(self, name: str) -> None:
        tag = name.removeprefix(_W).removeprefix(_STRICT)
        if self._skipped:
            self._skipped -= 1
        elif tag == "t":
            self._in_text = False
        elif tag == "p" and self._parts:
            self.paragraphs.append("".join(self._parts.pop()))

    def _text(self, data: str) -> None:
        if self._in_text and self._parts and not self._skipped:
            self._parts[-1].append(data)
