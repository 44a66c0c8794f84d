"""Taking a record for a change: locked, fresh, and of the version that the form was made from."""

from typing import TypeVar

from rectify.errors import Stale
from rectify.history.models import Tracked

T = TypeVar("T", bound=Tracked)


def locked(record: T, version: int | None = None) -> T:
    """Return `record`'s row, locked until the transaction ends; raise Stale where it is no longer `version`.

    `record` may be a request's user, which is lazy. `version` None asks nothing: uploads, notes and jobs cause no conflict. Where
    several are taken: the issue first, then measures by key. PostgreSQL locks the row, SQLite's IMMEDIATE transaction holds the
    whole database already.
    """
    rows = record.__class__._default_manager.select_for_update(of=("self",)).select_related(*record.held_with)
    current = rows.get(pk=record.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    return current
