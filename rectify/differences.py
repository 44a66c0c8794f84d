"""How one text differs from another, in the parts that `includes/diff.html` shows."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

FINE = 3000  # up to this length texts are compared by characters; longer ones by sentences first
ALIKE = 0.5  # how much two stretches have in common, to be compared by characters in a longer text
FOLD = 80  # an unchanged stretch longer than this is folded
EDGE = 24  # what of a folded stretch stays in sight, before and after a change


class Part(NamedTuple):
    """A stretch of text: `kind` is same, old, new or fold (an unchanged stretch that opens to its text)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Part]:
    """Return how `new` came from `old`: what stayed, what went, what came, with long unchanged stretches folded."""
    parts = _joined(_parts(*_pieces(old, new)))
    return [piece for place, part in enumerate(parts) for piece in _folded(part, place == 0, place == len(parts) - 1)]


def _parts(before: list[str], after: list[str]) -> Iterator[Part]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            yield Part("same", was)
        elif i2 - i1 < len(was) and len(was) + len(now) <= FINE and _alike(was, now):
            yield from _parts(list(was), list(now))
        else:
            yield from (Part(kind, text) for kind, text in (("old", was), ("new", now)) if text)


def _alike(was: str, now: str) -> bool:
    """Tell whether sentences were changed rather than replaced: then their characters are worth comparing."""
    return SequenceMatcher(None, was, now, autojunk=False).ratio() > ALIKE


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Neighbours of one kind made one."""
    return [Part(kind, "".join(part.text for part in run)) for kind, run in groupby(parts, key=lambda part: part.kind)]


def _pieces(old: str, new: str) -> tuple[list[str], list[str]]:
    if max(len(old), len(new)) <= FINE:
        return list(old), list(new)
    return re.findall(r"[^。；\n]*[。；\n]|[^。；\n]+", old), re.findall(r"[^。；\n]*[。；\n]|[^。；\n]+", new)


def _folded(part: Part, first: bool, last: bool) -> list[Part]:
    """Fold the middle of a long unchanged stretch; nothing is before the first and nothing after the last."""
    if part.kind != "same" or len(part.text) <= FOLD or (first and last):
        return [part]
    start = 0 if first else EDGE
    end = len(part.text) if last else len(part.text) - EDGE
    pieces = [Part("same", part.text[:start]), Part("fold", part.text[start:end]), Part("same", part.text[end:])]
    return [piece for piece in pieces if piece.text]
