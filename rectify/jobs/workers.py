"""The life of a worker process: its sign of life, the sweep at its start, and an end within seconds of being told to.

Made for the threads pool, where jobs run in the process that gets the signals.
"""

import logging
import os
import socket
import threading
import time
from typing import Any

from django.db import connection
from django.utils import timezone

from rectify.jobs import execution, leases
from rectify.jobs.models import WorkerBeat
from rectify.jobs.sweeping import sweep

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
STOP_SECONDS = 4.0  # `make run` kills after six, a container engine after ten


def started(**kwargs: Any) -> None:
    """Begin to show signs of life; for Celery's `worker_ready`."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    threading.Thread(target=_live, args=(name,), name="sign-of-life", daemon=True).start()


def _live(name: str) -> None:
    """Sweep once, then write this worker's row every ten seconds until the process is told to end."""
    first = True
    while not execution.stopping.is_set():
        try:
            show(name)
            if first:
                sweep(everything=True)
            first = False
        except Exception as error:  # a database that is away for a moment must not end the thread
            logger.warning("no sign of life could be written: %s", error)
        finally:
            connection.close()
        execution.stopping.wait(BEAT_SECONDS)
    forget(name)


def show(name: str) -> None:
    """Write that the worker of this name is alive now."""
    WorkerBeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def forget(name: str) -> None:
    """Delete the row of a worker that stops."""
    try:
        WorkerBeat.objects.filter(name=name).delete()
    except Exception as error:
        logger.warning("the worker's row stays until it is swept: %s", error)
    finally:
        connection.close()


def told_to_stop(**kwargs: Any) -> None:
    """Stop the running jobs at their next report, and end even if one never reports; for Celery's `worker_shutting_down`."""
    execution.stopping.set()
    threading.Thread(target=_end, name="last-seconds", daemon=True).start()


def _end() -> None:
    """Wait for the running jobs; after `STOP_SECONDS` give them back to the queue and end the process as a kill would.

    A pool of threads can't be ended from outside, and Celery would wait for a long job without an end.
    """
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until:
        if not execution.held:
            return
        time.sleep(0.1)
    release_held()
    os._exit(0)


def release_held() -> None:
    """Give back to the queue what still runs in this process."""
    for job in list(execution.held.values()):
        try:
            leases.release(job)
        except Exception as error:  # its lease runs out by itself
            logger.warning("job %s could not be released: %s", job.pk, error)
    connection.close()
