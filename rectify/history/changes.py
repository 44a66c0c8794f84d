"""What changed on a record: its loaded values beside its present ones, and each change in words."""

import copy
import datetime
from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone

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


@cache
def unrecorded_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the attributes that history leaves out: a password's hash, the last sign-in."""
    recorded = {field.attname for field in tracked_fields(model)}
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname not in recorded and f.name not in MACHINERY)


def present_values(record: models.Model) -> dict[str, Any]:
    """Return the values of the tracked fields that are loaded, by field name."""
    held = record.__dict__
    return {field.name: held[field.attname] for field in tracked_fields(type(record)) if field.attname in held}


def remember(record: models.Model) -> None:
    """Keep the record's values as those of its row in the database.

    A dictionary is copied, so that one changed in its place is seen as changed.
    """
    values = present_values(record)
    state: Any = record._state
    state.loaded = {k: copy.deepcopy(v) if isinstance(v, dict | list) else v for k, v in values.items()}
    state.unrecorded = {name: record.__dict__.get(name) for name in unrecorded_fields(type(record))}


def remember_only(record: models.Model, names: Collection[str]) -> None:
    """Keep the values of some fields, named either way, that were just read or written; the others stay as they were kept."""
    state: Any = record._state
    before, unrecorded = getattr(state, "loaded", {}), getattr(state, "unrecorded", {})
    remember(record)
    named = {field.name for field in tracked_fields(type(record)) if {field.name, field.attname} & set(names)}
    state.loaded = {**before, **{name: value for name, value in state.loaded.items() if name in named}}
    state.unrecorded = {**unrecorded, **{name: value for name, value in state.unrecorded.items() if name in names}}


def unrecorded_changes(record: models.Model) -> list[str]:
    """Return the attributes that changed and that history leaves out."""
    kept = getattr(record._state, "unrecorded", {})
    return [name for name, value in kept.items() if record.__dict__.get(name) != value]


def _loaded(record: models.Model) -> dict[str, Any]:
    """Return the record's values in the database; what was set without having been read is read now."""
    loaded: dict[str, Any] = getattr(record._state, "loaded", {})
    unread = [name for name in present_values(record) if name not in loaded]
    if unread:
        loaded = {**loaded, **type(record)._base_manager.filter(pk=record.pk).values(*unread).get()}
    return loaded


def settled_fields(record: models.Model) -> set[str]:
    """Return the names of the tracked fields that a save would leave as they stand in the database."""
    if record._state.adding:
        return set()
    loaded, present = _loaded(record), present_values(record)
    return {f.name for f in tracked_fields(type(record)) if f.name not in present or present[f.name] == loaded[f.name]}


def changed_fields(record: models.Model) -> list[Change]:
    """Return what a save would change; for a new record every field that says something."""
    loaded: dict[str, Any] = {} if record._state.adding else _loaded(record)
    changes = []
    for field in tracked_fields(type(record)):
        if field.attname not in record.__dict__:
            continue
        new = field.to_python(record.__dict__[field.attname])
        old = loaded.get(field.name)
        if record._state.adding and new in (None, "", False, [], {}):
            continue
        if old != new:
            words = text_of(field, old), text_of(field, new, record)
            changes.append(Change(field.name, str(field.verbose_name), old, new, *words))
    return changes


def text_of(field: "models.Field[Any, Any]", value: Any, record: models.Model | None = None) -> str:
    """Return a stored value as a person reads it: a choice's word, a related record's name, 是 or 否, 2022年6月10日.

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
    return _plain_text(value)


def _plain_text(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return f"{_plain_text(local.date())} {local:%H:%M}"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, dict):
        return "；".join(f"{key}：{_plain_text(item)}" for key, item in value.items())
    return str(value)
