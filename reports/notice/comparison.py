"""What a notice says now that its last PDF didn't, paragraph by paragraph."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from rectify.differences import Part, difference
from reports.content import Document
from reports.render import text

ALIKE = 0.6  # how much two paragraphs have in common, to be shown as one that changed


def changed_paragraphs(before: Document, now: Document) -> list[list[Part]]:
    """Return each paragraph that differs, as parts for includes/diff.html, in reading order."""
    old, new = text.render(before).splitlines(), text.render(now).splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        difference(left, right)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
        for left, right in paired(old[i1:i2], new[j1:j2])
    ]


def paired(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Set the paragraphs of a changed stretch beside each other; what has nothing like it is wholly old or wholly new."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    rest = list(new)
    for left in old:
        place = next((n for n, right in enumerate(rest) if SequenceMatcher(None, left, right).quick_ratio() > ALIKE), None)
        if place is None:
            yield left, ""
            continue
        yield from (("", right) for right in rest[:place])
        yield left, rest[place]
        del rest[: place + 1]
    yield from (("", right) for right in rest)
