"""The content tree: what a document says, apart from how it is set and where it came from.

Builders make it, renderers read it, and both know nothing else of each other. Frozen dataclasses, no Django, no
database: the frozen content of a sheet or of a published notice is this tree as JSON.

Its JSON, and the hash that binds it, are in `reports.frozen`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from reports.numbering import chinese_date

LEVELS = range(1, 5)  # 一、（一） 1. （1）

# what a table's cell says where somebody signs on paper: renderers leave room for it
SIGN_HERE = "（签字）　　　　　　　　年　　月　　日"

_BREAK = re.compile(r"[ \t]*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_WORDS = re.compile(r"[!-~]")  # only between two of these does a broken line need a space
# What can't be set, encoded or trusted: controls, invisible breaks, lone surrogates, marks that turn the reading order.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u200b\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


class ContentError(ValueError):
    """Data that isn't a content tree, or a tree that can't be: the message says which part."""


def flat(text: str) -> str:
    """One line of printable text: line breaks closed up (a space between Latin words), control characters dropped."""

    def joint(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return " " if _WORDS.match(before) and _WORDS.match(after) else ""

    return _UNPRINTABLE.sub("", _BREAK.sub(joint, text).replace("\t", " "))


def _flatten(node: object, *names: str) -> None:
    for name in names:
        object.__setattr__(node, name, flat(getattr(node, name)))


class Kind(StrEnum):
    """What a document is; the renderers' variants hang on it."""

    NOTICE = "notice"  # the public 通报
    REPORT = "report"  # the internal 整改进展情况报告
    SHEET = "sheet"  # a weekly 调度单
    FORM = "form"  # a 审批表, with blanks to be signed


class Ref(NamedTuple):
    """The record a text came from ("measure", 17): leads signed-in readers back to it, and is never printed."""

    record: str
    pk: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph with one source and one face: level 0 is body, 1 to 4 the face of that heading level."""

    text: str
    ref: Ref | None = None
    level: int = 0

    def __post_init__(self) -> None:
        _flatten(self, "text")
        if self.level and self.level not in LEVELS:
            raise ContentError(f"run: level {self.level}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a line of its own; its number ("一、", "（一）") is printed before the text."""

    level: int
    text: str
    number: str = ""
    ref: Ref | None = None

    def __post_init__(self) -> None:
        _flatten(self, "text", "number")
        if self.level not in LEVELS:
            raise ContentError(f"heading: level {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs; a first run with a level is a run-in heading, in whose face the number is set too."""

    runs: tuple[Run, ...]
    number: str = ""

    def __post_init__(self) -> None:
        _flatten(self, "number")

    @property
    def level(self) -> int:
        """The level of the run-in heading, 0 without one."""
        return self.runs[0].level if self.runs else 0


@dataclass(frozen=True, slots=True)
class ContactLine:
    """The closing paragraph with telephone and mail: the leak check passes it by, the contact rule reads it."""

    text: str

    def __post_init__(self) -> None:
        _flatten(self, "text")


@dataclass(frozen=True, slots=True)
class Signature:
    """Issuer and date at a document's end."""

    issuer: str
    day: dt.date

    def __post_init__(self) -> None:
        _flatten(self, "issuer")


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of text and figures; every row has a cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        _flatten(self, "caption")
        object.__setattr__(self, "columns", tuple(map(flat, self.columns)))
        object.__setattr__(self, "rows", tuple(tuple(map(flat, row)) for row in self.rows))
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ContentError("table: a row needs one cell for each column")


Block = Heading | Paragraph | ContactLine | Signature | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `issuer` and `subject` go to the metadata, where `cut_off` is the date (no clock).

    `issuer_mark` (发文机关标志) and `document_number` (发文字号) make the red header; without a mark there is none.
    `log_head` is the head of the change log when the tree was made; it is neither printed nor bound by the hash.
    """

    kind: Kind
    title: str
    blocks: tuple[Block, ...]
    cut_off: dt.date
    version: int = 1
    issuer: str = ""
    subject: str = ""
    issuer_mark: str = field(default="", kw_only=True)
    document_number: str = field(default="", kw_only=True)
    log_head: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        _flatten(self, "title", "issuer", "subject", "issuer_mark", "document_number")
        if isinstance(self.cut_off, dt.datetime):
            raise ContentError("document: the cut-off is a day")


def paragraph(text: str, *, number: str = "", ref: Ref | None = None, level: int = 0) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph(runs=(Run(text, ref=ref, level=level),), number=number)


def lines(block: Block) -> tuple[str, ...]:
    """The printed text of a block, one string for each line of the plain-text form; a table has one for each row."""
    match block:
        case Heading():
            return (block.number + block.text,)
        case Paragraph():
            return (block.number + "".join(run.text for run in block.runs),)
        case ContactLine():
            return (block.text,)
        case Signature():
            return tuple(filter(None, (block.issuer, chinese_date(block.day))))
        case Table():
            caption = (block.caption,) if block.caption else ()
            return (*caption, *("\t".join(row) for row in (block.columns, *block.rows)))


def refs(document: Document) -> Iterator[Ref]:
    """Every reference to a record, in reading order, repeated ones repeated."""
    for block in document.blocks:
        found = [run.ref for run in block.runs] if isinstance(block, Paragraph) else [getattr(block, "ref", None)]
        yield from (ref for ref in found if ref)
