"""The versions of the notice, and the public pages. How to write a row: see table.py."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from issues.models import PaperDecision
from issues.services.decisions import scan_path
from reports.models import Notice, ReviewAttachment, ReviewStep
from reports.notice.services.reviewing import attachment_path, move_step
from reports.workflow import UNDER_WAY
from tests import factories as make
from tests.conftest import World
from tests.doors.cases_notice import filled
from tests.measures.conftest import PDF
from tests.permissions.table import Row, page
from tests.reports.notice import way

ROUND, ELSEWHERE = "cast.round.pk", "cast.other_round.pk"
# what isn't the departments' to read doesn't exist for them
AWAY = "lead=404 cooperating=404 outsider=404 stranger=404 admin=404"
OFFICE_ALONE = f"head=403 leader=403 inspector=403 supervisor=403 {AWAY}"
GROUP_ALONE = f"403 two_posts=200 head=200 leader=200 {AWAY}"
GROUP_POSTS = f"403 two_posts=400 head=400 leader=400 {AWAY}"
EVERYBODY = "200 nobody=200"


def number(bring: Callable[[World], Notice]) -> Callable[[World], int]:
    """Return the number of a version brought to where a row needs it; the one under way, where there is one already."""

    def found(world: World) -> int:
        under_way = Notice.objects.filter(round=world.cast.round, status__in=UNDER_WAY).first()
        return (under_way or bring(world)).number

    return found


def public(world: World) -> Notice:
    """The published version; made where there is none."""
    standing = Notice.objects.published().filter(round=world.cast.round).first()
    if standing is None:
        under_way = Notice.objects.filter(round=world.cast.round, status__in=UNDER_WAY).first()
        standing = published_of(world, under_way) if under_way else way.publish(world, filled(way.signed(world)))
    return standing


def published_of(world: World, notice: Notice) -> Notice:
    """Take a version that another row made from wherever it stands to its publication."""
    if notice.status == "draft":
        notice = way.step(world, notice, "submit", "clerk", explanations=way.reasons(world, notice.number))
    if notice.status == "submitted":
        for step in notice.review.filter(attempt=notice.attempt, state__in=["waiting", "sent"]):
            move_step(step=step, name="skip", by=world.cast.clerk, version=None, reason="不经")
        notice = way.step(world, way.again(notice), "approve", "leader", meeting=way.meeting(world))
    if not notice.signed:
        notice = way.step(world, notice, "sign", "head", opinion="同意")
    return way.publish(world, filled(notice))


def public_round(world: World) -> int:
    return public(world).round_id


def review_step(world: World) -> int:
    """A step of review: one that waits, unless another row has taken the version further."""
    number(way.submitted)(world)
    return ReviewStep.objects.order_by("-pk").values_list("pk", flat=True)[0]


def attachment(world: World) -> int:
    """An attachment that came back, its bytes kept."""
    if not ReviewAttachment.objects.exists():  # as the door keeps it
        step = ReviewStep.objects.get(pk=review_step(world))
        kept: dict[str, Any] = {
            "name": "意见.pdf",
            "size": len(PDF),
            "sha256": "0" * 64,
            "content_type": "application/pdf",
            "path": "a" * 32,
        }
        by: dict[str, Any] = {"uploaded_by": world.cast.clerk, "uploaded_at": timezone.now()}
        found = make._made(ReviewAttachment(notice=step.notice, step=step, **kept, **by))
        attachment_path(found).parent.mkdir(parents=True)
        attachment_path(found).write_bytes(PDF)
    return ReviewAttachment.objects.values_list("pk", flat=True)[0]


def decision(world: World) -> int:
    """A decision on paper about the signature that the clerk recorded, its scan kept."""
    if not PaperDecision.objects.exists():
        notice = Notice.objects.get(number=number(way.approved)(world))
        kept: dict[str, Any] = {"name": "签批件.pdf", "size": len(PDF), "sha256": "0" * 64, "path": "b" * 32}
        about: dict[str, Any] = {"subject_type": "reports.notice", "subject": notice.pk, "step": "sign"}
        said: dict[str, Any] = {
            "signatory": world.cast.head.person,
            "decided_on": way.HELD_ON,
            "text": "同意",
            "subject_label": "通报",
        }
        by: dict[str, Any] = {"recorded_by": world.cast.clerk, "recorded_at": timezone.now(), "content_type": "application/pdf"}
        found = make._made(PaperDecision(round=world.cast.round, **kept, **about, **said, **by))
        scan_path(found).parent.mkdir(parents=True, exist_ok=True)
        scan_path(found).write_bytes(PDF)
    return PaperDecision.objects.values_list("pk", flat=True)[0]


DRAFT, SUBMITTED, REVIEWED = number(way.draft), number(way.submitted), number(way.reviewed)
APPROVED, READY = number(way.approved), number(lambda w: filled(way.signed(w)))


def PUBLISHED(world: World) -> int:  # noqa: N802 (stands among its like)
    return public(world).number


def of_step(step_name: str, number: Any, **answers: Any) -> Row:
    return page("reports:notice_step", round_id=ROUND, number=number, step_name=step_name, **answers)


def of_review(move_name: str, **answers: Any) -> Row:
    return page("reports:notice_review", round_id=ROUND, number=SUBMITTED, pk=review_step, move_name=move_name, **answers)


def of_paper(rest: str, **words: Any) -> Row:
    return page(f"reports:notice_paper{rest}", round_id=ROUND, number=APPROVED, **words)


ROWS: list[Row] = [
    # the public first: what the others make under way would stand in its way in the walk of all addresses
    page("reports:public_notices", public=True, GET=EVERYBODY),
    page("reports:public_notice", public=True, round_id=public_round, GET=EVERYBODY),
    page("reports:public_notice", public=True, round_id=ELSEWHERE, GET="404 nobody=404"),
    page("reports:public_file", public=True, round_id=public_round, key="pdf", GET=EVERYBODY),
    page("reports:public_file", public=True, round_id=public_round, key="article", GET="404 nobody=404"),
    page("reports:public_version", public=True, round_id=ROUND, number=PUBLISHED, GET=EVERYBODY),
    page("reports:public_version", public=True, round_id=ROUND, number=DRAFT, GET="404 nobody=404"),
    page("reports:public_version_file", public=True, round_id=ROUND, number=PUBLISHED, key="txt", GET=EVERYBODY),
    page("reports:public_version_file", public=True, round_id=ROUND, number=READY, key="pdf", GET="404 nobody=404"),
    page("reports:notice_versions", round_id=ROUND, GET=f"200 {AWAY}"),
    page("reports:notice_versions", round_id=ELSEWHERE, GET="404 stranger=200"),
    page("reports:notice_new", round_id=ROUND, POST=f"302 {OFFICE_ALONE}"),
    page("reports:notice_compare", round_id=ROUND, GET=f"200 {AWAY}"),
    page("reports:notice_version", round_id=ROUND, number=DRAFT, GET=f"200 {AWAY}"),
    page("reports:notice_version", round_id=ROUND, number=READY, GET=f"200 {AWAY}"),
    page("reports:notice_version", round_id=ROUND, number=999, GET="404"),
    page("reports:notice_version", round_id=ELSEWHERE, number=DRAFT, GET="404"),
    of_step("submit", DRAFT, GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_step("approve", REVIEWED, GET=GROUP_ALONE, POST=GROUP_POSTS),
    of_step("sign", APPROVED, GET=f"403 head=200 {AWAY}", POST=f"403 head=400 {AWAY}"),
    of_step("publish", READY, GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_step("withdraw", PUBLISHED, GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_step("publish", DRAFT, GET=f"400 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_step("burn", DRAFT, GET=f"400 {AWAY}", POST=f"400 {AWAY}"),
    page("reports:notice_files", round_id=ROUND, number=SUBMITTED, POST=f"302 {OFFICE_ALONE}"),
    page("reports:notice_files", round_id=ROUND, number=DRAFT, POST=f"400 {OFFICE_ALONE}"),
    page("reports:notice_file", round_id=ROUND, number=READY, key="pdf", GET=f"200 {AWAY}"),
    page("reports:notice_file", round_id=ROUND, number=PUBLISHED, key="pdf", GET=f"200 {AWAY}"),
    page("reports:notice_file", round_id=ROUND, number=READY, key="article", GET="404"),
    page("reports:notice_file", round_id=ROUND, number=SUBMITTED, key="txt", GET="404"),
    page("reports:notice_package", round_id=ROUND, number=READY, GET=f"200 {AWAY}"),
    page("reports:notice_package", round_id=ROUND, number=PUBLISHED, GET=f"200 {AWAY}"),
    page("reports:notice_package", round_id=ROUND, number=SUBMITTED, GET="404"),
    page("reports:notice_package", round_id=ELSEWHERE, number=PUBLISHED, GET="404"),
    of_review("send", GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_review("burn", GET=f"404 {OFFICE_ALONE}", POST=f"404 {OFFICE_ALONE}"),
    page("reports:notice_attachment", round_id=ROUND, number=SUBMITTED, pk=attachment, GET=f"200 {AWAY}"),
    page("reports:notice_attachment", round_id=ELSEWHERE, number=SUBMITTED, pk=attachment, GET="404"),
    of_paper("", step_name="sign", GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_paper("", step_name="publish", GET=f"400 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_paper("_scan", pk=decision, GET=f"200 {AWAY}"),
    of_paper("_confirm", pk=decision, GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_paper("_withdraw", pk=decision, GET=f"200 {OFFICE_ALONE}", POST=f"400 {OFFICE_ALONE}"),
    of_paper("_withdraw", pk=999999, GET="404", POST="404"),
]
