"""The doors of people, departments and accounts: one door for each change, one entry for each record it changes.

`by` None is the system itself (the command that makes the first administrator, the demonstration's loader); everybody
else needs the matrix's “accounts, departments, memberships”. Source: the rules' matrix; “never deleted” of the domain.
"""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import get_random_string

from rectify.accounts.models import Department, Person, User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import SYSTEM, ActingAs, recording

Actor = User | None

MYSELF = ActingAs("self", "本人")
# without the characters that are mistaken for one another when a password is read out or copied from paper
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
# Django's own words for these lack a Chinese translation in part
WEAK: dict[str | None, str] = {
    "password_too_short": "密码太短，至少要{min_length}个字符。",
    "password_too_common": "这个密码太常见，容易被猜到。",
    "password_entirely_numeric": "密码不能全是数字。",
    "password_too_similar": "密码与用户名太相近，容易被猜到。",
}


def acting(by: Actor, obj: Department | Person | User | None = None) -> ActingAs:
    """Return as what `by` looks after accounts; raise PermissionDenied for anybody but an administrator or the system."""
    return SYSTEM if by is None else permit(by, Action.MANAGE_ACCOUNTS, obj)


def create_department(
    *,
    by: Actor,
    name: str,
    short: str,
    address: str = "你部门",
    email: str = "",
    order: int = 0,
    effective_at: datetime | None = None,
) -> Department:
    """Make a department; raise Refused where a field or the name's uniqueness doesn't hold."""
    department = Department(name=name, short=short, address=address, email=email, order=order)
    with recording(actor=by, acting_as=acting(by), action="department.create", effective_at=effective_at):
        checked(department).save()
    return department


def edit_department(
    *, department: Department, by: Actor, version: int | None, name: str, short: str, address: str, email: str, order: int
) -> Department:
    """Change what a department is called and where its sheets go; raise Stale, or Refused as on making one."""
    with recording(actor=by, acting_as=acting(by, department), action="department.edit"):
        department = locked(department, version)
        department.name, department.short, department.address = name, short, address
        department.email, department.order = email, order
        checked(department).save()
    return department


def retire_department(*, department: Department, by: Actor, version: int | None) -> Department:
    """Take a department out of use: it can't be chosen any more. Refused while somebody holds a post in it."""
    with recording(actor=by, acting_as=acting(by, department), action="department.retire"):
        department = locked(department, version)
        if not department.active:
            raise Refused("这个部门已经停用。")
        # the posts stand beside the rounds, above this app: they are reached as a user's are, through the record
        if department.memberships.filter(ended_on=None).exists():
            raise Refused("还有人员在这个部门任职，请先结束这些任职，再停用部门。")
        department.active = False
        department.save()
    return department


def restore_department(*, department: Department, by: Actor, version: int | None) -> Department:
    """Put a retired department back into use."""
    with recording(actor=by, acting_as=acting(by, department), action="department.restore"):
        department = locked(department, version)
        if department.active:
            raise Refused("这个部门正在使用，不需要恢复。")
        department.active = True
        department.save()
    return department


def create_person(
    *, by: Actor, name: str, title: str = "", department: Department | None = None, effective_at: datetime | None = None
) -> Person:
    """Put somebody on the roll, without an account."""
    person = Person(name=name, title=title, department=department)
    with recording(actor=by, acting_as=acting(by), action="person.create", effective_at=effective_at):
        checked(person).save()
    return person


def edit_person(
    *, person: Person, by: Actor, version: int | None, name: str, title: str, department: Department | None
) -> Person:
    """Change somebody's name, title or department; raise Stale or Refused."""
    with recording(actor=by, acting_as=acting(by, person), action="person.edit"):
        person = locked(person, version)
        person.name, person.title, person.department = name, title, department
        checked(person).save()
    return person


def take_person_off_roll(*, person: Person, by: Actor, version: int | None) -> Person:
    """Take somebody off the roll: not to be chosen any more. Refused while they can sign in."""
    with recording(actor=by, acting_as=acting(by, person), action="person.off_roll"):
        person = locked(person, version)
        if not person.active:
            raise Refused("这个人员已经不在册。")
        if User.objects.filter(person=person, is_active=True).exists():
            raise Refused("这个人员的账号仍在使用，请先停用账号，再办理出册。")
        person.active = False
        person.save()
    return person


