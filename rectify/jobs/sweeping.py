"""Finding what nobody works on: leases that ran out, and queued jobs whose message was lost."""

import logging
from datetime import timedelta

from django.utils import timezone

from rectify.jobs import waking
from rectify.jobs.models import MAX_ATTEMPTS, Job, State, WorkerBeat
from rectify.jobs.services import grace

logger = logging.getLogger(__name__)

INTERRUPTED = f"处理过程 {MAX_ATTEMPTS} 次中断（后台进程停止或处理超时）。可以重试；如仍不能完成，请联系系统管理员。"
FORGET_WORKERS_AFTER = timedelta(days=1)


def sweep(*, everything: bool = False) -> int:
    """Queue the jobs whose lease ran out, wake a worker for each that waits too long, and return how many were woken.

    `everything` wakes for each queued job, whenever last woken: a worker that starts can't know which messages were lost.
    Reads only, where nothing is due: SQLite has one writer, and it isn't to be a sweep that finds nothing.
    """
    now = timezone.now()
    for job in Job.objects.expired(now):
        _take_back(job)
    due = Job.objects.filter(state=State.QUEUED) if everything else Job.objects.unwoken(now)
    woken = [job for job in due.order_by("id") if _postpone(job)]
    for job in woken:
        waking.send(job.pk)
    forgotten = WorkerBeat.objects.filter(seen_at__lt=now - FORGET_WORKERS_AFTER)
    if forgotten.exists():
        forgotten.delete()
    return len(woken)


def _take_back(job: Job) -> None:
    """Queue a job whose lease ran out, or fail it after its last attempt; nothing where the lease was renewed meanwhile."""
    expired = Job.objects.expired(timezone.now()).filter(pk=job.pk, token=job.token)
    if job.attempts >= MAX_ATTEMPTS:
        changed = expired.update(state=State.FAILED, error=INTERRUPTED, finished_at=timezone.now(), lease_until=None, token="")
    else:
        changed = expired.update(state=State.QUEUED, wake_at=timezone.now(), lease_until=None, token="")
    if changed:
        logger.warning("job %s (%s): the lease of attempt %s ran out", job.pk, job.kind, job.attempts)


def _postpone(job: Job) -> bool:
    """Let the next sweeps leave this job alone for a while; False where another sweep was first, or it runs already."""
    waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED, wake_at=job.wake_at)
    return waiting.update(wake_at=timezone.now() + grace()) == 1
