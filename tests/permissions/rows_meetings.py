"""The addresses of meetings: seen by those who see the whole round, recorded by the office. How to write a row: see table.py."""

import datetime as dt
from typing import Any

from issues.models import Meeting
from tests import factories as make
from tests.permissions.rows_issues import OF_PART, OF_ROUND, ROUND
from tests.permissions.table import Row, page


def meeting(world: Any) -> int:
    """Return the key of the round's meeting, made at the first asking."""
    found = Meeting.objects.filter(round=world.cast.round).first()
    values = {"round": world.cast.round, "kind": "promotion", "held_on": dt.date(2022, 4, 20), "title": "推动整改"}
    return (found or make._made(Meeting(**values))).pk


NEW = {"kind": "promotion", "held_on": "2022-04-20", "title": "推动整改"}
ROWS: list[Row] = [
    page("issues:meetings", round_id=ROUND, GET="200 lead=404 cooperating=404 outsider=404 stranger=404 admin=404"),
    page("issues:meetings", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("issues:meeting_new", round_id=ROUND, GET=f"200 {OF_ROUND}", POST=f"302 {OF_ROUND}", post=NEW),
    page(
        "issues:meeting_edit",
        round_id=ROUND,
        pk=meeting,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, **NEW, "title": "改了议题"},
    ),
    page(
        "issues:meeting_withdraw",
        round_id=ROUND,
        pk=meeting,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, "reason": "误录"},
    ),
]
