"""The printed page's HTML: lines broken and spaced already, what no face can draw replaced.

A paragraph is one stretch of text with its line ends in it; only a line with another spacing, and text in another face, cost an
element of their own. Elements in other faces have no height of their own (print.css), so the faces' metrics can't move a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from reports.content import Block, ContactLine, Document, Heading, Paragraph, Signature, Table
from reports.numbering import chinese_date
from reports.render import html
from reports.render.fonts import Role, level_role
from reports.render.press.case import Case, Chosen
from reports.render.press.grid import ISSUER_CAPACITY, MEASURE, MM, PITCH, TITLE_CAPACITY, WIDTH
from reports.render.press.paging import Stretch, paginate
from reports.render.press.titles import title_lines
from reports.render.typeset import Text

# of the red header: 35 mm, then below the mark two empty lines, the number, 4 mm, the rule (2 pt), two empty lines
RED_HEIGHT = 35 * MM + 3 * PITCH + 4 * MM + 2 + 2 * PITCH
MARK_SIZE = 46.0  # points, at most
# where the watermark's words begin, in mm from the page's corner
TILES = [(x, y) for y in (75, 150, 225, 285) for x in (18, 112)]


@dataclass(frozen=True, slots=True)
class Printed:
    """The markup of the body, and how many pages are short since no heading may stand alone at their foot."""

    markup: str
    short_pages: int


def body(document: Document, chosen: Chosen, watermark: str = "") -> Printed:
    """The blocks as elements of <body>, one after the other; first the head with mark and number, and the title."""
    press = _Press(chosen)
    title = title_lines(press.printable(document.title, Role.TITLE), TITLE_CAPACITY) if document.title else []
    head = press.head(document)
    stretches = [press.stretch(block) for block in document.blocks]
    before = _table_at(document.blocks)
    opening = [Stretch(rows=head.rows + len(title) + 1, glued=True)] if title or head.rows else []
    short = paginate([*opening, *stretches[:before]])
    rank = _Ranks(1 if document.title else 0)
    heading = f"<h1>{press.faced(chr(10).join(title), Role.TITLE)}</h1>" if title else ""
    blocks = (press.block(block, stretch, rank) for block, stretch in zip(document.blocks, stretches, strict=True))
    mark = press.watermark(watermark) if watermark else ""
    return Printed("\n".join([mark, head.markup, heading, *blocks]), short)


@dataclass(frozen=True, slots=True)
class _Head:
    """The red head: its markup, and how many rows it takes."""

    markup: str = ""
    rows: int = 0


class _Ranks:
    """The element of each heading: no level is skipped on the way down, whatever the document does."""

    def __init__(self, title: int) -> None:
        self._last = self._title = title

    def of(self, level: int) -> int:
        """The rank of the next heading."""
        self._last = min(level + self._title, self._last + 1)
        return self._last


class _Press(Case):
    """Sets one document in the chosen faces."""

    def stretch(self, block: Block) -> Stretch:
        """The lines of a block, as they come; a table has none."""
        match block:
            case Heading() | Paragraph() | ContactLine():
                spans = [span._replace(text=self.printable(span.text, level_role(span.level))) for span in html.spans(block)]
                text = Text(spans, self.width, MEASURE)
                breaks = text.fill()
                return Stretch(max(len(breaks), 1), glued=isinstance(block, Heading), text=text, breaks=breaks)
            case Signature():
                return Stretch(2 + len(_issuer(block)), whole=True)  # an empty one before, the date after
        return Stretch(0)

    def block(self, block: Block, stretch: Stretch, ranks: _Ranks) -> str:
        """One block as an element."""
        match block:
            case Heading():
                rank = ranks.of(block.level)
                lines = self.lines(stretch.lines, level=block.level)
                return f'<h{rank} class="heading level-{block.level}">{lines}</h{rank}>'
            case Paragraph():
                return f"<p{_lead(block)}>{self.lines(stretch.lines)}</p>"
            case ContactLine():
                return f"<p>{self.lines(stretch.lines)}</p>"
            case Signature():
                return self._signature(block)
            case Table():
                return self._table(block)

    def head(self, document: Document) -> _Head:
        """The red header: mark, number, rule."""
        if not document.issuer_mark:
            return _Head()
        size = min(MARK_SIZE, WIDTH / len(document.issuer_mark))
        mark = f'<p class="mark" style="font-size:{size:.2f}pt">{self.plain(document.issuer_mark, Role.TITLE)}</p>'
        number = f'<p class="number">{self.plain(document.document_number)}</p>'
        rows = ceil((RED_HEIGHT + size) / PITCH)  # whole ones, so that the lines below keep to theirs
        return _Head(f'<div class="red-head" style="height:{rows * PITCH:.2f}pt">{mark}{number}</div>', rows)

    def watermark(self, text: str) -> str:
        """The words that slant over every page, a few times."""
        words = self.plain(text, Role.LEVEL1)
        tiles = (f'<span class="tile" style="transform:translate({x}mm,{y}mm) rotate(-30deg)">{words}</span>' for x, y in TILES)
        return f'<div class="watermark">{"".join(tiles)}</div>'

    def _signature(self, block: Signature) -> str:
        lines = "<br>".join(map(self.plain, _issuer(block)))
        issuer = f'<span class="issuer">{lines}</span><br>' if lines else ""
        return f'<p class="signature"><span class="signed">{issuer}<span class="day">{chinese_date(block.day)}</span></span></p>'

    def _table(self, block: Table) -> str:
        # no <caption>: it would stay behind at a page's foot
        caption = f'<p class="caption">{self.plain(block.caption, Role.LEVEL1)}</p>' if block.caption else ""
        head = "".join(f'<th scope="col">{self.plain(column, Role.SONG)}</th>' for column in block.columns)
        rows = "".join(f"<tr>{''.join(map(self._cell, row))}</tr>" for row in block.rows)
        return f"{caption}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _cell(self, text: str) -> str:
        return f"<td{html.cell_class(text)}>{self.plain(text, Role.SONG)}</td>"


def _lead(block: Paragraph) -> str:
    """A run-in heading makes its paragraph findable: the label is what bookmarks show."""
    if not block.level:
        return ""
    return f' class="run-in-{block.level}" data-label="{escape(block.number + block.runs[0].text)}"'


def _issuer(block: Signature) -> list[str]:
    """The issuer's lines: one, but for a name that is too long for it."""
    return title_lines(block.issuer, ISSUER_CAPACITY) if block.issuer else []


def _table_at(blocks: Sequence[Block]) -> int:
    """The place of the first table: beyond it rows are of other heights, and the pages are left to the style's rules."""
    return next((place for place, block in enumerate(blocks) if isinstance(block, Table)), len(blocks))
