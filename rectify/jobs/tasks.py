"""What Celery calls: load by id, delegate, log. And the hooks of a worker's start and end."""

import logging

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from rectify.jobs import execution, sweeping, waking, workers

logger = logging.getLogger(__name__)


@shared_task(name=waking.WAKE_TASK, ignore_result=True)
def wake(job_id: int) -> None:
    """Do the job with this id, unless somebody else does it or it is done."""
    execution.run(job_id)


@shared_task(name="rectify.jobs.tasks.sweep", ignore_result=True)
def sweep() -> None:
    """Queue and wake what nobody works on; called by beat every few seconds."""
    woken = sweeping.sweep()
    if woken:
        logger.info("sweep: %s jobs woken", woken)


worker_ready.connect(workers.started, weak=False)
worker_shutting_down.connect(workers.told_to_stop, weak=False)
