"""Bringing a version of the notice on its way, each step through its door, by who may take it."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from issues.models import Meeting, PaperDecision
from issues.words import MeetingKind
from rectify.jobs.execution import run
from rectify.jobs.models import Job
from reports.models import Notice, ReviewStep
from reports.notice.checks import findings
from reports.notice.services.paper import record_paper_step
from reports.notice.services.reviewing import move_step
from reports.notice.services.transitions import create_version, take_step
from reports.notice.versions import Now
from reports.workflow import Need
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF
from tests.reports.reading import fresh

HELD_ON = dt.date(2022, 6, 14)
WHERE = {Need.ON: None, Need.WAY: "单位网站公布", Need.ADDRESS: "https://www.example.cn/tongbao"}


def again(notice: Notice) -> Notice:
    """Return a version as it stands."""
    return Notice.objects.with_people().get(pk=notice.pk)


def meeting(world: World, **values: Any) -> Meeting:
    """A meeting of the 党总支委员会 whose record is complete."""
    whole = {
        "round": world.cast.round, "kind": MeetingKind.COMMITTEE, "held_on": timezone.localdate(), "title": "审议整改进展通报",
        "expected": 7, "present": 6, "attending": "驻局纪检监察组副组长", "minutes_number": "〔2022〕9号", "summary": "同意公布",
    }  # fmt: skip
    return make._made(Meeting(**{**whole, **values}))


def reasons(world: World, number: int = 1) -> dict[str, str]:
    """A reason for each finding that can be explained."""
    now = Now(world.cast.round, number)
    found = findings(world.cast.round, now.document, now.ledger, now.figures)
    return {finding.key: f"{finding.where}的说明" for finding in found}


def draft(world: World, by: str = "clerk") -> Notice:
    return create_version(round=world.cast.round, by=fresh(getattr(world.cast, by)))


def step(world: World, notice: Notice, name: str, by: str, **given: Any) -> Notice:
    needs = {Need(key): value for key, value in given.items()}
    return take_step(notice=notice, name=name, by=fresh(getattr(world.cast, by)), given=needs)


def submitted(world: World, by: str = "clerk") -> Notice:
    notice = draft(world, by)
    return step(world, notice, "submit", by, explanations=reasons(world, notice.number))


def review(world: World, notice: Notice) -> None:
    """Send every step and let it come back without an opinion."""
    for each in ReviewStep.objects.filter(notice=notice, attempt=notice.attempt):
        sent = move_step(step=each, name="send", by=world.cast.clerk, version=None, on=HELD_ON)
        move_step(step=sent, name="return", by=world.cast.clerk, version=None, on=HELD_ON, opinion="无意见")


def reviewed(world: World, by: str = "clerk") -> Notice:
    notice = submitted(world, by)
    review(world, notice)
    return again(notice)


def approved(world: World, by: str = "clerk") -> Notice:
    return step(world, reviewed(world, by), "approve", "leader", meeting=meeting(world))


def signed(world: World, by: str = "clerk") -> Notice:
    return step(world, approved(world, by), "sign", "head", opinion="同意公布。")


def rendered(notice: Notice) -> Notice:
    """Do the jobs that were asked for."""
    for job in Job.objects.filter(kind="notice_files", state="queued"):
        run(job.pk)
    return again(notice)


def ready(world: World, by: str = "clerk") -> Notice:
    """A version that lacks nothing but being published."""
    return rendered(signed(world, by))


def publish(world: World, notice: Notice, by: str = "director") -> Notice:
    return take_step(
        notice=notice, name="publish", by=fresh(getattr(world.cast, by)), given={**WHERE, Need.ON: timezone.localdate()}
    )


def published(world: World) -> Notice:
    return publish(world, ready(world))


def withdrawn(world: World) -> Notice:
    return step(world, published(world), "withdraw", "clerk", reason="数字有误")


def superseded(world: World) -> Notice:
    """The first of two versions that were published one after the other."""
    first = published(world)
    publish(world, ready(world))
    return again(first)


def scan(name: str = "签批件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def on_paper(world: World, notice: Notice, name: str = "sign", by: str = "clerk", **values: Any) -> PaperDecision:
    """A decision on paper that one of the office recorded."""
    said: dict[str, Any] = {
        "text": "同意",
        "signatory": world.cast.head.person,
        "decided_on": HELD_ON,
        "number": "签批单3号",
        "scan": scan(),
    }
    said["content_hash"] = notice.content_hash
    return record_paper_step(notice=notice, name=name, by=fresh(getattr(world.cast, by)), **{**said, **values})