def put_person_back_on_roll(*, person: Person, by: Actor, version: int | None) -> Person:
    """Put somebody back on the roll."""
    with recording(actor=by, acting_as=acting(by, person), action="person.on_roll"):
        person = locked(person, version)
        if person.active:
            raise Refused("这个人员正在册，不需要恢复。")
        person.active = True
        person.save()
    return person


def create_user(
    *,
    by: Actor,
    person: Person,
    username: str,
    password: str,
    email: str = "",
    must_change_password: bool = True,
    hashed: str = "",
    effective_at: datetime | None = None,
) -> User:
    """Open an account for somebody on the roll; a person who isn't saved yet comes onto the roll with it.

    `hashed` is `password`'s hash where the caller has it already: the demonstration's cast shares one, and hashing takes long.
    Raises Refused for a weak password, a username or person that has an account already, a person off the roll.
    """
    with recording(actor=by, acting_as=acting(by), action="user.create", effective_at=effective_at):
        if person._state.adding:
            checked(person).save()
        _check_person(person)
        user = User(username=User.normalize_username(username), person=person, email=email)
        user.must_change_password = must_change_password
        _give_password(user, password, effective_at, hashed)
        checked(user).save()
    return user


def _check_person(person: Person) -> None:
    if not person.active:
        raise Refused("这个人员不在册，不能开通账号。", field="person")
    if User.objects.filter(person=person).exists():
        raise Refused("这个人员已有账号，一人只有一个账号。", field="person")


def edit_user(*, user: User, by: Actor, version: int | None, username: str, email: str) -> User:
    """Change an account's username or address for mail; raise Stale, or Refused where the username is taken."""
    with recording(actor=by, acting_as=acting(by, user), action="user.edit"):
        user = locked(user, version)
        user.username, user.email = User.normalize_username(username), email
        checked(user).save()
    return user


def deactivate_user(*, user: User, by: Actor, version: int | None) -> User:
    """Close an account: its sessions end, its posts count for nothing. Nobody closes their own."""
    with recording(actor=by, acting_as=acting(by, user), action="user.deactivate"):
        user = locked(user, version)
        if by is not None and user.pk == by.pk:
            raise Refused("不能停用自己的账号。")
        if not user.is_active:
            raise Refused("这个账号已经停用。")
        user.is_active = False
        user.save()
    return user


def reactivate_user(*, user: User, by: Actor, version: int | None) -> User:
    """Open a closed account again, with the posts it still holds. Refused for somebody off the roll."""
    with recording(actor=by, acting_as=acting(by, user), action="user.reactivate"):
        user = locked(user, version)
        if user.is_active:
            raise Refused("这个账号正在使用，不需要恢复。")
        if not user.person.active:
            raise Refused("这个人员不在册，请先恢复在册，再恢复账号。")
        user.is_active = True
        user.save()
    return user


def set_password(*, user: User, by: Actor, version: int | None, password: str) -> User:
    """Give somebody a new password that must be changed at the next sign-in; their sessions end. Not one's own."""
    with recording(actor=by, acting_as=acting(by, user), action="user.set_password"):
        user = locked(user, version)
        if by is not None and user.pk == by.pk:
            raise Refused("自己的密码请在“修改密码”页修改。")
        user.must_change_password = True
        _give_password(user, password)
        user.save()
    return user


def change_own_password(*, by: User, current: str, password: str) -> User:
    """Change one's own password, and with it whatever demanded that; raise Refused for a wrong, weak or unchanged one."""
    with recording(actor=by, acting_as=MYSELF, action="user.change_password"):
        user = locked(by)
        if not user.check_password(current):
            raise Refused("原密码不正确。", field="current")
        if password == current:
            raise Refused("新密码不能与原密码相同。", field="password")
        user.must_change_password = False
        _give_password(user, password)
        user.save()
    return user


def _give_password(user: User, password: str, moment: datetime | None = None, hashed: str = "") -> None:
    """Put a password's hash on the account; the moment it was set is what history keeps of it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        words = [WEAK[each.code].format(**(each.params or {})) for each in error.error_list]
        raise Refused("".join(words), field="password") from error
    user.password = hashed or make_password(password)
    user.password_set_at = moment or timezone.now()


def generated_password() -> str:
    """Return a first password that is easy to read out: four groups of four, about 79 bits."""
    return "-".join(get_random_string(4, READABLE) for _ in range(4))
