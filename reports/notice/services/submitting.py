"""Submitting a notice: its content is checked and frozen, its review laid out, its files asked for; and taking it back.

These are parts of a door, called inside its recording.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.history.checks import checked
from reports.frozen import canonical
from reports.models import Notice, ReviewStep, Submission
from reports.notice.checks import Finding, findings
from reports.notice.files import ask_files
from reports.notice.rendering import freeze
from reports.notice.versions import Now

Reasons = Mapping[str, str]


def submit(notice: Notice, by: User, moment: datetime, reasons: Reasons) -> None:
    """Freeze what the notice says now, with a reason for each finding; Refused where one is missing, or one blocks."""
    now = Now(notice.round, notice.number)
    explained = [_explained(found, reasons) for found in findings(notice.round, now.document, now.ledger, now.figures)]
    frozen = freeze(notice.round, now.document)
    notice.attempt += 1
    submission = Submission.objects.create(
        notice=notice, attempt=notice.attempt, frozen=frozen, figures=now.figures.as_json(), findings=explained
    )
    notice.submission_hash = digest_of(submission)
    notice.content_hash, notice.cut_off = frozen.tree_hash, frozen.cut_off
    notice.submitted_by, notice.submitted_at = by, moment
    for order, name in enumerate(notice.round.review_steps, start=1):
        checked(ReviewStep(notice=notice, attempt=notice.attempt, order=order, name=name)).save()
    ask_files(frozen, by, notice.get_absolute_url())


def _explained(finding: Finding, reasons: Reasons) -> dict[str, Any]:
    if finding.blocks:
        raise Refused(f"{finding.where}：{finding.text}。")
    reason = (reasons.get(finding.key) or "").strip()
    if not reason:
        raise Refused(f"请说明：{finding.where}，{finding.text}。", field=finding.field)
    return {"rule": finding.rule, "where": finding.where, "text": finding.text, "reason": reason}


def digest_of(submission: Submission) -> str:
    """Return the SHA-256 that binds a submission's row."""
    bound = {"tree": submission.frozen.tree_hash, "figures": submission.figures, "findings": submission.findings}
    return sha256(canonical(bound).encode()).hexdigest()


def take_back(notice: Notice) -> None:
    """Make it a draft again: what was approved and signed was the frozen content, and goes with it."""
    notice.content_hash = notice.submission_hash = notice.approved_hash = notice.signed_opinion = ""
    notice.cut_off = notice.signed_on = None
    notice.submitted_by = notice.approved_by = None
    notice.submitted_at = notice.approved_at = None
    notice.meeting = notice.approval_paper = notice.signature_paper = notice.signed_by = None
