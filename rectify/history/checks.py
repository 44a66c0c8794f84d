"""Checking a record before it is saved: what the model and the database would refuse, as a sentence for the person."""

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from rectify.errors import Refused
from rectify.history.changes import settled_fields
from rectify.history.models import Tracked

T = TypeVar("T", bound=Tracked)

# characters in one text; a page of a document holds 616
TEXT_LIMIT = 20_000


def checked(record: T) -> T:
    """Return `record` when its fields and constraints hold; else raise Refused with the first message and its field."""
    for field_ in record._meta.concrete_fields:
        value = record.__dict__.get(field_.attname)
        limit = TEXT_LIMIT if field_.choices else min(field_.max_length or TEXT_LIMIT, TEXT_LIMIT)
        if isinstance(value, str) and len(value) > limit:
            raise Refused(f"{field_.verbose_name}：内容过长，最多{limit}字，现在{len(value)}字。", field=field_.name)
        if isinstance(value, str) and "\x00" in value:
            raise Refused(f"{field_.verbose_name}：含有无法保存的字符。", field=field_.name)
    try:
        _clean(record)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        named = None if field == NON_FIELD_ERRORS else field
        label = f"{record._meta.get_field(named).verbose_name}：" if named else ""  # type: ignore[union-attr]
        raise Refused(f"{label}{messages[0]}", field=named) from error
    return record


def _clean(record: Tracked) -> None:
    """Clean what a save would change, and ask for the constraints that name it: the rest of the row holds already.

    Django asks the database once for each link and each constraint, changed or not: a third of a door's time.
    """
    settled = settled_fields(record)
    record.full_clean(exclude=settled, validate_constraints=False)
    for constraint, names in _constraints(type(record)):
        if not names <= settled:
            _hold(constraint, record)


def _hold(constraint: models.BaseConstraint, record: Tracked) -> None:
    try:
        constraint.validate(type(record), record)
    except ValidationError as error:
        raise ValidationError(error.update_error_dict({})) from error


@cache
def _constraints(model: type[models.Model]) -> list[tuple[models.BaseConstraint, frozenset[str]]]:
    """Return the constraints of `model` that a person can offend, each with the names of the fields that it speaks of.

    The others, without a sentence of their own, say once more what the fields' choices say; the database holds those.
    """
    return [(constraint, frozenset(_names(constraint))) for constraint in model._meta.constraints if _for_people(constraint)]


def _for_people(constraint: models.BaseConstraint) -> bool:
    own_sentence = constraint.violation_error_message != constraint.default_violation_error_message
    return own_sentence or isinstance(constraint, models.UniqueConstraint)


def _names(constraint: Any) -> Iterator[str]:
    yield from getattr(constraint, "fields", ())
    if constraint.condition is not None:
        yield from constraint.condition.referenced_base_fields
    for expression in getattr(constraint, "expressions", ()):
        parts = expression.flatten() if hasattr(expression, "flatten") else [expression]
        yield from (part.name for part in parts if isinstance(part, models.F))  # type: ignore[attr-defined]
