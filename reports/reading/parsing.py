"""A text → what it says: the one entrance of the pure part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rectify.errors import Refused
from reports.reading.edges import parted
from reports.reading.items import About, item_in
from reports.reading.lines import lines_of, mark_of, stands_alone
from reports.reading.model import Line, ParsedNotice, Place, Section
from reports.reading.narrative import sections_of
from reports.reading.stated import stated_in
from reports.reading.structure import Roles, Structure, begins, roles_in

NO_STRUCTURE = "没有读出通报的结构：既没有“一、”这样的标题，也没有“关于……问题”“针对……问题”这样的条目。请检查选的文件是否正确。"
_FIGURES = re.compile(r"[\d一二三四五六七八九十两百][个条项种]")
_NEXT = re.compile("下一?步|今后|打算|努力方向|继续|持续|巩固")
_REMAINING = re.compile("存在的?.{0,6}(?:问题|不足|差距|困难)|主要问题和不足|差距")
_FEEDBACK = re.compile("整改事项|整改落实|整改(?:进展|完成)?情况|问题的?整改|反馈(?:意见|问题)")


@dataclass
class _Part:
    """A section of level 1: its heading (None before the first), and its lines."""

    heading: Line | None
    lines: list[Line] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.heading.text if self.heading else ""


def parse(text: str) -> ParsedNotice:
    """Read a notice; raise Refused where it has no structure at all."""
    title, lines, ending = parted(lines_of(text))
    parts = _parts(lines)
    works = [at for at, part in enumerate(parts) if _rectifies(part)]
    works = works or [at for at, part in enumerate(parts) if part.heading and _FEEDBACK.search(part.title)][:1]
    if not works and len(parts) == 1:
        raise Refused(NO_STRUCTURE, field="text")
    opening, before, work, after, odd = _sorted(parts, works)
    structure = Structure(roles_in([line for part in work for line in part.lines]))
    for part in work:
        structure.read(part.lines)
    totals = [line for line in structure.intro if _FIGURES.search(line.text)]
    early = sorted([*(line for line in structure.intro if line not in totals), *structure.lost], key=lambda line: line.number)
    everything = "\n".join(line.text for line in (*opening, *before))
    return ParsedNotice(
        title=title,
        opening="\n".join(line.text for line in opening),
        narrative={Place.OVERVIEW: sections_of(before), **{place: sections_of(found) for place, found in after.items()}},
        aspects=tuple(structure.aspects),
        problems=tuple(problem.done() for problem in structure.problems),
        deep_tasks=tuple(task.done() for task in structure.deep_tasks),
        stated=stated_in("\n".join(line.text for line in totals), everything),
        ending=ending,
        unplaced=(*early, *odd),
        late=len(odd),
    )


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """Cut at the headings of level 1; the part before the first has none."""
    parts = [_Part(None)]
    for line in lines:
        mark = mark_of(line.text)
        if mark and mark.level == 1 and stands_alone(mark.rest) and item_in(mark.rest) is None:
            parts.append(_Part(line))
        else:
            parts[-1].lines.append(line)
    return parts


def _rectifies(part: _Part) -> bool:
    """Tell whether a part goes through problems one by one."""
    if part.heading and _NEXT.search(part.title) and _REMAINING.search(part.title):
        return False
    found = [item for line in part.lines if (item := begins(line, Roles(None, None))[1])]
    return any(item.about in (About.PROBLEM, About.DEEP_TASK, About.FOLLOW_ON) for item in found)


def _sorted(
    parts: list[_Part], works: list[int]
) -> tuple[list[Line], list[Line], list[_Part], dict[Place, list[Line]], list[Line]]:
    """Return opening, overview, the parts with problems, what remains and comes next, and the lines of no known place.

    `works` are the places of the parts that go through problems; what comes before the first is overview.
    """
    opening, before, work, odd = list[Line](), list[Line](), list[_Part](), list[Line]()
    after: dict[Place, list[Line]] = {Place.REMAINING: [], Place.NEXT: []}
    for at, part in enumerate(parts):
        if part.heading is None:
            cut = next((n for n, line in enumerate(part.lines) if begins(line, Roles(None, None))[1]), 0) if at in works else None
            opening = part.lines[:cut]
            work += [_Part(None, part.lines[cut:])] if at in works else []
        elif at in works:
            work.append(part)
        elif at < works[0] if works else not (before and _ends(part)):
            # a second heading before the problems has no place of its own: it stays as a paragraph
            before += [*([part.heading] if before else []), *part.lines]
        else:
            odd += _closing_part(part, after)
    return opening, before, work, after, odd


def _ends(part: _Part) -> bool:
    return bool(_REMAINING.search(part.title) or _NEXT.search(part.title))


def _closing_part(part: _Part, after: dict[Place, list[Line]]) -> list[Line]:
    """Put what remains and what comes next in its place; return the lines that have none."""
    remaining, upcoming = bool(_REMAINING.search(part.title)), bool(_NEXT.search(part.title))
    if not (remaining or upcoming):
        return [*([part.heading] if part.heading else []), *part.lines]
    place = Place.REMAINING if remaining else Place.NEXT
    for line in part.lines:
        mark = mark_of(line.text)
        if remaining and upcoming and mark and mark.level == 2 and stands_alone(mark.rest):
            place = Place.NEXT if _NEXT.search(mark.rest) else Place.REMAINING
        else:
            after[place].append(line)
    return []


def unplaced_section(lines: Sequence[Line]) -> Section:
    """Return lines of no known place as a narrative section, so that they stay in the round as text."""
    return Section("", "\n".join(line.text for line in lines))
