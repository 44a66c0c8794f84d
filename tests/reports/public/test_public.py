"""The public pages: what they show, to whom, with which headers, and that nothing of the signed-in house is in them."""

import datetime as dt
import hashlib
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date
from pytest_django import DjangoAssertNumQueries

from reports.feedback.services import open_window
from reports.models import Notice, Publication
from reports.notice import keeping
from tests import factories as make
from tests.conftest import World
from tests.reports.notice import way
from tests.reports.notice.conftest import told as told
from tests.reports.reading import fresh
from tests.reports.telling import change


def page(world: World) -> str:
    return reverse("reports:public_notice", args=[world.cast.round.pk])


def file(world: World, key: str = "pdf") -> str:
    return reverse("reports:public_file", args=[world.cast.round.pk, key])


def version(world: World, number: int) -> str:
    return reverse("reports:public_version", args=[world.cast.round.pk, number])


def test_nothing_is_public_before_it_is_published(told: World, client: Client) -> None:
    for bring in (way.draft, way.submitted):
        if not Notice.objects.exists():
            bring(told)
        for address in (page(told), file(told), version(told, 1)):
            assert client.get(address).status_code == 404
    assert "目前没有公布的通报" in client.get("/public/").content.decode()


NOWHERE = [
    "/public/nowhere",
    "/public/nowhere/",
    "/public/abc/notice.pdf",
    "/public/99999999999999999999/",
    "/public/7/feedback/",
]


@pytest.mark.parametrize("address", NOWHERE)
@pytest.mark.parametrize("who", ["nobody", "clerk"])
def test_an_address_that_leads_nowhere_is_the_publics_own_page(
    address: str, who: str, world: World, client: Client, sign_in: Any
) -> None:
    """Nothing of the house, not even to who is signed in."""
    response = (client if who == "nobody" else sign_in(world.cast.clerk)).get(address)
    body = response.content.decode()

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert ["Cookie" in response.get("Vary", ""), "Set-Cookie" in response.headers] == [False, False]
    assert "<h1>没有这个页面</h1>" in body
    assert [word in body for word in ("台账", "登录", "回到首页", "app.css", "app.js")] == [False] * 5


def test_elsewhere_or_with_public_pages_off_it_is_the_houses(world: World, client: Client, settings: Any) -> None:
    assert "回到首页" in client.get("/nowhere/").content.decode()
    settings.PUBLIC_PAGES = False
    bodies = [client.get(address).content.decode() for address in ("/public/nowhere/", "/public/", "/public/7/feedback/")]
    assert ["回到首页" in body for body in bodies] == [True] * 3


def test_a_slash_that_was_forgotten_is_added(told: World, client: Client) -> None:
    way.published(told)
    answer = client.get(page(told).rstrip("/"))
    assert (answer.status_code, answer["Location"]) == (301, page(told))


def test_the_published_notice_says_what_one_needs_to_check_it(told: World, client: Client) -> None:
    notice = way.published(told)
    body = client.get(page(told)).content.decode()
    kept = Publication.objects.get().files

    assert "（一）关于“深化改革有差距”问题和“‘一把手’要负责”整改意见" in body
    assert f"SHA-256 {kept['pdf']['sha256']}" in body
    assert f"SHA-256 {kept['txt']['sha256']}" in body
    assert "第1版" in body
    assert notice.published_on is not None
    assert f'<time datetime="{notice.published_on.isoformat()}">' in body
    assert "certutil -hashfile" in body
    assert "欢迎监督。联系电话：12345；电子邮箱：a@b.test。" in body
    assert 'href="/public/' in client.get("/public/").content.decode()


