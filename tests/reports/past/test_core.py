"""What differs between two moments, kind by kind, written out by hand; no database."""

import datetime as dt
from typing import Any

import pytest

from measures.workflow import Status
from reports.past.core import Change, compare
from reports.past.kinds import FIELDS, KIND_WORDS, ChangeKind
from reports.past.records import Ledger, Record, Value, ledger

DUE, LATER = dt.date(2022, 6, 30), dt.date(2022, 8, 31)


def value(raw: Any) -> Value:
    if raw is None:
        return Value(None, "未定")
    if isinstance(raw, dt.date):
        return Value(raw, f"{raw.year}年{raw.month}月{raw.day}日")
    return Value(raw, Status(raw).label if raw in Status.values else str(raw))


def measure(pk: int = 1, departments: frozenset[int] = frozenset({7}), problem: int | None = 3, **values: Any) -> Record:
    fields = {
        "status": "not_started",
        "due_on": DUE,
        "original_due_on": DUE,
        "plan": "改进监管模式",
        "lead": "执法一支队",
        **values,
    }
    place = (problem or 9, pk)
    return Record(
        "measure", pk, f"第3-2-{pk}条", fields["plan"], problem, place, departments, {n: value(v) for n, v in fields.items()}
    )


def issue(pk: int = 1, **values: Any) -> Record:
    fields = {"title": "能力不足", "conclusion": "待认定", "closure": "未销号", "withdrawn": False, **values}
    return Record(
        "issue", pk, f"（三）{pk}", fields["title"], 3, (3, 0), frozenset({7}), {n: value(v) for n, v in fields.items()}
    )


def changes(then: Record, now: Record) -> list[Change]:
    """Return the changes of one record."""
    return [change for row in compare(ledger(then), ledger(now)).rows for change in row.changes]


def test_what_stays_the_same_isnt_told() -> None:
    assert compare(ledger(measure(), issue()), ledger(measure(), issue())).rows == ()


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("not_started", "in_progress", ChangeKind.STATUS),
        ("in_progress", "reported", ChangeKind.STATUS),
        ("reported", "done", ChangeKind.DONE),
        ("not_started", "done", ChangeKind.DONE),
        ("done", "in_progress", ChangeKind.REOPENED),
        ("done", "reported", ChangeKind.REOPENED),
        ("in_progress", "withdrawn", ChangeKind.WITHDRAWN),
        ("withdrawn", "in_progress", ChangeKind.STATUS),
    ],
)
def test_a_status_that_changed_is_of_its_kind(old: str, new: str, kind: ChangeKind) -> None:
    said = Change(kind, "状态", str(Status(old).label), str(Status(new).label))

    assert changes(measure(status=old), measure(status=new)) == [said]


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        (DUE, LATER, ChangeKind.DELAYED, ("2022年6月30日", "2022年8月31日")),
        (DUE, None, ChangeKind.DELAYED, ("2022年6月30日", "未定")),
        (LATER, DUE, ChangeKind.CHANGED, ("2022年8月31日", "2022年6月30日")),
        (None, DUE, ChangeKind.CHANGED, ("未定", "2022年6月30日")),
    ],
)
def test_a_due_date_that_is_later_or_gone_is_a_delay(old: Any, new: Any, kind: ChangeKind, said: tuple[str, str]) -> None:
    found = changes(measure(due_on=old, original_due_on=old), measure(due_on=new, original_due_on=old))

    assert found == [Change(kind, "完成时限", *said)]


def test_a_second_delay_names_the_original_date() -> None:
    july = dt.date(2022, 7, 31)

    assert changes(measure(due_on=july), measure(due_on=LATER)) == [
        Change(ChangeKind.DELAYED, "完成时限", "2022年7月31日", "2022年8月31日", note="原定2022年6月30日")
    ]


def test_wording_differs_by_characters() -> None:
    [change] = changes(measure(), measure(plan="改进监管方式"))

    assert (change.kind, change.word, change.text) == (ChangeKind.REWORDED, "整改措施", True)
    assert [tuple(part) for part in change.parts] == [("same", "改进监管"), ("old", "模"), ("new", "方"), ("same", "式")]


