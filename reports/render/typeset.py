"""Breaking text into lines by the rules of official documents; pure: text and widths in, lines out.

The lines are broken here because no HTML engine at hand justifies Chinese: every line gets the letter-spacing that
makes both its edges flush. 28 characters a line: GB/T 9704-2012. Which marks begin no line and end none: GB/T 15834-2011.

A `Text` is a paragraph ready to be broken: `fill()` fills line after line, `fit()` finds the best lines for a given number.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from reports.render.html import Span

NO_START = frozenset("，。、；：？！…—”’）》〉】〕」』·％%‰℃)]},.;:?!＋～~")
NO_END = frozenset("“‘（《〈【〔「『([{＄￥$")
TIGHTEST, WIDEST = -1.0, 3.2  # points of letter-spacing at 16 pt that still look like one text
LOOSEST = 1.0  # of a line that is spread on purpose, to move what follows
LONELY = 2  # characters that are no last line: one and its mark

Width = Callable[[str, int], float]
Break = tuple[int, int]  # [start, end) of a line, in pieces

# What is never broken inside: Latin words and numbers, and the doubled marks —— and ……
_UNIT = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/@_%+\-]*[0-9A-Za-z%]|——|……|\s+|.", re.DOTALL)
_LONGEST = 20  # characters that are kept together; longer strings (addresses, keys, rows of marks) break anywhere
_KEPT = 48  # ways to break that are followed up at each line


@dataclass(frozen=True, slots=True)
class Measure:
    """A line's figures in points: its width, the first one's indent, and the spacing of a line that needn't be full."""

    width: float
    indent: float
    spacing: float

    def room(self, first: bool) -> float:
        """The width of one line."""
        return self.width - self.indent if first else self.width


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its spans and the letter-spacing in points."""

    spans: tuple[Span, ...]
    spacing: float


class Text:
    """A paragraph cut into the pieces between which a line may end; `width(char, level)` is in points."""

    def __init__(self, spans: Sequence[Span], width: Width, measure: Measure) -> None:
        self.spans, self.measure = spans, measure
        self._fits: dict[int, list[Break] | None] = {}
        self.chars = "".join(span.text for span in spans)
        advances = (width(char, span.level) for span in spans for char in span.text)
        self._sums = [0.0, *accumulate(advances)]
        self._bounds = list(_bounds(self.chars))
        self._places = [self._sums[bound] for bound in self._bounds]
        self._ends = [self._trimmed(end) for end in self._bounds]

    def fill(self) -> list[Break]:
        """Lines filled one after the other; a last one of a single character and its mark is drawn in or given company."""
        breaks = list(self._filled())
        if len(breaks) > 1 and self._count(*breaks[-1]) <= LONELY:
            return self.fit(len(breaks) - 1) or self.fit(len(breaks)) or breaks
        return breaks

    def fit(self, count: int) -> list[Break] | None:
        """The most even way to make `count` lines of it, None where they would be too tight or too loose."""
        if count not in self._fits:
            self._fits[count] = self._fitted(count)
        return self._fits[count]

    def _fitted(self, count: int) -> list[Break] | None:
        last = len(self._bounds) - 1
        ways: dict[int, tuple[float, list[Break]]] = {0: (0.0, [])}
        for number in range(1, count + 1):
            found: dict[int, tuple[float, list[Break]]] = {}
            for start, (cost, breaks) in ways.items():
                for end, more in self._ends_of(start, first=number == 1, final=number == count):
                    if end not in found or cost + more < found[end][0]:
                        found[end] = (cost + more, [*breaks, (start, end)])
            ways = dict(sorted(found.items(), key=lambda way: way[1][0])[:_KEPT])
        return ways[last][1] if last in ways else None

    def strain(self, breaks: Sequence[Break]) -> float:
        """How far the lines are from the normal spacing: the greatest distance in points, tightness counted double."""
        return max((_strain(line.spacing, self.measure.spacing) for line in self.lines(breaks)), default=0.0)

    def lines(self, breaks: Sequence[Break]) -> list[Line]:
        """The lines with their spacing; nothing is lost, blanks stand at the lines' ends."""
        out = []
        for start, end in breaks:
            normal, spacing = self.measure.spacing, self._needed(start, end, first=start == 0)
            if end == len(self._bounds) - 1:
                spacing = min(spacing, normal) if spacing >= TIGHTEST else normal
            elif not TIGHTEST <= spacing <= WIDEST:
                spacing = normal
            out.append(Line(tuple(_slice(self.spans, self._bounds[start], self._bounds[end])), spacing))
        return out

    def _filled(self) -> Iterator[Break]:
        """Start and end of each line: filled until the next piece would be squeezed in."""
        start = 0
        for piece in range(len(self._bounds) - 1):
            # a blank never begins a line: at the end of one it has no width
            blank = self.chars[self._bounds[piece]].isspace()
            if piece > start and not blank and not self._takes(start, piece):
                yield start, piece
                start = piece
        if len(self._bounds) > 1:
            yield start, len(self._bounds) - 1

    def _takes(self, start: int, piece: int) -> bool:
        """Whether the line with the piece comes nearer to the normal spacing than without; squeezing counts double."""
        normal = self.measure.spacing
        squeezed = self._needed(start, piece + 1, first=start == 0)
        if squeezed >= normal - 1e-6:
            return True
        return squeezed >= TIGHTEST and 2 * (normal - squeezed) < abs(self._needed(start, piece, first=start == 0) - normal)

    def _ends_of(self, start: int, *, first: bool, final: bool) -> Iterator[tuple[int, float]]:
        """Where a line from `start` may end, each with its cost."""
        last, normal = len(self._bounds) - 1, self.measure.spacing
        if final:
            spacing = self._needed(start, last, first=first)
            if spacing >= TIGHTEST and self._count(start, last) > LONELY:
                yield last, _strain(min(spacing, normal), normal) ** 2
            return
        nearly = self._places[start] + 0.9 * self.measure.room(first)  # what ends before would be far too loose
        for end in range(max(start + 1, bisect(self._places, nearly)), last):
            spacing = self._needed(start, end, first=first)
            if spacing < TIGHTEST:
                return
            if spacing <= LOOSEST and not self.chars[self._bounds[end]].isspace():
                yield end, _strain(spacing, normal) ** 2

    def _needed(self, start: int, end: int, *, first: bool) -> float:
        """The letter-spacing that makes the line fill its room: between the characters, not after the last."""
        begin, finish = self._bounds[start], max(self._ends[end], self._bounds[start] + 1)
        room = self.measure.room(first) - (self._sums[finish] - self._sums[begin])
        return room / max(finish - begin - 1, 1)

    def _count(self, start: int, end: int) -> int:
        return self._ends[end] - self._bounds[start]

    def _trimmed(self, end: int) -> int:
        while end > 0 and self.chars[end - 1].isspace():
            end -= 1
        return end


def broken(spans: Sequence[Span], width: Width, measure: Measure) -> list[Line]:
    """The lines of one paragraph, filled one after the other."""
    text = Text(spans, width, measure)
    return text.lines(text.fill())


def _strain(spacing: float, normal: float) -> float:
    return spacing - normal if spacing >= normal else 2 * (normal - spacing)


def _bounds(text: str) -> Iterator[int]:
    """Wherever a line may end: forbidden marks are glued to their neighbours."""
    begun = None
    for start, end in _units(text):
        glued = start and (text[start] in NO_START or text[start - 1] in NO_END)
        if begun is None or not (glued and end - begun <= _LONGEST):
            yield start
            begun = start
    yield len(text)


def _units(text: str) -> Iterator[tuple[int, int]]:
    for match in _UNIT.finditer(text):
        if match.end() - match.start() <= _LONGEST:
            yield match.span()
        else:
            yield from ((at, at + 1) for at in range(*match.span()))


def _slice(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """The spans of the characters from `start` to before `end`, cut to them."""
    at = 0
    for span in spans:
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        at += len(span.text)
        if text:
            yield span._replace(text=text)
