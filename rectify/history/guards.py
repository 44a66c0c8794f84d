"""Triggers that refuse UPDATE, DELETE and TRUNCATE on entries and history rows, in PostgreSQL and SQLite.

They are installed after every migrate, because SQLite silently drops a table's triggers when a migration rebuilds it. SQLite's
INSERT OR REPLACE takes a row away without firing its DELETE trigger, so there a third guard refuses a unique value that exists.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from simple_history.models import HistoricalChanges

from rectify.history.models import Entry, EntryTag, Seal

PREFIX = "guard"
MESSAGE = "the change log and history rows are append-only"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}: % on %', TG_OP, TG_TABLE_NAME; END $$
"""


def guarded_models() -> list[type[Model]]:
    """Return the models whose tables only grow: the change log, its index, its seals and every history table."""
    return [Entry, EntryTag, Seal, *(model for model in apps.get_models() if issubclass(model, HistoricalChanges))]


def guarded_tables() -> list[str]:
    """Return their tables, by name."""
    return sorted(model._meta.db_table for model in guarded_models())


def _names(table: str, vendor: str) -> list[str]:
    kinds = ("update", "delete") if vendor == "postgresql" else ("update", "delete", "replace")
    return [f"{PREFIX}_{table}_{kind}" for kind in kinds]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on every guarded table that is there yet; harmless where they stand already."""
    creating = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        there = set(connection.introspection.table_names(cursor))
        for model in guarded_models():  # after a migrate of one app alone, the others' tables are still to come
            for statement in creating(model) if model._meta.db_table in there else ():
                cursor.execute(statement)


def _postgresql(model: type[Model]) -> Iterator[str]:
    table = model._meta.db_table
    update, delete = _names(table, "postgresql")
    create, execute = "CREATE OR REPLACE TRIGGER", f"EXECUTE FUNCTION {PREFIX}()"
    yield f'{create} {update} BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW {execute}'
    yield f'{create} {delete} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {execute}'


def _sqlite(model: type[Model]) -> Iterator[str]:
    table = model._meta.db_table
    keys = [field.column for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    whole = [f'"{field.column}" = NEW."{field.column}"' for field in model._meta.pk_fields]  # a key of several columns, too
    same = " OR ".join([f"({' AND '.join(whole)})", *(f'"{key}" = NEW."{key}"' for key in keys)])
    exists = f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same})'  # noqa: S608 (names of our own models)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for name, event in zip(_names(table, "sqlite"), ("UPDATE", "DELETE", "INSERT"), strict=True):
        condition = exists if event == "INSERT" else ""
        yield f'CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON "{table}" {condition} {refuse}'


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away; only tests and a deliberate repair by the database's owner do this."""
    with connection.cursor() as cursor:
        for table in guarded_tables():
            for name in _names(table, connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that should stand and don't; one that is switched off, or on for replicas alone, doesn't."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE %s AND tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table in guarded_tables() for name in _names(table, connection.vendor) if name not in standing]


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