@pytest.mark.parametrize(
    ("field", "old", "new", "kind", "word"),
    [
        ("title", "能力不足", "能力还不足", ChangeKind.REWORDED, "题目"),
        ("conclusion", "待认定", "完成整改", ChangeKind.CONCLUSION, "审定结论"),
        ("closure", "未销号", "已销号", ChangeKind.CLOSURE, "销号情况"),
        ("withdrawn", False, True, ChangeKind.WITHDRAWN, "撤销"),
        ("withdrawn", True, False, ChangeKind.STATUS, "撤销"),
        ("hard", False, True, ChangeKind.CHANGED, "重点难点"),
    ],
)
def test_an_issues_fields_are_of_their_kinds(field: str, old: Any, new: Any, kind: ChangeKind, word: str) -> None:
    [change] = changes(issue(**{field: old}), issue(**{field: new}))

    assert (change.kind, change.word) == (kind, word)


def test_one_record_can_change_in_several_ways() -> None:
    [row] = compare(
        ledger(measure()), ledger(measure(lead="办公室", plan="改进方式", status="done", departments=frozenset({8})))
    ).rows

    assert row.kinds == [ChangeKind.DONE, ChangeKind.REASSIGNED, ChangeKind.REWORDED]
    assert row.departments == frozenset({7, 8})


def test_what_was_added_is_told_once_and_with_what_became_of_it() -> None:
    rows = compare(ledger(issue()), ledger(issue(), measure(1), measure(2, status="done"), measure(3, status="withdrawn"))).rows

    assert [(row.record.pk, row.kinds, row.then) for row in rows] == [
        (1, [ChangeKind.ADDED], None),
        (2, [ChangeKind.ADDED, ChangeKind.DONE], None),
        (3, [ChangeKind.ADDED, ChangeKind.WITHDRAWN], None),
    ]
    assert rows[0].changes == (Change(ChangeKind.ADDED, "内容", "", "改进监管模式", text=True),)


def test_what_came_from_or_went_to_another_department_says_no_more() -> None:
    """The reader knew it on one side only: neither the other department nor anything that changed there is told."""
    key = ("measure", 1)
    gone = compare(ledger(measure()), Ledger(hidden=frozenset({key}))).rows
    came = compare(Ledger(hidden=frozenset({key})), ledger(measure(status="done"))).rows

    assert [row.changes for row in gone] == [(Change(ChangeKind.REASSIGNED, "部门", "执法一支队", "其他部门"),)]
    assert [row.changes for row in came] == [(Change(ChangeKind.REASSIGNED, "部门", "其他部门", "执法一支队"),)]
    assert (gone[0].now, came[0].then) == (None, None)


def test_rows_stand_in_the_notices_order_and_are_counted_by_kind() -> None:
    then = ledger(measure(2), measure(1), measure(5, problem=None), issue())
    now = ledger(measure(2, status="done"), measure(1, due_on=LATER), measure(5, problem=None, status="done"), issue(title="改"))
    found = compare(then, now)

    assert [row.record.name for row in found.rows] == ["（三）1", "第3-2-1条", "第3-2-2条", "第3-2-5条"]
    assert found.counts == [(ChangeKind.DONE, 2), (ChangeKind.DELAYED, 1), (ChangeKind.REWORDED, 1)]
    assert found.of("measure", ChangeKind.DONE) == {2, 5}


def test_conditions_narrow_rows_and_the_kind_their_changes() -> None:
    other = frozenset({8})
    then = ledger(measure(1), measure(2, other), measure(3, problem=None))
    now = ledger(
        measure(1, status="done", due_on=LATER), measure(2, other, due_on=LATER), measure(3, problem=None, status="done")
    )
    found = compare(then, now)

    def names(**conditions: Any) -> list[tuple[int, list[ChangeKind]]]:
        return [(row.record.pk, row.kinds) for row in found.narrowed(**conditions).rows]

    assert names(kind=ChangeKind.DELAYED) == [(1, [ChangeKind.DELAYED]), (2, [ChangeKind.DELAYED])]
    assert names(department=8) == [(2, [ChangeKind.DELAYED])]
    assert names(problem=0) == [(3, [ChangeKind.DONE])]
    assert names(problem=3, kind=ChangeKind.DONE) == [(1, [ChangeKind.DONE])]


def test_every_kind_has_its_word_and_every_field_one() -> None:
    assert set(KIND_WORDS) == set(ChangeKind)
    assert {type: len({field.name for field in fields}) for type, fields in FIELDS.items()} == {"issue": 9, "measure": 11}
