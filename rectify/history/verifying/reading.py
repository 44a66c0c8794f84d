"""One quiet reading of the database: raw rows in chunks, from one snapshot, without a lock that a writer would feel."""

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]

CHUNK = 2_000
BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "sqlite": "BEGIN DEFERRED"}

# as canonical JSON is written, for values that are plain already
encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
decode = json.JSONDecoder().decode


class Reading:
    """Reads of one snapshot; `moment` turns a raw time into what a payload says.

    `raw` before a column makes it an expression, which sqlite3 hands over as it is stored instead of parsing it.
    """

    def __init__(self, wrapper: BaseDatabaseWrapper) -> None:
        self.wrapper = wrapper
        self.moment: Convert = moment_of_text if wrapper.vendor == "sqlite" else moment_of_time
        self.raw = "+" if wrapper.vendor == "sqlite" else ""
        self.differs = "IS NOT" if wrapper.vendor == "sqlite" else "IS DISTINCT FROM"

    def rows(self, sql: str, params: "tuple[Any, ...]" = ()) -> list[Row]:
        """Return the rows of one statement."""
        with self.wrapper.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[Row] = cursor.fetchall()
        return found

    def chunks(self, sql: str, after: int, column: int = 0) -> Iterator[list[Row]]:
        """Give the rows of `sql`, which takes a key to begin after and a limit, and is ordered by the key in `column`."""
        while found := self.rows(sql, (after, CHUNK)):
            yield found
            if len(found) < CHUNK:
                return
            after = found[-1][column]


@contextmanager
def reading() -> Iterator[Reading]:
    """Open a reading on a connection of its own; inside a transaction on the one at hand, which sees what it has written.

    SQLite's deferred transaction only reads, so that nobody waits for it (Django's own would be an IMMEDIATE one).
    """
    if connection.in_atomic_block:
        yield Reading(connections_wrapper())
        return
    own = connections_wrapper().copy()  # type: ignore[attr-defined]
    try:
        with own.cursor() as cursor:
            cursor.execute(BEGIN[own.vendor])
        yield Reading(own)
    finally:
        own.close()


def connections_wrapper() -> Any:
    """Return the default connection itself, which `django.db.connection` stands for."""
    from django.db import connections

    return connections["default"]


def moment_of_text(raw: str | None) -> str | None:
    """Turn SQLite's “2022-03-04 02:20:11.123456” into what canonical JSON says: “2022-03-04T02:20:11.123Z”."""
    return None if raw is None else f"{raw[:10]}T{raw[11:23]}Z"


def moment_of_time(raw: datetime.datetime | None) -> str | None:
    """Turn PostgreSQL's time into what canonical JSON says."""
    if raw is None:
        return None
    text = (raw if raw.utcoffset() == ZERO else raw.astimezone(datetime.UTC)).isoformat()
    return f"{text[:23] if raw.microsecond else text[:19]}Z"


ZERO = datetime.timedelta()
