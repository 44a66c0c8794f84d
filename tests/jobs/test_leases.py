"""Claims and leases: who may write on a job, and who no longer may."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from rectify.jobs import leases
from rectify.jobs.models import Job
from rectify.jobs.sweeping import sweep
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db


def claimed(job: Job) -> Job:
    """Claim a job that is free."""
    mine = leases.claim(job.pk)
    assert mine
    return mine


def test_a_claim_takes_the_job_for_a_minute(ask: Ask, clock: Clock) -> None:
    job = ask()
    clock.pass_by(5)
    claimed(job)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.started_at, job.lease_until) == ("running", 1, at(5), at(65))
    assert len(job.token) == 32


def test_a_claimed_job_is_not_claimed_again(ask: Ask) -> None:
    mine = claimed(ask())
    assert leases.claim(mine.pk) is None
    assert Job.objects.get().token == mine.token


@pytest.mark.parametrize("end", [lambda job: leases.finish(job, {}), lambda job: leases.fail(job, "为什么")])
def test_a_finished_job_is_not_claimed(ask: Ask, end: Callable[[Job], None]) -> None:
    job = claimed(ask())
    end(job)
    assert leases.claim(job.pk) is None


def test_an_unknown_job_is_not_claimed() -> None:
    assert leases.claim(4711) is None


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_claim_at_once_one_wins(ask: Ask) -> None:
    job, start = ask(), threading.Barrier(8)
    answers: list[Job | None] = []

    def compete() -> None:
        start.wait()
        while True:
            try:
                answers.append(leases.claim(job.pk))
                break
            except OperationalError:  # an in-memory SQLite doesn't wait for a lock
                continue
        connection.close()

    threads = [threading.Thread(target=compete) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [answer for answer in answers if answer is not None]
    assert len(answers) == 8
    job.refresh_from_db()
    assert (job.token, job.attempts) == (winner.token, 1)


def test_a_renewal_counts_from_its_own_moment(ask: Ask, clock: Clock) -> None:
    mine = claimed(ask())
    clock.pass_by(50)
    leases.renew(mine, progress=40, progress_text="第三步")
    job = Job.objects.get()
    assert (job.lease_until, job.progress, job.progress_text) == (at(110), 40, "第三步")


def test_the_result_ends_the_job(ask: Ask, clock: Clock) -> None:
    mine = claimed(ask())
    clock.pass_by(9)
    leases.finish(mine, {"url": "/x/"})
    job = Job.objects.get()
    assert (job.state, job.result, job.progress, job.finished_at) == ("done", {"url": "/x/"}, 100, at(9))
    assert (job.token, job.lease_until, job.error) == ("", None, "")


def test_a_failure_keeps_its_reason(ask: Ask, clock: Clock) -> None:
    mine = claimed(ask())
    clock.pass_by(9)
    leases.fail(mine, "没有字体。")
    job = Job.objects.get()
    assert (job.state, job.error, job.result, job.finished_at) == ("failed", "没有字体。", None, at(9))


def test_another_attempt_waits_longer_each_time_and_the_third_is_the_last(ask: Ask, clock: Clock) -> None:
    job = ask()
    for seconds, attempts in ((10, 1), (60, 2)):
        leases.again(claimed(job), "邮件服务器没有响应。")
        job.refresh_from_db()
        assert (job.state, job.attempts, job.wake_at, job.error) == ("queued", attempts, at(seconds), "")
    leases.again(claimed(job), "邮件服务器没有响应。")
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert job.error == "连续 3 次未能完成：邮件服务器没有响应。"


def test_a_released_job_has_lost_no_attempt(ask: Ask, clock: Clock) -> None:
    mine = claimed(ask())
    clock.pass_by(3)
    leases.release(mine)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.wake_at, job.token) == ("queued", 0, at(3), "")


WRITES: dict[str, Callable[[Job], None]] = {
    "renew": lambda job: leases.renew(job, progress=99),
    "finish": lambda job: leases.finish(job, {"by": "the first"}),
    "fail": lambda job: leases.fail(job, "第一个进程的原因"),
    "again": lambda job: leases.again(job, "第一个进程的原因"),
    "release": leases.release,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_who_lost_the_lease_writes_nothing(ask: Ask, clock: Clock, write: Callable[[Job], None]) -> None:
    first = claimed(ask())
    clock.pass_by(61)
    sweep()
    second = claimed(first)
    before = Job.objects.values().get()
    with pytest.raises(leases.LeaseLost, match=f"job {first.pk} is no longer this worker's"):
        write(first)
    assert Job.objects.values().get() == before
    leases.finish(second, {"by": "the second"})
    assert Job.objects.get().result == {"by": "the second"}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_nothing_is_written_on_a_job_that_went_back_to_the_queue(ask: Ask, clock: Clock, write: Callable[[Job], None]) -> None:
    mine = claimed(ask())
    clock.pass_by(61)
    sweep()
    before = Job.objects.values().get()
    with pytest.raises(leases.LeaseLost):
        write(mine)
    assert Job.objects.values().get() == before
