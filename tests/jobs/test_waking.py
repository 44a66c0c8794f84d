"""Sending the message that wakes a worker, to a queue of files and to queues that are out of reach."""

import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery

from rectify.celery import app as project
from rectify.jobs import waking

send = waking.send  # the real one; the tests' own fixture puts a list in its place


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """Make an application of its own the current one, so that nothing of the project's queue is touched."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery puts it above what an application is told
    with Celery("sender", set_as_current=False) as made:
        made.conf.task_default_queue = "rectify"
        made.set_current()
        yield made
    project.set_current()


def test_the_message_names_the_task_and_the_job(app: Celery, tmp_path: Path) -> None:
    app.conf.update(broker_url="filesystem://localhost//")
    app.conf.broker_transport = "rectify.jobs.transport:Transport"
    folders = {"data_folder_in": tmp_path, "data_folder_out": tmp_path, "control_folder": tmp_path}
    app.conf.broker_transport_options = {name: str(path) for name, path in folders.items()}
    send(42)
    with app.connection() as connection:
        queue = connection.SimpleQueue("rectify")
        message = queue.get(block=False)
        queue.close()
    assert message.headers["task"] == "rectify.jobs.tasks.wake"
    assert message.payload[0] == [42]


def test_a_queue_that_is_down_is_logged_and_costs_no_time(app: Celery, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as nobody:  # bound and not listening: connections are refused
        nobody.bind(("127.0.0.1", 0))
        app.conf.update(broker_url=f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
        began = time.monotonic()
        with caplog.at_level(logging.WARNING):
            send(42)
    assert time.monotonic() - began < 2
    assert "job 42 is queued, but no worker could be woken:" in caplog.text


def test_a_queue_that_never_answers_costs_two_seconds(app: Celery, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        app.conf.update(broker_url=f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")
        began = time.monotonic()
        with caplog.at_level(logging.WARNING):
            send(42)
    assert time.monotonic() - began < 4
    assert "job 42 is queued, but no worker could be woken:" in caplog.text
