"""manage.py create_admin."""

import getpass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from issues.management.commands import create_admin
from rectify.accounts.models import Person, User
from rectify.history.models import Entry

GOOD = "松柏常青不老-2023"


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{GOOD}\n", encoding="utf-8")
    return path


def _answers(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    left = list(words)

    def answer(prompt: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr(getpass, "getpass", answer)


def test_it_makes_person_account_and_post(db: None, password_file: Path, capsys: Any) -> None:
    call_command("create_admin", "admin", name="管理员", password_file=password_file)

    user = User.objects.get(username="admin")
    assert (user.person.name, user.check_password(GOOD), user.must_change_password) == ("管理员", True, False)
    assert [(post.role, post.round, post.post) for post in user.posts] == [("admin", None, "系统管理员")]
    assert list(Entry.objects.order_by("pk").values_list("action", "actor_name")) == [
        ("user.create", "系统"),
        ("user.create", "系统"),
        ("membership.grant", "系统"),
    ]
    assert capsys.readouterr().out == "已新建系统管理员账号：admin\n"


def test_it_asks_for_the_password_twice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, GOOD, GOOD)
    call_command("create_admin", "admin", name="管理员")

    assert User.objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("太短", "太短"), "密码太短，至少要10个字符。"),
        ((GOOD, GOOD + "x"), "两次输入的密码不一致，账号没有新建。"),
        ((GOOD,), "没有输入密码，账号没有新建。"),
    ],
)
def test_it_refuses_in_one_sentence(words: tuple[str, ...], sentence: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, *words)
    with pytest.raises(CommandError) as caught:
        call_command("create_admin", "admin", name="管理员")

    assert (str(caught.value), caught.value.returncode) == (sentence, 1)
    assert (User.objects.count(), Person.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_a_taken_username_is_refused(db: None, password_file: Path) -> None:
    call_command("create_admin", "admin", name="管理员", password_file=password_file)
    with pytest.raises(CommandError, match="这个用户名已被使用。"):
        call_command("create_admin", "admin", name="另一人", password_file=password_file)

    assert not Person.objects.filter(name="另一人").exists()


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(content: bytes | None, db: None, tmp_path: Path) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match="读不出密码文件"):
        call_command("create_admin", "admin", name="管理员", password_file=path)


def test_an_empty_file_is_a_weak_password(db: None, password_file: Path) -> None:
    password_file.write_bytes(b"")
    with pytest.raises(CommandError, match="密码太短"):
        call_command("create_admin", "admin", name="管理员", password_file=password_file)


def test_a_database_that_is_not_ready(monkeypatch: pytest.MonkeyPatch, password_file: Path) -> None:
    def fail(**kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(create_admin, "open_account", fail)
    with pytest.raises(CommandError, match=r"请先运行 manage\.py migrate"):
        call_command("create_admin", "admin", name="管理员", password_file=password_file)
