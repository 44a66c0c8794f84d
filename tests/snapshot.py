"""Records that many tests begin with, made once by the doors of the models and put back as rows ever after.

Making the cast and the world takes a tenth of a second, putting their rows back a tenth of that.
"""

import datetime
import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

from rectify.history.models import Entry

T = TypeVar("T")
Rows = list[tuple[str, list[tuple[Any, ...]]]]

_kept: dict[str, tuple[Rows, bytes]] = {}


def once(name: str, make: Callable[[], T]) -> T:
    """Return what `make` makes; in an empty database from the second time on from its rows, with equal records."""
    if Entry.objects.exists():  # a test has made something before: the kept keys may be taken
        return make()
    if name in _kept:
        rows, records = _kept[name]
        _put_back(rows)
        return pickle.loads(records)
    made = make()
    _kept[name] = (_rows(), pickle.dumps(made))
    return made


def _tables() -> list[str]:
    ours = (model._meta for model in apps.get_models() if model._meta.app_label not in {"contenttypes", "auth", "sessions"})
    return [meta.db_table for meta in ours]


def _rows() -> Rows:
    """Return the insert statement and the rows of every table that holds any."""
    found = []
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            if rows := [tuple(map(_bindable, row)) for row in cursor.fetchall()]:
                columns = ", ".join(f'"{column[0]}"' for column in cursor.description)
                holes = ", ".join(["%s"] * len(cursor.description))
                found.append((f'INSERT INTO "{table}" ({columns}) VALUES ({holes})', rows))
    return found


def _bindable(value: Any) -> Any:
    """Return a value as both databases take it without Django: SQLite knows no time of day."""
    return value.isoformat() if isinstance(value, datetime.time) else value


def _put_back(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for statement, values in rows:
            cursor.executemany(statement, values)
