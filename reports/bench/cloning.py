"""Many rounds out of one, for the bench alone: rows copied by the database, past the doors, with their log and history.

A copy's keys are the first one's plus a step, so that what pointed within the round points within the copy. Posts aren't copied:
the other rounds are other people's, as they would be. Nothing but a scratch database is ever written this way.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction
from simple_history.models import HistoricalChanges

from issues.models import Membership
from rectify.history.models import Entry, Tracked

STEP = 1_000_000  # more than any table of one round has rows
OF_ROUNDS = {"issues", "measures"}
# an entry keeps where its record stood as plain numbers
ENTRY_KEYS = {"id", "record", "round", "key_problem", "issue", "measure"}
# so does a decision its subject, a clearing its record, and a closed issue the last entry it saw
VALUES = {"subject", "record", "closed_after"}


def multiply(times: int) -> None:
    """Copy the only round there is until there are `times` of it, in one transaction."""
    if times > 1:
        with transaction.atomic(), connection.cursor() as cursor:
            for model in _copied():
                cursor.execute(_statement(model, times - 1))


def _copied() -> Iterator[type[models.Model]]:
    """Give the tables of what belongs to a round, each after those it points to."""
    for model in apps.get_models():
        if issubclass(model, Tracked) and model._meta.app_label in OF_ROUNDS and model is not Membership:
            yield model
            yield model.history.model
    yield Entry


def _statement(model: type[models.Model], copies: int) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    mine = 'WHERE old."round" IS NOT NULL' if model is Entry else ""
    numbers = f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {copies})"  # noqa: S608
    table = f'"{model._meta.db_table}"'
    return f"{numbers} INSERT INTO {table} ({columns}) SELECT {values} FROM {table} old CROSS JOIN copy {mine}"  # noqa: S608


def _value(model: type[models.Model], field: "models.Field[object, object]") -> str:
    """Return what stands in a copy's column: the old value, moved on where it is a key of what is copied too."""
    old = f'old."{field.column}"'
    if _moves(model, field):
        return f"{old} + copy.n * {STEP}"
    return f"{old} || '-' || copy.n" if field.unique and not field.primary_key else old


def _moves(model: type[models.Model], field: "models.Field[object, object]") -> bool:
    if model is Entry:
        return field.name in ENTRY_KEYS
    if field.primary_key or (field.name == "id" and issubclass(model, HistoricalChanges)):
        return True
    if field.name in VALUES and isinstance(field, models.BigIntegerField):
        return True
    related = field.related_model
    return isinstance(related, type) and related._meta.app_label in OF_ROUNDS and related is not Membership
