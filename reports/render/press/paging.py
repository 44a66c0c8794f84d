"""Which lines stand on which page: every full page has 22, and no heading is alone at a page's foot.

A typist who meets a heading on the last line makes a paragraph before it one line longer or shorter, by letter-spacing that
nobody sees, so that the heading moves over or gets company. So does this, on the page or on one of those before; only where no
paragraph gives way is a page short.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from reports.render.press.grid import ROWS
from reports.render.typeset import Break, Line, Text

TRIED = (-1, 1, -2, 2)  # lines by which what stands before a page's end may shrink or grow, most wanted first
BACK = 4  # pages before a bad one on which a paragraph may give way
WORST = 1.4  # points of strain, tightness counted double, that are borne to keep a page full
_MOST = 12  # paragraphs, those that give way best, that are tried in pairs


@dataclass(slots=True, eq=False)
class Stretch:
    """Some lines that follow each other: a paragraph, or what must stay together and with what follows (a heading)."""

    rows: int
    glued: bool = False  # no page ends within it or after it
    whole: bool = False  # no page ends before it or within it (issuer and date)
    text: Text | None = None  # of a paragraph, which may be set in a line more or less
    breaks: list[Break] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines as they are to be printed."""
        return self.text.lines(self.breaks) if self.text else []


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row of the document: which stretch, and which of its rows."""

    stretch: int
    row: int


@dataclass(frozen=True, slots=True)
class _Way:
    """A paragraph set anew: its lines, and how far they are from the normal spacing."""

    stretch: Stretch
    breaks: list[Break]
    strain: float


def paginate(stretches: Sequence[Stretch], rows: int = ROWS) -> int:
    """Set paragraphs tighter or looser where that keeps pages full. Returns how many pages stay short all the same."""
    starts, short = [Place(0, 0)], 0
    while (end := _end(stretches, starts[-1], rows)) is not None:
        if not _legal(stretches, end):
            back = _mend(stretches, starts, end, rows)
            if back is not None:
                del starts[len(starts) - back :]  # these pages begin elsewhere now
                continue
            end, short = _earlier(stretches, starts[-1], end), short + 1
        starts.append(end)
    return short


def _end(stretches: Sequence[Stretch], start: Place, rows: int) -> Place | None:
    """The place after a full page that begins at `start`; None where the document ends before."""
    at, row = start.stretch, start.row
    while at < len(stretches):
        left = stretches[at].rows - row
        if left > rows:
            return Place(at, row + rows)
        rows, at, row = rows - left, at + 1, 0
        if not rows and at < len(stretches):
            return Place(at, 0)
    return None


def _legal(stretches: Sequence[Stretch], end: Place) -> bool:
    """Whether a page may end before this place."""
    if end.row:
        return not (stretches[end.stretch].glued or stretches[end.stretch].whole)
    return not (stretches[end.stretch - 1].glued or stretches[end.stretch].whole)


def _mend(stretches: Sequence[Stretch], starts: Sequence[Place], end: Place, rows: int) -> int | None:
    """Set a paragraph or two anew so that the last page ends where it may, and those before it do still.

    Returns how many pages back that was, None where it can't be done.
    """
    for back in range(min(BACK, len(starts))):
        start = starts[-1 - back]
        paragraphs = [stretch for stretch in stretches[start.stretch : end.stretch] if stretch.text and not stretch.glued]
        for by in TRIED:
            found = [ways for ways in _ways(paragraphs, by) if _ends_well(stretches, start, rows, back + 1, ways)]
            if found:
                for way in min(found, key=lambda ways: max(way.strain for way in ways)):
                    way.stretch.breaks, way.stretch.rows = way.breaks, len(way.breaks)
                return back
    return None


def _ways(paragraphs: Sequence[Stretch], by: int) -> Iterator[tuple[_Way, ...]]:
    """One or two paragraphs that together get `by` lines more, set as evenly as that allows."""
    able = [way for stretch in paragraphs if (way := _set(stretch, 1 if by > 0 else -1))]
    if abs(by) > 1:
        able = sorted(able, key=lambda way: way.strain)[:_MOST]
    yield from combinations(able, abs(by))


def _set(stretch: Stretch, by: int) -> _Way | None:
    """The paragraph with `by` lines more, None where that would be seen."""
    if stretch.text is None or stretch.rows + by < 1:
        return None
    breaks = stretch.text.fit(stretch.rows + by)
    strain = stretch.text.strain(breaks) if breaks else 0
    return _Way(stretch, breaks, strain) if breaks and strain <= WORST else None


def _ends_well(stretches: Sequence[Stretch], start: Place, rows: int, pages: int, ways: Sequence[_Way]) -> bool:
    """Whether this many pages from `start` would all end where they may."""
    before = [(way.stretch, way.stretch.rows) for way in ways]
    try:
        for way in ways:
            way.stretch.rows = len(way.breaks)
        at: Place | None = start
        for _ in range(pages):
            at = _end(stretches, at, rows) if at else None
            if at and not _legal(stretches, at):
                return False
        return True
    finally:
        for stretch, count in before:
            stretch.rows = count


def _earlier(stretches: Sequence[Stretch], start: Place, end: Place) -> Place:
    """The last place before `end` at which the page may end; `end` itself where there is none."""
    at = end
    while at > Place(start.stretch, start.row + 1):
        at = Place(at.stretch, at.row - 1) if at.row else Place(at.stretch - 1, stretches[at.stretch - 1].rows - 1)
        if _legal(stretches, at):
            return at
    return end
