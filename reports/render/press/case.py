"""The typist's case: every character in the face that draws it, every line with its letter-spacing, as markup."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from itertools import groupby

from reports.render.fonts import INVISIBLE, Face, Role, drawing, level_role
from reports.render.html import Span
from reports.render.press.grid import BODY_SIZE, SPACING
from reports.render.typeset import Line

GETA = "〓"  # what a typist sets for a character that isn't in the case
AT_ONCE = 100  # lines in one element: WeasyPrint copies the rest of it at each line's end
NEARLY = 0.02  # points of letter-spacing that are no difference
FACES = {Role.BODY: "body", Role.LEVEL1: "black", Role.LEVEL2: "kai"}  # as print.css calls them within a line

Chosen = Mapping[Role, Face]


class Case:
    """Characters and lines in the chosen faces."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._drawn = cache(lambda role, char: drawing(chosen, role, char))
        self.width = cache(self._width)

    def _width(self, char: str, level: int) -> float:
        face = self._drawn(level_role(level), char)
        return (face.advance(char) if face else 1.0) * BODY_SIZE

    def printable(self, text: str, role: Role) -> str:
        """The text without what has no shape, and with a mark for what no face can draw."""
        if text.isascii():
            return text
        return "".join(char if char.isspace() or self._drawn(role, char) else GETA for char in text if char not in INVISIBLE)

    def faced(self, text: str, role: Role) -> str:
        """The text escaped, with elements around what another face than the role's draws."""
        own = self._chosen[role]
        if all(self._drawn(role, char) is own for char in set(text) if not char.isspace()):
            return escape(text)
        parts = groupby(text, lambda char: own if char.isspace() else self._drawn(role, char))
        return "".join(self._other(face, own, escape("".join(chars))) for face, chars in parts)

    def _other(self, face: Face | None, own: Face, text: str) -> str:
        """Text in the face that draws it: an element of its own unless that is the role's."""
        if face is None or face is own:
            return text
        return f'<span class="{"reserve" if face is self._chosen[Role.RESERVE] else "song"}">{text}</span>'

    def lines(self, lines: Sequence[Line], level: int = 0) -> str:
        """The lines of a paragraph whose own face is that of the level."""
        own = level_role(level)
        if len(lines) <= AT_ONCE:
            return "\n".join(self._line(line, own) for line in lines)
        parts = (lines[at : at + AT_ONCE] for at in range(0, len(lines), AT_ONCE))
        return "\n".join(f"<span>{self.lines(part, level)}</span>" for part in parts)

    def _line(self, line: Line, own: Role) -> str:
        text = "".join(self._span(span, own) for span in line.spans)
        if abs(line.spacing - SPACING) < NEARLY:
            return text
        return f'<span style="letter-spacing:{line.spacing:.3f}pt">{text}</span>'

    def _span(self, span: Span, own: Role) -> str:
        role = level_role(span.level)
        text = self.faced(span.text, role)
        return text if role is own else f'<span class="{FACES[role]}">{text}</span>'

    def plain(self, text: str, role: Role = Role.BODY) -> str:
        """The text escaped and faced, what can't be printed replaced."""
        return self.faced(self.printable(text, role), role)
