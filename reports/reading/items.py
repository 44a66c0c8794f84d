"""What one line of the rectification says it is about: a key problem, a manifestation, a follow-on item, a deep task.

The words differ from unit to unit; what they have in common is a title (in quotation marks as a rule) and the word 问题.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from reports.reading.quotes import OPENING, raised, take


class About(StrEnum):
    """What a line is about; whether a PROBLEM is a key problem or a manifestation, its depth says."""

    ASPECT = "aspect"
    PROBLEM = "problem"
    FOLLOW_ON = "follow_on"
    DEEP_TASK = "deep_task"


@dataclass(frozen=True, slots=True)
class Item:
    """A line that begins something: its title (empty: withheld), the clauses it quotes, and the text that follows at once."""

    about: About
    title: str
    clauses: tuple[str, ...] = ()
    rest: str = ""


_QUOTE = f"[{OPENING}]"
_BEGIN = re.compile(r"(?:(?:聚焦|对照|反馈指出)的?)?(?:关于|针对|对于|对|聚焦|在)?\s*")
_FOLLOW_ON = re.compile(rf"(?:针对|关于)?{_QUOTE}?举一反三[”\"＂」]?(?:查[摆找]的?)?(?:整改)?(?:事项|问题|任务|内容)?(?:中的?)?")
_DEEP = re.compile(rf"(?:针对|关于)?(?:{_QUOTE}[^”\"＂」]{{1,24}}[”\"＂」])?深度整改任务(?:中的?)?")
_WITHHELD = re.compile(r"(?:针对|关于)(?:上述|以上|前述|该|此|这些)[^，。：“]{0,6}问题")
_AFTER_TITLE = re.compile(r"(?:方面)?(?:的|存在的)?(?:突出)?问题|[的]?整改|方面|[和及与、，。：:“\"]|\s*$")
_AFTER_CLAUSE = re.compile(r"的?(?:整改)?(?:意见|建议)|[和及与、“\"，。]|\s*$")
_ASPECT = re.compile(r"(?:等)?方面(?:存在的?问题|的?问题)?(?:的?整改(?:落实|进展|完成)?(?:情况)?)?[。：:]?\s*$")
_PROBLEM = re.compile(r"(?:方面)?(?:的|存在的|反映出的)?(?:突出)?问题")
_AND = re.compile(r"\s*[和及与、]?\s*")
_OPINION = re.compile(r"(?:的)?(?:整改)?(?:意见|建议)")
_TAIL = re.compile(
    r"(?:的)?(?:整改(?:落实|进展|完成)?(?:情况|工作|措施)?)?"
    r"(?:[，,、]?[^，。：:；]{0,12}?(?:进行|开展|采取|作出|落实|制定)(?:了)?(?:如下|以下)(?:几方面|各项)?(?:整改)?(?:措施|工作|整改)?)?"
    r"\s*(?:[。：:；，,]|$)\s*"
)
_STRICT_TAIL = re.compile(
    r"(?:的?整改(?:落实|进展|完成)?(?:情况)?[。：:]?$|[。：:]?$|[，,][^，。：:；]{0,12}?(?:进行|开展|采取|作出)了?(?:如下|以下))"
)
_PLAIN = re.compile(r"(?:关于|针对)([^“”\"＂「」。！？；，：:]{2,100}?)(?:方面)?(?:的|存在的)?问题")
_PLAIN_ASPECT = re.compile(
    r"(?:在|聚焦|关于)([^“”\"＂「」。！？；，：:]{2,60}?)方面(?:存在的?问题|的?问题)?(?:的?整改(?:落实)?情况)?[。：:]?$"
)


def item_in(text: str) -> Item | None:
    """Return what a line (its number left out) begins, None where it is a line of text."""
    if match := _WITHHELD.match(text):
        return Item(About.PROBLEM, "", rest=_rest(text, match.end()))
    for about, pattern in ((About.FOLLOW_ON, _FOLLOW_ON), (About.DEEP_TASK, _DEEP)):
        if (match := pattern.match(text)) and (item := _named(about, text, match.end())):
            return item
    return _quoted(text) or _plain(text)


def _rest(text: str, start: int) -> str:
    match = _TAIL.match(text, start)
    return (text[match.end() :] if match else text[start:]).strip()


def _named(about: About, text: str, start: int) -> Item | None:
    """A follow-on item or a deep task: its title in quotation marks, or withheld where 进行了以下整改 comes at once."""
    taken = _title(text, start)
    if taken is None:
        return Item(about, "", rest=_rest(text, start)) if _STRICT_TAIL.match(text, start) else None
    title, end = taken
    closed = _PROBLEM.match(text, end)
    return Item(about, title, rest=_rest(text, closed.end() if closed else end))


def _title(text: str, start: int) -> tuple[str, int] | None:
    """Take the title that begins at `start`, and where it ends; several in a row are one title, with their marks."""
    taken = take(text, start, _AFTER_TITLE)
    if taken is None:
        return None
    title, end = taken
    first = end
    while more := take(text, end, _AFTER_TITLE):
        end = more[1]
    return raised(title if end == first else text[start:end]), end


def _quoted(text: str) -> Item | None:
    begin = _BEGIN.match(text)
    start = begin.end() if begin else 0
    taken = _title(text, start)
    if taken is None:
        return None
    title, end = taken
    if _ASPECT.match(text, end):
        return Item(About.ASPECT, title)
    closed = _PROBLEM.match(text, end)
    if closed is None:
        return None
    clauses, end = _clauses(text, closed.end())
    return Item(About.PROBLEM, title, clauses, _rest(text, end))


def _clauses(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """Read 和“…”“…”整改意见 behind a title."""
    found, at = [], start
    while (joint := _AND.match(text, at)) and (taken := take(text, joint.end(), _AFTER_CLAUSE)):
        found.append(raised(taken[0]))
        at = taken[1]
        if opinion := _OPINION.match(text, at):
            at = opinion.end()
    return (tuple(filter(None, found)), at) if found else ((), start)


def _plain(text: str) -> Item | None:
    """A title without quotation marks: only where the line says nothing else, or goes on as such headings do."""
    if match := _PLAIN_ASPECT.match(text):
        return Item(About.ASPECT, match[1])
    match = _PLAIN.match(text)
    if match is None or not _STRICT_TAIL.match(text, match.end()):
        return None
    return Item(About.PROBLEM, match[1], rest=_rest(text, match.end()))
