"""Masking (词语替换): a round's terms replaced in the finished tree, longest first, and never inside a replacement.

Everything that is printed is gone over, metadata included, but the contact line: it must hold the real contacts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from issues.models import MaskingRule, Round
from reports.content import Block, ContactLine, Document, Heading, Paragraph, Run, Signature, Table

AROUND = 20  # characters shown before and after a struck term
_QUOTES = {"“": '[“‘"]', "‘": '[“‘"]', "”": '[”’"]', "’": '[”’"]', '"': '[“”‘’"]'}  # a title's own marks alternate


@dataclass(frozen=True, slots=True)
class Mask:
    """A term and what stands in its place."""

    term: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Strike:
    """One place that a mask strikes: what stands around it, the words before and after, and the mask."""

    before: str
    was: str
    now: str
    after: str
    mask: Mask


def masks_of(round: Round) -> tuple[Mask, ...]:
    """Return the masks in force. One query."""
    found = MaskingRule.objects.filter(round=round).in_force().values_list("term", "replacement")
    return tuple(Mask(term, replacement) for term, replacement in found)


class Masking:
    """A set of masks, ready to be put over texts: the longest term strikes first, and no replacement is looked into again."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        ordered = sorted((mask for mask in masks if mask.term), key=lambda mask: (-len(mask.term), mask.term))
        self._masks = [(re.compile(f"({pattern(mask.term)})"), mask) for mask in ordered]

    def text(self, text: str) -> str:
        """Return a text with every term replaced."""
        return "".join(mask.replacement if mask else piece for piece, mask in self._pieces(text))

    def strikes(self, text: str) -> Iterator[Strike]:
        """Give every place that is replaced in a text, in its order."""
        start = 0
        for piece, mask in self._pieces(text):
            end = start + len(piece)
            if mask is not None:
                yield Strike(text[max(0, start - AROUND) : start], piece, mask.replacement, text[end : end + AROUND], mask)
            start = end

    def _pieces(self, text: str) -> list[tuple[str, Mask | None]]:
        """Cut a text into what stays and what a mask strikes."""
        pieces: list[tuple[str, Mask | None]] = [(text, None)]
        for finds, mask in self._masks:
            pieces = [part for piece, struck in pieces for part in ([(piece, struck)] if struck else _cut(piece, finds, mask))]
        return pieces


def _cut(text: str, finds: re.Pattern[str], mask: Mask) -> list[tuple[str, Mask | None]]:
    parts = finds.split(text)  # what was found stands at every other place
    return [(part, mask if place % 2 else None) for place, part in enumerate(parts) if part]


def pattern(term: str) -> str:
    """Return the regular expression that finds a term, whichever way its quotation marks are turned."""
    return "".join(_QUOTES.get(char, re.escape(char)) for char in term)


def masked(document: Document, masks: Sequence[Mask]) -> Document:
    """Return the tree with the masks put over all that it prints but the contact line."""
    if not masks:
        return document
    over = Masking(masks).text
    blocks = tuple(_block(block, over) for block in document.blocks)
    return replace(
        document,
        blocks=blocks,
        title=over(document.title),
        issuer=over(document.issuer),
        subject=over(document.subject),
        issuer_mark=over(document.issuer_mark),
        document_number=over(document.document_number),
    )


def _block(block: Block, over: Callable[[str], str]) -> Block:
    match block:
        case Heading():
            return replace(block, text=over(block.text))
        case Paragraph():
            return replace(block, runs=tuple(_runs(block.runs, over)))
        case Signature():
            return replace(block, issuer=over(block.issuer))
        case Table():
            rows = tuple(tuple(map(over, row)) for row in block.rows)
            return replace(block, columns=tuple(map(over, block.columns)), rows=rows, caption=over(block.caption))
        case ContactLine():
            return block


def _runs(runs: Sequence[Run], over: Callable[[str], str]) -> Iterator[Run]:
    for run in runs:
        yield replace(run, text=over(run.text))
