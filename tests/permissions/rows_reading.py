"""Taking a notice over: the form and preview, and what was read of it. How to write a row: see table.py."""

from typing import Any

from reports.models import ImportedNotice
from tests.permissions.table import Row, page

ROUND = "cast.round.pk"
# by the matrix the office imports, of whichever round; what was read is seen by the office of the round that came of it
OTHERS = "head=403 leader=403 lead=403 cooperating=403 outsider=403 inspector=403 supervisor=403 admin=403"
ELSEWHERE = "head=404 leader=404 lead=404 cooperating=404 outsider=404 inspector=404 supervisor=404 admin=404 stranger=404"
TEXT = "一、总体情况\n好。\n二、整改情况\n（一）关于“甲”问题\n改。"


def imported(world: Any) -> int:
    """Return the key of the round, which came of a notice."""
    values = {"text": TEXT, "answer": {}, "round": world.cast.round}
    ImportedNotice.objects.get_or_create(sha256="0" * 64, copy=1, defaults=values)
    return int(world.cast.round.pk)


ROWS: list[Row] = [
    page("reports:notice_import", GET=f"200 {OTHERS}", POST=f"400 {OTHERS}"),
    page("reports:notice_import", GET=f"200 {OTHERS}", POST=f"200 {OTHERS}", post={"classified": "no", "text": TEXT}),
    page(
        "reports:notice_import",
        GET=f"200 {OTHERS}",
        POST=f"302 {OTHERS}",
        post={"classified": "no", "text": TEXT, "confirm": "1"},
    ),
    page("reports:notice_imported", round_id=imported, GET=f"200 {ELSEWHERE}"),
    page("reports:notice_imported", round_id="cast.other_round.pk", GET="404"),
]
