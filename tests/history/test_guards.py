"""The guards: the database itself refuses to rewrite the change log and the history rows, on both kinds of database."""

import pytest
from django.db import DatabaseError, connection, transaction

from rectify.accounts.models import Department
from rectify.history import guards
from rectify.history.models import Entry
from tests import factories as make

TABLES = [
    "accounts_historicaldepartment", "accounts_historicalperson", "accounts_historicaluser",
    "history_entry", "history_entrytag", "history_seal",
    "issues_historicalaspect", "issues_historicalissue", "issues_historicalkeyproblem",
    "issues_historicalmaskingrule", "issues_historicalmeeting", "issues_historicalmembership",
    "issues_historicalnarrativesection", "issues_historicalopinion", "issues_historicalopinionclause",
    "issues_historicalpaperdecision", "issues_historicalround", "measures_historicalassignment", "measures_historicalclearing",
    "measures_historicalconsultation",
    "measures_historicalevidence", "measures_historicalextension",
    "measures_historicallookback", "measures_historicalmeasure", "measures_historicalprogressnote",
    "measures_historicalregisterfile", "measures_historicalregisteritem", "measures_historicalregisterlink",
    "measures_historicalremark", "measures_historicalremarkfile",
    "reports_historicalfeedback", "reports_historicalfeedbackwindow", "reports_historicalnotice",
    "reports_historicalreviewattachment", "reports_historicalreviewstep",
]  # fmt: skip


@pytest.fixture
def rows(db: None) -> Department:
    return make.make_department("执法一支队")


def _refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_that_only_grows_is_guarded(db: None) -> None:
    assert guards.guarded_tables() == TABLES
    assert guards.missing(connection) == []


@pytest.mark.parametrize("table", ["history_entry", "accounts_historicaldepartment"])
def test_rows_are_neither_changed_nor_deleted(table: str, rows: Department) -> None:
    column = "reason" if table == "history_entry" else "name"
    _refused(f"UPDATE {table} SET {column} = 'x'")
    _refused(f"DELETE FROM {table}")

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), count(CASE WHEN {column} = 'x' THEN 1 END) FROM {table}")
        assert cursor.fetchone() == (1, 0)


def test_the_models_ways_are_refused_too(rows: Department) -> None:
    entry = Entry.objects.get()
    entry.reason = "改写"
    for write in (entry.save, entry.delete, Entry.objects.all().delete, Department.history.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Department.history.update(name="改写")

    assert Entry.objects.get().reason == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(db: None) -> None:
    _refused("TRUNCATE history_entry")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
def test_a_row_is_not_replaced(rows: Department) -> None:
    _refused("INSERT OR REPLACE INTO history_entry SELECT * FROM history_entry")
    _refused("REPLACE INTO accounts_historicaldepartment SELECT * FROM accounts_historicaldepartment")


def test_a_missing_guard_is_named_and_put_back(db: None) -> None:
    name = "guard_history_entry_update"
    on = ' ON "history_entry"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert guards.missing(connection) == [name]

    guards.install(connection)
    assert guards.missing(connection) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's triggers can't be switched off")
@pytest.mark.parametrize("how", ["DISABLE", "ENABLE REPLICA"])
def test_a_guard_that_is_switched_off_counts_as_missing(how: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "history_entry" {how} TRIGGER guard_history_entry_delete')
    assert guards.missing(connection) == ["guard_history_entry_delete"]


def test_lifted_takes_them_away_for_the_body_alone(rows: Department) -> None:
    with guards.lifted(connection):
        assert len(guards.missing(connection)) == len(TABLES) * (2 if connection.vendor == "postgresql" else 3)
        Entry.objects.all().delete()
    assert guards.missing(connection) == []
    assert Entry.objects.count() == 0


def test_tables_that_are_still_to_come_are_left_out(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first `migrate` of one app alone ends with the guards, too."""
    there = connection.introspection.table_names
    monkeypatch.setattr(
        connection.introspection, "table_names", lambda cursor: [name for name in there(cursor) if name != "history_entry"]
    )
    guards.remove(connection)
    guards.install(connection)

    assert {name.rsplit("_", 1)[0] for name in guards.missing(connection)} == {"guard_history_entry"}
