"""Departments, people on the roll, and those of them who sign in. All tracked; none is ever deleted."""

from typing import Any, ClassVar, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from rectify.accounts.posts import Post
from rectify.history.models import Belonging, Tracked, TrackedQuerySet

HISTORY_REASON: Any = models.TextField(null=True)


M = TypeVar("M", bound=models.Model, covariant=True)


class InstallationQuerySet(TrackedQuerySet[M]):
    """Rows that belong to the installation and to no round."""

    def round_q(self, rounds: list[int]) -> Q:
        """No row belongs to a round."""
        return Q(pk__in=[])

    def installation_q(self) -> Q:
        """Every row belongs to the installation."""
        return ~Q(pk__in=[])


class DepartmentQuerySet(InstallationQuerySet["Department"]):
    """Reads of departments."""

    def active(self) -> "DepartmentQuerySet":
        """Return the departments in use, in their order."""
        return self.filter(active=True).order_by("order", "name")


class Department(Tracked):
    """A department, with its own form of address in sheets (你支队、你室、你组)."""

    name = models.CharField("名称", max_length=60, unique=True)
    short = models.CharField("简称", max_length=20)
    address = models.CharField(
        "称谓", max_length=20, default="你部门", help_text="调度单中对该部门的称呼，如：你支队、你室、你组"
    )
    email = models.EmailField("收件邮箱", blank=True, help_text="调度单发送到此邮箱；留空则只在系统内查看")
    order = models.PositiveIntegerField("排序", default=0)
    active = models.BooleanField("启用", default=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def belongs_to(self) -> Belonging:
        """Departments are installation-wide."""
        return Belonging()


class PersonQuerySet(InstallationQuerySet["Person"]):
    """Reads of people."""

    def active(self) -> "PersonQuerySet":
        """Return the people on the roll."""
        return self.filter(active=True).select_related("department")


class Person(Tracked):
    """Somebody on the roll (责任领导、责任人), with or without an account. Recusal is by person, whatever the post."""

    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=60, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="所在部门"
    )
    active = models.BooleanField("在册", default=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ["department__order", "id"]

    def __str__(self) -> str:
        return self.name

    def belongs_to(self) -> Belonging:
        """People are installation-wide."""
        return Belonging()


class UserQuerySet(InstallationQuerySet["User"]):
    """Reads of accounts."""


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """The accounts' manager; accounts are made by their service, not here."""


class User(Tracked, AbstractBaseUser):
    """An account: one person's sign-in. There is no superuser; what one may do comes from memberships alone."""

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        validators=[UnicodeUsernameValidator(message="用户名只能包含文字、数字和 @ . + - _")],
        error_messages={"unique": "这个用户名已被使用。"},
    )
    person = models.OneToOneField(Person, models.PROTECT, related_name="user", verbose_name="人员")
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须修改密码", default=True)
    password_set_at = models.DateTimeField("密码设置时间", null=True, editable=False)

    history = HistoricalRecords(
        history_change_reason_field=HISTORY_REASON, related_name="past", excluded_fields=["password", "last_login"]
    )
    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.person.name

    def belongs_to(self) -> Belonging:
        """Accounts are installation-wide."""
        return Belonging()

    @cached_property
    def posts(self) -> list[Post]:
        """The posts held now, in every round; read once for each request."""
        return list(self.memberships.in_force())

    def works_in(self, round: int, department: int) -> bool:
        """Tell whether a post of a department's is held in a round (both by key); only such a post names a department."""
        return any(post.round_id == round and post.department_id == department for post in self.posts)
