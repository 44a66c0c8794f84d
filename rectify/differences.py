"""How one text differs from another, in the parts that `includes/diff.html` shows."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

FINE = 3000  # up to this length texts are compared by characters, longer ones by sentences
FOLD = 80  # an unchanged stretch longer than this is folded
EDGE = 24  # what of a folded stretch stays in sight, before and after a change


class Part(NamedTuple):
    """A stretch of text: `kind` is same, old, new or fold (an unchanged stretch that opens to its text)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Part]:
    """Return how `new` came from `old`: what stayed, what went, what came, with long unchanged stretches folded."""
    before, after = _pieces(old, new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts: list[Part] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(before[i1:i2])))
            continue
        parts += [Part(kind, text) for kind, text in (("old", "".join(before[i1:i2])), ("new", "".join(after[j1:j2]))) if text]
    return [piece for place, part in enumerate(parts) for piece in _folded(part, place == 0, place == len(parts) - 1)]


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
