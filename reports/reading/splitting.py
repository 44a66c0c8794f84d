"""The measures of an issue, taken apart: 一是…二是…, 首先…其次…, 第一，…, （1）…, ①…, 1.…, or a paragraph each."""

import re
from collections.abc import Callable, Sequence

from rectify.numerals import CIRCLED
from reports.numbering import chinese

MOST = 99
_BEGINS = r"(?:(?<=[。！？；;：:\n”）])|\A)\s*"  # where a measure may begin
_LABEL = re.compile(r"(?:整改(?:落实|完成|进展)?(?:情况|措施|成效)|落实情况|主要措施|具体措施)[：:。]\s*")


def _said(number: int) -> str:
    return rf"{_BEGINS}{chinese(number)}是(?!否)[，,：:]?"


def _firstly(number: int) -> str:
    words = {1: "首先", 2: "其次", 3: "再次|再者|第三|最后", 4: "最后|第四", 5: "最后|第五"}
    return rf"{_BEGINS}(?:{words[number]})[，,、：:]?是?" if number in words else "(?!)"


def _ordinal(number: int) -> str:
    return rf"{_BEGINS}第{chinese(number)}[，,、：:是]"


def _bracketed(number: int) -> str:
    return rf"{_BEGINS}[（(]\s*{number}\s*[）)]、?"


def _circled(number: int) -> str:
    return rf"{_BEGINS}{CIRCLED[number - 1]}" if number <= len(CIRCLED) else "(?!)"


def _numbered(number: int) -> str:
    return rf"(?:(?<=\n)|\A)\s*{number}\s*[.．、](?!\d)"


FAMILIES = (_said, _firstly, _ordinal, _bracketed, _circled, _numbered)


def measures_in(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Return the text of each measure, its ordinal left out; without ordinals each paragraph is one.

    What stands before the first ordinal begins the first measure. Nested ordinals of another kind stay in the text: the kind
    that comes first divides.
    """
    text = "\n".join(filter(None, map(_unlabelled, paragraphs)))
    found = [marks for family in FAMILIES if len(marks := _marks(text, family)) > 1]
    if not found:
        return tuple(text.split("\n")) if text else ()
    marks = min(found, key=lambda each: each[0].start())
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    texts = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    before = text[: marks[0].start()].strip()
    return tuple(filter(None, [before + texts[0], *texts[1:]]))


def _unlabelled(paragraph: str) -> str:
    match = _LABEL.match(paragraph.strip())
    return paragraph.strip()[match.end() if match else 0 :].strip()


def _marks(text: str, family: Callable[[int], str]) -> list[re.Match[str]]:
    """Return the ordinals of one kind in their sequence, as far as it goes."""
    marks: list[re.Match[str]] = []
    while len(marks) < MOST:
        match = re.compile(family(len(marks) + 1)).search(text, marks[-1].end() if marks else 0)
        if match is None:
            break
        marks.append(match)
    return marks
