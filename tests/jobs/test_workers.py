"""The life of a worker process; a real one is in tests/services."""

import threading
from typing import Any

import pytest

from rectify.jobs import execution, leases, workers
from rectify.jobs.models import Job, WorkerBeat
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(work: Any) -> None:
    """Run as the worker does: in a thread of its own, whose connection it closes."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_sign_of_life_is_one_row_for_each_worker(clock: Clock) -> None:
    workers.show("host:1")
    clock.pass_by(10)
    workers.show("host:1")
    workers.show("host:2")
    assert list(WorkerBeat.objects.values_list("name", "seen_at")) == [("host:1", at(10)), ("host:2", at(10))]


def test_a_worker_sweeps_everything_once_shows_itself_and_leaves_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    sweeps: list[bool] = []
    shown: list[str] = []

    def show(name: str) -> None:
        WorkerBeat.objects.create(name=f"{name}.{len(shown)}")
        shown.append(name)
        if len(shown) == 3:
            execution.stopping.set()

    monkeypatch.setattr(workers, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(workers, "show", show)
    monkeypatch.setattr(workers, "sweep", lambda *, everything: sweeps.append(everything))
    WorkerBeat.objects.create(name="host:1")
    in_a_thread(lambda: workers._live("host:1"))
    assert (shown, sweeps) == (["host:1"] * 3, [True])
    assert sorted(beat.name for beat in WorkerBeat.objects.all()) == ["host:1.0", "host:1.1", "host:1.2"]


def test_a_database_that_is_away_at_the_start_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def sweep(*, everything: bool) -> None:
        tries.append("sweep")
        if len(tries) == 1:
            raise OSError("away")
        execution.stopping.set()

    monkeypatch.setattr(workers, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(workers, "sweep", sweep)
    in_a_thread(lambda: workers._live("host:1"))
    assert tries == ["sweep", "sweep"]
    assert WorkerBeat.objects.count() == 0


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gather what the process would end with, instead of ending it."""
    statuses: list[int] = []
    monkeypatch.setattr(workers.os, "_exit", statuses.append)
    monkeypatch.setattr(workers, "STOP_SECONDS", 0.3)
    return statuses


def test_without_a_running_job_the_end_is_left_to_celery(ended: list[int]) -> None:
    in_a_thread(workers._end)
    assert ended == []


def test_a_job_that_never_reports_is_given_back_before_the_process_ends(ask: Ask, ended: list[int]) -> None:
    job = leases.claim(ask().pk)
    assert job
    execution.held[job.token] = job
    in_a_thread(workers._end)
    execution.held.clear()
    job.refresh_from_db()
    assert (job.state, job.attempts, ended) == ("queued", 0, [0])


def test_a_job_that_ends_in_time_is_waited_for(ask: Ask, ended: list[int]) -> None:
    job = leases.claim(ask().pk)
    assert job
    execution.held[job.token] = job
    timer = threading.Timer(0.1, execution.held.clear)
    timer.start()
    in_a_thread(workers._end)
    timer.join()
    assert (Job.objects.get().state, ended) == ("running", [])


def test_a_job_lost_meanwhile_does_not_hold_up_the_end(ask: Ask, ended: list[int]) -> None:
    lost, mine = leases.claim(ask().pk), leases.claim(ask().pk)
    assert lost
    assert mine
    leases.fail(lost, "为什么")
    execution.held.update({lost.token: lost, mine.token: mine})
    in_a_thread(workers._end)
    execution.held.clear()
    assert list(Job.objects.order_by("id").values_list("state", flat=True)) == ["failed", "queued"]
    assert ended == [0]


def test_a_worker_told_to_stop_stops_its_jobs(ended: list[int]) -> None:
    workers.told_to_stop(sig="SIGTERM")
    assert execution.stopping.is_set()
