"""The sentences of a weekly sheet: every one a statement of fact and a request with a date, no adjectives, no blame.

What counts zero is left out, sentence and all; what is left is numbered. Measures keep their references, so that a
signed-in reader is led from 第3-2-1条 to the measure.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from reports.content import Block, Document, Kind, Paragraph, Run, Signature, Table
from reports.numbering import label, month_day, month_day_of, week_range, weekday
from reports.sheets.closing import closed_so_far, department_asked, office_asked
from reports.sheets.facts import (
    Changes,
    Cooperating,
    Counts,
    DepartmentRow,
    Item,
    Later,
    Meeting,
    OfficeFacts,
    Returned,
    SheetFacts,
    Waiting,
    Week,
)
from reports.sheets.remarking import to_answer, to_go_on, to_know, to_reply, to_urge

Sentence = list[Run]
Named = Item | Returned | Waiting | Cooperating | Later

STILL = "核验前仍按原时限统计。"  # why something reported counts as overdue

COLUMNS = ("部门", "牵头", "已完成", "推进中", "已报待核验", "尚未启动", "逾期", "临期")


def department_sheet(facts: SheetFacts) -> Document:
    """A department's sheet."""
    return _document(facts, _numbered(department_sentences(facts)))


def office_sheet(facts: OfficeFacts) -> Document:
    """The office's sheet over all departments, with a table by department."""
    table = (_table(facts),) if facts.departments else ()
    return _document(facts, (*_numbered(office_sentences(facts)), *table))


def department_sentences(facts: SheetFacts) -> list[Sentence]:
    """The sentences of a department's sheet in their order, unnumbered."""
    you, by = facts.address, facts.deadlines
    explain = "书面说明原因、下一步安排和预计完成时间，经责任领导审签后报办公室。"
    opening = f"{facts.recipient}：现将巡视整改{_week(facts.week)}调度事项通知{you}，请逐项对照办理。"
    found = [
        _plain(opening),
        _standing(f"截至{month_day(facts.cut_off)}24时，{you}牵头整改措施", facts.counts),
        _last_week(f"上周{you}", facts.changes),
        _overdue(facts.overdue, f"，请于{month_day(by.explain)}前{explain}"),
        _due_soon(facts.due_soon, "，请倒排时间、抓紧推进" + _extension(facts.extension_days) + "。"),
        _asked(facts.asked, facts.cut_off.year),
        _granted(facts.granted, facts.cut_off.year, "，请按新的时限推进。"),
        _waiting(facts.waiting, f"，由办公室核验；{STILL}"),
        _returned(facts.returned, f"请补充后于{moment(by.resend)}前重新报送。"),
        to_answer(facts.remarks),
        to_go_on(facts.remarks),
        to_know(facts.others, you),
        closed_so_far(f"截至{month_day(facts.cut_off)}24时，{you}牵头措施所涉整改事项", facts.issues),
        *department_asked(facts.closing, by),
        _cooperating(facts.cooperating, f"，请{you}于{month_day(by.cooperate)}前填写配合情况。"),
        _update(facts),
        _meeting(facts.meeting, f"请{you}主要负责人参加", bool(facts.overdue)),
    ]
    return [sentence for sentence in found if sentence]


def office_sentences(facts: OfficeFacts) -> list[Sentence]:
    """The sentences of the office's sheet in their order, unnumbered."""
    by = facts.deadlines
    found = [
        _plain(f"{facts.recipient}：现将巡视整改{_week(facts.week)}调度事项汇总报来，请逐项督办。"),
        _standing(f"截至{month_day(facts.cut_off)}24时，各部门整改措施", facts.counts),
        _last_week("上周", facts.changes),
        _overdue(facts.overdue, f"，请督促有关部门于{month_day(by.explain)}前书面说明原因、下一步安排和预计完成时间。"),
        _due_soon(facts.due_soon, "，请提醒有关部门倒排时间、抓紧推进。"),
        _asked(facts.asked, facts.cut_off.year),
        _granted(facts.granted, facts.cut_off.year, "，已抄送驻局纪检监察组。"),
        _waiting(facts.waiting, f"，请于{moment(by.verify)}前核验；{STILL}"),
        _returned(facts.returned, f"请督促有关部门补充后于{moment(by.resend)}前重新报送。"),
        to_urge(facts.remarks),
        to_reply(facts.papers),
        closed_so_far(f"截至{month_day(facts.cut_off)}24时整改事项销号情况", facts.issues),
        *office_asked(facts.closing, by),
        _meeting(facts.meeting, "请通知各部门主要负责人参加", bool(facts.overdue)),
    ]
    return [sentence for sentence in found if sentence]


def moment(at: dt.datetime, *, named: bool = False) -> str:
    """6月16日17时, with minutes where there are any; `named` adds the day of the week: 6月16日（周四）17时."""
    day = f"（{weekday(at.date())}）" if named else ""
    return f"{month_day(at.date())}{day}{at.hour}时" + (f"{at.minute:02d}分" if at.minute else "")


# One function a sentence; an empty list where there is nothing to say


def _standing(opening: str, counts: Counts) -> Sentence:
    if not counts.total:
        return []
    statuses = {
        "已完成": counts.done,
        "推进中": counts.in_progress,
        "已报待核验": counts.reported,
        "尚未启动": counts.not_started,
    }
    lights = _listed({"已逾期": counts.overdue, "临期": counts.due_soon}, "、")
    return _plain(f"{opening}{counts.total}条，{_listed(statuses, '，')}" + (f"；其中{lights}。" if lights else "。"))


def _last_week(opening: str, changes: Changes) -> Sentence:
    done = _listed({"核验完成": changes.verified, "更新进展": changes.updated}, "、")
    return _plain(f"{opening}{done}。") if done else []


