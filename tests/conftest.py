"""The cast, one small world for all tests, and the guards lifted while a test database is emptied."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.test import Client, TransactionTestCase

from issues.models import Issue, KeyProblem, Round
from measures.models import Measure
from rectify.accounts.models import Department, User
from rectify.accounts.roles import Role
from rectify.history import guards
from tests import factories as make
from tests.snapshot import once

_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _flush_with_guards_lifted(self: TransactionTestCase) -> None:
    with guards.lifted(connections["default"]):
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_with_guards_lifted  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Give each test its own uploads, renders and mail; hash passwords quickly; serve static files unhashed."""
    settings.UPLOADS = tmp_path / "uploads"
    settings.RENDERS = tmp_path / "renders"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SEAL_EVERY_SECONDS = None  # a test that wants seals asks for them
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@dataclass
class Cast:
    """Everybody the tests know, by what they are; `stranger` is the office of another round, `nobody` isn't signed in."""

    round: Round
    other_round: Round
    lead_department: Department
    cooperating_department: Department
    outside_department: Department
    director: User
    clerk: User
    head: User
    leader: User
    lead: User
    cooperating: User
    outsider: User
    inspector: User
    supervisor: User
    admin: User
    two_posts: User
    stranger: User
    nobody: AnonymousUser

    def everybody(self) -> dict[str, User | AnonymousUser]:
        """Return all of them by name."""
        names = [
            "director", "clerk", "head", "leader", "lead", "cooperating", "outsider",
            "inspector", "supervisor", "admin", "two_posts", "stranger", "nobody",
        ]  # fmt: skip
        return {name: getattr(self, name) for name in names}


@pytest.fixture
def stage(db: None, request: pytest.FixtureRequest) -> "tuple[Cast, World | None]":
    """Set the cast and, for a test that asks for it, the world."""
    if "world" not in request.fixturenames:
        return once("cast", lambda: (_prepared(make_cast), None))
    return once("world", set_stage)


def _prepared(make_records: "Callable[..., Any]", *args: Any) -> Any:
    with make.prepared():
        return make_records(*args)


def set_stage() -> "tuple[Cast, World | None]":
    """Make the cast and the world anew: for tests in which it matters when they were made."""
    cast = _prepared(make_cast)
    return cast, _prepared(make_world, cast)


@pytest.fixture
def cast(stage: "tuple[Cast, World | None]") -> Cast:
    """Make two rounds and everybody's posts in them."""
    return stage[0]


def make_cast() -> Cast:
    """Make the cast inside an open recording."""
    round, other = make.make_round("本轮巡视整改"), make.make_round("另一轮巡视整改")
    departments = lead, cooperating, outside = [make.make_department(n) for n in ("执法一支队", "法制监督室", "办公室")]
    posts: dict[str, list[tuple[Round | None, Role, Department | None, dict[str, Any]]]] = {
        "director": [(round, Role.OFFICE, None, {"post": "领导小组办公室主任", "director": True})],
        "clerk": [(round, Role.OFFICE, None, {"post": "领导小组办公室经办人"})],
        "head": [(round, Role.LEADER, None, {"post": "组长", "head": True})],
        "leader": [(round, Role.LEADER, None, {"post": "责任领导"})],
        "lead": [(round, Role.DEPARTMENT, departments[0], {"post": "负责人"})],
        "cooperating": [(round, Role.DEPARTMENT, departments[1], {"post": "负责人"})],
        "outsider": [(round, Role.DEPARTMENT, departments[2], {"post": "经办人"})],
        "inspector": [(round, Role.INSPECTOR, None, {"post": "纪检监察组副组长"})],
        "supervisor": [(round, Role.SUPERVISOR, None, {"post": "督导组成员"})],
        "admin": [(None, Role.ADMIN, None, {"post": "系统管理员"})],
        "two_posts": [
            (round, Role.LEADER, None, {"post": "副组长"}),
            (round, Role.OFFICE, None, {"post": "领导小组办公室副主任"}),
        ],
        "stranger": [(other, Role.OFFICE, None, {"post": "领导小组办公室主任", "director": True})],
    }
    users: dict[str, Any] = {}
    for name, held in posts.items():
        users[name] = make.make_user(name, make.make_person(f"{name}的姓名"))
        for place, role, department, values in held:
            make.make_membership(users[name], place, role, department, **values)
    return Cast(round, other, lead, cooperating, outside, nobody=AnonymousUser(), **users)


@dataclass
class World:
    """One round with four measures, and another round with one, which must never be seen from the first."""

    cast: Cast
    key_problem: KeyProblem
    issue: Issue
    follow_on: Issue
    deep_task: Issue
    measure: Measure
    second: Measure
    of_follow_on: Measure
    of_deep_task: Measure
    elsewhere: Measure


@pytest.fixture
def world(stage: tuple[Cast, World | None]) -> World:
    """Make the small world: `measure` is led by 执法一支队 with 法制监督室 cooperating, `of_deep_task` by 办公室."""
    assert stage[1] is not None
    return stage[1]


def make_world(cast: Cast) -> World:
    """Make the world inside an open recording."""
    problem = make.make_key_problem(cast.round, 3, title="深化改革有差距", aspect=make.make_aspect(cast.round))
    issue = make.make_issue(problem, 2, title="推动能力提升有差距")
    follow_on = make.make_issue(parent=issue, number=1, title="规范化建设不够扎实")
    deep = make.make_issue(None, 1, round=cast.round, title="适应分区域执法新形势")
    lead, cooperating, outside = cast.lead_department, cast.cooperating_department, cast.outside_department
    other = make.make_issue(make.make_key_problem(cast.other_round, 1), title="另一轮的问题")
    return World(
        cast,
        problem,
        issue,
        follow_on,
        deep,
        make.make_measure(issue, 1, lead=lead, cooperating=(cooperating,), plan="改进监管模式"),
        make.make_measure(issue, 2, lead=lead, plan="规范执法案卷"),
        make.make_measure(follow_on, 1, lead=cooperating, plan="开展案卷阅评"),
        make.make_measure(deep, 1, lead=outside, plan="开展调研"),
        make.make_measure(other, 1, lead=outside, plan="另一轮的措施"),
    )


@pytest.fixture
def sign_in(client: Client) -> Callable[[User | AnonymousUser], Client]:
    """Return a function that signs a user in and gives the client."""

    def enter(user: User | AnonymousUser) -> Client:
        client.logout()
        if isinstance(user, User):
            client.force_login(user)
        return client

    return enter


os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the tests' database calls
