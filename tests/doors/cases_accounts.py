"""The doors of people, departments, accounts and posts."""

from typing import Any

from rectify.accounts.models import Person
from rectify.accounts.roles import Role
from tests import factories as make
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one

ACCOUNTS = "rectify.accounts.services"
POSTS = "issues.administration.services"
LONG = "一个足够长的新口令2022"
DEPARTMENT = {"name": "新名称", "short": "新名", "address": "你室", "email": "", "order": 7}


def department(**state: Any) -> Any:
    return lambda w: {"department": make.make_department("空闲部门", **state), "version": 1}


def person(**state: Any) -> Any:
    return lambda w: {"person": make.make_person("无账号者", **state), "version": 1}


def user(**state: Any) -> Any:
    return lambda w: {"user": make.make_user("spare", **state), "version": 1}


def with_own_password(w: World) -> Keywords:
    return {"current": make.PASSWORD, "password": LONG}


def post_to_end(w: World) -> Keywords:
    return {"membership": w.cast.outsider.posts[0], "version": 1}


def new_post(w: World) -> Keywords:
    return {"user": w.cast.outsider, "role": Role.OFFICE, "post": "经办人", "round": w.cast.round}


def new_account(w: World) -> Keywords:
    post = {"role": Role.INSPECTOR, "post": "组员", "round": w.cast.round}
    return {"person": Person(name="新来的"), "username": "newcomer", "password": LONG, "post": post}


def by_admin(door: str, action: str, record: str, opened: Any) -> Case:
    return one(f"{ACCOUNTS}.{door}", "admin", "director", action, record, opened)


CASES: list[Case] = [
    by_admin("create_department", "department.create", "accounts.department", lambda w: {"name": "新部门", "short": "新"}),
    by_admin("edit_department", "department.edit", "accounts.department", lambda w: department()(w) | DEPARTMENT),
    by_admin("retire_department", "department.retire", "accounts.department", department()),
    by_admin("restore_department", "department.restore", "accounts.department", department(active=False)),
    by_admin("create_person", "person.create", "accounts.person", lambda w: {"name": "新人"}),
    by_admin(
        "edit_person", "person.edit", "accounts.person", lambda w: person()(w) | {"name": "改名", "title": "", "department": None}
    ),
    by_admin("take_person_off_roll", "person.off_roll", "accounts.person", person()),
    by_admin("put_person_back_on_roll", "person.on_roll", "accounts.person", person(active=False)),
    Case(
        f"{ACCOUNTS}.create_user",
        "admin",
        "director",
        [("user.create", "accounts.person"), ("user.create", "accounts.user")],
        lambda w: {"person": Person(name="新来的"), "username": "newcomer", "password": LONG},
        "of somebody new",
    ),
    one(
        f"{ACCOUNTS}.create_user",
        "admin",
        "director",
        "user.create",
        "accounts.user",
        lambda w: {"person": make.make_person("在册者"), "username": "newcomer", "password": LONG},
        "of somebody on the roll",
    ),
    by_admin("edit_user", "user.edit", "accounts.user", lambda w: user()(w) | {"username": "renamed", "email": ""}),
    by_admin("deactivate_user", "user.deactivate", "accounts.user", user()),
    by_admin("reactivate_user", "user.reactivate", "accounts.user", user(is_active=False)),
    by_admin("set_password", "user.set_password", "accounts.user", lambda w: user()(w) | {"password": LONG}),
    one(f"{ACCOUNTS}.change_own_password", "outsider", "", "user.change_password", "accounts.user", with_own_password),
    one(f"{POSTS}.grant_membership", "admin", "director", "membership.grant", "issues.membership", new_post),
    one(f"{POSTS}.end_membership", "admin", "director", "membership.end", "issues.membership", post_to_end),
    Case(
        f"{POSTS}.open_account",
        "admin",
        "director",
        [
            ("user.create", "accounts.person"),
            ("user.create", "accounts.user"),
            ("membership.grant", "issues.membership"),
        ],
        new_account,
    ),
]