def _overdue(items: tuple[Item, ...], request: str) -> Sentence:
    groups = [[*_labels(group), Run(f"应于{month_day(due)}完成")] for due, group in _by_due(items)]
    return [Run("已逾期："), *_joined(groups, "，"), Run(request)] if items else []


def _due_soon(items: tuple[Item, ...], request: str) -> Sentence:
    groups = [[*_labels(group), Run(f"将于{month_day(due)}到期")] for due, group in _by_due(items)]
    return [Run("临期："), *_joined(groups, "，"), Run(request)] if items else []


def _extension(days: int | None) -> str:
    return f"；确需延期的，请在到期{days}个工作日前提出申请，批准前仍按原时限统计" if days else ""


def _asked(items: tuple[Later, ...], year: int) -> Sentence:
    parts = [[*_labels([item]), Run(f"申请延期至{month_day_of(item.until, year)}，由{item.granter}审批")] for item in items]
    return [Run("延期申请："), *_joined(parts, "；"), Run("，批准前仍按原时限统计。")] if items else []


def _granted(items: tuple[Later, ...], year: int, request: str) -> Sentence:
    said = "第{0.times}次延期至{1}（原时限{2}）"
    parts = [
        [*_labels([i]), Run("上周批准" + said.format(i, month_day_of(i.until, year), month_day_of(i.due, year)))] for i in items
    ]
    return [Run("批准延期："), *_joined(parts, "；"), Run(request)] if items else []


def _waiting(items: tuple[Waiting, ...], request: str) -> Sentence:
    days = groupby(sorted(items, key=lambda item: item.reported_on), key=lambda item: item.reported_on)
    groups = [[*_labels(group), Run(f"于{month_day(day)}报送")] for day, group in days]
    return [Run("已报待核验："), *_joined(groups, "，"), Run(request)] if items else []


def _returned(items: tuple[Returned, ...], request: str) -> Sentence:
    parts = [[*_labels([item]), Run(item.missing.strip().rstrip("。；，;,."))] for item in items]
    joint = "，" if len(items) == 1 else "；以上"
    return [Run("退回补充："), *_joined(parts, "；"), Run(joint + request)] if items else []


def _cooperating(items: tuple[Cooperating, ...], request: str) -> Sentence:
    leads = {item.lead: [other for other in items if other.lead == item.lead] for item in items}
    groups = [[*_labels(group), Run(f"由{lead}牵头")] for lead, group in leads.items()]
    return [Run("配合事项："), *_joined(groups, "，"), Run(request)] if items else []


def _update(facts: SheetFacts) -> Sentence:
    if not facts.counts.in_progress:
        return []
    return _plain(f"请于{moment(facts.deadlines.update, named=True)}前逐条更新推进中措施的进展。")


def _meeting(meeting: Meeting | None, request: str, overdue: bool) -> Sentence:
    if not meeting:
        return []
    about = "重点汇报逾期事项的原因和解决办法" if overdue else "汇报本周整改进展"
    called = f"定于{moment(meeting.at, named=True)}召开调度会"
    return _plain(f"{called}，{request}，{about}，时间不超过{meeting.minutes}分钟。")


# Parts of sentences


def _plain(text: str) -> Sentence:
    return [Run(text)]


def _week(week: Week) -> str:
    return f"第{week.number}周（{week_range(week.first, week.last)}）"


def _listed(counts: dict[str, int], separator: str) -> str:
    return separator.join(f"{word}{count}条" for word, count in counts.items() if count)


def _by_due(items: Iterable[Item]) -> Iterator[tuple[dt.date, Iterator[Item]]]:
    return groupby(sorted(items, key=lambda item: item.due), key=lambda item: item.due)


def _labels(items: Iterable[Named]) -> list[Run]:
    """第3-1-2条、第4-1-3条, each leading to its measure; with the department in brackets where it is given."""
    return list(_joined([[Run(item.label, ref=item.ref), *_department(item)] for item in items], "、"))


def _department(item: Named) -> Sentence:
    name = getattr(item, "department", "")
    return [Run(f"（{name}）")] if name else []


def _joined(parts: list[Sentence], separator: str) -> Iterator[Run]:
    for part in parts[:1]:
        yield from part
    for part in islice(parts, 1, None):
        yield Run(separator)
        yield from part


# The document


def _numbered(sentences: list[Sentence]) -> tuple[Block, ...]:
    return tuple(Paragraph(tuple(sentence), label(3, place)) for place, sentence in enumerate(sentences, start=1))


def _document(facts: SheetFacts | OfficeFacts, blocks: tuple[Block, ...]) -> Document:
    signature = (Signature(facts.issuer, facts.issued_on),) if facts.issued_on else ()
    return Document(
        kind=Kind.SHEET,
        title=f"巡视整改第{facts.week.number}周调度单",
        blocks=(*blocks, *signature),
        cut_off=facts.cut_off,
        issuer=facts.issuer,
        subject=f"{facts.recipient}，{week_range(facts.week.first, facts.week.last)}",
    )


def _table(facts: OfficeFacts) -> Table:
    """A row for each department and the round's total; a measure without a lead department is in the total only."""
    rows = (*facts.departments, DepartmentRow("合计", facts.counts))
    caption = f"各部门整改措施情况（截至{month_day(facts.cut_off)}24时）"
    return Table(COLUMNS, tuple(map(_row, rows)), caption)


def _row(row: DepartmentRow) -> tuple[str, ...]:
    counts = row.counts
    figures = (
        counts.total,
        counts.done,
        counts.in_progress,
        counts.reported,
        counts.not_started,
        counts.overdue,
        counts.due_soon,
    )
    return (row.name, *map(str, figures))
