"""A long change log for the bench: valid entries with their history rows, written in bulk, as if one measure had gone to and fro.

Nothing but a scratch database is ever written this way.
"""

import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from measures.models import Measure
from rectify.history.changes import Change
from rectify.history.models import Entry
from rectify.history.recording import SYSTEM, Recorder, row_digest
from rectify.history.tagging import tag

CHUNK = 2_000
TURNS = ("in_progress", "reported")
WORDS = {"in_progress": "推进中", "reported": "已报待核验"}


def lengthen(measure: Measure, times: int) -> None:
    """Write `times` changes of the measure's status, each with its entry and history row; the measure ends as the last says."""
    numbers = iter(range(1, times + 1))
    while chunk := list(islice(numbers, CHUNK)):
        now = timezone.now()
        rows = Measure.history.bulk_create([_row(measure, number, now) for number in chunk])
        tag(Entry.objects.bulk_create([_entry(measure, row, now) for row in rows]))
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{Measure._meta.db_table}" SET status = %s, version = %s WHERE id = %s',  # noqa: S608
            [TURNS[times % 2], measure.version + times, measure.pk],
        )


def _row(measure: Measure, number: int, now: datetime.datetime) -> Any:
    values = {field.attname: getattr(measure, field.attname) for field in Measure.history.model.tracked_fields}
    values |= {"status": TURNS[number % 2], "version": measure.version + number}
    values |= {"history_date": now, "history_type": "~", "history_change_reason": "measure.report"}
    return Measure.history.model(**values, history_relation_id=measure.pk)


def _entry(measure: Measure, row: Any, now: datetime.datetime) -> Entry:
    old = TURNS[row.version % 2] if row.status == TURNS[0] else TURNS[0]
    change = Change("status", "状态", old, row.status, WORDS[old], WORDS[row.status])
    recorder = Recorder(None, SYSTEM, "measure.report", "请补充材料后再报。", None, now)
    about = {
        "record_type": Measure._meta.label_lower,
        "record": measure.pk,
        "record_label": str(measure),
        "created": False,
    }
    return recorder.entry(measure.belongs_to(), about, [change.as_json()], row_digest(row))
