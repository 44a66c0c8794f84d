"""The doors of jobs: asking for one, and asking again for one that failed."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rectify.errors import Refused
from rectify.jobs import registry, waking
from rectify.jobs.models import Job, State


def grace() -> timedelta:
    """Return how long the sweep leaves a job to the message that was sent for it: three of its rounds."""
    return timedelta(seconds=3 * settings.JOB_SWEEP_SECONDS)


def enqueue(*, kind: str, key: str, args: dict[str, Any], requested_by: Any = None) -> Job:
    """Make a job in the caller's transaction and wake a worker once that commits; a key in use returns its job.

    Args:
        kind: a kind with a registered handler.
        key: what makes the work the same work, e.g. "sheet:7:2022-W23:3"; a job's page is open to the first who asked
            alone, so that a person's own wish (a download) carries that person's id in its key.
        args: what the handler needs, as JSON.
        requested_by: the user who sees the job's page; None for the schedule.

    Raises ValueError for an unknown kind or a key that another kind uses. A queue out of reach raises nothing: the
    sweep finds the row. A job that has failed is returned as it is; see `retry`.
    """
    if registry.handler_of(kind) is None:
        raise ValueError(f"no handler for jobs of kind “{kind}”.")
    values = {"kind": kind, "args": args, "requested_by": requested_by, "wake_at": timezone.now() + grace()}
    job, created = Job.objects.get_or_create(key=key, defaults=values)
    if job.kind != kind:
        raise ValueError(f"the key “{key}” belongs to a job of kind “{job.kind}”.")
    if created:
        _wake_on_commit(job)
    return job


def retry(*, job: Job) -> Job:
    """Queue a failed job again with all its attempts and wake a worker on commit.

    Of two who ask at once one does it; the job is returned as it then is. A job that is done raises Refused.
    """
    changed = Job.objects.filter(pk=job.pk, state=State.FAILED).update(
        state=State.QUEUED,
        attempts=0,
        error="",
        progress=0,
        progress_text="",
        finished_at=None,
        wake_at=timezone.now() + grace(),
    )
    job.refresh_from_db()
    if changed:
        _wake_on_commit(job)
    elif job.state == State.DONE:
        raise Refused("这项任务已经完成，无需重试。")
    return job


def _wake_on_commit(job: Job) -> None:
    transaction.on_commit(partial(waking.send, job.pk), robust=True)
