"""What changed on a record: its loaded values beside its present ones, and each change in words."""

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.db import models

MACHINERY = {"id", "version"}


@dataclass(frozen=True)
class Change:
    """One field's change: `old` and `new` as stored, `old_text` and `new_text` as a person reads them."""

    field: str
    label: str
    old: Any
    new: Any
    old_text: str
    new_text: str

    def as_json(self) -> dict[str, Any]:
        """Return the change as it stands in an entry."""
        return asdict(self)


@cache
def tracked_fields(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    """Return the fields whose changes are recorded: those of the history table, without the machinery."""
    history = model.history.model  # type: ignore[attr-defined]
    return tuple(field for field in history.tracked_fields if field.name not in MACHINERY)


def present_values(record: models.Model) -> dict[str, Any]:
    """Return the values of the tracked fields that are loaded, by field name."""
    return {field.name: record.__dict__[field.attname] for field in tracked_fields(type(record)) if field.attname in record.__dict__}


def remember(record: models.Model) -> None:
    """Keep the record's values as those of its row in the database."""
    record._state.loaded = present_values(record)  # type: ignore[attr-defined]


def changed_fields(record: models.Model) -> list[Change]:
    """Return what a save would change; for a new record every field that says something."""
    loaded: dict[str, Any] = {} if record._state.adding else getattr(record._state, "loaded", {})
    changes = []
    for field in tracked_fields(type(record)):
        if field.attname not in record.__dict__:
            continue
        new = field.to_python(record.__dict__[field.attname])
        old = loaded.get(field.name)
        if record._state.adding and new in (None, "", False, [], {}):
            continue
        if old != new:
            changes.append(Change(field.name, str(field.verbose_name), old, new, text_of(field, old), text_of(field, new, record)))
    return changes


def text_of(field: "models.Field[Any, Any]", value: Any, record: models.Model | None = None) -> str:
    """Return a stored value as a person reads it: a choice's word, a related record's name, 是 or 否.

    `record` is the one that holds the value now: a related record that it has loaded is not asked for again.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        loaded = record._state.fields_cache.get(field.name) if record is not None else None
        if loaded is not None and loaded.pk == value:
            return str(loaded)
        related = field.remote_field.model._base_manager.filter(pk=value).first()
        return str(related) if related is not None else f"#{value}"
    return str(value)
