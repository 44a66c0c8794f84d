"""Doing a job: what becomes of it, whatever its handler does."""

import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rectify.jobs import execution, leases, registry, sweeping
from rectify.jobs.models import Job
from rectify.jobs.registry import Progress
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that makes `work` the handler of "test.add" for this test."""

    def put(work: registry.Work, limit_minutes: int = 30) -> None:
        monkeypatch.delitem(registry._handlers, "test.add")
        registry.handler("test.add", label="求和", limit_minutes=limit_minutes)(work)

    return put


def test_the_result_is_written(ask: Ask, clock: Clock) -> None:
    job = ask("test.add", a=20, b=22)
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress, job.progress_text, job.attempts) == ("done", 100, "正在相加", 1)
    assert job.result == {"sum": 42, "url": "/sums/1/", "label": "打开结果"}


def test_a_job_is_done_once_however_often_it_is_woken(ask: Ask, works: Any) -> None:
    done: list[int] = []

    def work(job: Job, report: Progress) -> dict[str, Any]:
        done.append(job.pk)
        return {}

    works(work)
    job = ask()
    for _ in range(3):
        execution.run(job.pk)
    assert done == [job.pk]


UNEXPECTED = "处理时出现意外错误，详情已记入系统日志（任务编号 {}）。可以重试；如仍不能完成，请将编号告知系统管理员。"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "reason"),
    [("test.refuse", "本周调度单已经生成。"), ("test.break", UNEXPECTED), ("test.unwritable", UNEXPECTED)],
    ids=["refused", "broken", "no JSON"],
)
def test_a_failure_is_not_tried_again_and_says_why(ask: Ask, kind: str, reason: str) -> None:
    job = ask(kind)
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("failed", 1, reason.format(job.pk))


def test_what_nobody_foresaw_is_in_the_log_and_not_on_the_page(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    job = ask("test.break")
    execution.run(job.pk)
    assert f"job {job.pk} (test.break) failed" in caplog.text
    assert "secret detail" in caplog.text
    assert "secret detail" not in Job.objects.get().error


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("test.unwell", "连续 3 次未能完成：邮件服务器没有响应。"),
        ("test.busy", "连续 3 次未能完成：数据库没有响应，请稍后重试；如仍不能完成，请联系系统管理员。"),
    ],
)
def test_what_may_be_well_again_is_tried_three_times(ask: Ask, kind: str, reason: str) -> None:
    job = ask(kind)
    for attempts in (1, 2):
        execution.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts, job.error) == ("queued", attempts, "")
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("failed", 3, reason)


def test_a_kind_that_this_version_does_not_know_fails(ask: Ask) -> None:
    job = ask()
    Job.objects.update(kind="test.newer")
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "当前运行的程序版本不能处理这类任务，请联系系统管理员。")


def test_a_process_that_ends_begins_nothing(ask: Ask) -> None:
    job = ask()
    execution.stopping.set()
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)


@pytest.mark.parametrize("say", [lambda report: report(50), lambda report: report.hold()], ids=["report", "hold"])
def test_a_process_told_to_end_gives_its_job_back(ask: Ask, works: Any, say: Any) -> None:
    def work(job: Job, report: Progress) -> dict[str, Any]:
        execution.stopping.set()
        say(report)
        raise AssertionError("went on")

    works(work)
    job = ask()
    execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("queued", 0, "")


@pytest.mark.parametrize("say", [lambda report: report(50), lambda report: report.hold(), lambda report: None])
def test_a_job_taken_away_is_left_alone(ask: Ask, works: Any, clock: Clock, caplog: pytest.LogCaptureFixture, say: Any) -> None:
    def work(job: Job, report: Progress) -> dict[str, Any]:
        clock.pass_by(61)
        sweeping.sweep()
        say(report)
        return {"by": "the one that was too slow"}

    works(work)
    job = ask()
    with caplog.at_level(logging.WARNING):
        execution.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("queued", None, 1)
    assert f"job {job.pk} (test.add): its lease was lost, nothing was written" in caplog.text


def test_progress_is_written_at_most_once_a_second(ask: Ask, works: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    passed, seen = [100.0], []
    monkeypatch.setattr(execution.time, "monotonic", lambda: passed[0])

    def work(job: Job, report: Progress) -> dict[str, Any]:
        for seconds, percent in ((0, 10), (0.9, 20), (1.0, 30), (1.5, 40), (2.0, 50)):
            passed[0] = 100.0 + seconds
            report(percent, f"{percent}步")
            seen.append(Job.objects.get().progress)
        return {}

    works(work)
    execution.run(ask().pk)
    assert seen == [10, 10, 30, 30, 50]


def test_a_report_renews_the_lease_and_cuts_a_long_text(ask: Ask, works: Any, clock: Clock) -> None:
    def work(job: Job, report: Progress) -> dict[str, Any]:
        clock.pass_by(30)
        report(10, "长" * 300)
        now = Job.objects.get()
        assert (now.lease_until, now.progress_text) == (at(90), "长" * 200)
        clock.pass_by(10)
        report.hold()
        assert Job.objects.get().lease_until == at(100)
        return {"checked": True}

    works(work)
    execution.run(ask().pk)
    assert Job.objects.get().result == {"checked": True}


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_progress_that_is_none_is_refused(ask: Ask, percent: int) -> None:
    with pytest.raises(ValueError, match=f"0 to 100 percent, not {percent}"):
        execution.Reporter(ask())(percent)


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_kept_while_a_handler_says_nothing(ask: Ask, works: Any, settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 1

    def work(job: Job, report: Progress) -> dict[str, Any]:
        time.sleep(1.5)
        return {"held": Job.objects.filter(lease_until__gt=timezone.now()).exists()}

    works(work)
    execution.run(ask().pk)
    assert Job.objects.get().result == {"held": True}


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_a_stuck_handler_is_left_to_expire(ask: Ask, works: Any, settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 1

    def work(job: Job, report: Progress) -> dict[str, Any]:
        time.sleep(1.5)
        return {"by": "nobody, as the lease is over", "swept": sweeping.sweep()}

    works(work, limit_minutes=0)
    execution.run(ask().pk)
    job = Job.objects.get()
    assert (job.state, job.result, job.attempts) == ("queued", None, 1)


@pytest.mark.django_db(transaction=True)
def test_the_keeper_outlives_a_database_that_is_away(
    ask: Ask, works: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_LEASE_SECONDS = 1
    renewals: list[str] = []

    def renew(job: Job, **progress: Any) -> None:
        renewals.append(threading.current_thread().name)
        raise OSError("away")

    def work(job: Job, report: Progress) -> dict[str, Any]:
        time.sleep(0.9)
        return {}

    monkeypatch.setattr(leases, "renew", renew)
    works(work)
    job = ask()
    execution.run(job.pk)
    assert renewals == [f"lease-{job.pk}"] * 2
    assert Job.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_work_held_inside_a_transaction_stays_or_goes_with_the_lease(ask: Ask, works: Any, clock: Clock) -> None:
    other = ask("test.refuse")

    def work(job: Job, report: Progress) -> dict[str, Any]:
        clock.pass_by(61)
        with transaction.atomic():
            Job.objects.filter(pk=other.pk).update(progress=7)
            Job.objects.filter(pk=job.pk).update(token="somebody else's")
            report.hold()
        return {}

    works(work)
    execution.run(ask().pk)
    other.refresh_from_db()
    assert other.progress == 0


def test_nothing_is_left_behind(ask: Ask, tmp_path: Path) -> None:
    threads = threading.active_count()
    execution.run(ask("test.slow", log=str(tmp_path / "log"), seconds=0).pk)
    assert execution.held == {}
    assert threading.active_count() == threads
    assert (tmp_path / "log").read_text() == "start\nend\n"
    assert connection.is_usable()
