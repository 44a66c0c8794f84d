"""Sign-ins leave entries: one for each round of the person, with the post held there, and never what was typed."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast

SIGN_IN, SIGN_OUT = "/accounts/sign-in/", "/accounts/sign-out/"


@pytest.fixture(autouse=True)
def _no_failures() -> None:
    cache.clear()


def sign_in(client: Client, username: str, password: str = make.PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password}, **more)


def events() -> list[tuple[Any, ...]]:
    found = Entry.objects.filter(action__startswith="session.").order_by("pk")
    return list(found.values_list("action", "actor_name", "acting_as", "round", "record_label"))


def facts(entry: Entry) -> list[tuple[str, str]]:
    return [(change["label"], change["new_text"]) for change in entry.changes]


def test_coming_and_going_are_entries_of_the_round(cast: Cast, client: Client) -> None:
    sign_in(client, "lead", REMOTE_ADDR="10.0.0.7")
    client.post(SIGN_OUT)
    place = (cast.round.pk, "lead的姓名")
    assert events() == [
        ("session.sign_in", "lead的姓名", "执法一支队　负责人", *place),
        ("session.sign_out", "lead的姓名", "执法一支队　负责人", *place),
    ]
    assert facts(Entry.objects.filter(action="session.sign_in").get()) == [("来源地址", "10.0.0.7")]


def test_one_entry_for_each_round_and_the_first_post_of_each(cast: Cast, client: Client) -> None:
    make.make_membership(cast.two_posts, cast.other_round, make.Role.INSPECTOR, post="纪检监察组组长")
    sign_in(client, "two_posts")
    assert events() == [
        ("session.sign_in", "two_posts的姓名", "副组长", cast.round.pk, "two_posts的姓名"),
        ("session.sign_in", "two_posts的姓名", "纪检监察组组长", cast.other_round.pk, "two_posts的姓名"),
    ]


def test_an_administrators_and_a_postless_persons_are_the_installations(cast: Cast) -> None:
    make.make_user("newcomer")
    sign_in(Client(), "admin")
    sign_in(Client(), "newcomer")
    assert [row[2:4] for row in events()] == [("系统管理员", None), ("本人", None)]


def test_the_inspection_team_sees_its_rounds_and_a_department_none(cast: Cast) -> None:
    for name in ("lead", "stranger", "admin"):
        sign_in(Client(), name)
    seen = {
        who: list(
            visible(Entry.objects.filter(action="session.sign_in"), getattr(cast, who), Action.VIEW_HISTORY).values_list(
                "actor_name", flat=True
            )
        )
        for who in ("inspector", "stranger", "lead", "outsider")
    }
    assert seen == {"inspector": ["lead的姓名"], "stranger": ["stranger的姓名"], "lead": [], "outsider": []}


def test_a_wrong_password_is_no_entry_until_it_locks(cast: Cast, client: Client) -> None:
    for _ in range(4):
        sign_in(client, "clerk", "错误的密码")
    assert events() == []
    sign_in(client, "clerk", "错误的密码")
    assert events() == [("session.lock", "系统", "系统", cast.round.pk, "clerk的姓名")]
    assert facts(Entry.objects.get(action="session.lock")) == [("连续失败次数", "5"), ("来源地址", "127.0.0.1")]
    sign_in(client, "clerk", "错误的密码")
    sign_in(client, "CLERK")
    assert len(events()) == 1


def test_what_was_typed_for_a_name_is_kept_nowhere(cast: Cast, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "这其实是我的密码", "x")
    entry = Entry.objects.get(action="session.lock")
    assert (entry.record_label, entry.round) == ("不存在的用户名", None)
    assert "这其实是我的密码" not in entry.payload


def test_nobody_signing_out_leaves_nothing(db: None, client: Client) -> None:
    client.post(SIGN_OUT)
    assert events() == []
