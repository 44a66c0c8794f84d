"""The internal report's PDF: made by a job for one person, with that person's name and the time of asking on every page."""

import datetime
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from measures.figures import today
from rectify.accounts.models import User
from rectify.jobs.models import Job
from rectify.jobs.registry import Lost
from rectify.jobs.services import enqueue
from rectify.templatetags.rectify import ctime
from reports.builders.report import internal_report
from reports.content import Document
from reports.notice.faces import current_faces
from reports.notice.keeping import clear_failures, write
from reports.render import pdf
from reports.render.fonts import Face, Role

KIND = "report_pdf"
FOLDER = "reports"
GONE = "这份PDF已经不在了：生成的报告只保存30天，到期清除。需要的，可以重新生成，内容以生成当日为准。"


def ask(*, round: Round, reader: User) -> Job:
    """Queue the report of today for one person; each asking is a file of its own. Refused where no font can be used."""
    current_faces()
    now = timezone.now()
    args = {"round": round.pk, "day": today(round).isoformat(), "reader": str(reader), "at": now.isoformat()}
    return enqueue(kind=KIND, key=f"report-pdf:{round.pk}:{reader.pk}:{now.timestamp()}", args=args, requested_by=reader)


def render(job: Job, report: Callable[[int, str], None]) -> dict[str, Any]:
    """Make the PDF that a job asks for; returns the job's result. Refused where no font can be used or the disk is full."""
    report(5, "从台账汇总")
    round = Round.objects.get(pk=job.args["round"])
    document = internal_report(round, day_of(job))
    report(20, "排版，生成PDF")
    at = datetime.datetime.fromisoformat(job.args["at"])
    with clear_failures():
        data = watermarked_pdf(document, current_faces().chosen, f"{job.args['reader']}　{ctime(at)}")
        report(95, "保存文件")
        path = f"{FOLDER}/{hashlib.sha256(data).hexdigest()}.pdf"
        write(Path(settings.RENDERS) / path, data)
    url = reverse("reports:notice_report_pdf", args=[round.pk, job.pk])
    return {"url": url, "label": "下载PDF", "path": path}


def watermarked_pdf(document: Document, chosen: Mapping[Role, Face], watermark: str) -> bytes:
    """Return an internal document's PDF with whose copy it is on every page."""
    make: Callable[..., bytes] = pdf.render
    return make(document, chosen, watermark=watermark)


def file_of(job: Job) -> Path:
    """Return where a finished job's PDF lies."""
    return Path(settings.RENDERS) / str((job.result or {})["path"])


def lost(job: Job) -> Lost | None:
    """Return what to say where a finished job's PDF was swept away; None while it lies there."""
    if file_of(job).is_file():
        return None
    return Lost(GONE, reverse("reports:notice_report_make", args=[job.args["round"]]))


def day_of(job: Job) -> datetime.date:
    """Return the day of which a job's report tells."""
    return datetime.date.fromisoformat(job.args["day"])
