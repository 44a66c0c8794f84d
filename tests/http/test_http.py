"""What every answer has in common: headers, pages for refusals, and nothing kept in caches."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

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
