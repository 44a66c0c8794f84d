"""Current rows against the newest history row: what was edited, deleted or inserted past the log."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from rectify.history.models import Entry, Tracked
from rectify.history.verifying.findings import Broken, Report
from rectify.history.verifying.reading import Reading


def check_records(reading: Reading, report: Report) -> None:
    """Compare every tracked table with its history; the database does it, and answers with what differs."""
    for model in apps.get_models():
        if issubclass(model, Tracked):
            report.records += int(reading.rows(f'SELECT count(*) FROM "{model._meta.db_table}"')[0][0])  # noqa: S608
            for found in (*_changed(reading, model), *_gone(reading, model)):
                report.add(found)


def _changed(reading: Reading, model: type[Tracked]) -> Iterator[Broken]:
    """Give the rows that aren't what their newest history row says, and those without any."""
    history: Any = model.history.model
    kept = {field.attname for field in history._meta.concrete_fields}
    fields = [field for field in model._meta.concrete_fields if field.attname in kept and not field.primary_key]
    flags = [f'c."{field.column}" {reading.differs} h."{field.column}"' for field in fields]
    own, past = f'"{model._meta.db_table}"', f'"{history._meta.db_table}"'
    sql = (
        f"SELECT c.id, h.history_id, {', '.join(flags)} FROM {own} c "  # noqa: S608 (names of our own)
        f"LEFT JOIN (SELECT id, max(history_id) AS newest FROM {past} GROUP BY id) n ON n.id = c.id "
        f"LEFT JOIN {past} h ON h.history_id = n.newest "
        f"WHERE h.history_id IS NULL OR {' OR '.join(flags)} ORDER BY c.id LIMIT 1000"
    )
    for key, row, *differing in reading.rows(sql):
        names = [_label(field) for field, differs in zip(fields, differing, strict=True) if differs]
        if row is None:
            yield _broken(model, key, "record_without_history", "没有历史记录：是绕过变更记录写入的")
        else:
            yield _broken(model, key, "record_changed", f"被绕过变更记录改动：“{'”“'.join(names)}”与最新的历史记录不符")


def _gone(reading: Reading, model: type[Tracked]) -> Iterator[Broken]:
    """Give the records of which nothing but history is left: nothing is ever deleted."""
    history: Any = model.history.model
    sql = (
        f'SELECT DISTINCT h.id FROM "{history._meta.db_table}" h WHERE NOT EXISTS '  # noqa: S608
        f'(SELECT 1 FROM "{model._meta.db_table}" c WHERE c.id = h.id) ORDER BY h.id LIMIT 1000'
    )
    for (key,) in reading.rows(sql):
        yield _broken(model, key, "record_missing", "只有历史记录，现有记录已被删除")


def _label(field: "models.Field[Any, Any]") -> str:
    return str(field.verbose_name)


def _broken(model: type[Tracked], key: int, kind: str, said: str) -> Broken:
    """Say it of the record as its latest entry names it."""
    kinds = str(model._meta.verbose_name)
    latest = Entry.objects.filter(record_type=model._meta.label_lower, record=key).order_by("-id").first()
    label = latest.record_label if latest is not None else ""
    named = f"{kinds}第{key}号" if label in {"", kinds} else f"{kinds}“{label}”（编号{key}）"
    return Broken(kind, f"{model._meta.label_lower}:{key}", f"{named}{said}。", latest.round if latest else None)
