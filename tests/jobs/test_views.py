"""A job's page: who may open it, and what it says in each state."""

import json
from typing import Any

import pytest
from django.test import Client

from rectify.jobs import leases
from rectify.jobs.models import Job, State, WorkerBeat
from tests.conftest import Cast
from tests.jobs.conftest import Ask, Clock, at

pytestmark = pytest.mark.django_db
POLLS = 'hx-trigger="every 2s"'
REFRESH = '<meta http-equiv="refresh" content="3">'
NO_WORKER = "没有正在运行的后台进程。任务已经保存，后台进程启动后自动处理；请联系系统管理员。"
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def job(ask: Ask, cast: Cast, clock: Clock) -> Job:
    """Make a job that the office's clerk asked for, with a worker alive."""
    WorkerBeat.objects.create(name="host:1", seen_at=at(0))
    return ask("test.add", requested_by=cast.clerk)


@pytest.fixture
def clerk(cast: Cast, client: Client) -> Client:
    client.force_login(cast.clerk)
    return client


def page(client: Client, job: Job, **headers: Any) -> str:
    """Return the page's text."""
    response = client.get(f"/jobs/{job.pk}/", **headers)
    assert response.status_code == 200
    return response.content.decode()


def claim(job: Job) -> Job:
    claimed = leases.claim(job.pk)
    assert claimed
    return claimed


@pytest.mark.parametrize("name", ["director", "admin", "outsider", "stranger"])
def test_the_page_is_for_who_asked_and_404_for_everybody_else(job: Job, cast: Cast, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/retry/").status_code == 404


def test_a_job_of_the_schedule_has_no_page(ask: Ask, clerk: Client) -> None:
    assert clerk.get(f"/jobs/{ask().pk}/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_sign_in(job: Job, client: Client) -> None:
    response = client.get(f"/jobs/{job.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/accounts/sign-in/?next=/jobs/{job.pk}/")


@pytest.mark.parametrize(("method", "path"), [("post", ""), ("put", ""), ("get", "retry/"), ("put", "retry/")])
def test_other_methods_are_refused(job: Job, clerk: Client, method: str, path: str) -> None:
    assert getattr(clerk, method)(f"/jobs/{job.pk}/{path}").status_code == 405
    assert Job.objects.get().state == "queued"


def test_a_queued_job(job: Job, clerk: Client) -> None:
    text = page(clerk, job)
    assert "<h1>求和</h1>" in text
    assert "排队中" in text
    assert "正在等待后台处理。" in text
    assert "可以离开本页，任务不会中断；稍后回到本页查看结果。" in text
    assert f'hx-get="/jobs/{job.pk}/?seen=queued"' in text
    assert (text.count(POLLS), text.count(REFRESH)) == (1, 1)
    assert NO_WORKER not in text


def test_a_job_that_waits_for_another_attempt_says_so(job: Job, clerk: Client) -> None:
    leases.again(claim(job), "没有响应。")
    assert "第 1 次处理未能完成，稍后自动再次处理（最多 3 次）。" in page(clerk, job)


def test_a_running_job_shows_its_progress(job: Job, clerk: Client) -> None:
    leases.renew(claim(job), progress=40, progress_text="正在排版第 4 页")
    text = page(clerk, job)
    assert '<progress id="job-progress" max="100" value="40">40%</progress>' in text
    assert "正在排版第 4 页" in text
    assert "次处理）" not in text
    assert (text.count(POLLS), text.count(REFRESH)) == (1, 1)


def test_a_second_attempt_is_named(job: Job, clerk: Client) -> None:
    leases.again(claim(job), "没有响应。")
    claim(job)
    assert "（第 2 次处理）" in page(clerk, job)


def test_a_job_that_is_done_leads_to_its_result_and_asks_no_more(job: Job, clerk: Client) -> None:
    leases.finish(claim(job), {"url": "/reports/1/", "label": "下载 <通报>"})
    text = page(clerk, job)
    assert '<a class="button main" href="/reports/1/">下载 &lt;通报&gt;</a>' in text
    assert "已完成" in text
    assert (text.count(POLLS), text.count(REFRESH), text.count("重新处理")) == (0, 0, 0)


def test_a_result_without_an_address_has_no_link(job: Job, clerk: Client) -> None:
    leases.finish(claim(job), {"sum": 3})
    assert 'class="button main"' not in page(clerk, job)


def test_a_failed_job_gives_its_reason_and_a_retry(job: Job, clerk: Client) -> None:
    leases.fail(claim(job), "没有 <字体>。")
    text = page(clerk, job)
    assert "原因：没有 &lt;字体&gt;。" in text
    assert f'<form method="post" action="/jobs/{job.pk}/retry/"' in text
    assert (text.count(POLLS), text.count(REFRESH)) == (0, 0)


def test_it_says_so_when_no_worker_is_alive(job: Job, clerk: Client, clock: Clock) -> None:
    clock.pass_by(36)
    assert NO_WORKER in page(clerk, job)
    leases.fail(claim(job), "为什么")
    assert NO_WORKER not in page(clerk, job)


def test_htmx_gets_the_part_alone(job: Job, clerk: Client) -> None:
    text = page(clerk, job, **HTMX)
    assert "<html" not in text
    assert text.count('<section id="job"') == 1
    assert POLLS in text


def test_the_last_part_asks_no_more(job: Job, clerk: Client) -> None:
    leases.finish(claim(job), {})
    text = page(clerk, job, **HTMX)
    assert 'id="job"' in text
    assert "可以离开本页" not in text
    assert "hx-" not in text.replace("hx-headers", "")


@pytest.mark.parametrize(("seen", "spoken"), [("queued", {"say": "求和：正在处理"}), ("running", None)])
def test_a_change_of_state_is_read_aloud_once(job: Job, clerk: Client, seen: str, spoken: dict[str, str] | None) -> None:
    claim(job)
    response = clerk.get(f"/jobs/{job.pk}/?seen={seen}", **HTMX)
    trigger = response.headers.get("HX-Trigger")
    assert (json.loads(trigger) if trigger else None) == spoken


def test_retry_queues_the_job_and_goes_back_to_its_page(
    job: Job, clerk: Client, woken: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    leases.fail(claim(job), "为什么")
    with django_capture_on_commit_callbacks(execute=True):
        response = clerk.post(f"/jobs/{job.pk}/retry/")
    assert (response.status_code, response["Location"]) == (302, f"/jobs/{job.pk}/")
    job.refresh_from_db()
    assert (job.state, woken) == (State.QUEUED, [job.pk])


def test_retry_of_a_job_that_is_done_is_refused(job: Job, clerk: Client) -> None:
    leases.finish(claim(job), {"sum": 3})
    response = clerk.post(f"/jobs/{job.pk}/retry/")
    assert response.status_code == 400
    assert "这项任务已经完成，无需重试。" in response.content.decode()
    assert Job.objects.get().state == "done"


def test_retry_without_the_token_of_the_form_is_refused(job: Job, cast: Cast) -> None:
    leases.fail(claim(job), "为什么")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.clerk)
    assert strict.post(f"/jobs/{job.pk}/retry/").status_code == 403
    assert Job.objects.get().state == "failed"
