"""What one tree of a notice says that another doesn't: paragraph by paragraph, and figure by figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from issues.words import Conclusion
from measures.workflow import Status
from rectify.differences import Part, difference
from reports.content import Document
from reports.reconciliation import WORDS
from reports.render import text

ALIKE = 0.6  # how much two paragraphs have in common, to be shown as one that changed
MEASURE_WORDS = {**{status.value: str(status.label) for status in Status}, "overdue": "已逾期"}
OPINION_WORDS = {"implemented": "已落实"}


@dataclass(frozen=True)
class FigureLine:
    """One figure of two versions: `old` and `new` are numbers, None where a version doesn't hold it."""

    label: str
    old: int | None
    new: int | None

    @property
    def differs(self) -> bool:
        """Whether it changed."""
        return self.old != self.new


def compared_figures(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[FigureLine]:
    """Return every figure that is not zero in both, in the order of the reconciliation; totals before their parts."""
    old, new = _flat(before), _flat(now)
    lines = [FigureLine(label, old.get(label), new.get(label)) for label in dict.fromkeys([*old, *new])]
    return [line for line in lines if line.old or line.new]


def _flat(figures: Mapping[str, Any]) -> dict[str, int]:
    """The figures as `Figures.as_json()` gives them, by their words."""
    out: dict[str, int] = {}
    for key, word in WORDS.items():
        value = figures.get(key)
        if isinstance(value, int):
            out[word] = value
        elif isinstance(value, Mapping):
            parts = {_part_word(key, name): count for name, count in value.items() if name != "total"}
            out |= {word: int(value.get("total", 0)), **{f"{word} · {part}": count for part, count in parts.items()}}
    return out


def _part_word(key: str, name: str) -> str:
    if key == "measures":
        return MEASURE_WORDS.get(name, name)
    return OPINION_WORDS[name] if key == "opinions" else str(Conclusion(name).label)


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
