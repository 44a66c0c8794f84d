"""The internal report's page and its PDF: made by a job, for one person, with whose copy it is on every page."""

import datetime as dt
import errno
import os
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rectify.jobs import waking
from rectify.jobs.execution import run
from rectify.jobs.models import Job, State
from reports.render import pdf
from reports.tasks import report_pdf
from reports.text import reporting
from tests.conftest import World
from tests.reports.reading import text_of
from tests.reports.telling import tell

MADE: list[dict[str, Any]] = []


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    def draw(document: Any, chosen: Any, *, watermark: str) -> bytes:
        MADE.append({"title": document.title, "watermark": watermark})
        return f"%PDF-1.7 {watermark}".encode()

    MADE.clear()
    monkeypatch.setattr(waking, "send", lambda job: None)
    monkeypatch.setattr(pdf, "render", draw)
    return tell(world)


def url(name: str, told: World, *args: Any) -> str:
    return reverse(f"reports:notice_report{name}", args=[told.cast.round.pk, *args])


def made(told: World, client: Client) -> Job:
    """Ask for the PDF as somebody and do the job."""
    client.post(url("_make", told))
    job = Job.objects.latest("pk")
    job.result = report_pdf(job, lambda percent, text="": None)  # type: ignore[arg-type]
    job.state, job.finished_at = State.DONE, dt.datetime(2022, 6, 12, tzinfo=dt.UTC)
    job.save()
    return job


def test_the_page_leads_each_issue_to_the_ledger(told: World, sign_in: Any) -> None:
    response = sign_in(told.cast.supervisor).get(url("", told))

    assert "关于巡视整改进展情况的报告" in text_of(response)
    assert "责任领导：未定；责任人：未定" in text_of(response)
    assert f'href="{reverse("measures:issue", args=[told.cast.round.pk, told.issue.pk])}"' in response.content.decode()


@pytest.mark.parametrize("name", ["lead", "cooperating", "outsider", "admin", "stranger"])
def test_to_everybody_else_it_does_not_exist(name: str, told: World, sign_in: Any) -> None:
    client = sign_in(getattr(told.cast, name))

    assert [client.get(url("", told)).status_code, client.post(url("_make", told)).status_code] == [404, 404]
    assert Job.objects.count() == 0


def test_the_pdf_bears_the_readers_name_and_the_time_of_asking(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.head)
    job = made(told, client)
    response = client.get(job.result["url"])  # type: ignore[index]
    body = b"".join(response.streaming_content).decode()

    asked = dt.datetime.fromisoformat(job.args["at"]).astimezone(dt.timezone(dt.timedelta(hours=8)))
    mark = f"head的姓名　{asked.year}年{asked.month}月{asked.day}日 {asked:%H:%M}"
    assert [(one["title"], one["watermark"]) for one in MADE] == [
        ("市文化市场行政执法总队党总支关于巡视整改进展情况的报告", mark)
    ]
    assert body == f"%PDF-1.7 {mark}"
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_a_file_is_for_the_one_who_asked_alone(told: World, sign_in: Any) -> None:
    job = made(told, sign_in(told.cast.head))

    statuses = {}
    for name in ("head", "leader", "director", "inspector", "lead", "stranger"):
        response = sign_in(getattr(told.cast, name)).get(url("_pdf", told, job.pk))
        statuses[name] = response.status_code
        b"".join(response)  # read to its end, a download closes its file and leaves the database's connection alone
    assert statuses == {"head": 200, "leader": 404, "director": 404, "inspector": 404, "lead": 404, "stranger": 404}


def test_each_asking_is_a_copy_of_its_own(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.head)
    first, second = made(told, client), made(told, client)

    assert first.pk != second.pk


def test_a_job_that_is_not_done_is_404(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.head)
    client.post(url("_make", told))
    assert client.get(url("_pdf", told, Job.objects.get().pk)).status_code == 404


def test_what_was_swept_away_is_said_and_can_be_made_again(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.head)
    job = made(told, client)
    kept = client.get(job.get_absolute_url()).content.decode()
    reporting.file_of(job).unlink()
    answer = client.get(url("_pdf", told, job.pk))
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())

    page = client.get(job.get_absolute_url()).content.decode()
    assert ["到期清除。需要的，可以重新生成" in html for html in (page, kept)] == [True, False]
    assert ["下载PDF" in html for html in (page, kept)] == [False, True]
    assert f'<form method="post" action="{url("_make", told)}"' in page
    asked = client.post(url("_make", told))
    assert asked["Location"] == Job.objects.latest("pk").get_absolute_url() != job.get_absolute_url()


def test_without_fonts_the_asking_says_so(told: World, sign_in: Any, settings: Any) -> None:
    settings.FONTS = {"仿宋": "/nowhere/fangsong.ttf"}

    assert sign_in(told.cast.head).post(url("_make", told)).status_code == 400
    assert Job.objects.count() == 0


def test_a_full_disk_is_said_by_the_job(told: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sign_in(told.cast.head).post(url("_make", told))
    job = Job.objects.get()
    monkeypatch.setattr(os, "fsync", refuse)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "磁盘空间不足，文件没有生成。请系统管理员腾出空间后重试。")
