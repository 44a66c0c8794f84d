"""The sentences of a sheet, written out by hand."""

import dataclasses
import datetime as dt

import pytest

from reports.content import Kind, Paragraph, Ref, Signature, Table, lines, refs
from reports.frozen import from_json, to_json
from reports.render import text
from reports.sheets.facts import (
    Changes,
    Cooperating,
    Counts,
    Deadlines,
    DepartmentRow,
    Item,
    Meeting,
    OfficeFacts,
    Returned,
    SheetFacts,
    Waiting,
    Week,
)
from reports.sheets.wording import department_sheet, moment, office_sheet

MONDAY = dt.date(2022, 6, 13)
WEEK = Week(24, MONDAY, dt.date(2022, 6, 19))
CUT_OFF = dt.date(2022, 6, 12)
MEETING = Meeting(dt.datetime(2022, 6, 17, 14, 30))  # noqa: DTZ001  local wall time, as printed

BARE = SheetFacts(
    recipient="执法一支队",
    address="你支队",
    week=WEEK,
    cut_off=CUT_OFF,
    counts=Counts(),
    deadlines=Deadlines.of_week(MONDAY),
)
FULL = dataclasses.replace(
    BARE,
    counts=Counts(done=6, in_progress=5, reported=1, not_started=2, overdue=1, due_soon=2),
    issuer="巡视整改工作领导小组办公室",
    issued_on=MONDAY,
    changes=Changes(verified=1, updated=5),
    overdue=(Item("第3-2-1条", dt.date(2022, 6, 10), ref=Ref("measure", 17)),),
    due_soon=(Item("第3-1-2条", dt.date(2022, 6, 22)), Item("第4-1-3条", dt.date(2022, 6, 22))),
    returned=(Returned("第2-1-2条", "佐证材料仅有会议通知，缺少会议记录和落实结果。"),),
    cooperating=(Cooperating("第4-3-1条", lead="法制部门"),),
    extension_days=3,
    meeting=MEETING,
)
OFFICE = OfficeFacts(
    recipient="领导小组办公室",
    week=WEEK,
    cut_off=CUT_OFF,
    counts=Counts(done=60, in_progress=50, reported=5, not_started=15, overdue=3, due_soon=4),
    departments=(
        DepartmentRow("执法一支队", Counts(done=6, in_progress=5, reported=1, not_started=2, overdue=1, due_soon=2)),
        DepartmentRow("法制部门", Counts(in_progress=1)),
    ),
    deadlines=Deadlines.of_week(MONDAY),
)


def printed(facts: SheetFacts | OfficeFacts) -> list[str]:
    """The numbered sentences of the sheet."""
    sheet = department_sheet(facts) if isinstance(facts, SheetFacts) else office_sheet(facts)
    return [line for block in sheet.blocks if isinstance(block, Paragraph) for line in lines(block)]


def test_a_full_sheet_to_the_letter() -> None:
    assert printed(FULL) == [
        "1.执法一支队：现将巡视整改第24周（6月13日—19日）调度事项通知你支队，请逐项对照办理。",
        "2.截至6月12日24时，你支队牵头整改措施14条，已完成6条，推进中5条，已报待核验1条，尚未启动2条；其中已逾期1条、临期2条。",
        "3.上周你支队核验完成1条、更新进展5条。",
        "4.已逾期：第3-2-1条应于6月10日完成，请于6月15日前书面说明原因、下一步安排和预计完成时间，经责任领导审签后报办公室。",
        "5.临期：第3-1-2条、第4-1-3条将于6月22日到期，请倒排时间、抓紧推进；"
        "确需延期的，请在到期3个工作日前提出申请，批准前仍按原时限统计。",
        "6.退回补充：第2-1-2条佐证材料仅有会议通知，缺少会议记录和落实结果，请补充后于6月16日17时前重新报送。",
        "7.配合事项：第4-3-1条由法制部门牵头，请你支队于6月15日前填写配合情况。",
        "8.请于6月16日（周四）17时前逐条更新推进中措施的进展。",
        "9.定于6月17日（周五）14时30分召开调度会，请你支队主要负责人参加，重点汇报逾期事项的原因和解决办法，时间不超过5分钟。",
    ]


