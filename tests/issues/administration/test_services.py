"""The doors of posts."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from issues.administration import services
from issues.models import Membership
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action, Role
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast

GOOD = "松柏常青不老-2023"


def _grant(cast: Cast, **values: Any) -> Membership:
    given = {"by": cast.admin, "user": cast.outsider, "role": Role.SUPERVISOR, "round": cast.round, "post": "督导组成员"}
    return services.grant_membership(**{**given, **values})


def _end(cast: Cast, membership: Membership, **values: Any) -> Membership:
    return services.end_membership(**{"membership": membership, "by": cast.admin, "version": 1, **values})


def test_a_post_gives_its_rights_and_leaves_one_entry(cast: Cast) -> None:
    assert not can(cast.stranger, Action.VIEW_LEDGER, cast.round)
    before = Entry.objects.count()
    membership = _grant(cast, user=cast.stranger, role=Role.DEPARTMENT, department=cast.lead_department, post="经办人")

    assert can(User.objects.get(pk=cast.stranger.pk), Action.VIEW_LEDGER, cast.round)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.action, entry.record, entry.record_label) == ("membership.grant", membership.pk, "stranger的姓名 经办人")
    assert (entry.actor, entry.acting_as) == (cast.admin, "系统管理员")
    assert (entry.round, entry.department) == (cast.round.pk, cast.lead_department.pk)


def test_an_ended_post_gives_nothing_more_and_leaves_one_entry(cast: Cast) -> None:
    before = Entry.objects.count()
    ended = _end(cast, cast.lead.memberships.get())

    assert ended.ended_on == timezone.localdate()
    assert not can(User.objects.get(pk=cast.lead.pk), Action.VIEW_LEDGER, cast.round)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.action, [change["field"] for change in entry.changes]) == ("membership.end", ["ended_on"])
    assert Membership.objects.filter(pk=ended.pk).exists()


@pytest.mark.parametrize(
    ("values", "message", "field"),
    [
        ({"role": "admin"}, "系统管理员不属于任何轮次，请不要选择轮次。", "round"),
        ({"round": None}, "请选择轮次。", "round"),
        ({"role": "department"}, "请选择部门。", "department"),
        ({"department": "lead_department"}, "只有责任部门的任职才选择部门。", "department"),
        ({"head": True}, "只有领导小组的任职才能是组长。", "head"),
        ({"director": True}, "只有领导小组办公室的任职才能是办公室主任。", "director"),
        ({"post": ""}, "任职：此字段不能为空。", "post"),
        ({"post": "职" * 61}, "任职：内容过长，最多60字，现在61字。", "post"),
        ({"user": "supervisor"}, "该账号已有这一任职。", None),
    ],
)
def test_what_does_not_fit_is_refused(values: dict[str, Any], message: str, field: str | None, cast: Cast) -> None:
    named: dict[str, Any] = {key: getattr(cast, values[key]) for key in ("user", "department") if key in values}
    given = {**values, **named}
    before = Membership.objects.count(), Entry.objects.count()
    with pytest.raises(Refused) as caught:
        _grant(cast, **given)

    assert (caught.value.message, caught.value.field) == (message, field)
    assert (Membership.objects.count(), Entry.objects.count()) == before


def test_an_unknown_role_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        _grant(cast, role="superuser")

    assert caught.value.field == "role"


def test_what_is_out_of_use_gets_no_post(cast: Cast) -> None:
    department = make.make_department("撤并部门", active=False)
    with pytest.raises(Refused, match="这个部门已经停用。"):
        _grant(cast, role=Role.DEPARTMENT, department=department)
    with make.prepared():
        cast.outsider.is_active = False
        cast.outsider.save()
    with pytest.raises(Refused, match="这个账号已经停用"):
        _grant(cast)


def test_head_and_director_are_kept(cast: Cast) -> None:
    assert _grant(cast, role=Role.LEADER, head=True, post="组长").head
    assert _grant(cast, role=Role.OFFICE, director=True, post="主任").director


def test_the_same_post_again_after_it_ended(cast: Cast) -> None:
    _end(cast, _grant(cast))

    assert _grant(cast).pk == Membership.objects.filter(user=cast.outsider).latest("pk").pk


@pytest.mark.parametrize("name", ["director", "head", "lead", "inspector", "supervisor", "two_posts", "stranger", "nobody"])
def test_nobody_but_an_administrator_grants_and_ends(name: str, cast: Cast) -> None:
    by = getattr(cast, name)
    with pytest.raises(PermissionDenied):
        _grant(cast, by=by)
    with pytest.raises(PermissionDenied):
        _end(cast, cast.clerk.memberships.get(), by=by)


def test_an_administrator_keeps_their_own_post(cast: Cast) -> None:
    own = cast.admin.memberships.get()
    with pytest.raises(Refused, match="不能结束自己的系统管理员任职"):
        _end(cast, own)
    other = make.make_user("second_admin")
    make.make_membership(other, None, Role.ADMIN)

    assert _end(cast, own, by=other).ended_on is not None


def test_an_ended_or_changed_post_is_not_ended(cast: Cast) -> None:
    membership = _end(cast, cast.clerk.memberships.get())
    with pytest.raises(Stale):
        _end(cast, membership)
    with pytest.raises(Refused, match="这项任职已经结束。"):
        _end(cast, membership, version=2)


def test_the_past_is_told_by_effective_at(cast: Cast) -> None:
    past = datetime.datetime(2022, 3, 10, 20, tzinfo=datetime.UTC)
    ended = _end(cast, _grant(cast, effective_at=past), effective_at=past)

    assert ended.ended_on == datetime.date(2022, 3, 11)
    assert set(Entry.objects.for_record(ended).values_list("effective_at", flat=True)) == {past}


def _open(cast: Cast, **values: Any) -> Callable[[], User]:
    given = {"by": cast.admin, "person": Person(name="周衡"), "username": "zhou", "password": GOOD}
    return lambda: services.open_account(**{**given, **values})


def test_an_account_opens_with_its_first_post(cast: Cast) -> None:
    before = Entry.objects.count()
    user = _open(cast, post={"role": Role.INSPECTOR, "round": cast.round, "post": "组长"})()

    assert [post.acting_as for post in user.posts] == [("inspector", "组长")]
    assert Entry.objects.count() == before + 3
    assert _open(cast, username="li", person=Person(name="李明"))().posts == []


def test_both_or_neither(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused, match="请选择轮次"):
        _open(cast, post={"role": Role.INSPECTOR, "post": "组长"})()

    assert Entry.objects.count() == before
    assert not User.objects.filter(username="zhou").exists()
    assert not Person.objects.filter(name="周衡").exists()
