"""The numbers that a Word document puts before its paragraphs by itself (一、 （一） 1.), as the text that a reader sees."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rectify.numerals import chinese, circled
from reports.reading.word_xml import Attributes, walk

_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "taiwaneseCountingThousand",
)
_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, chinese),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "bullet": lambda number: "",
    "none": lambda number: "",
}
DEPTH = 9  # levels that a list may have


@dataclass
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Numbers:
    """The lists of a document, and how far each has been counted."""

    lists: dict[str, str] = field(default_factory=dict)  # a list's number → its definition
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by definition
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # a paragraph style's list and level
    _counted: dict[str, dict[int, int]] = field(default_factory=dict)
    _at: tuple[str, int] = ("", 0)

    def define(self, chunks: Iterable[bytes]) -> None:
        """Read the part that defines the lists."""
        walk(chunks, self._definition)

    def _definition(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._at = (attributes.get("abstractNumId", ""), 0)
        elif name == "lvl":
            self._at = (self._at[0], level_of(attributes.get("ilvl", "")))
        elif name == "num":
            self._at = (attributes.get("numId", ""), -1)
        elif name == "abstractNumId":
            self.lists[self._at[0]] = value
        elif self._at[1] >= 0 and name in {"numFmt", "lvlText", "start"}:
            level = self.levels.setdefault(self._at[0], {}).setdefault(self._at[1], _Level())
            if name == "start":
                level.start = int(value) if value.isdecimal() and len(value) < 5 else 1
            elif name == "numFmt":
                level.form = value
            else:
                level.text = value

    def style(self, chunks: Iterable[bytes]) -> None:
        """Read the part that defines the styles."""
        walk(chunks, self._style)

    def _style(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._at = (attributes.get("styleId", ""), 0)
        elif name == "ilvl":
            self._at = (self._at[0], level_of(value))
        elif name == "numId":
            self.styles[self._at[0]] = (value, self._at[1])

    def label(self, number: str, depth: int) -> str:
        """Count a paragraph of a list's level and return its number as it is printed; nothing where there is no such list."""
        definition = self.lists.get(number)
        levels = self.levels.get(definition or "", {})
        if definition is None or depth not in levels:
            return ""
        counted = self._counted.setdefault(definition, {})
        counted[depth] = counted.get(depth, levels[depth].start - 1) + 1
        for deeper in [other for other in counted if other > depth]:
            del counted[deeper]
        text = levels[depth].text if levels[depth].form not in {"bullet", "none"} else ""
        for place in range(depth + 1):
            level = levels.get(place, _Level())
            text = text.replace(f"%{place + 1}", _FORMATS.get(level.form, str)(counted.get(place, level.start)))
        return text


def level_of(value: str) -> int:
    """Return a level of a list, the first where none is said."""
    return min(int(value), DEPTH - 1) if value.isdecimal() and len(value) < 3 else 0
