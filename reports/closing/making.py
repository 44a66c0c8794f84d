"""The form's PDF: made by a job for one person, with that person's name and the time of asking on every page."""

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from issues.models import Issue
from measures.figures import today
from rectify.accounts.models import User
from rectify.jobs.models import Job
from rectify.jobs.registry import Lost
from rectify.jobs.services import enqueue
from rectify.templatetags.rectify import ctime
from reports.builders.closing_form import closing_form
from reports.notice.faces import current_faces
from reports.notice.keeping import clear_failures, write
from reports.text.reporting import FOLDER, GONE, file_of, watermarked_pdf

KIND = "closing_form_pdf"


def ask(*, issue: Issue, reader: User) -> Job:
    """Queue the form of today for one person; each asking is a file of its own. Refused where no font can be used."""
    current_faces()
    now = timezone.now()
    args = {"issue": issue.pk, "day": today(issue.round).isoformat(), "reader": str(reader), "at": now.isoformat()}
    return enqueue(kind=KIND, key=f"closing-form:{issue.pk}:{reader.pk}:{now.timestamp()}", args=args, requested_by=reader)


def render(job: Job, report: Callable[[int, str], None]) -> dict[str, Any]:
    """Make the PDF that a job asks for; returns the job's result. Refused where no font can be used or the disk is full."""
    report(10, "从台账汇总")
    issue = Issue.objects.select_related("round", "key_problem", "parent").get(pk=job.args["issue"])
    document = closing_form(issue, datetime.date.fromisoformat(job.args["day"]))
    report(30, "排版，生成PDF")
    at = datetime.datetime.fromisoformat(job.args["at"])
    with clear_failures():
        data = watermarked_pdf(document, current_faces().chosen, f"{job.args['reader']}　{ctime(at)}")
        path = f"{FOLDER}/{hashlib.sha256(data).hexdigest()}.pdf"
        write(Path(settings.RENDERS) / path, data)
    url = reverse("reports:closing_form_pdf", args=[issue.round_id, issue.pk, job.pk])
    return {"url": url, "label": "下载PDF", "path": path}


def lost(job: Job) -> Lost | None:
    """Return what to say where a finished job's PDF was swept away; None while it lies there."""
    if file_of(job).is_file():
        return None
    issue = Issue.objects.get(pk=job.args["issue"])
    return Lost(GONE, reverse("reports:closing_form_make", args=[issue.round_id, issue.pk]))
