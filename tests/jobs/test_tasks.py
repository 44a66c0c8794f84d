"""What Celery calls."""

import pytest
from celery.signals import worker_ready, worker_shutting_down

from rectify.celery import app
from rectify.jobs import tasks, waking, workers
from tests.jobs.conftest import Ask, Clock

pytestmark = pytest.mark.django_db


def test_wake_does_the_job(ask: Ask) -> None:
    job = ask()
    tasks.wake(job.pk)
    job.refresh_from_db()
    assert job.state == "done"


def test_wake_of_a_job_that_is_gone_does_nothing() -> None:
    tasks.wake(4711)


def test_sweep_wakes_what_waits(ask: Ask, clock: Clock, woken: list[int]) -> None:
    job = ask()
    clock.pass_by(30)
    tasks.sweep()
    assert woken == [job.pk]


def test_the_names_are_those_of_the_schedule_and_the_message() -> None:
    assert tasks.wake.name == waking.WAKE_TASK == "rectify.jobs.tasks.wake"
    assert tasks.sweep.name == app.conf.beat_schedule["sweep-jobs"]["task"] == "rectify.jobs.tasks.sweep"


def test_a_worker_is_heard_at_its_start_and_at_its_end() -> None:
    assert workers.started in [receiver for _, receiver in worker_ready.receivers]
    assert workers.told_to_stop in [receiver for _, receiver in worker_shutting_down.receivers]
