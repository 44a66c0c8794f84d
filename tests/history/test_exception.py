"""The guards' one exception is narrow: nothing but what a clearing's entry names is blanked, and into nothing but its mark."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from rectify.accounts.models import Department
from rectify.history.clearing import ACTION, entry_key, mark, row_key, tombstone
from rectify.history.models import Belonging, Entry
from rectify.history.recording import SYSTEM, Recorder
from tests import factories as make

LOG, ROWS = "history_entry", "accounts_historicaldepartment"


def clearing_entry(names: dict[str, str], action: str = ACTION) -> int:
    """Write the entry of a clearing that names these lines."""
    from django.utils import timezone

    about = {"record_type": "measures.clearing", "record": 1, "record_label": "", "created": False}
    change = {"field": "erased", "label": "", "old": {}, "new": names, "old_text": "", "new_text": ""}
    entry = Recorder(None, SYSTEM, action, "", None, timezone.now()).entry(Belonging(), about, [change], None)
    entry.save(force_insert=True)
    return entry.pk


@pytest.fixture
def told(db: None) -> Entry:
    """Make a department: one entry, one history row."""
    make.make_department("执法一支队")
    return Entry.objects.get()


def blank_entry(entry: Entry, number: int, **other: Any) -> int:
    values = {"payload": tombstone(number), "changes": [], "record_label": mark(number), "reason": mark(number)}
    return Entry.objects.filter(pk=entry.pk).update(**{**values, **other})


def refused(write: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        write()


def test_an_entry_that_is_named_is_blanked_once(told: Entry) -> None:
    number = clearing_entry({entry_key(told.pk): ""})
    assert blank_entry(told, number) == 1
    now = Entry.objects.get(pk=told.pk)
    assert (now.payload, now.changes, now.record_label, now.sha256) == (
        f'{{"cleared_by":{number}}}',
        [],
        mark(number),
        told.sha256,
    )
    again = clearing_entry({entry_key(told.pk): ""})
    refused(lambda: blank_entry(told, again))


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "0" * 64},
        {"actor_name": "别人"},
        {"action": "x"},
        {"recorded_at": "2020-01-01T00:00:00Z"},
        {"effective_at": "2020-01-01T00:00:00Z"},
        {"record": 999_999_999},
        {"round": 1},
        {"others": "|1|"},
        {"created": False},
        {"payload": "{}"},
        {"payload": '{"cleared_by":0}'},
        {"changes": [{"field": "x"}]},
        {"record_label": ""},
        {"reason": ""},
        {"reason": "别的话"},
        {"id": 999_999_999},
    ],
    ids=str,
)
def test_nothing_else_of_the_entry_is_changed_with_it(told: Entry, other: dict[str, Any]) -> None:
    number = clearing_entry({entry_key(told.pk): ""})
    refused(lambda: blank_entry(told, number, **other))


@pytest.mark.parametrize("suffix", [" ", "}", ',"x":1}'])
def test_a_tombstone_is_nothing_but_itself(told: Entry, suffix: str) -> None:
    number = clearing_entry({entry_key(told.pk): ""})
    refused(lambda: blank_entry(told, number, payload=tombstone(number) + suffix))
    refused(lambda: blank_entry(told, number, payload=f'{{"cleared_by":0{number}}}', record_label=mark(number)))


def test_without_an_entry_that_names_it_nothing_is_blanked(told: Entry) -> None:
    for number in (
        clearing_entry({}),
        clearing_entry({entry_key(told.pk * 10 + 1): ""}),
        clearing_entry({f"x{entry_key(told.pk)}": ""}),
        clearing_entry({entry_key(told.pk): ""}, action="clearing.ask"),
        told.pk,
        99999,
    ):
        refused(lambda number=number: blank_entry(told, number))  # type: ignore[misc]


def test_a_clearings_own_entry_is_never_blanked(told: Entry) -> None:
    first = clearing_entry({entry_key(told.pk): ""})
    second = clearing_entry({entry_key(first): ""})
    refused(lambda: blank_entry(Entry.objects.get(pk=first), second))


def rows() -> Any:
    return Department.history.order_by("history_id")


def test_a_history_row_loses_the_named_text_and_nothing_else(told: Entry) -> None:
    row = rows().get()
    number = clearing_entry({row_key(row, "name"): ""})
    every: dict[str, Any] = {
        "name": "别的名称", "short": mark(number), "order": 7, "version": 9, "active": False,
        "history_date": "2020-01-01T00:00:00Z", "history_type": "-", "id": row.id + 1, "history_id": row.history_id + 1,
    }  # fmt: skip
    for name, value in every.items():
        refused(lambda name=name, value=value: rows().update(**{name: value}))  # type: ignore[misc]
        refused(lambda name=name, value=value: rows().update(**{"name": mark(number), name: value}))  # type: ignore[misc]
    with (
        connection.cursor() as cursor
    ):  # the reason's field is one object for all history tables: a queryset would miss the table
        refused(lambda: cursor.execute(f"UPDATE {ROWS} SET history_change_reason = %s", [mark(number)]))
    refused(lambda: rows().update(name=f"{mark(number)} "))
    refused(lambda: rows().update(name=mark(0)))
    assert rows().update(name=mark(number)) == 1
    assert rows().get().name == mark(number)
    assert rows().get().short == row.short
    refused(lambda: rows().update(name="执法一支队"))


def test_another_row_or_table_is_not_meant(told: Entry) -> None:
    row = rows().get()
    for key in (f"{ROWS}:{row.pk + 1}:name", f"accounts_historicalperson:{row.pk}:name", entry_key(row.pk)):
        number = clearing_entry({key: ""})
        refused(lambda number=number: rows().update(name=mark(number)))  # type: ignore[misc]


def test_deleting_stays_refused(told: Entry) -> None:
    clearing_entry({entry_key(told.pk): "", row_key(rows().get(), "name"): ""})
    for table in (LOG, ROWS):
        with connection.cursor() as cursor:
            refused(lambda table=table: cursor.execute(f"DELETE FROM {table}"))  # type: ignore[misc]
