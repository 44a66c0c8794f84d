"""Every address × everybody × every method, against the hand-written table; sign-in is demanded by default."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLResolver, path, reverse
from django.urls.resolvers import RoutePattern

from rectify.accounts.models import User
from tests.conftest import World
from tests.gathering import gathered
from tests.permissions.table import EVERYBODY, METHODS, SIGN_IN, Row, addresses, page, value_in

ALL_ROWS: list[Row] = gathered("tests.permissions", "rows_", "ROWS")

# the addresses that need no sign-in
PUBLIC = [
    "accounts:sign_in",
    "healthz",
    "reports:feedback_public",
    "reports:feedback_thanks",
    "reports:public_file",
    "reports:public_notice",
    "reports:public_notices",
    "reports:public_version",
    "reports:public_version_file",
]


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted({row.name for row in ALL_ROWS}) == sorted(addresses())


def test_an_address_without_a_name_of_its_own_escapes_no_row() -> None:
    def nothing(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def of(*names: str | None) -> URLResolver:
        return URLResolver(RoutePattern(""), [path(f"{n}/", nothing, name=name) for n, name in enumerate(names)])

    assert list(addresses(of("one", "two"))) == ["one", "two"]
    with pytest.raises(ValueError, match="two addresses are named one"):
        addresses(of("one", "one"))
    with pytest.raises(ValueError, match="has no name"):
        addresses(of("one", None))


def test_what_is_open_to_the_public_is_this_list() -> None:
    views = addresses()
    assert sorted(name for name, view in views.items() if not getattr(view, "login_required", True)) == PUBLIC


def test_nobody_reaches_an_address_that_is_not_public(client: Client, world: World) -> None:
    """The same question asked of the server instead of the views' marks."""
    reached = {row.name for row in ALL_ROWS if not _at_sign_in(client.get(_address(world, row)))}

    assert sorted(reached) == PUBLIC


@pytest.mark.parametrize("row", ALL_ROWS, ids=str)
def test_the_answers_are_the_tables(row: Row, world: World) -> None:
    path = _address(world, row)
    sent = {key: value_in(world, value) for key, value in row.post.items()}
    clients = {name: _client(user) for name, user in world.cast.everybody().items()}

    said = {method: {name: row.answers[method][name] for name in _asking(method)} for method in METHODS}
    actual = {method: {name: _status(clients[name], method, path, sent) for name in said[method]} for method in METHODS}

    assert _differing(actual, said) == {}
    assert actual == said


def _asking(method: str) -> tuple[str, ...]:
    """Everybody reads and posts. HEAD is GET without its body, and no page knows another method: of these a few tell enough."""
    return EVERYBODY if method in {"GET", "POST"} else ("clerk", "outsider", "nobody")


def _differing(actual: dict[str, dict[str, int]], said: dict[str, dict[str, int]]) -> dict[str, str]:
    """Return what differs, so that a failure can be read: {"POST lead": "the table says 403, the answer was 302"}."""
    return {
        f"{method} {name}": f"the table says {said[method][name]}, the answer was {status}"
        for method, statuses in actual.items()
        for name, status in statuses.items()
        if status != said[method][name]
    }


def _client(user: User | AnonymousUser) -> Client:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def _address(world: World, row: Row) -> str:
    return reverse(row.name, kwargs={key: value_in(world, value) for key, value in row.args.items()})


def _status(client: Client, method: str, path: str, sent: dict[str, object]) -> int:
    """Make one request and undo whatever it did; a member's 302 to the sign-in page counts as 401, which no table holds."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.post(path, sent) if method == "POST" else client.generic(method, path)
        if response.streaming:  # read to its end, a download closes its file (and leaves the database's connection alone)
            b"".join(response)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    turned_away = _at_sign_in(response) and settings.SESSION_COOKIE_NAME in cookies and path != reverse("accounts:sign_out")
    return 401 if turned_away else response.status_code


def _at_sign_in(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse(SIGN_IN))


def test_the_table_knows_the_whole_cast(world: World) -> None:
    assert tuple(world.cast.everybody()) == EVERYBODY


def test_a_row_is_read_as_the_table_says() -> None:
    row = page("x", GET="200 admin=403", POST="302 nobody=400")

    assert row.answers["GET"] == dict.fromkeys(EVERYBODY, 200) | {"admin": 403, "nobody": 302}
    assert row.answers["POST"] == dict.fromkeys(EVERYBODY, 302) | {"nobody": 400}
    assert row.answers["HEAD"] == row.answers["DELETE"] == dict.fromkeys(EVERYBODY, 405) | {"nobody": 302}
    assert page("x", GET="200").answers["HEAD"] == dict.fromkeys(EVERYBODY, 200) | {"nobody": 302}
    assert page("x", public=True, GET="200 nobody=200").answers["PUT"] == dict.fromkeys(EVERYBODY, 405)
    with pytest.raises(ValueError, match="nobody is called"):
        page("x", GET="200 somebody=403")
    with pytest.raises(ValueError, match="no such method"):
        page("x", FETCH="200")
