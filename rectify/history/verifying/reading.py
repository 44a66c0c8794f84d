"""One quiet reading of the database: raw rows in chunks, from one snapshot, without a lock that a writer would feel."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]

CHUNK = 2_000
BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "sqlite": "BEGIN DEFERRED"}


def decode(text: str) -> Any:
    """Return the value that a JSON text says; ValueError for anything else. A million texts are read here."""
    return orjson.loads(text)


def encode(value: Any) -> bytes:
    """Return canonical JSON of plain values, as UTF-8: what `recording.canonical` writes of them, several times as fast."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


class Reading:
    """Reads of one snapshot; `moment` turns a raw time into what a payload says."""

    def __init__(self, wrapper: BaseDatabaseWrapper, pool: Executor | None = None) -> None:
        self.wrapper = wrapper
        self.pool = pool
        self.moment: Convert = moment_of_text if wrapper.vendor == "sqlite" else moment_of_time
        self.differs = "IS NOT" if wrapper.vendor == "sqlite" else "IS DISTINCT FROM"

    def rows(self, sql: str, params: "tuple[Any, ...]" = ()) -> list[Row]:
        """Return the rows of one statement."""
        with self.wrapper.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[Row] = cursor.fetchall()
        return found

    def column(self, name: str, field: "models.Field[Any, Any]") -> str:
        """Return what to select for a column (`name` with its table's), so that days and times come as text.

        A million times are read: the drivers would make objects of them. SQLite's driver leaves alone what is an expression.
        """
        if self.wrapper.vendor == "sqlite":
            return f"+{name}"
        if isinstance(field, models.DateTimeField):
            return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return f"{name}::text" if isinstance(field, models.DateField) else name

    def later(self, work: Callable[[], list[Row]]) -> Callable[[], list[Row]]:
        """Begin `work` beside what goes on here, where the database is another process; return what waits for its result."""
        return self.pool.submit(work).result if self.pool is not None else work

    def chunks(self, sql: str, after: int) -> Iterator[list[Row]]:
        """Give the rows of `sql`, which takes a key to begin after and a limit, and is ordered by the key in its first column."""
        wait = self.later(partial(self.rows, sql, (after, CHUNK)))
        while found := wait():
            if len(found) == CHUNK:
                wait = self.later(partial(self.rows, sql, (found[-1][0], CHUNK)))
            yield found
            if len(found) < CHUNK:
                return


@contextmanager
def reading() -> Iterator[Reading]:
    """Open a reading on a connection of its own; inside a transaction on the one at hand, which sees what it has written.

    PostgreSQL's next rows are fetched while these are checked.
    SQLite's deferred transaction only reads, so that nobody waits for it (Django's own would be an IMMEDIATE one).
    """
    if connection.in_atomic_block:
        yield Reading(connections_wrapper())
        return
    own = connections_wrapper().copy()
    with ThreadPoolExecutor(1) if own.vendor == "postgresql" else nullcontext() as pool:
        try:
            own.inc_thread_sharing()
            with own.cursor() as cursor:
                cursor.execute(BEGIN[own.vendor])
            yield Reading(own, pool)
        finally:
            if pool is not None:
                pool.shutdown(cancel_futures=True)
            own.close()


def connections_wrapper() -> Any:
    """Return the default connection itself, which `django.db.connection` stands for."""
    return connections[DEFAULT_DB_ALIAS]


def moment_of_text(raw: str | None) -> str | None:
    """Turn SQLite's “2022-03-04 02:20:11.123456” into what canonical JSON says: “2022-03-04T02:20:11.123Z”."""
    return None if raw is None else f"{raw[:10]}T{raw[11:23]}Z"


def moment_of_time(raw: str | None) -> str | None:
    """Turn PostgreSQL's “2022-03-04 02:20:11.123456”, six digits always, into the same."""
    return None if raw is None else f"{raw[:10]}T{raw[11:19] if raw.endswith('.000000') else raw[11:23]}Z"
