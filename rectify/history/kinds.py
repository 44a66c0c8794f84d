"""What kind of change an entry tells of: a status, a conclusion, a due date, wording … An entry may be of several.

A kind is kept in the index: whoever changes these tables, or those of the apps, tags the entries that are there anew, in a
migration (`rectify.history.retagging`).

The log knows no app above it: each app registers, when it starts, which of its fields, records and actions are of which kind
(`issues/kinds.py`, `measures/kinds.py` …). What nobody registered is wording where the field holds free text, else 其他.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models


class ChangeKind(models.TextChoices):
    """The kinds by which the log can be reviewed, in the order in which they are offered; the value is kept in the index."""

    STATUS = "status", "状态"
    CONCLUSION = "conclusion", "结论"
    CLOSURE = "closure", "销号"
    DUE = "due", "完成时限"
    WORDING = "wording", "文字"
    DISCLOSURE = "disclosure", "公开方式"
    EVIDENCE = "evidence", "佐证材料"
    REMARK = "remark", "监督意见"
    PLAN = "plan", "方案与分工"
    PAPER = "paper", "线下签批"
    CREATED = "created", "新增记录"
    MEMBERSHIP = "membership", "账号与任职"
    SIGN_IN = "sign_in", "登录"
    EXPORT = "export", "导出与下载"
    OTHER = "other", "其他"


Kinds = tuple[ChangeKind, ...]
_fields: dict[str, Kinds] = {}
_records: dict[str, Kinds] = {}
_actions: dict[str, Kinds] = {}


def register(
    *,
    fields: Mapping[str, Kinds] | None = None,
    records: Mapping[str, Kinds] | None = None,
    actions: Mapping[str, Kinds] | None = None,
) -> None:
    """Take an app's table: `fields` by “app.model.field”, `records` by “app.model”, `actions` by code, or “code.” for all."""
    _fields.update(fields or {})
    _records.update(records or {})
    _actions.update(actions or {})
    _of_field.cache_clear()


def kinds_of(*, action: str, record_type: str, fields: Iterable[str], created: bool) -> set[ChangeKind]:
    """Return the kinds of an entry that tells of these fields of a record of this type; never none."""
    found = {*_records.get(record_type, ()), *_actions.get(action, ()), *_actions.get(f"{action.partition('.')[0]}.", ())}
    if created:
        found.add(ChangeKind.CREATED)
    else:
        found.update(kind for field in fields for kind in _of_field(record_type, field))
    if len(found) > 1:
        found.discard(ChangeKind.OTHER)
    return found or {ChangeKind.OTHER}


@cache
def _of_field(record_type: str, field: str) -> Kinds:
    registered = _fields.get(f"{record_type}.{field}")
    if registered is not None:
        return registered
    return (ChangeKind.WORDING,) if _is_free_text(record_type, field) else (ChangeKind.OTHER,)


def _is_free_text(record_type: str, field: str) -> bool:
    try:
        found = apps.get_model(record_type)._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):  # an event without a record, or a field of another time
        return False
    text = isinstance(found, models.CharField | models.TextField)
    return text and found.editable and not found.choices
