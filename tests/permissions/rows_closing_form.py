"""The form of an issue's closure: for those who see the whole of the round; its PDF for the one whose name it bears."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from rectify.jobs.models import Job, State
from reports.closing import making
from reports.notice.keeping import write
from tests.permissions.rows_issues import ROUND
from tests.permissions.table import Row, page

READERS = "lead=404 cooperating=404 outsider=404 stranger=404 admin=404"


def form_of_the_clerk(world: Any) -> int:
    """Return the key of a finished job: the form made for the clerk."""
    found = Job.objects.filter(kind=making.KIND).first()
    if found is None:
        write(Path(settings.RENDERS) / "reports/form.pdf", b"%PDF-1.7")
        found = Job.objects.create(
            kind=making.KIND,
            key="form",
            args={"issue": world.issue.pk, "day": dt.date(2022, 6, 12).isoformat()},
            requested_by=world.cast.clerk,
            state=State.DONE,
            finished_at=dt.datetime(2022, 6, 12, tzinfo=dt.UTC),
            result={"path": "reports/form.pdf"},
        )
    return found.pk


ROWS: list[Row] = [
    page("reports:closing_form", round_id=ROUND, pk="issue.pk", GET=f"200 {READERS}"),
    page("reports:closing_form", round_id="cast.other_round.pk", pk="issue.pk", GET="404"),
    page("reports:closing_form_make", round_id=ROUND, pk="issue.pk", POST=f"302 {READERS}"),
    page(
        "reports:closing_form_pdf",
        round_id=ROUND,
        pk="issue.pk",
        job_id=form_of_the_clerk,
        GET=f"200 director=404 two_posts=404 head=404 leader=404 inspector=404 supervisor=404 {READERS}",
    ),
    page("reports:closing_form_pdf", round_id=ROUND, pk="follow_on.pk", job_id=form_of_the_clerk, GET="404"),
]
