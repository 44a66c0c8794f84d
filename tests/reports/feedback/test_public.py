"""The public's form: within its window, by people, not too often; it keeps what is written and shows nothing back."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rectify import pausing
from rectify.errors import Refused
from rectify.history.models import Entry
from reports.feedback.models import RECEIPT, Feedback, FeedbackWindow, new_receipt
from reports.feedback.services import receive
from tests.conftest import World
from tests.reports.feedback.conftest import NOW
from tests.reports.reading import text_of

pytestmark = pytest.mark.usefixtures("on_20_june")


@pytest.fixture
def address(window: FeedbackWindow) -> str:
    cache.clear()
    return reverse("reports:feedback_public", args=[window.round_id])


def send(client: Client, address: str, **values: str) -> Any:
    return client.post(address, {"message": "建议延长窗口服务时间", "sender": "", "contact": "", "website": "", **values})


def test_it_says_who_answers_until_when_and_where_accusations_belong(client: Client, address: str) -> None:
    response = client.get(address)
    said = text_of(response)

    assert response.status_code == 200
    assert "由总队整改办受理答复。受理期2022年6月13日至2022年6月30日。" in said
    assert (
        "反映违纪违法问题请向纪检监察机关提出，不要在这里填写。 受理机关 驻局纪检监察组 举报电话 12388转5 来信来访 文化路1号"
        in said
    )
    assert (
        '<div class="visually-hidden" aria-hidden="true"><label for="id_website">此栏请留空</label>' in response.content.decode()
    )


def test_form_and_thanks_are_public_pages_like_the_notice(client: Client, address: str) -> None:
    """One layout for all that the public reads: nothing of the signed-in house, and the way to what is published."""
    for page in (client.get(address), client.get(send(client, address).url)):
        assert [template.name for template in page.templates if "base" in str(template.name)] == ["public/base.html"]
        body = page.content.decode()
        assert f'<a href="{reverse("reports:public_notices")}">' in body
        assert ["严禁录入" in body, "巡视整改台账" in body, "noindex" in body] == [False, False, True]


def test_what_is_sent_is_kept_and_thanked_for(client: Client, address: str, world: World) -> None:
    text = "<script>alert(1)</script> 建议\x00👍\r\n第二行 𬭎"
    response = send(client, address, message=text, sender="张三", contact="a@example.org")
    kept = Feedback.objects.get()

    assert (kept.message, kept.sender, kept.contact) == ("<script>alert(1)</script> 建议👍\n第二行 𬭎", "张三", "a@example.org")
    assert (kept.round, kept.channel, kept.state, kept.received_on) == (world.cast.round, "web", "received", dt.date(2022, 6, 20))
    assert response.url == reverse("reports:feedback_thanks", args=[world.cast.round.pk, kept.receipt])
    thanks = client.get(response.url)
    assert f"受理编号 {kept.receipt} " in text_of(thanks)
    assert [word in thanks.content.decode() for word in ("alert", "张三", "a@example.org")] == [False] * 3


def test_the_register_shows_html_as_text(client: Client, address: str, world: World, sign_in: Any) -> None:
    send(client, address, message="<script>alert(1)</script>")
    page = sign_in(world.cast.clerk).get(Feedback.objects.get().get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_the_entry_says_that_something_came_in_and_no_word_of_it(client: Client, address: str) -> None:
    last = Entry.objects.latest("id").pk
    send(client, address, sender="张三", contact="13800000000")
    entry = Entry.objects.get(pk__gt=last)

    assert (entry.action, entry.actor, entry.actor_name, entry.acting_role) == ("feedback.receive", None, "公众", "public")
    assert (entry.round, entry.record_label, entry.reason) == (None, "意见建议", "")
    assert [change["field"] for change in entry.changes] == ["channel", "received_on", "state"]
    assert [word in entry.payload for word in ("窗口", "张三", "13800000000")] == [False] * 3


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"message": ""}, "内容：请填写内容。"),
        ({"message": " \n　"}, "内容：请填写内容。"),
        ({"message": "长" * 3001}, "内容：内容过长，最多3000字，现在3001字。"),
        ({"sender": "长" * 41}, "姓名或单位：内容过长，最多40字，现在41字。"),
        ({"contact": "长" * 101}, "联系方式：内容过长，最多100字，现在101字。"),
        ({"message": "\x00"}, "内容：请填写内容。"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    client: Client, address: str, values: dict[str, str], said: str
) -> None:
    response = send(client, address, **{"message": "打了很久的字", **values})

    assert (response.status_code, Feedback.objects.count()) == (400, 0)
    assert said in text_of(response)
    assert values.get("message", "打了很久的字").replace("\x00", "")[:3] in response.content.decode()


def test_a_machine_is_thanked_and_nothing_is_kept(client: Client, address: str) -> None:
    entries = Entry.objects.count()
    response = send(client, address, website="https://example.org")

    assert (response.status_code, Feedback.objects.count(), Entry.objects.count()) == (302, 0, entries)
    assert re.search(f"/thanks/{RECEIPT}/$", response.url)
    assert client.get(response.url).status_code == 200


def test_five_an_hour_from_one_address(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pausing.time, "time", lambda: 1000.0)
    assert [send(client, address, website="x" if n == 2 else "").status_code for n in range(5)] == [302] * 5
    late = send(client, address, message="第六件")
    elsewhere = client.post(address, {"message": "另一处"}, REMOTE_ADDR="10.0.0.2")

    assert (late.status_code, elsewhere.status_code) == (429, 302)
    assert "提交次数过多，请过一小时再提交" in text_of(late)
    assert "第六件" in late.content.decode()
    monkeypatch.setattr(pausing.time, "time", lambda: 1000.0 + 3601)
    assert send(client, address).status_code == 302
    assert Feedback.objects.count() == 6


def test_no_senders_address_is_kept_in_the_cache(client: Client, address: str) -> None:
    client.post(address, {"message": "建议"}, REMOTE_ADDR="203.0.113.77")

    assert [key for key in cache._cache if "203.0.113.77" in key] == []  # type: ignore[attr-defined]
    assert len([key for key in cache._cache if "feedback:" in key]) == 1  # type: ignore[attr-defined]


def test_the_token_is_demanded_of_those_who_are_not_signed_in_too(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, address).status_code == 403
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', strict.get(address).content.decode())
    assert token is not None
    assert send(strict, address, csrfmiddlewaretoken=token[1]).status_code == 302
    assert "sessionid" not in strict.cookies


@pytest.mark.parametrize(
    ("day", "said"),
    [(12, "意见建议的受理尚未开始，请于2022年6月13日起提出。"), (31, "意见建议的受理已于2022年6月30日结束。")],
)
def test_outside_the_window_it_is_closed(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch, day: int, said: str, world: World
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(days=day - 20))
    shown, late = client.get(address), send(client, address, message="写了很久的意见")

    assert (shown.status_code, late.status_code, Feedback.objects.count()) == (200, 403, 0)
    assert said in text_of(shown)
    assert "<textarea" not in shown.content.decode()
    assert "您刚才填写的内容没有提交，可以复制下来另行反映。 写了很久的意见" in text_of(late)
    with pytest.raises(Refused, match="不在意见建议受理期内"):
        receive(round=world.cast.round, message="绕过页面")


@pytest.mark.parametrize(("day", "open"), [(12, False), (13, True), (30, True), (31, False)])
def test_both_ends_count(window: FeedbackWindow, day: int, open: bool) -> None:
    assert window.open_on(dt.date(2022, 6, 1) + dt.timedelta(days=day - 1)) is open


def test_without_a_window_or_with_public_pages_off_there_is_nothing(
    client: Client, world: World, address: str, settings: Any
) -> None:
    assert client.get(reverse("reports:feedback_public", args=[world.cast.other_round.pk])).status_code == 404
    settings.PUBLIC_PAGES = False
    thanks = reverse("reports:feedback_thanks", args=[world.cast.round.pk, new_receipt()])
    assert [client.get(address).status_code, send(client, address).status_code, client.get(thanks).status_code] == [404] * 3
    assert Feedback.objects.count() == 0


def test_a_receipt_is_drawn_by_lot_and_the_thanks_tell_nothing_of_it(client: Client, address: str, world: World) -> None:
    made = {new_receipt() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(RECEIPT, receipt) for receipt in made)
    send(client, address)
    known, unknown = Feedback.objects.get().receipt, new_receipt()
    pages = [
        client.get(reverse("reports:feedback_thanks", args=[world.cast.round.pk, r])).content.decode() for r in (known, unknown)
    ]
    assert pages[0].replace(known, "") == pages[1].replace(unknown, "")


@pytest.mark.parametrize("sent", [0, 3])
def test_the_form_takes_one_query(client: Client, address: str, django_assert_num_queries: Any, sent: int) -> None:
    for _ in range(sent):
        send(client, address)
    with django_assert_num_queries(1):
        client.get(address)
