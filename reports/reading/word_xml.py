"""Reading one part of a Word document as it comes: names without their name space, and no document type declaration."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from rectify.errors import Refused

_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
# what isn't there any more, is said twice, or isn't text
HIDDEN = {"del", "moveFrom", "instrText", "delText", "delInstrText", "pPrChange", "rPrChange", "numberingChange"}
Attributes = dict[str, str]


def walk(
    chunks: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda data: None,
) -> None:
    """Call `start`, `end` and `text` for what stands in a part, in order; what is hidden is passed by.

    Expat resolves nothing from outside. It is stopped at the first document type declaration: a Word document has none, and
    without one there are no entities.
    """
    skipped = 0

    def begun(name: str, attributes: Attributes) -> None:
        nonlocal skipped
        if skipped or short(name) in HIDDEN or name == _FALLBACK:
            skipped += 1
        else:
            start(short(name), {short(key): value for key, value in attributes.items()})

    def ended(name: str) -> None:
        nonlocal skipped
        if skipped:
            skipped -= 1
        else:
            end(short(name))

    parser: Any = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _doctype
    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.CharacterDataHandler = lambda data: None if skipped else text(data)
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def short(name: str) -> str:
    """Return a name of the word processor's own name space without it; others stay whole."""
    for space in _SPACES:
        name = name.removeprefix(space)
    return name


def _doctype(*args: object) -> None:
    raise Refused("文档的内容里声明了外部实体，可能是恶意文件，没有读取。", field="file")
