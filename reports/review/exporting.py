"""A review of the log as a table to hand on (CSV, XLSX): what the page's filters show, itself an entry.

It is written as a stream while the person waits, up to a stated number of entries: that takes seconds, so that a job with its
page would only be a detour. More than that is refused rather than cut: a table that silently ends proves nothing.
"""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from measures.timeline import action_words
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.models import Belonging, Entry
from rectify.history.recording import note_event
from rectify.tables import CSV_TYPE, XLSX_TYPE, Row, Sheet, csv_lines, xlsx_bytes
from reports.review.finding import Search, log_of
from reports.review.words import types

LIMIT = 20_000  # entries
CHUNK = 500
HEAD = (
    "编号",
    "发生时间",
    "记录时间",
    "人员",
    "身份",
    "动作",
    "记录种类",
    "记录",
    "项目",
    "原内容",
    "新内容",
    "原因",
    "摘要（SHA-256）",
)
WIDTHS = (8, 19, 19, 10, 24, 14, 12, 28, 14, 40, 40, 40, 20)
FORMATS = {"csv": ("CSV", CSV_TYPE), "xlsx": ("XLSX", XLSX_TYPE)}


def export(*, search: Search, form: str, conditions: Iterable[tuple[str, str]]) -> Iterable[bytes]:
    """Leave the entry of an export and return the table's bytes; `conditions` are the filters in words, for that entry.

    Raises PermissionDenied where the matrix says no, and Refused for an unknown form or more entries than the limit.
    """
    acting_as = permit(search.user, Action.EXPORT, search.round)
    if form not in FORMATS:
        raise Refused("请选择导出为CSV或XLSX。")
    keys = search.keys(LIMIT + 1)
    if len(keys) > LIMIT:
        raise Refused(f"符合条件的变更记录超过{LIMIT}条，没有导出。请加上日期或其他条件，分次导出。")
    own = search.own if search.own is not None and len(search.own) == 1 else frozenset[int]()
    note_event(
        actor=search.user,
        acting_as=acting_as,
        action="export.review",
        label=f"变更记录（{FORMATS[form][0]}，{len(keys)}条）",
        place=Belonging(round=search.round.pk, department=next(iter(own), None)),
        facts=[*conditions, ("格式", FORMATS[form][0]), ("条数", str(len(keys)))],
    )
    rows = _rows(search, keys)
    return csv_lines(HEAD, rows) if form == "csv" else [xlsx_bytes([Sheet("变更记录", HEAD, rows, WIDTHS)])]


def _rows(search: Search, keys: list[int]) -> Iterator[Row]:
    """Give a row for each change, read some hundred entries at a time; an entry without one has a row of its own."""
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        held = log_of(search.round, search.user).defer("payload").in_bulk(part)
        for key in part:
            if key in held:
                yield from rows_of(held[key])


def rows_of(entry: Entry) -> Iterator[Row]:
    """Give an entry's rows."""
    who: Row = (
        entry.pk,
        timezone.localtime(entry.effective_at),
        timezone.localtime(entry.recorded_at),
        entry.actor_name,
        entry.acting_as,
        action_words().get(entry.action, entry.action),
        types().get(entry.record_type, ""),
        entry.record_label,
    )
    for change in entry.changes or [{"label": "", "old_text": "", "new_text": ""}]:
        yield (*who, change["label"], change["old_text"], change["new_text"], entry.reason, entry.sha256)
