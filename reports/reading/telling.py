"""What was read of a notice, in words: for the command's reader."""

from collections.abc import Iterable

from issues.naming import unknown
from reports.reading.counting import WORDS, Reconciled, counts
from reports.reading.model import ParsedNotice
from reports.reading.stated import RATE

CLAUSES = "整改意见条款"


def lines_about(notice: ParsedNotice, figures: Iterable[Reconciled]) -> list[str]:
    """Return what was counted, the reconciliation, and every line without a place, as lines."""
    printed = "，".join(f"{WORDS.get(key, CLAUSES)}{count}" for key, count in counts(notice).items())
    lines = [f"读出：{printed}。", "核对："]
    lines += [f"  {told(figure)}" for figure in figures]
    lines += [f"原文所述结论：{word}{text}。" for word, text in concluded(notice)]
    if notice.unplaced:
        lines.append(f"没有归类的文字{len(notice.unplaced)}行，已作为叙述部分保留：")
        lines += [f"  第{line.number}行：{line.text}" for line in notice.unplaced]
    return [*lines, *filter(None, [told_braces(notice)])]


def told_braces(notice: ParsedNotice) -> str:
    """Return what is to be said of braces that look like a named figure and call none, "" where there are none."""
    sections = [f"{section.heading}\n{section.body}" for found in notice.narrative.values() for section in found]
    texts = [notice.opening, *sections, *(line.text for line in notice.unplaced), notice.ending.closing]
    found = unknown("\n".join(texts))
    named = "、".join(f"{{{{ {name} }}}}" for name in found)
    return f"原文含有{named}，没有这样的数字可以引用，按原样保留，公布前请改正。" if found else ""


def concluded(notice: ParsedNotice) -> list[tuple[str, str]]:
    """Return the conclusions that the text states, by what they are of, in its own words: 已完成整改10、基本完成4."""
    return [(WORDS[kind], "、".join(map(_word, counted.items()))) for kind, counted in notice.stated.words.items()]


def _word(pair: tuple[str, int | float]) -> str:
    word, count = pair
    return f"{word}{count:g}{'%' if word == RATE else ''}"


def told(figure: Reconciled) -> str:
    """Return one figure as a sentence."""
    stated = "原文未述" if figure.stated is None else f"所述{figure.stated}"
    filled = f"，未刊载的占位{figure.placeholders}" if figure.placeholders else ""
    verdict = "一致" if figure.meets else f"不一致，台账将为{figure.computed}"
    return f"{figure.word}：{stated}，刊载{figure.printed}{filled}（{verdict}）"
