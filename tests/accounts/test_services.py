"""The doors of people, departments and accounts: each leaves exactly one entry for each record it changes."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from rectify.accounts import services
from rectify.accounts.actions import ACTIONS
from rectify.accounts.models import Department, Person
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast

GOOD = "松柏常青不老-2023"
PAST = datetime.datetime(2022, 3, 10, 1, tzinfo=datetime.UTC)
DEPARTMENT: dict[str, Any] = {"name": "综合科", "short": "综合", "address": "你科", "email": "z@example.cn", "order": 3}


def _new_entries(before: int) -> list[tuple[str, str, bool]]:
    rows = Entry.objects.filter(pk__gt=before).order_by("pk")
    return [(entry.action, entry.record_type, entry.created) for entry in rows]


def _last() -> int:
    return Entry.objects.values_list("pk", flat=True).first() or 0


def _retired(record: Any, field: str = "active") -> Any:
    with make.prepared():
        setattr(record, field, False)
        record.save()
    return record


Door = Callable[[Cast, Any], Any]
DOORS: dict[str, tuple[str, Door]] = {
    "department.create": ("accounts.department", lambda c, by: services.create_department(by=by, **DEPARTMENT)),
    "department.edit": (
        "accounts.department",
        lambda c, by: services.edit_department(department=c.outside_department, by=by, version=1, **DEPARTMENT),
    ),
    "department.retire": (
        "accounts.department",
        lambda c, by: services.retire_department(department=make_idle(), by=by, version=1),
    ),
    "department.restore": (
        "accounts.department",
        lambda c, by: services.restore_department(department=_retired(make_idle()), by=by, version=2),
    ),
    "person.create": ("accounts.person", lambda c, by: services.create_person(by=by, name="周衡", title="副支队长")),
    "person.edit": (
        "accounts.person",
        lambda c, by: services.edit_person(
            person=c.clerk.person, by=by, version=1, name="周衡", title="科长", department=c.outside_department
        ),
    ),
    "person.off_roll": (
        "accounts.person",
        lambda c, by: services.take_person_off_roll(person=make.make_person("无账号者"), by=by, version=1),
    ),
    "person.on_roll": (
        "accounts.person",
        lambda c, by: services.put_person_back_on_roll(person=_retired(make.make_person("出册者")), by=by, version=2),
    ),
    "user.create": (
        "accounts.user",
        lambda c, by: services.create_user(by=by, person=make.make_person("新来者"), username="new", password=GOOD),
    ),
    "user.edit": (
        "accounts.user",
        lambda c, by: services.edit_user(user=c.clerk, by=by, version=1, username="renamed", email="c@example.cn"),
    ),
    "user.deactivate": ("accounts.user", lambda c, by: services.deactivate_user(user=c.clerk, by=by, version=1)),
    "user.reactivate": (
        "accounts.user",
        lambda c, by: services.reactivate_user(user=_retired(c.clerk, "is_active"), by=by, version=2),
    ),
    "user.set_password": (
        "accounts.user",
        lambda c, by: services.set_password(user=c.clerk, by=by, version=1, password=GOOD),
    ),
}


def make_idle() -> Department:
    return make.make_department("闲置部门")


@pytest.mark.parametrize("action", DOORS)
def test_each_door_leaves_one_entry_by_its_action(action: str, cast: Cast) -> None:
    record_type, door = DOORS[action]
    door(cast, cast.admin)

    entry = Entry.objects.first()
    assert entry is not None
    assert Entry.objects.filter(action=action).count() == 1
    assert (entry.action, entry.record_type, entry.created) == (action, record_type, action.endswith("create"))
    assert (entry.actor, entry.acting_role, entry.acting_as) == (cast.admin, "admin", "系统管理员")
    assert (entry.round, entry.department) == (None, None)


@pytest.mark.parametrize("action", DOORS)
@pytest.mark.parametrize("name", ["director", "head", "lead", "inspector", "supervisor", "stranger", "nobody"])
def test_nobody_but_an_administrator_opens_them(action: str, name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        DOORS[action][1](cast, getattr(cast, name))

    assert not Entry.objects.filter(action=action).exists()


def test_the_words_are_those_of_the_doors() -> None:
    others = {"user.change_password", "membership.grant", "membership.end"}
    assert set(ACTIONS) == {*DOORS, *others, "session.sign_in", "session.sign_out", "session.lock"}


@pytest.mark.parametrize(
    "action",
    ["department.edit", "person.edit", "user.edit", "user.deactivate", "user.set_password"],
)
def test_a_stale_version_opens_nothing(action: str, cast: Cast) -> None:
    for record in (cast.outside_department, cast.clerk.person, cast.clerk):
        with make.prepared():
            record.email = record.title = "x@example.cn"  # type: ignore[union-attr]
            record.save()
    before = _last()
    with pytest.raises(Stale):
        DOORS[action][1](cast, cast.admin)

    assert _new_entries(before) == []


@pytest.mark.parametrize(
    ("refuse", "message", "field"),
    [
        (
            lambda c: services.create_department(by=c.admin, **{**DEPARTMENT, "name": "办公室"}),
            "名称：具有 名称 的 部门 已存在。",
            "name",
        ),
        (lambda c: services.create_person(by=c.admin, name=""), "姓名：此字段不能为空。", "name"),
        (
            lambda c: services.retire_department(department=c.lead_department, by=c.admin, version=1),
            "还有人员在这个部门任职，请先结束这些任职，再停用部门。",
            None,
        ),
        (
            lambda c: services.retire_department(department=_retired(make_idle()), by=c.admin, version=None),
            "这个部门已经停用。",
            None,
        ),
        (
            lambda c: services.restore_department(department=c.lead_department, by=c.admin, version=1),
            "这个部门正在使用，不需要恢复。",
            None,
        ),
        (
            lambda c: services.take_person_off_roll(person=c.clerk.person, by=c.admin, version=1),
            "这个人员的账号仍在使用，请先停用账号，再办理出册。",
            None,
        ),
        (
            lambda c: services.put_person_back_on_roll(person=c.clerk.person, by=c.admin, version=1),
            "这个人员正在册，不需要恢复。",
            None,
        ),
        (
            lambda c: services.create_user(by=c.admin, person=c.clerk.person, username="two", password=GOOD),
            "这个人员已有账号，一人只有一个账号。",
            "person",
        ),
        (
            lambda c: services.create_user(
                by=c.admin, person=_retired(make.make_person("出册者")), username="two", password=GOOD
            ),
            "这个人员不在册，不能开通账号。",
            "person",
        ),
        (
            lambda c: services.create_user(by=c.admin, person=Person(name="周衡"), username="clerk", password=GOOD),
            "用户名：这个用户名已被使用。",
            "username",
        ),
        (
            lambda c: services.create_user(by=c.admin, person=Person(name="周衡"), username="a b", password=GOOD),
            "用户名：用户名只能包含文字、数字和 @ . + - _",
            "username",
        ),
        (lambda c: services.deactivate_user(user=c.admin, by=c.admin, version=1), "不能停用自己的账号。", None),
        (
            lambda c: services.deactivate_user(user=_retired(c.clerk, "is_active"), by=c.admin, version=2),
            "这个账号已经停用。",
            None,
        ),
        (lambda c: services.reactivate_user(user=c.clerk, by=c.admin, version=1), "这个账号正在使用，不需要恢复。", None),
        (
            lambda c: services.set_password(user=c.admin, by=c.admin, version=1, password=GOOD),
            "自己的密码请在“修改密码”页修改。",
            None,
        ),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(
    refuse: Callable[[Cast], Any], message: str, field: str | None, cast: Cast
) -> None:
    people = Person.objects.filter(name="周衡")
    with pytest.raises(Refused) as caught:
        refuse(cast)

    assert (caught.value.message, caught.value.field) == (message, field)
    assert not people.exists()
    assert not Entry.objects.exclude(action="test.prepare").exists()


def test_an_account_for_somebody_new_brings_them_onto_the_roll(cast: Cast) -> None:
    before = _last()
    user = services.create_user(
        by=cast.admin, person=Person(name="周衡"), username="zhou", password=GOOD, email="z@example.cn", effective_at=PAST
    )

    assert _new_entries(before) == [("user.create", "accounts.person", True), ("user.create", "accounts.user", True)]
    assert user.check_password(GOOD)
    assert (user.must_change_password, user.is_active, user.password_set_at) == (True, True, PAST)
    assert {entry.effective_at for entry in Entry.objects.filter(pk__gt=before)} == {PAST}


def test_reactivation_needs_somebody_on_the_roll(cast: Cast) -> None:
    services.deactivate_user(user=cast.clerk, by=cast.admin, version=1)
    services.take_person_off_roll(person=cast.clerk.person, by=cast.admin, version=1)
    with pytest.raises(Refused, match="请先恢复在册"):
        services.reactivate_user(user=cast.clerk, by=cast.admin, version=2)
    services.put_person_back_on_roll(person=cast.clerk.person, by=cast.admin, version=2)

    assert services.reactivate_user(user=cast.clerk, by=cast.admin, version=2).is_active


def test_the_system_opens_the_first_account(db: None) -> None:
    user = services.create_user(by=None, person=Person(name="管理员"), username="admin", password=GOOD)

    entry = Entry.objects.get(record_type="accounts.user")
    assert (entry.actor, entry.actor_name, entry.record) == (None, "系统", user.pk)


def test_a_username_is_kept_in_one_form(cast: Cast) -> None:
    user = services.create_user(by=cast.admin, person=Person(name="周衡"), username="ｚｈｏｕ", password=GOOD)

    assert user.username == "zhou"
