"""What a notice says now that its last PDF didn't, paragraph by paragraph."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from rectify.differences import Part, difference
from reports.content import Document
from reports.render import text


def changed_paragraphs(before: Document, now: Document) -> list[list[Part]]:
    """Return each paragraph that differs, as parts for includes/diff.html, in reading order."""
    old, new = text.render(before).splitlines(), text.render(now).splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        difference(left, right)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
        for left, right in _paired(old[i1:i2], new[j1:j2])
    ]


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Set the paragraphs of a changed stretch beside each other; what has no neighbour is wholly old or wholly new."""
    yield from zip_longest(old, new, fillvalue="")
