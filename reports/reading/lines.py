"""A text as numbered lines, and the number a line begins with: 一、 （一） 1. （1）."""

import re
from typing import NamedTuple

from reports.reading.model import Line

DIGITS = "零一二三四五六七八九"
NUMERAL = "[一二三四五六七八九十百零〇两]"
_MARKS = {
    1: re.compile(rf"({NUMERAL}{{1,4}})、\s*"),
    2: re.compile(rf"[（(]\s*({NUMERAL}{{1,4}})\s*[）)]、?\s*"),
    3: re.compile(r"(\d{1,3})\s*[.．、](?!\d)\s*"),
    4: re.compile(r"[（(]\s*(\d{1,3})\s*[）)]、?\s*"),
}
_SENTENCE = re.compile("[。！？!?；]")
HEADING_LIMIT = 60  # characters of a heading that stands on a line of its own


class Mark(NamedTuple):
    """The number before a line's text: the level whose form it has, the number, and the text behind it."""

    level: int
    number: int
    rest: str


def lines_of(text: str) -> list[Line]:
    """Return the lines that aren't blank. Only what every editor counts as a new line is one: not U+2028, not a form feed."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    stripped = ((number, row.strip().strip("\ufeff").strip()) for number, row in enumerate(rows, start=1))
    return [Line(number, row) for number, row in stripped if row]


def mark_of(text: str) -> Mark | None:
    """Return the number that `text` begins with, None where it begins with none."""
    for level, pattern in _MARKS.items():
        if match := pattern.match(text):
            return Mark(level, whole(match[1]), text[match.end() :])
    return None


def stands_alone(text: str) -> bool:
    """Tell whether a text may be a heading on a line of its own: short, and no sentence."""
    return bool(text) and len(text) <= HEADING_LIMIT and not _SENTENCE.search(text)


def whole(word: str) -> int:
    """Return the number that 十四 or 14 says; 0 where a numeral says none."""
    if word.isdecimal():
        return int(word)
    total = digit = 0
    for char in word.replace("〇", "零").replace("两", "二"):
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = DIGITS.find(char)
    return total + max(digit, 0)
