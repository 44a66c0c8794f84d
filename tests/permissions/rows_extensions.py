"""The addresses of extensions: asked for by the lead department, decided by the head (here beyond the period). See table.py."""

from typing import Any

from tests.measures.paper.conftest import extending
from tests.permissions.rows_issues import ROUND
from tests.permissions.table import Row, page

MEASURE = "measure.pk"
OUT = "outsider=404 stranger=404 admin=404"
SEEN = f"200 {OUT}"


def request(w: Any) -> int:
    """A pending request, made by the director for the lead department."""
    return int(extending(w).pk)


def asking(w: Any) -> int:
    """The world's measure, of which a later date may be asked for."""
    return int(w.measure.pk)


GRANT = f"400 head=200 director=403 clerk=403 lead=403 cooperating=403 inspector=403 supervisor=403 {OUT}"
WITHDRAW = "400 director=200 lead=200 cooperating=403 head=403 leader=403 inspector=403 supervisor=403"
ROWS: list[Row] = [
    page("measures:extensions", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page(
        "measures:extension_ask",
        round_id=ROUND,
        pk=MEASURE,
        GET=f"403 director=200 clerk=200 two_posts=200 lead=200 {OUT}",
        POST=f"403 director=400 clerk=400 two_posts=400 lead=400 {OUT}",
    ),
    page(
        "measures:extension_step",
        round_id=ROUND,
        pk=request,
        step_name="grant",
        GET=GRANT,
        POST=GRANT.replace("head=200", "head=400"),
    ),
    page(
        "measures:extension_step",
        round_id=ROUND,
        pk=request,
        step_name="withdraw",
        GET=f"{WITHDRAW} {OUT}",
        POST=f"{WITHDRAW.replace('=200', '=400')} {OUT}",
    ),
    page("measures:extension_step", round_id=ROUND, pk=request, step_name="burn", GET="404", POST="404"),
]
