"""Triggers that refuse UPDATE, DELETE and TRUNCATE on entries and history rows, in PostgreSQL and SQLite.

They are installed after every migrate, because SQLite silently drops a table's triggers when a migration rebuilds it. SQLite's
INSERT OR REPLACE takes a row away without firing its DELETE trigger, so there a third guard refuses a unique value that exists.
One UPDATE alone passes: that of a clearing (see `exception`).
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from simple_history.models import HistoricalChanges

from rectify.history.exception import POSTGRESQL, POSTGRESQL_DECLARE, sqlite_exception
from rectify.history.models import Entry, EntryTag, Seal

PREFIX = "guard"
MESSAGE = "the change log and history rows are append-only"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $$
{POSTGRESQL_DECLARE}
BEGIN
{POSTGRESQL}  RAISE EXCEPTION '{MESSAGE}: % on %', TG_OP, TG_TABLE_NAME; END $$
"""


# what else stands: (its name, on which table or for whom)
FOREIGN = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)
        UNION ALL
        SELECT r.rulename, c.relname FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
        UNION ALL
        SELECT s.name, s.source FROM pg_settings s WHERE s.name = 'session_replication_role' AND s.setting <> 'origin'
        UNION ALL
        SELECT 'session_replication_role', coalesce(r.rolname, '*') FROM pg_db_role_setting d
        LEFT JOIN pg_roles r ON r.oid = d.setrole
        WHERE d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
          AND array_to_string(d.setconfig, ',') LIKE '%session_replication_role=%'
    """,
}


def guarded_models() -> list[type[Model]]:
    """Return the models whose tables only grow: the change log, its index, its seals and every history table."""
    return [Entry, EntryTag, Seal, *(model for model in apps.get_models() if issubclass(model, HistoricalChanges))]


def guarded_tables() -> list[str]:
    """Return their tables, by name."""
    return sorted(model._meta.db_table for model in guarded_models())


def _names(table: str, vendor: str) -> list[str]:
    kinds = ("update", "delete") if vendor == "postgresql" else ("update", "delete", "replace")
    return [f"{PREFIX}_{table}_{kind}" for kind in kinds]


def install(connection: BaseDatabaseWrapper, models: Iterable[type[Model]] | None = None) -> None:
    """Put the guards on every guarded table that is there yet, or on those of `models`; harmless where they stand already."""
    creating = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        there = set(connection.introspection.table_names(cursor))
        for model in guarded_models() if models is None else models:  # after a migrate of one app, others are to come
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
        condition = {"INSERT": exists, "UPDATE": f"WHEN NOT ({sqlite_exception(model)})"}.get(event, "")
        yield f"DROP TRIGGER IF EXISTS {name}"  # one of an earlier release may say less
        yield f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" {condition} {refuse}'


def remove(connection: BaseDatabaseWrapper, models: Iterable[type[Model]] | None = None) -> None:
    """Take the guards away: in tests, in a deliberate repair by the database's owner, and while the index is made anew."""
    with connection.cursor() as cursor:
        for table in guarded_tables() if models is None else [model._meta.db_table for model in models]:
            for name in _names(table, connection.vendor):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that should stand and don't stand as they were put: gone, switched off, or bent."""
    sound = _sound_postgresql if connection.vendor == "postgresql" else _sound_sqlite
    standing = sound(connection)
    return [name for table in guarded_tables() for name in _names(table, connection.vendor) if name not in standing]


def _sound_postgresql(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the triggers that are on (not for replicas alone), for every row and column, and run the function as it is here."""
    row, whole = 1 | 2 | 8 | 16, 2 | 32  # pg_trigger.tgtype: each row, before, DELETE, UPDATE; before, TRUNCATE
    kinds = [
        (name, table, kind)
        for table in guarded_tables()
        for name, kind in zip(_names(table, "postgresql"), (row, whole), strict=True)
    ]
    query = """
        SELECT t.tgname, c.relname, t.tgtype
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE t.tgname LIKE %s AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''::int2vector AND p.prosrc = %s
          AND pg_table_is_visible(c.oid)
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%", FUNCTION.split("$$")[1]])
        found = set(cursor.fetchall())
    return {name for name, table, kind in kinds if (name, table, kind) in found}


def _sound_sqlite(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the triggers whose statement is the one that made them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        found = {row[0] for row in cursor.fetchall()}
    made = (statement for model in guarded_models() for statement in _sqlite(model))
    return {statement.split()[2] for statement in made if statement in found}


def foreign(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what stands in the database that isn't ours and could bend what is written, or keep the guards from acting.

    That is every other trigger, a rule on a table, and in PostgreSQL the setting under which no trigger fires.
    """
    ours = {name for table in guarded_tables() for name in _names(table, connection.vendor)}
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN[connection.vendor])
        return sorted(f"{name}（{place}）" for name, place in cursor.fetchall() if name not in ours)


@contextmanager
def lifted(connection: BaseDatabaseWrapper, models: Collection[type[Model]] | None = None) -> Iterator[None]:
    """Take the guards away for the body, all or those of `models`, and put them back."""
    remove(connection, models)
    try:
        yield
    finally:
        install(connection, models)


def install_after_migrate(using: str = "default", **kwargs: Any) -> None:
    """Answer Django's post_migrate signal."""
    install(connections[using])
