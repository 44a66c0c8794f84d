"""What every answer has in common: headers, pages for refusals, and nothing kept in caches."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from issues.models import NarrativeSection
from tests import factories as make
from tests.conftest import Cast, World


def test_a_method_that_an_address_does_not_take_is_answered_in_chinese(world: World, sign_in: Callable[..., Client]) -> None:
    client = sign_in(world.cast.clerk)
    response = client.delete(reverse("measures:ledger", args=[world.cast.round.pk]))
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "这个网址不接受这种请求，没有改动任何内容。" in response.content.decode()


def test_a_lost_token_is_answered_in_chinese_and_changes_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.clerk)
    url = reverse("measures:measure_step", args=[world.cast.round.pk, world.measure.pk, "start"])
    response = client.post(url)
    world.measure.refresh_from_db()
    assert (response.status_code, world.measure.status) == (403, "not_started")
    assert "没有" in response.content.decode()


def test_signed_in_pages_stay_out_of_caches_and_load_nothing_from_elsewhere(cast: Cast, sign_in: Callable[..., Client]) -> None:
    response = sign_in(cast.clerk).get(reverse("reports:overview", args=[cast.round.pk]))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_an_unknown_address_says_so_and_shows_a_way_on(cast: Cast, sign_in: Callable[..., Client]) -> None:
    response = sign_in(cast.clerk).get("/rounds/1/nothing-here/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize(
    "path",
    [
        "rounds/{n}/ledger/",
        "rounds/{n}/measures/{pk}/",
        "rounds/{n}/issues/1/",
        "rounds/{n}/evidence/1/",
        "rounds/{n}/notice/a.pdf",
        "rounds/{n}/sheets/1/",
        "rounds/{n}/aspects/1/edit/",
        "jobs/{n}/",
        "administration/users/{n}/",
    ],
)
def test_a_number_no_database_holds_leads_to_nothing(
    path: str, number: int, world: World, sign_in: Callable[..., Client]
) -> None:
    response = sign_in(world.cast.clerk).get("/" + path.format(n=number, pk=world.measure.pk))
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_too_much_at_once_is_413_and_changes_nothing(world: World, sign_in: Callable[..., Client]) -> None:
    client, url = sign_in(world.cast.clerk), reverse("measures:note_add", args=[world.cast.round.pk, world.measure.pk])
    response = client.post(url, {"text": "长" * 1_000_000}, "application/x-www-form-urlencoded")
    assert (response.status_code, "填写的内容过长，这次提交没有保存。" in response.content.decode()) == (413, True)
    files = [SimpleUploadedFile(f"{n}.txt", b"a") for n in range(101)]
    response = client.post(reverse("measures:evidence_add", args=[world.cast.round.pk, world.measure.pk]), {"files": files})
    assert response.status_code == 413
    assert "一次上传的文件过多，这次上传没有保存，请分几次上传。" in response.content.decode()
    assert (world.measure.notes.count(), world.measure.evidence.count()) == (0, 0)


def test_a_request_that_cannot_be_read_is_400_and_says_so(world: World, sign_in: Callable[..., Client]) -> None:
    client, url = sign_in(world.cast.clerk), reverse("measures:note_add", args=[world.cast.round.pk, world.measure.pk])
    for content_type, body in {"multipart/form-data": b"x", "application/x-www-form-urlencoded": b"&a=1" * 2001}.items():
        response = client.post(url, body, content_type)
        assert (response.status_code, "系统读不懂这次请求" in response.content.decode()) == (400, True)


def test_a_host_that_is_not_ours_is_400(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["rectify.example.cn"]
    response = Client(headers={"host": "elsewhere.example.cn"}).get("/")
    assert (response.status_code, "系统读不懂这次请求" in response.content.decode()) == (400, True)


def test_a_nul_in_a_text_is_named_for_what_it_is(world: World, sign_in: Callable[..., Client]) -> None:
    url = reverse("measures:note_add", args=[world.cast.round.pk, world.measure.pk])
    response = sign_in(world.cast.clerk).post(url, {"text": "a\x00b"})
    assert (response.status_code, "含有无法保存的字符。" in response.content.decode()) == (400, True)
    assert world.measure.notes.count() == 0


@pytest.mark.parametrize(
    ("referer", "shown"),
    [("http://testserver/rounds/1/narrative/", True), ("http://elsewhere.test/rounds/", False), ("javascript:alert(1)", False)],
)
def test_a_refusal_without_a_form_leads_back_to_the_page_it_came_from(
    world: World, sign_in: Callable[..., Client], referer: str, shown: bool
) -> None:
    row = NarrativeSection(round=world.cast.round, slot="next", order=1, heading="下步")
    url = reverse("issues:section_move", args=[world.cast.round.pk, make._made(row).pk])
    client = sign_in(world.cast.clerk)
    for posted, status in (({"version": "1", "direction": "aside"}, 400), ({"version": "9", "direction": "up"}, 409)):
        response = client.post(url, posted, headers={"Referer": referer})
        html = response.content.decode()
        assert (response.status_code, f'<a class="button main" href="{referer}">' in html) == (status, shown)
        assert ("elsewhere" in html, "javascript:" in html, 'href="/"' in html) == (False, False, True)


def test_a_fault_is_answered_in_chinese(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.clerk)

    def fail(*args: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr("measures.figures.status_counts", fail)
    monkeypatch.setattr("measures.figures.conclusions_by", fail)
    response = client.get(reverse("reports:overview", args=[cast.round.pk]))
    assert response.status_code == 500
    assert "a fault of ours" not in response.content.decode()
    assert "系统" in response.content.decode()