def test_its_contents_lead_to_each_heading_and_to_the_files(told: World, client: Client) -> None:
    way.published(told)
    body = client.get(page(told)).content.decode()

    contents = body.partition('<nav class="contents" aria-label="目录">')[2].partition("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', contents)
    assert targets == ["s1", "s1-1", "s1-2", "s2", "s2-1", "s3", "s4", "s4-1", "s4-2", "check"]
    assert [body.count(f'id="{target}"') for target in targets] == [1] * len(targets)


@pytest.mark.parametrize(("opens", "closes", "led"), [(-1, 0, True), (0, 9, True), (1, 9, False), (-9, -1, False)])
def test_it_leads_to_the_form_of_feedback_while_that_is_open(
    opens: int, closes: int, led: bool, told: World, client: Client
) -> None:
    today = timezone.localdate()
    days: Any = {"opens_on": today + dt.timedelta(opens), "closes_on": today + dt.timedelta(closes)}
    open_window(
        round=told.cast.round, by=fresh(told.cast.clerk), answered_by="整改办", organ="纪检组", organ_phone="12388", **days
    )
    way.published(told)

    form = reverse("reports:feedback_public", args=[told.cast.round.pk])
    assert (f'<a href="{form}">' in client.get(page(told)).content.decode()) is led
    assert client.get(page(told)).cookies == {}


SECRETS = ("的姓名", "机密甲", "机密乙", "/rounds/", "/accounts/", "csrf", "sessionid", "严禁录入", "data-ref", "hx-")


def test_nothing_of_the_house_is_in_it(told: World, client: Client) -> None:
    """The names of all who had a hand in it, the ledger's addresses, the frame: none of them, and no cookie."""
    with make.prepared():
        change(told.measure, plan="方案原文机密甲", outcome="落实原文机密乙")
    way.published(told)
    for address in ("/public/", page(told), file(told), file(told, "txt"), version(told, 1)):
        response = client.get(address)
        said = response.content.decode("utf-8", "replace") + str(response.headers)
        assert [secret for secret in SECRETS if secret in said] == [], address
        assert response.cookies == {}
        assert "Cookie" not in response.get("Vary", "")


def test_who_is_signed_in_sees_the_same_bytes(told: World, client: Client, sign_in: Any) -> None:
    way.published(told)
    outside = client.get(page(told))
    inside = sign_in(told.cast.head).get(page(told))
    assert inside.content == outside.content
    assert inside.cookies == {}
    assert "Cookie" not in inside.get("Vary", "")


@pytest.mark.parametrize("key", ["pdf", "txt"])
def test_a_file_arrives_as_it_was_kept_and_can_be_asked_for_again(key: str, told: World, client: Client) -> None:
    notice = way.published(told)
    kept = Publication.objects.get().files[key]
    response = client.get(file(told, key), headers={"accept-encoding": "gzip"})

    assert hashlib.sha256(response.content).hexdigest() == kept["sha256"]
    assert response["ETag"] == f'"{kept["sha256"]}"'
    assert response["Cache-Control"] == "public, no-cache"
    assert notice.published_at is not None
    assert parse_http_date(response["Last-Modified"]) == int(notice.published_at.timestamp())
    assert response["Content-Length"] == str(kept["size"])
    for header in ({"if-none-match": response["ETag"]}, {"if-modified-since": response["Last-Modified"]}):
        again = client.get(file(told, key), headers=header)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    before = http_date(notice.published_at.timestamp() - 60)
    assert client.get(file(told, key), headers={"if-modified-since": before}).status_code == 200
    assert client.get(file(told, key), headers={"if-none-match": '"another"'}).status_code == 200
    head = client.head(file(told, key))
    assert (head.status_code, head.content, head["Content-Length"], head["ETag"]) == (
        200, b"", str(kept["size"]), response["ETag"],
    )  # fmt: skip


def test_a_page_is_compared_by_its_bytes(told: World, client: Client) -> None:
    way.published(told)
    for address in (page(told), "/public/"):
        response = client.get(address)
        assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
        assert response["Cache-Control"] == "public, no-cache"
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    packed = client.get(page(told), headers={"accept-encoding": "gzip"})
    assert (packed["Content-Encoding"], packed["ETag"][:3]) == ("gzip", 'W/"')
    assert client.get(page(told), headers={"if-none-match": packed["ETag"]}).status_code == 304
    etag = client.get(page(told))["ETag"]
    way.publish(told, way.ready(told))
    assert client.get(page(told), headers={"if-none-match": etag}).status_code == 200


def test_withdrawing_ends_access_at_once(told: World, client: Client) -> None:
    notice = way.published(told)
    etag, file_etag = client.get(page(told))["ETag"], client.get(file(told))["ETag"]
    way.step(told, notice, "withdraw", "clerk", reason="数字有误，内部原因不公开")

    for address, known in ((page(told), etag), (file(told), file_etag), (version(told, 1), etag)):
        response = client.get(address, headers={"if-none-match": known})
        assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
        assert "这份通报已经撤回" in response.content.decode()
        assert "内部原因" not in response.content.decode()
    assert "目前没有公布的通报" in client.get("/public/").content.decode()


def test_after_a_withdrawal_the_version_before_does_not_come_back(told: World, client: Client) -> None:
    way.published(told)
    second = way.publish(told, way.ready(told))
    way.step(told, second, "withdraw", "clerk", reason="有误")
    assert client.get(page(told)).status_code == 410


def test_earlier_versions_only_where_the_round_says_so(told: World, client: Client) -> None:
    way.superseded(told)
    old = reverse("reports:public_version_file", args=[told.cast.round.pk, 1, "pdf"])
    assert [client.get(a).status_code for a in (page(told), version(told, 2), version(told, 1), old)] == [200, 200, 404, 404]
    assert "历次版本" not in client.get(page(told)).content.decode()

    change(told.cast.round, earlier_public=True)
    assert [client.get(a).status_code for a in (version(told, 1), old)] == [200, 200]
    assert "历次版本" in client.get(page(told)).content.decode()
    assert "这是历史版本，已被新版替换" in client.get(version(told, 1)).content.decode()


def test_a_setting_turns_them_off(told: World, client: Client, settings: Any) -> None:
    way.published(told)
    settings.PUBLIC_PAGES = False
    assert [client.get(address).status_code for address in ("/public/", page(told), file(told))] == [404, 404, 404]


def test_nothing_is_taken_in(told: World) -> None:
    way.published(told)
    client = Client(enforce_csrf_checks=True)
    for address in ("/public/", page(told), file(told)):
        response = client.post(address, {"name": "某人"})
        assert (response.status_code, response["Allow"], response.cookies) == (405, "GET, HEAD", {})
        assert "这里只能查看" in response.content.decode()


def test_a_changed_file_is_never_given(told: World, client: Client) -> None:
    way.published(told)
    for key, address in (("pdf", file(told)), ("article", page(told))):
        path = keeping.path_of(Publication.objects.get().files[key]["path"])
        path.write_bytes(b"forged")
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
        assert "与公布时登记的指纹不符" in response.content.decode()
        assert "forged" not in response.content.decode()
    assert client.get(file(told, "txt")).status_code == 200


def test_the_page_stays_when_the_ledger_moves_on(told: World, client: Client) -> None:
    way.published(told)
    before = client.get(page(told)).content
    with make.prepared():
        change(told.measure, public_text="公布之后改写")
        change(told.cast.round, unit="改名之后", contact_phone="999")
    assert client.get(page(told)).content == before


def test_two_rounds_and_their_queries(told: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    way.published(told)
    for address, queries in (("/public/", 1), (page(told), 3), (file(told), 2)):
        with django_assert_num_queries(queries):
            client.get(address)