def test_what_counts_zero_is_left_out() -> None:
    assert printed(BARE) == ["1.执法一支队：现将巡视整改第24周（6月13日—19日）调度事项通知你支队，请逐项对照办理。"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"counts": Counts(done=3)}, "截至6月12日24时，你支队牵头整改措施3条，已完成3条。"),
        ({"counts": Counts(not_started=1, overdue=1)}, "截至6月12日24时，你支队牵头整改措施1条，尚未启动1条；其中已逾期1条。"),
        ({"counts": Counts(reported=2, due_soon=1)}, "截至6月12日24时，你支队牵头整改措施2条，已报待核验2条；其中临期1条。"),
        ({"changes": Changes(updated=2)}, "上周你支队更新进展2条。"),
        ({"changes": Changes(verified=4)}, "上周你支队核验完成4条。"),
        (
            {"due_soon": (Item("第3-1-2条", dt.date(2022, 6, 22)),)},
            "临期：第3-1-2条将于6月22日到期，请倒排时间、抓紧推进。",
        ),
        (
            {"meeting": Meeting(dt.datetime(2022, 6, 17, 9), minutes=3)},  # noqa: DTZ001
            "定于6月17日（周五）9时召开调度会，请你支队主要负责人参加，汇报本周整改进展，时间不超过3分钟。",
        ),
    ],
)
def test_one_sentence_alone(change: dict[str, object], sentence: str) -> None:
    assert printed(dataclasses.replace(BARE, **change))[1:] == [f"2.{sentence}"]  # type: ignore[arg-type]


def test_overdue_measures_are_grouped_by_their_date() -> None:
    june = [Item(f"第{name}条", dt.date(2022, 6, day)) for name, day in (("1-1-1", 10), ("1-1-2", 8), ("2-1-1", 10))]
    assert printed(dataclasses.replace(BARE, overdue=tuple(june)))[1] == (
        "2.已逾期：第1-1-2条应于6月8日完成，第1-1-1条、第2-1-1条应于6月10日完成，"
        "请于6月15日前书面说明原因、下一步安排和预计完成时间，经责任领导审签后报办公室。"
    )


def test_several_returned_measures_share_one_request() -> None:
    returned = (Returned("第2-1-2条", "缺少会议记录"), Returned("第3-1-1条", "缺少签到表；"))
    assert printed(dataclasses.replace(BARE, returned=returned))[1] == (
        "2.退回补充：第2-1-2条缺少会议记录；第3-1-1条缺少签到表；以上请补充后于6月16日17时前重新报送。"
    )


def test_cooperation_is_grouped_by_the_department_that_leads() -> None:
    items = (
        Cooperating("第4-3-1条", "法制部门"),
        Cooperating("第5-1-1条", "办公室"),
        Cooperating("第4-3-2条", "法制部门"),
    )
    assert printed(dataclasses.replace(BARE, address="你室", cooperating=items))[1] == (
        "2.配合事项：第4-3-1条、第4-3-2条由法制部门牵头，第5-1-1条由办公室牵头，请你室于6月15日前填写配合情况。"
    )


def test_the_sheet_as_a_document() -> None:
    sheet = department_sheet(FULL)
    assert (sheet.kind, sheet.title, sheet.cut_off) == (Kind.SHEET, "巡视整改第24周调度单", CUT_OFF)
    assert sheet.subject == "执法一支队，6月13日—19日"
    assert sheet.blocks[-1] == Signature("巡视整改工作领导小组办公室", MONDAY)
    assert list(refs(sheet)) == [Ref("measure", 17)]
    assert from_json(to_json(sheet)) == sheet


def test_a_sheet_not_yet_issued_bears_no_date() -> None:
    assert [type(block) for block in department_sheet(BARE).blocks] == [Paragraph]


