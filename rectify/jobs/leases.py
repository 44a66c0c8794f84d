"""Who works on a job: every change of its state by a worker, each one conditional update of exactly one row.

Leases are compared with the worker's own clock: the clocks of machines that run workers must agree to within seconds.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from rectify.jobs.models import MAX_ATTEMPTS, Job, JobQuerySet, State

BACK_OFF = (timedelta(seconds=10), timedelta(seconds=60))  # before the second and the third attempt


class LeaseLost(Exception):
    """The job was given to another worker, or back to the queue: this one must stop and write nothing."""


def lease() -> timedelta:
    """Return how long a claim holds without being renewed."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int) -> Job | None:
    """Take a queued job for this worker; None where somebody else was faster or nothing is to be done."""
    now, token = timezone.now(), uuid4().hex
    changed = Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING,
        token=token,
        attempts=F("attempts") + 1,
        started_at=now,
        lease_until=now + lease(),
        progress=0,
        progress_text="",
    )
    return Job.objects.select_related("requested_by").get(pk=job_id, token=token) if changed == 1 else None


def _ours(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, token=job.token)


def _write(job: Job, **values: Any) -> None:
    if _ours(job).update(**values) != 1:
        raise LeaseLost(f"job {job.pk} is no longer this worker's.")


def renew(job: Job, **progress: Any) -> None:
    """Extend the lease from now on, and write `progress` and `progress_text` where given; raises LeaseLost."""
    _write(job, lease_until=timezone.now() + lease(), **progress)


def finish(job: Job, result: dict[str, Any]) -> None:
    """Write the result; raises LeaseLost, and then nothing is written."""
    _write(job, state=State.DONE, result=result, progress=100, finished_at=timezone.now(), lease_until=None, token="")


def fail(job: Job, reason: str) -> None:
    """Write why the job failed, a Chinese sentence for people; raises LeaseLost."""
    _write(job, state=State.FAILED, error=reason, finished_at=timezone.now(), lease_until=None, token="")


def again(job: Job, reason: str) -> None:
    """Queue the job for a later attempt, or fail it for `reason` after the last one; raises LeaseLost."""
    if job.attempts >= MAX_ATTEMPTS:
        fail(job, f"连续 {MAX_ATTEMPTS} 次未能完成：{reason}")
    else:
        _write(job, state=State.QUEUED, wake_at=timezone.now() + BACK_OFF[job.attempts - 1], lease_until=None, token="")


def release(job: Job) -> None:
    """Give the job back untouched, as the worker stops: the attempt doesn't count. Raises LeaseLost."""
    _write(job, state=State.QUEUED, attempts=F("attempts") - 1, wake_at=timezone.now(), lease_until=None, token="")
