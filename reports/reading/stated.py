"""The figures that a notice states of itself, as far as they are said in the usual words; pure."""

import re

from reports.reading.lines import NUMERAL, whole
from reports.reading.model import Stated

_N = rf"((?<!\d)\d{{1,5}}|(?<!{NUMERAL}){NUMERAL}{{1,5}})"  # bounded: a long row of digits must not be tried from each of them
_ENDED = '[”"＂」]?'
# in the order in which they are tried; the first that is found says it
PATTERNS: dict[str, tuple[str, ...]] = {
    "aspects": (rf"{_N}个方面(?=的?(?:\d|{NUMERAL}|重点|具体|问题|共))",),
    "key_problems": (rf"{_N}[个项]重点问题", rf"重点问题{_N}[个项]"),
    "manifestations": (
        rf"具体问题{_N}[个项]",
        rf"{_N}[个项]具体问题",
        rf"{_N}[种个项](?:具体)?问题表现",
        rf"反馈(?:意见)?(?:共)?(?:指出|提出)?的?问题(?:共)?{_N}[个项]",
        rf"(?<!重点)(?<!整改)(?<!举一反三)(?<!举一反三[”\"＂」])问题(?:共)?{_N}[个项]",
        rf"{_N}[个项](?:主要)?问题",
    ),
    "follow_on_items": (
        rf"举一反三{_ENDED}(?:整改)?(?:事项|问题){_N}[个项]",
        rf"举一反三{_ENDED}查[摆找]的?{_N}[个项]",
        rf"{_N}[个项][“\"＂「]?举一反三{_ENDED}(?:整改)?(?:事项|问题)",
    ),
    "deep_tasks": (rf"深度整改任务{_N}[个项]", rf"{_N}[个项]深度整改任务", rf"推动改革促进发展{_ENDED}{_N}[个项]整改任务"),
    "opinions": (rf"整改(?:意见|建议){_N}[条项个]", rf"{_N}[条项个]整改(?:意见|建议)"),
    "measures": (rf"{_N}[条项个](?:具体)?(?:整改)?措施", rf"措施(?:共)?{_N}[条项个]"),
}
_WORDS = re.compile(
    r"(已完成整改|完成整改|已整改完成|已完成|阶段性完成|基本完成|尚未完成|未完成|正在整改|正在推进|持续整改|长期坚持|已落实|正在落实)"
    rf"(?:的)?(?:问题)?\D{{0,1}}{_N}[个项条]"
)
RATE = "整改完成率"
_RATE = re.compile(r"(?:整改)?完成率[为达到约]*\s*(\d+(?:\.\d+)?)[%％]")


def stated_in(totals: str, everything: str) -> Stated:
    """Read the figures of the totals' lines, and what they don't say from `everything` that is narrative."""
    found: dict[str, int] = {}
    for name, patterns in PATTERNS.items():
        for text in (totals, everything):
            match = _first(patterns, text)
            if match is not None:
                found[name] = whole(match[1])
                break
    return Stated(found, _conclusions(totals))


def _first(patterns: tuple[str, ...], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := re.search(pattern, text))), None)


def _conclusions(totals: str) -> dict[str, dict[str, int | float]]:
    """Read the conclusions of each kind, in the text's own words, from where it is named to the next kind."""
    places = {name: match for name, patterns in PATTERNS.items() if (match := _first(patterns, totals))}
    starts = sorted((match.end(), name) for name, match in places.items()) or [(0, "manifestations")]
    ends = [start for start, _ in starts[1:]] + [len(totals)]
    read = {name: _counted(totals[start:end]) for (start, name), end in zip(starts, ends, strict=True)}
    return {name: counts for name, counts in read.items() if counts}


def _counted(text: str) -> dict[str, int | float]:
    counts: dict[str, int | float] = {match[1]: whole(match[2]) for match in _WORDS.finditer(text)}
    if rate := _RATE.search(text):
        counts[RATE] = float(rate[1])
    return counts
