"""Doing a job: claim it, keep the lease alive while its handler works, and write what came of it."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from rectify.errors import Refused
from rectify.jobs import leases, registry
from rectify.jobs.models import Job

logger = logging.getLogger(__name__)

REPORT_SECONDS = 1.0  # progress is written at most this often, however often a handler reports
UNKNOWN_KIND = "当前运行的程序版本不能处理这类任务，请联系系统管理员。"
DATABASE_BUSY = "数据库没有响应，请稍后重试；如仍不能完成，请联系系统管理员。"
UNEXPECTED = "处理时出现意外错误，详情已记入系统日志（任务编号 {job}）。可以重试；如仍不能完成，请将编号告知系统管理员。"

stopping = threading.Event()  # set when this process has been told to end
held: dict[str, Job] = {}  # the jobs that run in this process, by token


class Stopping(Exception):
    """This process is ending: the job goes back to the queue."""


class Reporter:
    """The `Progress` of a running job. Raises LeaseLost or Stopping into the handler, which lets them pass."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written = float("-inf")

    def __call__(self, percent: int, text: str = "") -> None:
        """Show how far the job is (0–100, else ValueError) and renew its lease, at most once a second."""
        if not 0 <= percent <= 100:
            raise ValueError(f"a job's progress is 0 to 100 percent, not {percent}.")
        self._stop_if_told()
        if time.monotonic() - self._written >= REPORT_SECONDS:
            leases.renew(self.job, progress=percent, progress_text=text[:200])
            self._written = time.monotonic()

    def hold(self) -> None:
        """Renew the lease at once."""
        self._stop_if_told()
        leases.renew(self.job)

    def _stop_if_told(self) -> None:
        if stopping.is_set():
            raise Stopping


def run(job_id: int) -> None:
    """Do the job with this id if it is there to be done; raises nothing that its handler raises."""
    job = None if stopping.is_set() else leases.claim(job_id)
    if job is None:
        logger.info("job %s: nothing to do", job_id)
        return
    try:
        with _kept(job):
            _work(job)
    except leases.LeaseLost:
        logger.warning("job %s (%s): its lease was lost, nothing was written", job.pk, job.kind)


def _work(job: Job) -> None:
    found = registry.handler_of(job.kind)
    if found is None:
        leases.fail(job, UNKNOWN_KIND)
        return
    try:
        result = found.work(job, Reporter(job))
        leases.finish(job, result)
    except leases.LeaseLost:
        raise
    except Stopping:
        leases.release(job)
    except Refused as refusal:
        leases.fail(job, refusal.message)
    except (registry.Transient, OperationalError) as error:
        logger.warning("job %s (%s), attempt %s: %s", job.pk, job.kind, job.attempts, error)
        leases.again(job, str(error) if isinstance(error, registry.Transient) else DATABASE_BUSY)
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        leases.fail(job, UNEXPECTED.format(job=job.pk))


@contextmanager
def _kept(job: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own until the body ends."""
    done = threading.Event()
    thread = threading.Thread(target=_keep, args=(job, done), name=f"lease-{job.pk}", daemon=True)
    held[job.token] = job
    thread.start()
    try:
        yield
    finally:
        done.set()
        held.pop(job.token, None)
        thread.join(timeout=1)


def _keep(job: Job, done: threading.Event) -> None:
    """Renew every third of the lease, until it is done or lost, or takes too long: then it is stuck, the sweep's."""
    found = registry.handler_of(job.kind)
    try:
        while not done.wait(settings.JOB_LEASE_SECONDS / 3):
            if found and job.started_at and timezone.now() - job.started_at > found.limit:
                logger.error("job %s (%s) takes longer than %s: its lease is left to expire", job.pk, job.kind, found.limit)
                return
            try:
                leases.renew(job)
            except leases.LeaseLost:
                return
            except Exception as error:  # a database that is away for a moment: the next round may find it
                logger.warning("job %s: its lease could not be renewed: %s", job.pk, error)
    finally:
        connection.close()
