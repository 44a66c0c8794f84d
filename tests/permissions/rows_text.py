"""The notice's text: drafts of sections, disclosure, masking, the check, the report. How to write a row: see table.py."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from issues.models import MaskingRule
from rectify.jobs.models import Job, State
from reports.notice.keeping import write
from reports.text import reporting
from tests import factories as make
from tests.permissions.rows_issues import OF_ISSUE, OF_PART, OF_ROUND, section
from tests.permissions.table import Row, page

ROUND = "cast.round.pk"
READERS = "lead=404 cooperating=404 outsider=404 stranger=404 admin=404"
# who reads the notice and may not write in it
LOOK = "head=403 leader=403 inspector=403 supervisor=403"
WRITERS = f"{LOOK} {READERS}"


def rule(world: Any) -> int:
    """Return the key of the round's masking rule."""
    found = MaskingRule.objects.filter(round=world.cast.round).first()
    return (found or make._made(MaskingRule(round=world.cast.round, term="某机构", replacement="**"))).pk


def report_of_the_clerk(world: Any) -> int:
    """Return the key of a finished job: the report made for the clerk."""
    found = Job.objects.filter(kind=reporting.KIND).first()
    if found is None:
        write(Path(settings.RENDERS) / "reports/one.pdf", b"%PDF-1.7")
        args = {"round": world.cast.round.pk, "day": dt.date(2022, 6, 12).isoformat()}
        found = Job.objects.create(
            kind=reporting.KIND,
            key="one",
            args=args,
            requested_by=world.cast.clerk,
            state=State.DONE,
            finished_at=dt.datetime(2022, 6, 12, tzinfo=dt.UTC),
            result={"path": "reports/one.pdf"},
        )
    return found.pk


ROWS: list[Row] = [
    page(
        "issues:section_draft",
        round_id=ROUND,
        pk=section,
        POST=f"200 {OF_PART}",
        post={"version": 1, "heading": "标题", "body": "写了一半"},
    ),
    page("issues:section_draft_drop", round_id=ROUND, pk=section, POST=f"302 {OF_PART}"),
    page(
        "issues:section_new_draft",
        round_id=ROUND,
        POST=f"200 {OF_ROUND}",
        post={"slot": "next", "heading": "标题", "body": "写了一半"},
    ),
    page("issues:section_new_draft_drop", round_id=ROUND, POST=f"302 {OF_ROUND}"),
    page("issues:section_history", round_id=ROUND, pk=section, GET=f"200 {READERS}"),
    page("reports:notice_figures", round_id=ROUND, GET=f"200 {READERS}"),
    page("reports:notice_check", round_id=ROUND, GET=f"200 {READERS}"),
    page("reports:notice_check", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:notice_disclosure", round_id=ROUND, GET=f"200 {READERS}"),
    page(
        "reports:notice_disclose",
        round_id=ROUND,
        pk="issue.pk",
        GET=f"200 {OF_ISSUE}",
        POST=f"302 {OF_ISSUE}",
        post={"version": 1, "disclosure": "internal", "reason": "内部事项", "body": "党总支委员会", "on": "2022-06-01"},
    ),
    page("reports:notice_disclose", round_id=ROUND, pk="elsewhere.issue.pk", GET="404", POST="404"),
    page("reports:notice_masking", round_id=ROUND, GET=f"200 {READERS}"),
    page(
        "reports:notice_masking_new",
        round_id=ROUND,
        GET=f"200 {WRITERS}",
        POST=f"302 {WRITERS}",
        post={"term": "某地", "replacement": "**"},
    ),
    page(
        "reports:notice_masking_edit",
        round_id=ROUND,
        pk=rule,
        GET=f"200 {WRITERS}",
        POST=f"302 {WRITERS}",
        post={"version": 1, "term": "某机构", "replacement": "某单位"},
    ),
    page(
        "reports:notice_masking_withdraw",
        round_id=ROUND,
        pk=rule,
        GET=f"200 {WRITERS}",
        POST=f"302 {WRITERS}",
        post={"version": 1, "reason": "可以公开"},
    ),
    page("reports:notice_masking_edit", round_id="cast.other_round.pk", pk=rule, GET="404", POST="404"),
    page("reports:notice_report", round_id=ROUND, GET=f"200 {READERS}"),
    page("reports:notice_report_make", round_id=ROUND, POST=f"302 {READERS}"),
    # the file bears the clerk's name: to everybody else it doesn't exist
    page(
        "reports:notice_report_pdf",
        round_id=ROUND,
        pk=report_of_the_clerk,
        GET=f"200 director=404 two_posts=404 head=404 leader=404 inspector=404 supervisor=404 {READERS}",
    ),
    page("reports:notice_report_pdf", round_id="cast.other_round.pk", pk=report_of_the_clerk, GET="404"),
]
