"""What every answer has in common: headers, pages for refusals, and nothing kept in caches."""

from collections.abc import Callable

import pytest
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

    monkeypatch.setattr("measures.figures.measure_counts", fail)
    monkeypatch.setattr("measures.figures.conclusions_by", fail)
    response = client.get(reverse("reports:overview", args=[cast.round.pk]))
    assert response.status_code == 500
    assert "a fault of ours" not in response.content.decode()
    assert "系统" in response.content.decode()
