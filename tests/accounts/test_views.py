"""Signing in and out, the pause after failures, and one's own password."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rectify import pausing
from rectify.accounts.models import User
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast

SIGN_IN, PASSWORD_PAGE = "/accounts/sign-in/", "/accounts/password/"
NEW = "江河万古长流-2024"


@pytest.fixture(autouse=True)
def _no_failures() -> None:
    cache.clear()


@pytest.fixture
def _home(settings: Any) -> None:
    settings.LOGIN_REDIRECT_URL = "/home/"


def _try(client: Client, username: str = "clerk", password: str = make.PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password}, **more)


def test_the_sign_in_page_speaks_chinese(client: Client, db: None) -> None:
    response = client.get(SIGN_IN)

    assert response.status_code == 200
    page = response.content.decode()
    assert "<h1>登录</h1>" in page
    assert [word for word in ("用户名", "密码", "严禁录入国家秘密、问题线索和信访举报内容") if word not in page] == []


@pytest.mark.usefixtures("_home")
def test_signing_in_leads_home_and_an_administrator_to_the_accounts(cast: Cast) -> None:
    assert _try(Client())["Location"] == "/home/"
    assert _try(Client(), "admin")["Location"] == "/administration/users/"
    make.make_membership(cast.admin, cast.round, make.Role.OFFICE)
    assert _try(Client(), "admin")["Location"] == "/home/"


@pytest.mark.usefixtures("_home")
@pytest.mark.parametrize(("wanted", "reached"), [("/rounds/1/", "/rounds/1/"), ("https://example.com/", "/home/")])
def test_where_one_wanted_to_go_is_kept_if_it_is_here(wanted: str, reached: str, cast: Cast, client: Client) -> None:
    response = client.post(SIGN_IN, {"username": "clerk", "password": make.PASSWORD, "next": wanted})

    assert response["Location"] == reached


@pytest.mark.parametrize(("username", "password"), [("clerk", "不是这个密码"), ("没有这个人", make.PASSWORD)])
def test_a_wrong_pair_is_answered_alike(username: str, password: str, cast: Cast, client: Client) -> None:
    response = _try(client, username, password)

    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == ["用户名或密码不正确。请核对后再试，注意区分大小写。"]
    assert "_auth_user_id" not in client.session
    assert username in response.content.decode()


def test_a_closed_account_signs_in_no_more_and_its_session_ends(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk)
    with make.prepared():
        cast.clerk.is_active = False
        cast.clerk.save()

    assert client.get(PASSWORD_PAGE)["Location"] == f"{SIGN_IN}?next={PASSWORD_PAGE}"
    response = _try(client)
    assert response.status_code == 400
    assert response.context["form"].non_field_errors() == ["用户名或密码不正确。请核对后再试，注意区分大小写。"]


def test_the_sixth_try_waits_even_with_the_right_password(cast: Cast, client: Client) -> None:
    assert [_try(client, password="错").status_code for _ in range(6)] == [400] * 5 + [429]
    response = _try(client)

    assert response.status_code == 429
    assert response.context["form"].non_field_errors() == ["尝试次数过多，请15分钟后再试。"]


@pytest.mark.usefixtures("_home")
def test_the_pause_ends_after_fifteen_minutes_whatever_was_tried_in_it(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000_000.0]
    monkeypatch.setattr(pausing.time, "time", lambda: clock[0])
    for _ in range(5):
        _try(client, password="错")
    answers = {}
    for clock[0] in (1_000_300.0, 1_000_899.0, 1_000_901.0):
        answers[clock[0]] = _try(client).status_code

    assert answers == {1_000_300.0: 429, 1_000_899.0: 429, 1_000_901.0: 302}


@pytest.mark.usefixtures("_home")
def test_the_pause_is_one_names_from_one_address(cast: Cast, client: Client) -> None:
    for _ in range(5):
        _try(client, password="错")

    assert _try(client).status_code == 429
    assert _try(client, "CLERK").status_code == 429
    assert _try(client, "director").status_code == 302
    assert _try(client, REMOTE_ADDR="10.0.0.2").status_code == 302


@pytest.mark.usefixtures("_home")
def test_success_forgets_the_failures(cast: Cast, client: Client) -> None:
    for _ in range(4):
        _try(client, password="错")
    assert _try(client).status_code == 302

    assert [_try(Client(), password="错").status_code for _ in range(5)] == [400] * 5


def test_nothing_typed_is_kept_in_the_cache(cast: Cast, client: Client) -> None:
    _try(client, password="错误的密码")
    kept = str(getattr(cache, "_cache", {}))

    assert "clerk" not in kept
    assert "错误的密码" not in kept


def test_signing_out_is_a_post(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.clerk)

    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/")["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_signing_in_leaves_its_own_entry_and_none_of_the_account(cast: Cast, client: Client, settings: Any) -> None:
    settings.LOGIN_REDIRECT_URL = "/home/"
    before = Entry.objects.latest("pk").pk
    _try(client)

    assert list(Entry.objects.filter(pk__gt=before).values_list("action", "record_type")) == [("session.sign_in", "")]
    assert User.objects.get(pk=cast.clerk.pk).last_login is not None


class TestOwnPassword:
    """The page where one changes one's own password."""

    def _change(self, client: Client, current: str = make.PASSWORD, password: str = NEW, again: str = NEW) -> Any:
        return client.post(PASSWORD_PAGE, {"current": current, "password": password, "again": again})

    def _demanded(self, user: User) -> User:
        with make.prepared():
            user.must_change_password = True
            user.save()
        return user

    def test_it_comes_before_everything_else(self, cast: Cast, sign_in: Any) -> None:
        client = sign_in(self._demanded(cast.admin))

        assert client.get("/administration/users/")["Location"] == PASSWORD_PAGE
        assert client.post("/administration/users/new/")["Location"] == PASSWORD_PAGE
        assert client.get("/healthz").status_code == 200
        page = client.get(PASSWORD_PAGE)
        assert "请先改成只有您自己知道的密码" in page.content.decode()
        assert 'href="/"' not in page.content.decode()

    def test_it_lets_sign_out(self, cast: Cast, sign_in: Any) -> None:
        client = sign_in(self._demanded(cast.clerk))

        assert client.post("/accounts/sign-out/")["Location"] == SIGN_IN

    def test_afterwards_everything_is_open_and_one_entry_tells(self, cast: Cast, sign_in: Any) -> None:
        client = sign_in(self._demanded(cast.admin))
        other = Client()
        other.force_login(cast.admin)
        before = Entry.objects.count()
        response = self._change(client)

        assert response["Location"] == reverse("issues:administration:user_list")
        page = client.get(response["Location"])
        assert page.status_code == 200
        assert [str(message) for message in page.context["messages"]] == ["密码已修改，下次请用新密码登录。"]
        assert Entry.objects.count() == before + 1
        assert other.get("/administration/users/").status_code == 302
        assert User.objects.get(pk=cast.admin.pk).check_password(NEW)

    @pytest.mark.parametrize(
        ("values", "field", "message"),
        [
            ({"current": "错"}, "current", "原密码不正确。"),
            ({"again": "江河万古长流-2025"}, "again", "两次输入的新密码不一致。"),
            ({"password": "太短", "again": "太短"}, "password", "密码太短，至少要10个字符。"),
            ({"password": "", "again": ""}, "password", "请填写新密码。"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(
        self, values: dict[str, str], field: str, message: str, cast: Cast, sign_in: Any
    ) -> None:
        response = self._change(sign_in(cast.clerk), **values)

        assert response.status_code == 400
        assert response.context["form"].errors[field] == [message]
        assert NEW not in response.content.decode()
        assert User.objects.get(pk=cast.clerk.pk).check_password(make.PASSWORD)
