"""Composing the sheets of a week once, and mailing each of them once, whatever happens in between."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from measures.models import Measure
from rectify.errors import Refused
from rectify.jobs.registry import Transient
from reports.digests import composing, delivery
from reports.digests.delivery import address, deliver, send
from reports.frozen import tree_hash
from reports.models import Delivery, DeliveryState, Digest
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.reading import fresh
from tests.reports.telling import FEEDBACK, MONDAY, change, make_past_world, prepared_at

NOW = dt.datetime(2022, 6, 13, 0, 30, tzinfo=dt.UTC)
PLAIN = """\
执法一支队：

您有2项待办，请登录查看。

http://ledger.test/rounds/{round}/sheets/{sheet}/

本邮件由巡视整改台账自动发送，请勿回复。
"""


class Flaky(EmailBackend):
    """A mail server that does what `planned` says for an address, once for each word, and otherwise delivers."""

    planned: dict[str, list[BaseException]] = {}
    closed = False

    def open(self) -> bool:
        """Refuse the connection while the server is closed."""
        if Flaky.closed:
            raise ConnectionRefusedError
        return True

    def send_messages(self, messages: Any) -> int:
        """Deliver, or raise what is planned."""
        for message in messages:
            if waiting := Flaky.planned.get(message.to[0]):
                raise waiting.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def week(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two departments and two of the office with an address, one department without."""
    world = make_past_world(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.EMAIL_BACKEND, settings.PUBLIC_URL = "tests.reports.test_digest_mailing.Flaky", "http://ledger.test/"
    Flaky.planned, Flaky.closed = {}, False
    with prepared_at(FEEDBACK + dt.timedelta(days=1)):
        for measure in Measure.objects.filter(round=cast.round):
            change(measure, due_on=dt.date(2022, 6, 20))
        change(cast.lead_department, email="lead@a.test")
        change(cast.cooperating_department, email="help@a.test")
        change(cast.director, email="director@a.test")
        change(cast.two_posts, email="both@a.test")
        change(cast.stranger, email="stranger@a.test")
    return world


def silent(percent: int, text: str = "") -> None:
    """Report nothing."""


def compose(world: World) -> list[Digest]:
    digests = composing.compose(world.cast.round, MONDAY)
    address(digests)
    return digests


def deliver_all(world: World) -> int:
    return deliver(world.cast.round, MONDAY, silent)


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def states() -> dict[str, str]:
    return dict(Delivery.objects.order_by("address").values_list("address", "state"))


EVERYBODY = ["both@a.test", "director@a.test", "help@a.test", "lead@a.test"]


# composing


def test_each_department_with_measures_and_the_office_get_one(week: World) -> None:
    digests = compose(week)

    assert [(d.recipient, d.number, d.week_start, d.tasks) for d in digests] == [
        ("领导小组办公室", 15, MONDAY, 0),
        ("办公室", 15, MONDAY, 1),
        ("执法一支队", 15, MONDAY, 2),
        ("法制监督室", 15, MONDAY, 1),
    ]
    assert [digest.tree_hash for digest in digests] == [tree_hash(digest.document) for digest in digests]
    assert digests[2].document.title == "巡视整改第15周调度单"


def test_twice_changes_nothing_even_after_the_ledger_moved_on(week: World) -> None:
    first = compose(week)
    with make.prepared():
        change(week.cast.lead_department, address="你支队")

    assert compose(week) == first
    assert list(Digest.objects.order_by("id").values_list("tree_hash", flat=True)) == [d.tree_hash for d in first]


def test_any_day_means_its_week(week: World) -> None:
    assert composing.compose(week.cast.round, MONDAY + dt.timedelta(days=6)) == compose(week)


def test_the_other_round_has_its_own(week: World) -> None:
    compose(week)

    assert [d.recipient for d in composing.compose(week.cast.other_round, MONDAY)] == ["领导小组办公室", "办公室"]
    assert Digest.objects.count() == 6


def test_no_sheet_before_the_plan_is_adopted_or_before_the_feedback(week: World) -> None:
    with pytest.raises(Refused, match="巡视反馈之前没有调度单。"):
        composing.compose(week.cast.round, dt.date(2022, 3, 6))
    change(week.cast.round, plan_state="draft")
    with pytest.raises(Refused, match="整改方案审议通过之后才生成调度单。"):
        compose(week)
    assert Digest.objects.count() == 0


# to whom


def test_a_department_by_its_address_the_office_by_its_peoples(week: World) -> None:
    compose(week)

    assert sorted(Delivery.objects.values_list("digest__recipient", "address")) == [
        ("执法一支队", "lead@a.test"),
        ("法制监督室", "help@a.test"),
        ("领导小组办公室", "both@a.test"),
        ("领导小组办公室", "director@a.test"),
    ]


def test_who_left_the_office_gets_none(week: World) -> None:
    change(week.cast.director.memberships.get(), ended_on=dt.date(2022, 6, 1))
    change(fresh(week.cast.two_posts), is_active=False)
    compose(week)

    assert list(states()) == ["help@a.test", "lead@a.test"]


# sending


def test_twice_for_one_week_sends_nothing_twice(week: World) -> None:
    compose(week)
    assert deliver_all(week) == 4
    compose(week)
    assert deliver_all(week) == 0

    assert sent_to() == EVERYBODY
    assert set(states().values()) == {DeliveryState.SENT}


def test_what_the_mail_says(week: World) -> None:
    digest = compose(week)[2]
    deliver_all(week)
    [message] = [m for m in mail.outbox if m.to == ["lead@a.test"]]

    assert message.subject == "巡视整改第15周调度单"
    assert message.body == PLAIN.format(round=week.cast.round.pk, sheet=digest.pk)
    [(html, kind)] = message.alternatives  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert "<p>您有2项待办，请登录查看。</p>" in html
    assert f'<a href="http://ledger.test/rounds/{week.cast.round.pk}/sheets/{digest.pk}/">' in html
    assert [word for word in ("3-2-1", "改进监管模式", "总队", week.cast.round.title) if word in message.body + html] == []


def test_the_whole_sheet_goes_only_where_the_round_allows_it(week: World) -> None:
    change(week.cast.round, full_sheets_by_mail=True)
    with make.prepared():
        change(week.cast.lead_department, name="<b>一支队</b>")
    compose(week)
    deliver_all(week)
    [message] = [m for m in mail.outbox if m.to == ["lead@a.test"]]
    [(html, _)] = message.alternatives  # type: ignore[attr-defined]

    assert message.subject == "巡视整改第15周调度单（<b>一支队</b>）"
    assert "5.临期：第3-2-1条" not in message.body
    assert "3.临期：第3-2-1条、第3-2-2条将于6月20日到期" in message.body
    assert "<b>一支队</b>" in message.body
    assert "<b>一支队</b>" not in html
    link = f"http://ledger.test/rounds/{week.cast.round.pk}/measures/{week.measure.pk}/"
    assert f'<a href="{link}">第3-2-1条</a>' in html


def test_a_sheet_that_asks_for_nothing_says_so(week: World) -> None:
    digest = compose(week)[2]
    Digest.objects.filter(pk=digest.pk).update(tasks=0)
    deliver_all(week)

    assert "本周调度单已生成，请登录查看。" in next(m.body for m in mail.outbox if m.to == ["lead@a.test"])


def test_killed_in_between_it_goes_on_and_sends_nothing_twice(week: World, monkeypatch: pytest.MonkeyPatch) -> None:
    compose(week)
    Flaky.planned = {"help@a.test": [KeyboardInterrupt()]}
    with pytest.raises(KeyboardInterrupt):
        deliver_all(week)
    assert "help@a.test" not in sent_to()
    assert states()["help@a.test"] == DeliveryState.SENDING

    # the next attempt sends the others, and waits until nobody can be sending any more
    with pytest.raises(Transient):
        deliver_all(week)
    assert sent_to() == ["both@a.test", "director@a.test", "lead@a.test"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(seconds=61))
    assert deliver_all(week) == 0
    assert sent_to() == ["both@a.test", "director@a.test", "lead@a.test"]
    stuck = Delivery.objects.get(address="help@a.test")
    assert (stuck.state, stuck.error) == (DeliveryState.FAILED, "发送中断，不能确认是否送达。")


def test_sent_again_by_hand_it_goes_out_once_more(week: World) -> None:
    compose(week)
    Flaky.planned = {"help@a.test": [smtplib.SMTPServerDisconnected("gone")]}
    assert deliver_all(week) == 3
    failed = Delivery.objects.get(address="help@a.test")
    assert failed.error == "发送中断，不能确认是否送达。"

    delivery.again(failed)
    failed.refresh_from_db()
    assert send(failed) is True
    assert (sent_to(), Delivery.objects.get(pk=failed.pk).attempts) == (EVERYBODY, 2)
    with pytest.raises(Refused, match="这封邮件没有失败，不需要重新发送。"):
        delivery.again(failed)


def test_of_two_who_send_at_once_one_sends(week: World) -> None:
    compose(week)
    first, second = (Delivery.objects.select_related("digest__round").get(address="lead@a.test") for _ in range(2))

    assert [send(first), send(second)] == [True, False]
    assert sent_to() == ["lead@a.test"]


def test_a_server_out_of_reach_is_tried_again_later(week: World) -> None:
    compose(week)
    Flaky.closed = True
    with pytest.raises(Transient, match="邮件服务器没有响应，稍后自动再次发送。"):
        deliver_all(week)
    assert set(states().values()) == {DeliveryState.PENDING}

    Flaky.closed = False
    assert deliver_all(week) == 4


def test_a_server_that_says_later_is_asked_later(week: World) -> None:
    compose(week)
    Flaky.planned = {"lead@a.test": [smtplib.SMTPDataError(451, b"greylisted")]}
    with pytest.raises(Transient):
        deliver_all(week)
    assert states()["lead@a.test"] == DeliveryState.PENDING

    assert deliver_all(week) == 1
    assert sent_to() == EVERYBODY


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (smtplib.SMTPRecipientsRefused({}), "邮件服务器拒绝了这个收件邮箱。"),
        (smtplib.SMTPDataError(554, b"no"), "邮件服务器拒绝了这封邮件（554）。"),
    ],
)
def test_a_refusal_is_final_and_says_why(week: World, error: BaseException, said: str) -> None:
    compose(week)
    Flaky.planned = {"lead@a.test": [error]}

    assert deliver_all(week) == 3
    refused = Delivery.objects.get(address="lead@a.test")
    assert (refused.state, refused.error) == (DeliveryState.FAILED, said)
    assert deliver_all(week) == 0


def test_the_demonstration_writes_its_mail_to_files(week: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    compose(week)
    deliver_all(week)

    written = "".join(path.read_text(encoding="utf-8") for path in settings.EMAIL_FILE_PATH.iterdir())
    assert sorted(line[4:] for line in written.splitlines() if line.startswith("To: ")) == EVERYBODY
    assert "您有2项待办，请登录查看。" in written
