"""Telling a worker about a job. A message is only a hint: whatever it loses, the sweep finds in the rows."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)

WAKE_TASK = "rectify.jobs.tasks.wake"


def send(job_id: int) -> None:
    """Send the message that wakes a worker for this job; a queue out of reach is logged, and nothing is raised."""
    try:
        current_app.send_task(WAKE_TASK, args=[job_id], retry=False, ignore_result=True)
    except Exception as error:  # whatever a broker raises: the caller's work is committed and must not fail for it
        logger.warning("job %s is queued, but no worker could be woken: %s", job_id, error)
