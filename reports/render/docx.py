"""The content tree as DOCX, in the layout of official documents (GB/T 9704-2012), to be read and worked on in Word.

Every look is a style; the page and the styles are in the folder word/. What is printed is all there is: no references, no
head of the change log, no names of editors. The same tree gives the same bytes: dates come from the cut-off.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from reports.content import Block, ContactLine, Document, Heading, Paragraph, Signature, Table
from reports.frozen import tree_hash
from reports.numbering import chinese_date
from reports.render import embedding, opc, text
from reports.render.fonts import Face, Role
from reports.render.html import Span, spans
from reports.render.press.titles import title_lines

TYPE_WIDTH, TITLE_SIZE, MARK_SIZE = 442.2, 22.0, 48.0  # points
ADVANCE, PITCH = TYPE_WIDTH / 28, 28.95  # from one character to the next, from one line to the next
TWIPS = 20  # of a point


def render(document: Document, chosen: Mapping[Role, Face] | None = None) -> bytes:
    """The .docx file; its text is that of the plain-text form. With `chosen` the faces go in, as far as their rights let them.

    FontError where a face's file can't be used.
    """
    word = opc.blank(embedding.parts(document, chosen) if chosen else {})
    writer = _Writer(word)
    writer.head(document)
    for number, block in enumerate(document.blocks):
        following = document.blocks[number + 1 : number + 2]
        writer.block(block, keep=any(isinstance(after, Signature) for after in following))
    _describe(word, document)
    return opc.packed(word)


class _Writer:
    """Adds paragraphs to the end of a document's body. Styles are named by their ids in word/styles.xml."""

    def __init__(self, word: WordDocument) -> None:
        self.body: Any = word.element.body

    def head(self, document: Document) -> None:
        """Red header, where there is one, and title."""
        mark, number = text.red_head(document)
        if mark:
            run = _run(self._paragraph("Mark"), mark)  # in one line, widths rounded up by whoever shows it
            run.get_or_add_rPr().sz_val = Pt(int(min(MARK_SIZE, 0.97 * TYPE_WIDTH / len(mark))))
        if number:
            _run(self._paragraph("DocumentNumber"), number)
        if document.title:
            lines = title_lines(document.title, int(TYPE_WIDTH / TITLE_SIZE))
            _run(self._paragraph("Title"), "\n".join(lines))

    def block(self, block: Block, *, keep: bool) -> None:
        """One block; `keep` holds its last lines on the page of what follows."""
        match block:
            case Heading():
                self._line(f"Level{block.level}", [Span(block.number + block.text)], keep=keep)
            case Paragraph():
                self._line("", spans(block), keep=keep)
            case ContactLine():
                self._line("Contact", spans(block), keep=keep)
            case Signature():
                self._signature(block)
            case Table():
                self._table(block, keep=keep)

    def _paragraph(self, style: str, *, keep: bool = False) -> Any:
        added = self.body.add_p()
        if style:
            added.style = style
        if keep:
            added.get_or_add_pPr().keepNext_val = True
        return added

    def _line(self, style: str, parts: Sequence[Span], *, keep: bool) -> None:
        added = self._paragraph(style, keep=keep)
        for span in parts:
            _run(added, span.text, f"RunIn{span.level}" if span.level else "")

    def _signature(self, block: Signature) -> None:
        """Issuer and date, a line below the text: the longer ends two characters in, the date begins two after the issuer."""
        date = chinese_date(block.day)
        shift = 2 * ADVANCE if block.issuer else 0.0
        start = max(TYPE_WIDTH - 2 * ADVANCE - max(_width(block.issuer), shift + _width(date)), 0.0)
        found = [(words, indent) for words, indent in ((block.issuer, start), (date, start + shift)) if words]
        for place, (words, indent) in enumerate(found):
            added = self._paragraph("Signed", keep=place + 1 < len(found))
            properties = added.get_or_add_pPr()
            properties.ind_left = Pt(indent)
            if not place:
                properties.spacing_before = Pt(PITCH)
            _run(added, words)

    def _table(self, block: Table, *, keep: bool) -> None:
        """A table over the whole width, its first row on every page; an empty half line keeps it from what follows."""
        if block.caption:
            self._line("Caption", [Span(block.caption)], keep=False)
        table = OxmlElement("w:tbl")
        self.body.insert_element_before(table, "w:sectPr")
        table.extend([_table_properties(block.caption), _grid(len(block.columns))])
        table.extend(_row(row, head=not place) for place, row in enumerate((block.columns, *block.rows)))
        self._paragraph("AfterTable", keep=keep)


def _run(paragraph: Any, words: str, style: str = "") -> Any:
    """A run of East Asian text: quotation marks and dashes take a full width, as Chinese ones do."""
    run = paragraph.add_r()
    if style:
        run.style = style
    run.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    run.text = words
    return run


def _width(words: str) -> float:
    """How wide a line is in points: Latin letters and digits are half a character."""
    return sum(ADVANCE / 2 if char.isascii() else ADVANCE for char in words)


def _table_properties(caption: str) -> Any:
    described = {
        "w:tblStyle": {"w:val": "TableGrid"},
        "w:tblW": {"w:w": "5000", "w:type": "pct"},
        "w:tblLook": {"w:firstRow": "1"},
    }
    if caption:
        described["w:tblCaption"] = {"w:val": caption}  # what screen readers say
    properties = OxmlElement("w:tblPr")
    properties.extend(OxmlElement(name, {qn(key): value for key, value in values.items()}) for name, values in described.items())
    return properties


def _grid(columns: int) -> Any:
    grid = OxmlElement("w:tblGrid")
    width = str(int(TYPE_WIDTH * TWIPS / columns))
    grid.extend(OxmlElement("w:gridCol", {qn("w:w"): width}) for _ in range(columns))
    return grid


def _row(cells: Sequence[str], *, head: bool) -> Any:
    row: Any = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.extend(OxmlElement(name) for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])))
    row.append(properties)
    row.extend(_cells(cells, head=head))
    return row


def _cells(cells: Sequence[str], *, head: bool) -> Iterator[Any]:
    for words in cells:
        cell: Any = OxmlElement("w:tc")
        paragraph: Any = OxmlElement("w:p")
        paragraph.style = "TableFigure" if head or (words.isascii() and words.isdigit()) else "TableText"
        _run(paragraph, words)
        cell.append(paragraph)
        yield cell


def _describe(word: WordDocument, document: Document) -> None:
    """What the file says of itself: whose it is, of which day, and by which hash of its content it can be checked."""
    core = word.core_properties
    core.title, core.subject, core.author = (words[:255] for words in (document.title, document.subject, document.issuer))
    core.created = core.modified = dt.datetime.combine(document.cut_off, dt.time())  # written as UTC
    core.identifier = f"sha256:{tree_hash(document)}"
    core.version, core.language, core.revision = str(document.version), "zh-CN", 1
