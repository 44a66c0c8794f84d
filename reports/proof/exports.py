"""The change log as a download for the inspection team: written by a job for one person, and an entry like every export."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.exporting import export_log
from rectify.jobs.models import Job
from rectify.jobs.registry import Lost
from rectify.jobs.services import enqueue
from reports.notice.keeping import clear_failures

KIND = "log_export"
FOLDER = "logs"
GONE = "导出的文件只保留30天，已经清理。可以重新导出。"


def ask(*, round: Round, reader: User, payloads: bool) -> Job:
    """Queue the log for one person; each asking is a file of its own."""
    now = timezone.now()
    key = f"log-export:{round.pk}:{reader.pk}:{now.timestamp()}"
    return enqueue(kind=KIND, key=key, args={"round": round.pk, "payloads": payloads}, requested_by=reader)


def make(job: Job, report: Callable[[int, str], None]) -> dict[str, Any]:
    """Write the file that a job asks for; returns the job's result. Refused where the right is gone or the disk is full."""
    round, reader = Round.objects.get(pk=job.args["round"]), User.objects.get(pk=job.requested_by_id)
    try:
        acting_as = permit(reader, Action.VERIFY_HISTORY, round)
    except PermissionDenied as error:
        raise Refused("您已不能导出变更记录。") from error
    report(1, "封存尚未封存的记录")
    path = file_of(job)
    with clear_failures():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = export_log(
            path,
            actor=reader,
            acting_as=acting_as,
            round=round.pk,
            payloads=job.args["payloads"],
            progress=lambda percent: report(percent, "写入文件"),
        )
    return {"url": reverse("reports:proof_file", args=[round.pk, job.pk]), "label": "下载变更记录", "sha256": made.sha256}


def lost(job: Job) -> Lost | None:
    """Return what to say where a finished job's file was swept away; None while it lies there."""
    return None if file_of(job).is_file() else Lost(GONE, reverse("reports:proof_export", args=[job.args["round"]]))


def file_of(job: Job) -> Path:
    """Return where a job's file lies."""
    return Path(settings.RENDERS) / FOLDER / f"{job.pk}.jsonl"
