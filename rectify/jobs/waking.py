"""Telling a worker about a job. A message is only a hint: whatever it loses, the sweep finds in the rows."""

import logging

from celery import current_app

logger = logging.getLogger(__name__)

WAKE_TASK = "rectify.jobs.tasks.wake"
# Celery waits six seconds for a queue that is down, and for ever for one that hangs; a person's request mustn't
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 2, "socket_timeout": 2}


def send(job_id: int) -> None:
    """Send the message that wakes a worker for this job; a queue out of reach is logged, and nothing is raised."""
    try:
        options = {**current_app.conf.broker_transport_options, **IMPATIENT}
        with current_app.connection(transport_options=options) as connection:
            current_app.send_task(WAKE_TASK, args=[job_id], connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # whatever a broker raises: the caller's work is committed and must not fail for it
        logger.warning("job %s is queued, but no worker could be woken: %s", job_id, error)
