"""The addresses of decisions on paper about the ledger: the office records and confirms, who sees the whole sees the scan."""

from typing import Any

from issues.models import PaperDecision
from tests.measures.paper.conftest import on_paper, proposed
from tests.permissions.rows_issues import ROUND
from tests.permissions.table import Row, page

OFFICE = "director=200 clerk=200 two_posts=200"
NOBODYS = "lead=404 cooperating=404 outsider=404 stranger=404 admin=404"


def issue(w: Any) -> int:
    """An issue whose conclusion the director proposed."""
    return int(proposed(w).pk)


def decision(w: Any) -> int:
    """A decision about it that the clerk recorded."""
    pending = PaperDecision.objects.pending().filter(subject_type="issues.issue", subject=w.issue.pk).first()
    return int((pending or on_paper(w, "conclusion", proposed(w))).pk)


ROWS: list[Row] = [
    page(
        "measures:paper_record",
        round_id=ROUND,
        key="conclusion",
        pk=issue,
        GET=f"403 {OFFICE} outsider=404 stranger=404 admin=404",
        POST=f"403 {OFFICE.replace('200', '400')} outsider=404 stranger=404 admin=404",
    ),
    page("measures:paper_record", round_id=ROUND, key="verify", pk=issue, GET="404", POST="404"),
    page(
        "measures:paper_confirm",
        round_id=ROUND,
        pk=decision,
        GET=f"403 {OFFICE} {NOBODYS}",
        POST=f"403 {OFFICE.replace('200', '400')} {NOBODYS}",
    ),
    page(
        "measures:paper_withdraw",
        round_id=ROUND,
        pk=decision,
        GET=f"403 {OFFICE} {NOBODYS}",
        POST=f"403 {OFFICE.replace('200', '400')} {NOBODYS}",
    ),
    page("measures:paper_scan", round_id=ROUND, pk=decision, GET=f"200 {NOBODYS}"),
]
