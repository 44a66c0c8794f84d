"""The doors of posts: granting one, ending one, and opening an account together with its first."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from issues.models import Membership, Round
from rectify.accounts import services as accounts
from rectify.accounts.models import Department, Person, User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action, Role
from rectify.accounts.services import Actor
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import SYSTEM, ActingAs, recording


def _acting(by: Actor, membership: Membership) -> ActingAs:
    return SYSTEM if by is None else permit(by, Action.MANAGE_ACCOUNTS, membership)


def grant_membership(
    *,
    by: Actor,
    user: User,
    role: str,
    post: str,
    round: Round | None = None,
    department: Department | None = None,
    head: bool = False,
    director: bool = False,
    effective_at: datetime | None = None,
) -> Membership:
    """Give `user` a post in `round` (an administrator's belongs to none); a person may hold several.

    Raises Refused where role, round, department and flags don't fit together, where the account or the department is out
    of use, and where the account holds this very post already (rules, “Roles and posts”).
    """
    membership = Membership(user=user, round=round, role=role, department=department, post=post, head=head, director=director)
    _check_fit(membership)
    with recording(actor=by, acting_as=_acting(by, membership), action="membership.grant", effective_at=effective_at):
        if not locked(user).is_active:
            raise Refused("这个账号已经停用，请先恢复账号，再授予任职。")
        checked(membership).save()
    return membership


def _check_fit(membership: Membership) -> None:
    """Refuse what the database's constraints would refuse too, each beside its field."""
    if membership.role not in Role.values:
        raise Refused("没有这个角色。", field="role")
    role = membership.role_enum
    if role.installation_wide != (membership.round is None):
        raise Refused("系统管理员不属于任何轮次，请不要选择轮次。" if role.installation_wide else "请选择轮次。", field="round")
    if role.of_department != (membership.department is not None):
        raise Refused("请选择部门。" if role.of_department else "只有责任部门的任职才选择部门。", field="department")
    if membership.department is not None and not membership.department.active:
        raise Refused("这个部门已经停用。", field="department")
    if membership.head and not role.has_head:
        raise Refused("只有领导小组的任职才能是组长。", field="head")
    if membership.director and not role.has_director:
        raise Refused("只有领导小组办公室的任职才能是办公室主任。", field="director")


def end_membership(*, membership: Membership, by: Actor, version: int | None, effective_at: datetime | None = None) -> Membership:
    """End a post today; what was done in it stays. An administrator doesn't end their own, so that one always remains."""
    with recording(actor=by, acting_as=_acting(by, membership), action="membership.end", effective_at=effective_at):
        membership = locked(membership, version)
        if membership.ended_on is not None:
            raise Refused("这项任职已经结束。")
        if by is not None and membership.user_id == by.pk and membership.role_enum.installation_wide:
            raise Refused("不能结束自己的系统管理员任职，请由另一名系统管理员办理。")
        membership.ended_on = timezone.localdate(effective_at)
        membership.save()
    return membership


def open_account(*, by: Actor, person: Person, post: dict[str, Any] | None = None, **account: Any) -> User:
    """Open an account and grant its first post: two doors, both or neither. Takes what the two doors take."""
    with transaction.atomic():
        user = accounts.create_user(by=by, person=person, **account)
        if post is not None:
            grant_membership(by=by, user=user, **post)
    return user
