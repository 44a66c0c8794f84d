"""Asking for a job, and asking again."""

from typing import Any

import pytest
from django.db import transaction

from rectify.errors import Refused
from rectify.jobs import leases, services
from rectify.jobs.models import Job
from tests import factories as make
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db
Commit = Any


def test_a_job_is_made_as_asked(clock: Clock) -> None:
    user = make.make_user("asker")
    made = services.enqueue(kind="test.add", key="sum:1", args={"a": 1, "b": [2]}, requested_by=user)
    job = Job.objects.get()
    assert job == made
    assert (job.kind, job.key, job.args, job.requested_by) == ("test.add", "sum:1", {"a": 1, "b": [2]}, user)
    assert (job.state, job.attempts, job.progress, job.error, job.result) == ("queued", 0, 0, "", None)
    assert job.wake_at == at(30)


def test_a_worker_is_woken_on_commit_and_not_before(
    ask: Ask, woken: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        assert woken == []
    assert woken == [job.pk]


def test_the_same_key_gives_the_same_job_and_wakes_once(
    ask: Ask, woken: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(key="k", a=1, b=2), ask(key="k", a=8, b=9)
    assert first.pk == second.pk
    assert Job.objects.get().args == {"a": 1, "b": 2}
    assert woken == [first.pk]


def test_nothing_stays_of_a_job_whose_transaction_fails(
    ask: Ask, woken: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert (Job.objects.count(), woken) == (0, [])


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no handler for jobs of kind “test\.nothing”"):
        services.enqueue(kind="test.nothing", key="k", args={})
    assert Job.objects.count() == 0


def test_a_key_of_another_kind_is_refused(ask: Ask) -> None:
    ask("test.add", key="k")
    with pytest.raises(ValueError, match=r"the key “k” belongs to a job of kind “test\.add”"):
        ask("test.refuse", key="k")


def test_args_that_are_no_json_are_refused(ask: Ask) -> None:
    with pytest.raises(TypeError):
        ask(file=object())


def _failed(ask: Ask) -> Job:
    job = leases.claim(ask(key="k").pk)
    assert job
    leases.renew(job, progress=70, progress_text="第七步")
    leases.fail(job, "没有成功。")
    return job


def test_a_failed_job_is_not_started_again_by_asking(ask: Ask, woken: list[int]) -> None:
    _failed(ask)
    assert ask(key="k").state == "failed"
    assert woken == []


def test_a_failed_job_starts_afresh_when_retried(
    ask: Ask, clock: Clock, woken: list[int], django_capture_on_commit_callbacks: Commit
) -> None:
    job = _failed(ask)
    clock.pass_by(100)
    with django_capture_on_commit_callbacks(execute=True):
        again = services.retry(job=job)
    assert (again.state, again.attempts, again.error, again.progress, again.progress_text) == ("queued", 0, "", 0, "")
    assert (again.finished_at, again.wake_at) == (None, at(130))
    assert woken == [job.pk]


def test_of_two_who_retry_one_does(ask: Ask, woken: list[int], django_capture_on_commit_callbacks: Commit) -> None:
    job = _failed(ask)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.retry(job=job).state == "queued"
        assert services.retry(job=job).state == "queued"
    assert woken == [job.pk]


def test_a_running_job_is_left_to_its_worker(ask: Ask) -> None:
    claimed = leases.claim(ask().pk)
    assert claimed
    job = services.retry(job=claimed)
    assert (job.state, job.token, job.attempts) == ("running", claimed.token, 1)


def test_a_job_that_is_done_is_not_repeated(ask: Ask) -> None:
    job = leases.claim(ask().pk)
    assert job
    leases.finish(job, {"sum": 3})
    with pytest.raises(Refused, match="这项任务已经完成，无需重试。"):
        services.retry(job=job)
    assert Job.objects.get().result == {"sum": 3}
