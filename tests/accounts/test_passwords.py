"""Passwords: weak ones, one's own, generated ones; and none of them in the log."""

import datetime

import pytest

from rectify.accounts import services
from rectify.accounts.models import Person, User
from rectify.errors import Refused
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast

GOOD = "松柏常青不老-2023"
PAST = datetime.datetime(2022, 3, 10, 1, tzinfo=datetime.UTC)


def _last() -> int:
    return Entry.objects.values_list("pk", flat=True).first() or 0


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("短", "密码太短，至少要10个字符。这个密码"),
        ("password123", "这个密码太常见，容易被猜到。"),
        ("8402957130", "密码不能全是数字。"),
        ("zhangsan2022", "密码与用户名太相近，容易被猜到。"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(password: str, message: str, cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        services.create_user(by=cast.admin, person=Person(name="张三"), username="zhangsan202", password=password)

    assert caught.value.message == message.removesuffix("这个密码")
    assert caught.value.field == "password"
    assert not Person.objects.filter(name="张三").exists()


def test_no_entry_and_no_history_row_holds_a_password(cast: Cast) -> None:
    before = _last()
    services.set_password(user=cast.clerk, by=cast.admin, version=1, password=GOOD)

    entry = Entry.objects.get(pk__gt=before)
    assert {change["field"] for change in entry.changes} == {"must_change_password", "password_set_at"}
    clerk = User.objects.get(pk=cast.clerk.pk)
    assert clerk.check_password(GOOD)
    for kept in (entry.payload, str(entry.changes), str(list(User.history.values()))):
        assert GOOD not in kept
        assert clerk.password not in kept


def test_ones_own_password_clears_what_demanded_it(cast: Cast) -> None:
    services.set_password(user=cast.clerk, by=cast.admin, version=1, password=GOOD)
    before = _last()
    services.change_own_password(by=cast.clerk, current=GOOD, password="江河万古长流-2024")

    clerk = User.objects.get(pk=cast.clerk.pk)
    assert clerk.check_password("江河万古长流-2024")
    assert clerk.must_change_password is False
    entry = Entry.objects.get(pk__gt=before)
    assert (entry.action, entry.actor, entry.acting_as) == ("user.change_password", cast.clerk, "本人")


@pytest.mark.parametrize(
    ("current", "password", "message", "field"),
    [
        ("不是这个密码", GOOD, "原密码不正确。", "current"),
        (make.PASSWORD, make.PASSWORD, "新密码不能与原密码相同。", "password"),
        (make.PASSWORD, "太短", "密码太短，至少要10个字符。", "password"),
    ],
)
def test_ones_own_password_is_refused(current: str, password: str, message: str, field: str, cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        services.change_own_password(by=cast.clerk, current=current, password=password)

    assert (caught.value.message, caught.value.field) == (message, field)
    assert User.objects.get(pk=cast.clerk.pk).check_password(make.PASSWORD)


def test_generated_passwords_differ_and_will_do(cast: Cast) -> None:
    made = {services.generated_password() for _ in range(50)}
    assert len(made) == 50
    assert {tuple(len(part) for part in password.split("-")) for password in made} == {(4, 4, 4, 4)}
    assert not set("".join(made)) & set("0o1il")
    services.set_password(user=cast.clerk, by=cast.admin, version=1, password=made.pop())
