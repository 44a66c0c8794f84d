"""The sentences of a weekly sheet about closures (销号): how the issues stand, what waits for whom, what is asked for by when.

完成整改, 已销号 and 成果巩固 are three facts: each has its own count, kind by kind.
"""

from collections.abc import Callable, Iterable
from itertools import groupby

from reports.content import Run
from reports.numbering import month_day
from reports.sheets.facts import Closing, Deadlines, IssueCounts

Sentence = list[Run]


def closed_so_far(opening: str, counted: tuple[IssueCounts, ...]) -> Sentence:
    """Say how the issues stand, kind by kind; nothing where none is completed, closed or on its way."""
    if not any(count for kind in counted for word, count in kind.facts if word != kind.rest):
        return []
    return [Run(f"{opening}：{'；'.join(map(_kind, counted))}。")]


def _kind(kind: IssueCounts) -> str:
    facts = [f"{word}{count}{kind.unit}" for word, count in kind.facts if count]
    return "，".join([f"{kind.word}{kind.total}{kind.unit}", *facts])


def department_asked(closing: tuple[Closing, ...], by: Deadlines) -> list[Sentence]:
    """Ask a department for what its closures need of it."""
    explain = f"请于{month_day(by.explain)}前"
    return [
        _noted("销号意见：", _of(closing, "dispute"), f"，{explain}补充有关情况和材料。"),
        _plain("销号后有变动：", _of(closing, "changed"), f"，{explain}书面说明变动原因和依据。"),
        _dated("回头看：", _looks(closing), "计划于{}开展", f"，{explain}备齐有关材料。"),
    ]


def office_asked(closing: tuple[Closing, ...], by: Deadlines) -> list[Sentence]:
    """Tell the office what of the closures waits for whom, and by when to see to it."""
    explain, verify = f"请于{month_day(by.explain)}前", f"请于{month_day(by.verify.date())}前"
    return [
        _plain("待审批销号：", _of(closing, "approve"), f"，{explain}报请领导小组审批。"),
        _dated("征求驻局纪检监察组意见：", _of(closing, "answer"), "应于{}前回复", "，请提请按期回复。"),
        _dated("征求驻局纪检监察组上级机关意见：", _of(closing, "superior"), "应于{}前回复", "，请按期代录。"),
        _noted("销号意见待研究：", _of(closing, "dispute"), f"，{explain}提请领导小组研究。"),
        _plain("会议决定暂缓销号：", _of(closing, "deferred"), f"，{explain}报请领导小组办理。"),
        _plain("监督意见尚未办结、暂不能销号：", _of(closing, "remarks"), "。"),
        _plain("销号后有变动：", _of(closing, "changed"), f"，{explain}提请领导小组确认。"),
        _dated("回头看：", _of(closing, "look_back"), "计划于{}开展", f"，{verify}开展并登记结果。"),
        _dated("上级机关回头看：", _of(closing, "superior_look"), "计划于{}开展", f"，{verify}代录结果。"),
        _plain("审定为完成整改、尚未申请销号：", _of(closing, "request"), f"，{verify}核对材料、提出申请。"),
    ]


def _of(closing: Iterable[Closing], turn: str) -> list[Closing]:
    return [item for item in closing if item.turn == turn]


def _looks(closing: Iterable[Closing]) -> list[Closing]:
    return [item for item in closing if item.turn in ("look_back", "superior_look")]


def _plain(opening: str, items: list[Closing], request: str) -> Sentence:
    return [Run(opening), *_joined(items, lambda item: ""), Run(request)] if items else []


def _noted(opening: str, items: list[Closing], request: str) -> Sentence:
    return [Run(opening), *_joined(items, lambda item: f"（{item.note}）"), Run(request)] if items else []


def _dated(opening: str, items: list[Closing], words: str, request: str) -> Sentence:
    dated = sorted(((item.on, item) for item in items if item.on is not None), key=lambda pair: pair[0])
    parts: Sentence = []
    for day, group in groupby(dated, key=lambda pair: pair[0]):
        parts += [Run("，")] if parts else []
        parts += [*_joined([item for _, item in group], lambda item: ""), Run(words.format(month_day(day)))]
    return [Run(opening), *parts, Run(request)] if parts else []


def _joined(items: list[Closing], note: Callable[[Closing], str]) -> Sentence:
    """（二）4-③、（十）1, each leading to its issue, with its department and a note in brackets where there is one."""
    runs: Sentence = []
    for item in items:
        department = f"（{item.department}）" if item.department else ""
        runs += [*([Run("、")] if runs else []), Run(item.label, ref=item.ref)]
        runs += [Run(said)] if (said := department + note(item)) else []
    return runs
