"""Triggers that refuse UPDATE, DELETE and TRUNCATE on entries and history rows, in PostgreSQL and SQLite.

They are installed after every migrate, because SQLite silently drops a table's triggers when a migration rebuilds it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from simple_history.models import HistoricalChanges

from rectify.history.models import Entry

PREFIX = "guard"
MESSAGE = "the change log and history rows are append-only"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}: % on %', TG_OP, TG_TABLE_NAME; END $$
"""


def guarded_tables() -> list[str]:
    """Return the tables that only grow: the change log's and every history table's, by name."""
    models: list[type[Model]] = [Entry, *(m for m in apps.get_models() if issubclass(m, HistoricalChanges))]
    return sorted(model._meta.db_table for model in models)


def _names(table: str) -> list[str]:
    return [f"{PREFIX}_{table}_{kind}" for kind in ("update", "delete")]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on every guarded table; harmless where they stand already."""
    with connection.cursor() as cursor:
        for statement in _creating(connection.vendor):
            cursor.execute(statement)


def _creating(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield FUNCTION
    for table in guarded_tables():
        update, delete = _names(table)
        if vendor == "postgresql":
            create, execute = "CREATE OR REPLACE TRIGGER", f"EXECUTE FUNCTION {PREFIX}()"
            yield f'{create} {update} BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW {execute}'
            yield f'{create} {delete} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {execute}'
        else:
            for name, event in ((update, "UPDATE"), (delete, "DELETE")):
                refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                yield f'CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON "{table}" {refuse}'


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away; only tests and a deliberate repair by the database's owner do this."""
    with connection.cursor() as cursor:
        for table in guarded_tables():
            for name in _names(table):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that should stand and don't (on PostgreSQL a disabled one counts as missing)."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table in guarded_tables() for name in _names(table) if name not in standing]


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take the guards away for the body and put them back: for emptying a test database."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def install_after_migrate(using: str = "default", **kwargs: Any) -> None:
    """Answer Django's post_migrate signal."""
    install(connections[using])