def test_the_offices_sheet_has_a_table_by_department() -> None:
    table = office_sheet(OFFICE).blocks[-1]
    assert table == Table(
        ("部门", "牵头", "已完成", "推进中", "已报待核验", "尚未启动", "逾期", "临期"),
        (
            ("执法一支队", "14", "6", "5", "1", "2", "1", "2"),
            ("法制部门", "1", "0", "1", "0", "0", "0", "0"),
            ("合计", "130", "60", "50", "5", "15", "3", "4"),
        ),
        caption="各部门整改措施情况（截至6月12日24时）",
    )


def test_the_offices_sheet_to_the_letter() -> None:
    facts = dataclasses.replace(
        OFFICE,
        changes=Changes(verified=2, updated=9),
        overdue=(Item("第3-2-1条", dt.date(2022, 6, 10), department="执法一支队"),),
        due_soon=(Item("第4-1-3条", dt.date(2022, 6, 22), department="法制部门"),),
        waiting=(
            Waiting("第2-1-1条", dt.date(2022, 6, 9), department="办公室"),
            Waiting("第1-1-1条", dt.date(2022, 6, 8), department="执法一支队"),
        ),
        returned=(Returned("第2-1-2条", "缺少会议记录", department="办公室"),),
        meeting=MEETING,
    )
    assert printed(facts) == [
        "1.领导小组办公室：现将巡视整改第24周（6月13日—19日）调度事项汇总报来，请逐项督办。",
        "2.截至6月12日24时，各部门整改措施130条，已完成60条，推进中50条，已报待核验5条，尚未启动15条；其中已逾期3条、临期4条。",
        "3.上周核验完成2条、更新进展9条。",
        "4.已逾期：第3-2-1条（执法一支队）应于6月10日完成，请督促有关部门于6月15日前书面说明原因、下一步安排和预计完成时间。",
        "5.临期：第4-1-3条（法制部门）将于6月22日到期，请提醒有关部门倒排时间、抓紧推进。",
        "6.已报待核验：第1-1-1条（执法一支队）于6月8日报送，第2-1-1条（办公室）于6月9日报送，请于6月16日17时前核验；"
        "核验前仍按原时限统计。",
        "7.退回补充：第2-1-2条（办公室）缺少会议记录，请督促有关部门补充后于6月16日17时前重新报送。",
        "8.定于6月17日（周五）14时30分召开调度会，请通知各部门主要负责人参加，重点汇报逾期事项的原因和解决办法，"
        "时间不超过5分钟。",
    ]


def test_an_office_without_departments_has_no_table() -> None:
    sheet = office_sheet(dataclasses.replace(OFFICE, departments=(), counts=Counts()))
    assert text.render(sheet) == (
        "巡视整改第24周调度单\n1.领导小组办公室：现将巡视整改第24周（6月13日—19日）调度事项汇总报来，请逐项督办。\n"
    )


def test_a_measure_without_department_counts_in_the_total_only() -> None:
    assert sum(row.counts.total for row in OFFICE.departments) == 15
    assert OFFICE.counts.total == 130


def test_the_usual_deadlines_are_wednesday_and_thursday() -> None:
    deadlines = Deadlines.of_week(MONDAY)
    assert (deadlines.explain, deadlines.cooperate) == (dt.date(2022, 6, 15), dt.date(2022, 6, 15))
    thursday = dt.datetime(2022, 6, 16, 17)  # noqa: DTZ001
    assert (deadlines.resend, deadlines.update, deadlines.verify) == (thursday, thursday, thursday)


@pytest.mark.parametrize(
    ("at", "named", "words"),
    [
        (dt.datetime(2022, 6, 16, 17), False, "6月16日17时"),  # noqa: DTZ001
        (dt.datetime(2022, 6, 17, 14, 30), True, "6月17日（周五）14时30分"),  # noqa: DTZ001
        (dt.datetime(2022, 6, 17, 9, 5), False, "6月17日9时05分"),  # noqa: DTZ001
    ],
)
def test_moments(at: dt.datetime, named: bool, words: str) -> None:
    assert moment(at, named=named) == words
