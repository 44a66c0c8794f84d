"""Narrative sections out of lines: numbered headings that run in, and paragraphs as they stand."""

import re
from collections.abc import Sequence

from reports.reading.lines import mark_of
from reports.reading.model import Line, Section

_SENTENCE = re.compile("[。！？]")
LIMIT = 200  # characters of a heading, as the ledger keeps it


def sections_of(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Return the sections of one place.

    Headings are the lines numbered 1, 2, 3 … in the form of the first number that stands there; the first sentence is the
    heading. Where they don't number two or more without a gap, or one is too long, the lines stay as they are.
    """
    headed = _headed(lines)
    if headed is None:
        return _plain(lines)
    starts = [at for at, _, _ in headed]
    ends = [*starts[1:], len(lines)]
    sections = list(_plain(lines[: starts[0]]))
    for (_, heading, first), start, end in zip(headed, starts, ends, strict=True):
        body = [*filter(None, [first]), *(line.text for line in lines[start + 1 : end])]
        sections.append(Section(heading, "\n".join(body)))
    return tuple(sections)


def _plain(lines: Sequence[Line]) -> tuple[Section, ...]:
    return (Section("", "\n".join(line.text for line in lines)),) if lines else ()


def _headed(lines: Sequence[Line]) -> list[tuple[int, str, str]] | None:
    """Return (place, heading, text behind it) of each numbered line, None where they make no headings."""
    marks = [(at, mark) for at, line in enumerate(lines) if (mark := mark_of(line.text))]
    if not marks:
        return None
    level = marks[0][1].level
    own = [(at, mark) for at, mark in marks if mark.level == level]
    if len(own) < 2 or [mark.number for _, mark in own] != list(range(1, len(own) + 1)):
        return None
    found = [(at, *_parted(mark.rest)) for at, mark in own]
    return found if all(0 < len(heading) <= LIMIT for _, heading, _ in found) else None


def _parted(text: str) -> tuple[str, str]:
    """Return the first sentence without its full stop (another mark stays), and the rest."""
    match = _SENTENCE.search(text)
    if match is None:
        return text.strip(), ""
    end = match.end() if match[0] != "。" else match.start()
    return text[:end].strip(), text[match.end() :].strip()
