"""The sections that only people can write, as blocks: numbered by their place, whatever number was typed before a heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.content import Block, Paragraph, Run, paragraph
from reports.numbering import label

_TYPED = re.compile(r"\s*(?:[（(]\s*[一二三四五六七八九十\d]+\s*[）)]|[一二三四五六七八九十]+、|\d+\s*[.．、](?!\d))\s*")
_ENDS = ("。", "！", "？", "：", "…", "!", "?")
_CLOSERS = "”’）》"


@dataclass(frozen=True, slots=True)
class Section:
    """A narrative section's printed text."""

    heading: str
    body: str


def narrative_blocks(sections: Sequence[Section], level: int) -> list[Block]:
    """Return the blocks of one place's sections; headings run in at `level`, numbered where there are two or more."""
    numbered = sum(bool(section.heading.strip()) for section in sections) > 1
    blocks: list[Block] = []
    place = 0
    for section in sections:
        place += bool(section.heading.strip())
        blocks += _section(section, level, label(level, place) if numbered and section.heading.strip() else "")
    return blocks


def _section(section: Section, level: int, number: str) -> list[Block]:
    """A section with a heading begins with it, in its face; each line of its body is a paragraph."""
    first, *rest = [line.strip() for line in section.body.splitlines() if line.strip()] or [""]
    heading = _TYPED.sub("", section.heading, count=1) if _TYPED.match(section.heading) else section.heading.strip()
    runs = [Run(ended(heading), level=level)] if heading else []
    runs += [Run(first)] if first else []
    return [*([Paragraph(tuple(runs), number)] if runs else []), *map(paragraph, rest)]


def ended(text: str) -> str:
    """Return `text` as a sentence: a comma or semicolon at its end becomes a full stop, and one is put where no mark stands.

    A mark inside closing quotation marks (“…要快。”) is one too.
    """
    text = text.strip().rstrip("，、；,;")
    return text if not text or text.rstrip(_CLOSERS).endswith(_ENDS) else f"{text}。"
