"""manage.py create_admin: the first administrator, without whom nobody could open an account."""

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from issues.administration.services import open_account
from rectify.accounts.models import Person
from rectify.accounts.roles import Role
from rectify.errors import Refused


class Command(BaseCommand):
    """Make an administrator's account from the server's command line; the entries name the system as who did it."""

    help = "新建系统管理员账号：manage.py create_admin 用户名 --name 姓名"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the username, the person's name and, where nobody can be asked, a file with the password."""
        parser.add_argument("username", help="用户名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--password-file", type=Path, help="存有密码的文件（取第一行）；不给则当场输入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make person, account and post, or say in one sentence why not and end with status 1."""
        path: Path | None = options["password_file"]
        password = _password_in(path) if path else _password_asked()
        post = {"role": Role.ADMIN, "post": str(Role.ADMIN.label)}
        account = {"username": options["username"], "password": password, "must_change_password": False}
        try:
            open_account(by=None, person=Person(name=options["name"].strip()), post=post, **account)
        except Refused as error:
            raise CommandError(error.message) from error
        except DatabaseError as error:
            raise CommandError("数据库还没有准备好，请先运行 manage.py migrate。") from error
        self.stdout.write(f"已新建系统管理员账号：{options['username']}")


def _password_in(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"读不出密码文件 {path}。") from error
    return lines[0] if lines else ""


def _password_asked() -> str:
    try:
        password, again = getpass.getpass("密码："), getpass.getpass("再次输入密码：")
    except (EOFError, KeyboardInterrupt) as error:
        raise CommandError("没有输入密码，账号没有新建。") from error
    if password != again:
        raise CommandError("两次输入的密码不一致，账号没有新建。")
    return password
