"""Two dates compared, and the record as it was: read by whoever reads the log, exported by whoever may export. See table.py."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from rectify.jobs.models import Job, State
from reports.comparing import exporting
from reports.notice.keeping import write
from tests.permissions.table import Row, page

ROUND = "cast.round.pk"
NOBODY = "stranger=404 admin=404"
# whose own nothing was then: nothing existed, or it was another department's
YESTERDAY: dict[str, Any] = {"round_id": ROUND, "moment": "2022-04-01"}


def pdf_of_the_clerk(world: Any) -> int:
    """Return the key of a finished job: the comparison made for the clerk."""
    found = Job.objects.filter(kind=exporting.KIND).first()
    if found is None:
        write(Path(settings.RENDERS) / "reports/two.pdf", b"%PDF-1.7")
        found = Job.objects.create(
            kind=exporting.KIND,
            key="two",
            args={"round": world.cast.round.pk},
            requested_by=world.cast.clerk,
            state=State.DONE,
            finished_at=dt.datetime(2022, 6, 12, tzinfo=dt.UTC),
            result={"path": "reports/two.pdf"},
        )
    return found.pk


ROWS: list[Row] = [
    page("reports:comparison", round_id=ROUND, GET=f"200 {NOBODY}"),
    page("reports:comparison", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:comparison_xlsx", round_id=ROUND, POST=f"200 supervisor=403 {NOBODY}"),
    page("reports:comparison_pdf", round_id=ROUND, POST=f"302 supervisor=403 {NOBODY}"),
    page(
        "reports:comparison_file",
        round_id=ROUND,
        pk=pdf_of_the_clerk,
        GET="404 clerk=200",
    ),
    page("reports:past", round_id=ROUND, GET=f"302 {NOBODY}"),
    page("reports:past_ledger", round_id=ROUND, moment="plan", GET=f"200 {NOBODY}"),
    page("reports:past_ledger", round_id=ROUND, moment="now", GET="404"),
    page("reports:past_issue", **YESTERDAY, pk="issue.pk", GET="404"),
    page("reports:past_measure", **YESTERDAY, pk="measure.pk", GET="404"),
    page("reports:past_measure", round_id="cast.other_round.pk", moment="plan", pk="elsewhere.pk", GET="404"),
]
