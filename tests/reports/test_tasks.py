"""When sheets fall due, who asks for them, and the jobs that make them."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from rectify.celery import app
from rectify.jobs import registry, waking
from rectify.jobs.execution import run
from rectify.jobs.models import Job, State
from reports import tasks
from reports.digests import scheduling
from reports.models import Delivery, Digest
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.reading import fresh
from tests.reports.telling import MONDAY, change, make_past_world

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


class Clock:
    """The time, as the test sets it."""

    now = dt.datetime(2022, 6, 13, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: stopped.now)
    return stopped


@pytest.fixture
def week(cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(waking, "send", lambda job: None)
    world = make_past_world(cast)
    with make.prepared():
        change(cast.other_round, plan_state="draft")
        change(cast.lead_department, email="lead@a.test")
    return world


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of June 2022 in Shanghai."""
    return dt.datetime(2022, 6, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(13, 7, 59), None),
        (at(13, 8), MONDAY),
        (at(13, 23, 59), MONDAY),
        (at(14, 23, 59), MONDAY),
        (at(15, 0), None),
        (at(19, 23), None),
        (at(20, 8), dt.date(2022, 6, 20)),
        (dt.datetime(2022, 6, 13, 0, 0, tzinfo=dt.UTC), MONDAY),
        (dt.datetime(2022, 6, 12, 23, 59, tzinfo=dt.UTC), None),
    ],
)
def test_the_weekly_moment(now: dt.datetime, due: dt.date | None) -> None:
    assert scheduling.due_week(now) == due


def test_beat_asks_once_for_each_round_with_an_adopted_plan(week: World) -> None:
    tasks.compose_due_sheets()
    tasks.compose_due_sheets()

    [job] = Job.objects.all()
    assert (job.kind, job.key, job.requested_by) == ("weekly_sheets", f"sheets:{week.cast.round.pk}:2022-06-13", None)
    assert job.args == {"round": week.cast.round.pk, "monday": "2022-06-13"}


def test_beat_asks_for_nothing_at_other_times(week: World, clock: Clock) -> None:
    clock.now = at(15, 8)
    tasks.compose_due_sheets()

    assert Job.objects.count() == 0


def test_beat_knows_the_task() -> None:
    entry = app.conf.beat_schedule["weekly-sheets"]

    assert (entry["task"], entry["schedule"]) == (tasks.compose_due_sheets.name, 600.0)


def test_a_round_whose_feedback_is_still_to_come_gets_none(week: World) -> None:
    change(week.cast.round, feedback_on=dt.date(2022, 6, 20), concentrated_until=dt.date(2022, 9, 20))

    assert scheduling.due_rounds(MONDAY) == []


def test_the_job_composes_sends_and_tells(week: World) -> None:
    tasks.compose_due_sheets()
    job = Job.objects.get()
    run(job.pk)
    job.refresh_from_db()

    url = f"/rounds/{week.cast.round.pk}/sheets/"
    assert (job.state, job.error) == (State.DONE, "")
    assert job.result == {"url": url, "label": "查看调度单", "sheets": 4, "sent": 1}
    assert [message.to for message in mail.outbox] == [["lead@a.test"]]
    run(job.pk)
    assert (Digest.objects.count(), len(mail.outbox)) == (4, 1)


def test_a_job_that_failed_is_asked_for_again_within_the_moment(week: World, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    tasks.compose_due_sheets()
    job = Job.objects.get()
    for _ in range(3):
        run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "连续 3 次未能完成：邮件服务器没有响应，稍后自动再次发送。")
    assert Digest.objects.count() == 4  # the sheets stand all the same

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.compose_due_sheets()
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, len(mail.outbox)) == (State.DONE, 1)


def test_a_killed_worker_and_the_next_one_send_each_mail_once(week: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks.compose_due_sheets()
    job = Job.objects.get()
    compose = tasks.composing.compose

    def killed(*args: Any) -> Any:
        compose(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks.composing, "compose", killed)
    with pytest.raises(KeyboardInterrupt):
        run(job.pk)
    assert (Digest.objects.count(), len(mail.outbox)) == (4, 0)

    monkeypatch.setattr(tasks.composing, "compose", compose)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, lease_until=None, token="")
    run(job.pk)
    assert (Digest.objects.count(), len(mail.outbox), Job.objects.get().state) == (4, 1, State.DONE)


def test_one_mail_sent_again_is_a_job_of_its_own(week: World) -> None:
    tasks.compose_due_sheets()
    run(Job.objects.get().pk)
    Delivery.objects.update(state="failed", error="拒收", sent_at=None)
    job = scheduling.ask_again(delivery=Delivery.objects.get(), by=fresh(week.cast.director))
    run(job.pk)
    job.refresh_from_db()

    assert (job.state, job.result["sent"], len(mail.outbox)) == (State.DONE, 1, 2)  # type: ignore[index]
    assert Delivery.objects.get().state == "sent"


def test_the_handlers_have_chinese_names() -> None:
    assert [registry.label_of(kind) for kind in ("notice_pdf", "weekly_sheets", "sheet_mail")] == [
        "生成通报PDF",
        "生成并发送本周调度单",
        "重新发送调度单邮件",
    ]


# the commands


def said(name: str, *args: str) -> Any:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def test_the_command_composes_and_sends_this_weeks(week: World, clock: Clock) -> None:
    clock.now = at(16, 12)
    first, second = (json.loads(said("compose_sheets", "--json")) for _ in range(2))

    [round] = first["rounds"]
    assert (first["week"], round["round"], round["sent"]) == ("2022-06-13", week.cast.round.pk, 1)
    assert [sheet["recipient"] for sheet in round["sheets"]] == ["领导小组办公室", "办公室", "执法一支队", "法制监督室"]
    assert second["rounds"] == [{**round, "sent": 0}]
    assert len(mail.outbox) == 1


def test_the_command_sends_no_mail_about_a_week_that_is_past(week: World, clock: Clock) -> None:
    clock.now = at(20, 12)

    assert said("compose_sheets", "--week", "2022-06-15") == f"轮次{week.cast.round.pk}：2022-06-13当周调度单4份，发送邮件0封。\n"
    assert (Digest.objects.count(), len(mail.outbox), Delivery.objects.count()) == (4, 0, 0)


def test_the_command_refuses_a_round_without_a_plan_or_without_existence(week: World) -> None:
    with pytest.raises(CommandError, match="整改方案审议通过之后才生成调度单。"):
        said("compose_sheets", "--round", str(week.cast.other_round.pk))
    with pytest.raises(CommandError, match="There is no round 999999"):
        said("compose_sheets", "--round", "999999")
