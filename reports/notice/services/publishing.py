"""Publishing a notice, which freezes all of it for good, and withdrawing it: parts of a door, called inside its recording."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.history.checks import checked
from reports.anchors import last_anchor
from reports.frozen import canonical
from reports.models import Notice, Publication
from reports.notice.files import Files
from reports.notice.versions import submission_of
from reports.workflow import Status


def publish(notice: Notice, by: User, moment: datetime, *, on: date, way: str, address: str) -> None:
    """Bind files, figures and people to the version, and let it take the place of the one that was public."""
    if on > timezone.localdate(moment):
        raise Refused("公布日期不能晚于今天。", field="on")
    if notice.signed_on and on < notice.signed_on:
        raise Refused("公布日期不能早于签发日期。", field="on")
    notice.published_by, notice.published_at, notice.published_on = by, moment, on
    notice.way, notice.address = way, address
    made = _publication(notice)
    made.save()
    notice.pdf_sha256, notice.publication_hash = made.files["pdf"]["sha256"], digest_of(made)
    for older in Notice.objects.published().filter(round=notice.round_id).select_for_update():
        older.status = Status.SUPERSEDED
        checked(older).save()


def _publication(notice: Notice) -> Publication:
    submission = submission_of(notice)
    if submission is None:  # the table lets no draft come here
        raise Refused(f"{notice}还没有送审。")
    made = Files(submission.frozen).made
    return Publication(
        notice=notice,
        frozen=submission.frozen,
        files={key: {"sha256": file.sha256, "size": file.size, "path": file.path} for key, file in made.items()},
        figures=submission.figures,
        people=people_of(notice),
        faces=made["pdf"].faces,
        log_head=last_anchor(),
    )


def people_of(notice: Notice) -> list[dict[str, str]]:
    """Return who had a hand in a version: what they did, their name and the day."""
    found: list[tuple[str, Any, Any]] = [("送审", notice.submitted_by, notice.submitted_at)]
    for step in notice.review.filter(attempt=notice.attempt).select_related("recorded_by__person"):
        found.append((f"登记{step.name}意见", step.recorded_by, step.returned_on or step.sent_on))
    found.append(("登记审议结果", notice.approved_by, notice.approved_at))
    found.append(("签发", notice.signed_by, notice.signed_on))
    for paper in filter(None, (notice.approval_paper, notice.signature_paper)):
        found += [
            ("代录线下签批", paper.recorded_by, paper.recorded_at),
            ("确认线下签批", paper.confirmed_by, paper.confirmed_at),
        ]
    found.append(("公布", notice.published_by, notice.published_at))
    return [{"did": did, "name": str(who), "on": _day(when)} for did, who, when in found if who is not None]


def _day(when: date | datetime | None) -> str:
    if when is None:
        return ""
    return (timezone.localdate(when) if isinstance(when, datetime) else when).isoformat()


def digest_of(made: Publication) -> str:
    """Return the SHA-256 that binds a publication's row."""
    names = ("files", "figures", "people", "faces", "log_head")
    bound = {"tree": made.frozen.tree_hash, **{name: getattr(made, name) for name in names}}
    return sha256(canonical(bound).encode()).hexdigest()


def withdraw(notice: Notice, by: User, moment: datetime, reason: str) -> None:
    """Take a published version out of the public's sight, at once and for good."""
    notice.withdrawn_by, notice.withdrawn_at, notice.withdrawn_reason = by, moment, reason
