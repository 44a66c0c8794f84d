"""The Celery application: it only wakes work that stands in the database as rows (see rectify.jobs)."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rectify.settings")

from django.conf import settings

app = Celery("rectify")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    task_default_queue="rectify",
    timezone=settings.TIME_ZONE,
    worker_hijack_root_logger=False,
    beat_schedule_filename=str(settings.VAR / "beat"),
    # the one static schedule; what falls due is decided by the tasks, from rows
    beat_schedule={
        "sweep-jobs": {
            "task": "rectify.jobs.tasks.sweep",
            "schedule": float(settings.JOB_SWEEP_SECONDS),
            "options": {"expires": settings.JOB_SWEEP_SECONDS},  # old sweeps don't pile up while no worker is there
        },
        "seal": {"task": "rectify.history.tasks.seal", "schedule": 10.0, "options": {"expires": 10}},
        "seal-whole": {"task": "rectify.history.tasks.seal_whole", "schedule": 900.0, "options": {"expires": 900}},
        "weekly-sheets": {"task": "reports.tasks.compose_due_sheets", "schedule": 600.0},
        "sweep-files": {"task": "reports.tasks.sweep_files", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)
if settings.CELERY_BROKER_URL.startswith("filesystem:"):
    # folder_in == folder_out: this process both sends and receives, through one folder
    queue: Path = settings.QUEUE
    for folder in (queue / "messages", queue / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    app.conf.broker_transport = "rectify.jobs.transport:Transport"
    app.conf.broker_transport_options = {
        "data_folder_in": str(queue / "messages"),
        "data_folder_out": str(queue / "messages"),
        "control_folder": str(queue / "control"),
        "store_processed": False,
    }
app.autodiscover_tasks(["rectify.history", "rectify.jobs", "reports"])
