"""What the log's filters offer, in words: kinds of record and their fields."""

from functools import cache
from typing import Any

from django.apps import apps

from rectify.history.changes import tracked_fields
from rectify.history.models import Tracked

OF_ROUNDS = {"measures": 0, "issues": 1, "reports": 2}  # the apps whose records belong to a round, in the order of the offer
UNSAID = {"path", "subject_type", "subject", "step", "content_hash"}  # codes whose words the record's name says


@cache
def types() -> dict[str, str]:
    """Return the kinds of record that a round's log can hold, “app.model” → its word; those kept apart aren't among them."""
    tracked = [model for model in apps.get_models() if issubclass(model, Tracked) and model.told is None]
    found = sorted((m for m in tracked if m._meta.app_label in OF_ROUNDS), key=lambda m: OF_ROUNDS[m._meta.app_label])
    return {model._meta.label_lower: str(model._meta.verbose_name) for model in found}


@cache
def fields_of(record: str) -> dict[str, str]:
    """Return the fields of a kind of record to which the log can be narrowed, “app.model.field” → its word."""
    model: Any = apps.get_model(record)
    fields = tracked_fields(model)
    return {f"{record}.{field.name}": str(field.verbose_name) for field in fields if field.name not in UNSAID}


@cache
def field_words() -> dict[str, str]:
    """Return all of them."""
    return {code: word for record in types() for code, word in fields_of(record).items()}
