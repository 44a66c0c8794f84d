"""What the database itself refuses of a job."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rectify.jobs.models import Job, State, WorkerBeat, worker_alive
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db

QUEUED: dict[str, Any] = {"state": "queued"}
RUNNING: dict[str, Any] = {"state": "running", "token": "t", "lease_until": at(60), "started_at": at(0), "attempts": 1}
DONE: dict[str, Any] = {"state": "done", "result": {}, "finished_at": at(9), "attempts": 1, "started_at": at(0)}
FAILED: dict[str, Any] = {"state": "failed", "error": "为什么", "finished_at": at(9), "attempts": 3, "started_at": at(0)}


@pytest.mark.parametrize("values", [QUEUED, RUNNING, DONE, FAILED], ids=lambda v: v["state"])
def test_each_state_has_a_form_that_is_stored(values: dict[str, Any]) -> None:
    job = Job.objects.create(kind="test.add", key="k", **values)
    assert Job.objects.get().state == job.state


WRONG = {
    "an unknown state": ({**QUEUED, "state": "lost"}, "job_state_valid"),
    "progress over 100": ({**RUNNING, "progress": 101}, "job_progress_percent"),
    "a fourth attempt": ({**RUNNING, "attempts": 4}, "job_attempts_limited"),
    "queued without an attempt left": ({**QUEUED, "attempts": 3}, "job_queued_has_attempt_left"),
    "running without a lease": ({**RUNNING, "lease_until": None}, "job_lease_while_running"),
    "running without a token": ({**RUNNING, "token": ""}, "job_lease_while_running"),
    "running without a start": ({**RUNNING, "started_at": None}, "job_lease_while_running"),
    "running at no attempt": ({**RUNNING, "attempts": 0}, "job_lease_while_running"),
    "queued with a lease": ({**QUEUED, "lease_until": at(60)}, "job_lease_while_running"),
    "done with a token": ({**DONE, "token": "t"}, "job_lease_while_running"),
    "done without an end": ({**DONE, "finished_at": None}, "job_finished_at_end"),
    "running with an end": ({**RUNNING, "finished_at": at(9)}, "job_finished_at_end"),
    "done without a result": ({**DONE, "result": None}, "job_result_if_done"),
    "failed with a result": ({**FAILED, "result": {}}, "job_result_if_done"),
    "failed without a reason": ({**FAILED, "error": ""}, "job_reason_if_failed"),
    "queued with a reason": ({**QUEUED, "error": "为什么"}, "job_reason_if_failed"),
}


@pytest.mark.parametrize(("values", "constraint"), WRONG.values(), ids=WRONG.keys())
def test_the_database_refuses(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.create(kind="test.add", key="k", **values)
    assert Job.objects.count() == 0


def test_a_key_is_there_once(ask: Ask) -> None:
    ask(key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="test.refuse", key="k")


def test_a_job_is_known_by_its_number_and_kind(ask: Ask) -> None:
    job = ask("test.slow", log="", seconds=0)
    assert str(job) == f"任务 {job.pk}（test.slow）"


@pytest.mark.parametrize(
    ("state", "finished"),
    [(State.QUEUED, False), (State.RUNNING, False), (State.DONE, True), (State.FAILED, True)],
)
def test_a_job_is_finished_when_done_or_failed(state: State, finished: bool) -> None:
    assert Job(state=state).finished is finished


def test_a_worker_is_alive_for_35_seconds_after_its_last_sign(clock: Clock) -> None:
    assert not worker_alive()
    beat = WorkerBeat.objects.create(name="host:1", seen_at=at(0))
    clock.pass_by(35)
    assert worker_alive()
    clock.pass_by(0.001)
    assert not worker_alive()
    assert str(beat) == "host:1"
