"""Taking a title out of its quotation marks: “ ”, half-width marks, 「 」, and marks within marks."""

import re

PAIRS = {"“": "”", '"': '"', "＂": "＂", "「": "」", "『": "』", "‘": "’"}
OPENING = "".join(PAIRS)
_OUTER, _INNER = ("“", "”"), ("‘", "’")


def take(text: str, start: int, after: re.Pattern[str]) -> tuple[str, int] | None:
    """Return the text between the mark at `start` and its partner, and where it goes on behind; None without a partner.

    The partner closes as many as were opened, or, where they don't come out even or open and close alike, is the first mark
    that `after` follows.
    """
    opening = text[start : start + 1]
    if opening not in PAIRS or not opening:
        return None
    closing = PAIRS[opening]
    end = _even(text, start, opening, closing) if opening != closing else None
    if end is None:
        end = text.find(closing, start + 1)
        while end >= 0 and not after.match(text, end + 1):
            end = text.find(closing, end + 1)
    return (text[start + 1 : end], end + 1) if end >= 0 else None


def _even(text: str, start: int, opening: str, closing: str) -> int | None:
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == opening) - (text[at] == closing)
        if not depth:
            return at
    return None


def raised(text: str) -> str:
    """Return a title as the ledger keeps it: its own quotation marks as they stand outside of others, ‘…’ as “…”."""
    depth, out = 0, []
    for char in text.strip():
        if char in "“‘":
            depth += 1
            out.append((_OUTER if depth % 2 else _INNER)[0])
        elif char in "”’" and depth:
            out.append((_OUTER if depth % 2 else _INNER)[1])
            depth -= 1
        else:
            out.append(char)
    return "".join(out)
