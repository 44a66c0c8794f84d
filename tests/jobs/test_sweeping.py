"""The sweep: what it finds, what it leaves alone, and that it writes nothing where nothing is due."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectify.jobs import leases
from rectify.jobs.models import Job, WorkerBeat
from rectify.jobs.sweeping import _postpone, sweep
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db


def test_a_queued_job_is_left_to_its_message_for_thirty_seconds(ask: Ask, clock: Clock, woken: list[int]) -> None:
    job = ask()
    clock.pass_by(29)
    assert (sweep(), woken) == (0, [])
    clock.pass_by(1)
    assert (sweep(), woken) == (1, [job.pk])
    assert Job.objects.get().wake_at == at(60)


def test_it_is_woken_again_only_after_another_thirty(ask: Ask, clock: Clock, woken: list[int]) -> None:
    job = ask()
    for seconds in (30, 29, 1):
        clock.pass_by(seconds)
        sweep()
    assert woken == [job.pk, job.pk]


def test_a_worker_that_starts_wakes_for_every_queued_job_in_order(ask: Ask, clock: Clock, woken: list[int]) -> None:
    first, running, second = ask(), ask(), ask()
    leases.claim(running.pk)
    assert sweep(everything=True) == 2
    assert woken == [first.pk, second.pk]


def test_an_expired_lease_goes_back_to_the_queue_and_is_woken_at_once(ask: Ask, clock: Clock, woken: list[int]) -> None:
    job = leases.claim(ask().pk)
    assert job
    clock.pass_by(60)
    assert (sweep(), Job.objects.get().state) == (0, "running")
    clock.pass_by(1)
    assert (sweep(), woken) == (1, [job.pk])
    job.refresh_from_db()
    assert (job.state, job.token, job.lease_until, job.attempts) == ("queued", "", None, 1)


def test_the_third_attempt_cut_short_is_the_last(ask: Ask, clock: Clock, woken: list[int]) -> None:
    job = ask()
    for _ in range(3):
        assert leases.claim(job.pk)
        clock.pass_by(61)
        sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == ("failed", 3, at(183))
    assert job.error == "处理过程 3 次中断（后台进程停止或处理超时）。可以重试；如仍不能完成，请联系系统管理员。"
    assert woken == [job.pk, job.pk]


def test_a_lease_renewed_meanwhile_is_left_alone(
    ask: Ask, clock: Clock, monkeypatch: pytest.MonkeyPatch, woken: list[int]
) -> None:
    job = leases.claim(ask().pk)
    assert job
    clock.pass_by(61)
    stale = list(Job.objects.expired(clock.now))
    leases.renew(job)
    monkeypatch.setattr(type(Job.objects.all()), "expired", _as_read_before(stale))
    assert (sweep(), woken) == (0, [])
    job.refresh_from_db()
    assert (job.state, job.lease_until) == ("running", at(121))


def _as_read_before(stale: list[Job]) -> Any:
    """Return an `expired` that answers with rows read too early at its first call, and truly after that."""
    original, calls = type(Job.objects.all()).expired, iter([stale])
    return lambda self, now: next(calls, None) or original(self, now)


def test_of_two_sweeps_that_read_the_same_row_one_wakes(ask: Ask, clock: Clock) -> None:
    job = ask()
    clock.pass_by(30)
    assert [_postpone(job), _postpone(job)] == [True, False]


def test_a_finished_job_is_left_alone(ask: Ask, clock: Clock, woken: list[int]) -> None:
    for end in (lambda job: leases.finish(job, {}), lambda job: leases.fail(job, "为什么")):
        job = leases.claim(ask().pk)
        assert job
        end(job)
    clock.pass_by(10_000)
    assert (sweep(everything=True), woken) == (0, [])


def test_a_back_off_is_kept(ask: Ask, clock: Clock, woken: list[int]) -> None:
    job = leases.claim(ask().pk)
    assert job
    leases.again(job, "没有响应。")
    clock.pass_by(9)
    assert sweep() == 0
    clock.pass_by(1)
    assert sweep() == 1


def test_nothing_is_written_where_nothing_is_due(ask: Ask, clock: Clock) -> None:
    ask()
    leases.claim(ask().pk)
    WorkerBeat.objects.create(name="host:1", seen_at=at(0))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sweep()
    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "SELECT", "SELECT"]


def test_a_worker_unseen_for_a_day_is_forgotten(clock: Clock) -> None:
    WorkerBeat.objects.create(name="host:1", seen_at=at(-86_401))
    WorkerBeat.objects.create(name="host:2", seen_at=at(-86_400))
    sweep()
    assert [beat.name for beat in WorkerBeat.objects.all()] == ["host:2"]
