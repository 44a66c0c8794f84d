"""Breaking text into lines by the rules of official documents; pure: text and widths in, lines out.

The lines are broken here because no HTML engine at hand justifies Chinese: every line gets the letter-spacing that
makes both its edges flush. 28 characters a line: GB/T 9704-2012. Which marks begin no line and end none: GB/T 15834-2011.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.render.html import Span

NO_START = frozenset("，。、；：？！…—”’）》〉】〕」』·％%‰℃)]},.;:?!＋～~")
NO_END = frozenset("“‘（《〈【〔「『([{＄￥$")
TIGHTEST, WIDEST = -1.0, 3.2  # points of letter-spacing at 16 pt that still look like one text

Width = Callable[[str, int], float]

# What is never broken inside: Latin words and numbers, and the doubled marks —— and ……
_UNIT = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/@_%+\-]*[0-9A-Za-z%]|——|……|\s+|.", re.DOTALL)
_LONGEST = 20  # characters that are kept together; longer strings (addresses, keys, rows of marks) break anywhere


@dataclass(frozen=True, slots=True)
class Measure:
    """A line's figures in points: its width, the first one's indent, and the spacing of a line that needn't be full."""

    width: float
    indent: float
    spacing: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its spans and the letter-spacing in points."""

    spans: tuple[Span, ...]
    spacing: float


@dataclass(slots=True)
class _Piece:
    """A stretch that stays in one line: [start, end) of the characters, and its width without letter-spacing."""

    start: int
    end: int
    width: float
    blank: bool


def broken(spans: Sequence[Span], width: Width, measure: Measure) -> list[Line]:
    """The lines of one paragraph; `width(char, level)` is in points. Nothing is lost but blanks at the lines' ends."""
    chars = [(char, number) for number, span in enumerate(spans) for char in span.text]
    text = "".join(char for char, _ in chars)
    advances = [width(char, spans[number].level) for char, number in chars]
    lines: list[Line] = []
    for start, end, last in _ranges(_pieces(text, advances), measure):
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        full = measure.width - (0 if lines else measure.indent)
        spacing = _spacing(full, sum(advances[start:end]), end - start, measure.spacing)
        lines.append(Line(_slice(spans, chars[start:end]), min(spacing, measure.spacing) if last else spacing))
    return lines


def title_lines(title: str, capacity: int) -> list[str]:
    """A title broken by meaning: before 关于 where both parts fit, else evenly, never at a forbidden mark."""
    if len(title) <= capacity:
        return [title]
    at = title.find("关于", 1)
    if 0 < at <= capacity and len(title) - at <= capacity:
        return [title[:at], title[at:]]
    count = -(-len(title) // capacity)
    cut = -(-len(title) // count)
    while cut > 1 and (title[cut] in NO_START or title[cut - 1] in NO_END or title[cut] == "的"):
        cut -= 1
    return [title[:cut], *title_lines(title[cut:], capacity)]


def _pieces(text: str, advances: Sequence[float]) -> list[_Piece]:
    """The text cut wherever a line may end: forbidden marks are glued to their neighbours."""
    pieces: list[_Piece] = []
    for start, end in _units(text):
        piece = _Piece(start, end, sum(advances[start:end]), blank=text[start].isspace())
        glued = text[start] in NO_START or text[start - 1] in NO_END
        if pieces and glued and end - pieces[-1].start <= _LONGEST:
            pieces[-1].end, pieces[-1].width = end, pieces[-1].width + piece.width
        else:
            pieces.append(piece)
    return pieces


def _units(text: str) -> Iterator[tuple[int, int]]:
    for match in _UNIT.finditer(text):
        if match.end() - match.start() <= _LONGEST:
            yield match.span()
        else:
            yield from ((at, at + 1) for at in range(*match.span()))


def _ranges(pieces: Sequence[_Piece], measure: Measure) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether it is the last, for each line: filled until the next piece would be squeezed in."""
    room, line = measure.width - measure.indent, list[_Piece]()
    for piece in pieces:
        # a blank never begins a line: at the end of one it is dropped
        if line and not piece.blank and not _fits(line, piece, room, measure.spacing):
            yield line[0].start, line[-1].end, False
            room, line = measure.width, []
        line.append(piece)
    if line:
        yield line[0].start, line[-1].end, True


def _fits(line: Sequence[_Piece], piece: _Piece, room: float, spacing: float) -> bool:
    """Whether the line with the piece comes nearer to the normal spacing than without; squeezing counts double."""
    without, count = sum(part.width for part in line), line[-1].end - line[0].start
    squeezed = _needed(room, without + piece.width, piece.end - line[0].start)
    if squeezed >= spacing - 1e-6:
        return True
    return squeezed >= TIGHTEST and 2 * (spacing - squeezed) < abs(_needed(room, without, count) - spacing)


def _needed(room: float, width: float, count: int) -> float:
    """The letter-spacing that makes `count` characters fill the room: between them, not after the last."""
    return (room - width) / max(count - 1, 1)


def _spacing(room: float, width: float, count: int, normal: float) -> float:
    spacing = _needed(room, width, count)
    return spacing if TIGHTEST <= spacing <= WIDEST else normal


def _slice(spans: Sequence[Span], chars: Sequence[tuple[str, int]]) -> tuple[Span, ...]:
    """The spans that these characters come from, cut to them."""
    texts: dict[int, str] = {}
    for char, number in chars:
        texts[number] = texts.get(number, "") + char
    return tuple(spans[number]._replace(text=text) for number, text in texts.items())
