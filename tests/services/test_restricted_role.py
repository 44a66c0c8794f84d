"""The application's own role in production: it reads and writes rows, and can't touch tables, triggers or the change log."""

import psycopg2  # type: ignore[import-untyped]
import pytest

from tests.services.production import Production

pytestmark = pytest.mark.services

OPEN_A_ROUND = """
from tests import factories as make
make.make_round("权限测试轮次")
"""


@pytest.fixture(scope="module")
def entries(production: Production) -> int:
    """Have the application make a round under its own role; returns how many entries the change log has."""
    production.manage("shell", "--verbosity", "0", "-c", OPEN_A_ROUND)
    return count(production)


def count(production: Production) -> int:
    """Count the entries as the application sees them."""
    with production.connect(production.app) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history_entry")
        (number,) = cursor.fetchone()
    return int(number)


def test_the_application_records_what_it_does(entries: int) -> None:
    assert entries == 1


FORBIDDEN = {
    "add a column": "ALTER TABLE history_entry ADD COLUMN more integer",
    "drop a table": "DROP TABLE history_entry",
    "empty a table": "TRUNCATE history_entry",
    "empty the published notices": "TRUNCATE reports_publication CASCADE",
    "disable the guards": "ALTER TABLE history_entry DISABLE TRIGGER ALL",
    "drop a guard": "DROP TRIGGER guard_history_entry_update ON history_entry",
    "rename a guard": "ALTER TRIGGER guard_history_entry_update ON history_entry RENAME TO other",
    "make a trigger": "CREATE TRIGGER other BEFORE INSERT ON history_entry FOR EACH ROW EXECUTE FUNCTION guard()",
    "replace the guards' function": (
        "CREATE OR REPLACE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    ),
    "drop the guards' function": "DROP FUNCTION guard() CASCADE",
    "make a table": "CREATE TABLE other (id integer)",
    "make a table that hides one": "CREATE TEMPORARY TABLE history_entry (id integer)",
    "make a schema": "CREATE SCHEMA other",
    "pass the guards by as a replica": "SET session_replication_role = replica",
    "become the owner": "SET ROLE {owner}",
    "give itself the table": "ALTER TABLE history_entry OWNER TO {app}",
    "make a role": "CREATE ROLE other",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_application_may_not(production: Production, entries: int, statement: str) -> None:
    wanted = pytest.raises(psycopg2.errors.InsufficientPrivilege)
    with production.connect(production.app) as connection, connection.cursor() as cursor, wanted:
        cursor.execute(statement.format(owner=production.owner, app=production.app))


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_entry SET reason = 'x'",
        "UPDATE history_entry SET payload = payload",
        # a tombstone that no entry answers for, and one that names an entry which is none of a clearing
        """UPDATE history_entry SET payload = '{"cleared_by":99}', changes = '[]', record_label = '〔已清除，见第99号记录〕',
        reason = '〔已清除，见第99号记录〕'""",
        """UPDATE history_entry SET payload = '{"cleared_by":' || id || '}', changes = '[]',
        record_label = '〔已清除，见第' || id || '号记录〕', reason = '〔已清除，见第' || id || '号记录〕'""",
        "UPDATE issues_historicalround SET opening = '〔已清除，见第1号记录〕'",
        "DELETE FROM history_entry",
    ],
)
def test_the_change_log_refuses_to_be_changed(production: Production, entries: int, statement: str, role: str) -> None:
    wanted = pytest.raises(psycopg2.errors.RaiseException, match="append-only")
    with production.connect(getattr(production, role)) as connection, connection.cursor() as cursor, wanted:
        cursor.execute(statement)
    assert count(production) == entries


def test_nobody_else_may_connect(production: Production) -> None:
    with production.connect(production.app) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_database_privilege('pg_monitor', current_database(), 'CONNECT'),"
            " has_database_privilege(current_user, current_database(), 'TEMPORARY')"
        )
        assert cursor.fetchone() == (False, False)


def test_every_table_belongs_to_the_owner(production: Production) -> None:
    with production.connect(production.app) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [(production.owner,)]
