"""A round (巡视整改轮次) with its settings, the posts people hold in it, and its narrative sections."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from issues.words import PlanState, Slot
from rectify.accounts.models import HISTORY_REASON, Department
from rectify.accounts.roles import Role
from rectify.history.models import Belonging, Tracked, TrackedQuerySet
from rectify.history.recording import ActingAs
from rectify.workdays import months_later


def default_review_steps() -> list[str]:
    """Return the steps of review that a notice goes through unless the office sets others, in their order."""
    return ["部门核对", "纪检监察组", "保密审查", "局党组"]


class RoundQuerySet(TrackedQuerySet["Round"]):
    """Reads of rounds."""

    def round_q(self, rounds: list[int]) -> Q:
        """A round belongs to itself."""
        return Q(pk__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """A department sees the rounds in which it holds a post; `visible()` has narrowed them already."""
        return ~Q(pk__in=[])


class Round(Tracked):
    """One inspection's rectification of one unit; everything else belongs to a round."""

    title = models.CharField("轮次名称", max_length=120)
    unit = models.CharField("被巡视单位", max_length=120)
    unit_short = models.CharField("单位简称", max_length=30)
    inspection = models.CharField("巡视批次", max_length=120)
    feedback_on = models.DateField("巡视反馈日期")
    concentrated_until = models.DateField("集中整改截止日期")
    opening = models.TextField("通报开头", blank=True)
    closing = models.TextField("通报结尾", blank=True)
    contact_phone = models.CharField("联系电话", max_length=60, blank=True)
    contact_email = models.CharField("电子邮箱", max_length=120, blank=True)
    issuer_mark = models.CharField("发文机关标志", max_length=40, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    signature = models.CharField("署名", max_length=120, blank=True)
    signed_on = models.DateField("成文日期", null=True, blank=True)
    plan_state = models.CharField("方案状态", max_length=20, choices=PlanState, default=PlanState.DRAFT)
    plan_adopted_on = models.DateField("方案审议通过日期", null=True, blank=True)
    plan_basis = models.CharField("方案依据", max_length=200, blank=True)
    warning_days = models.PositiveSmallIntegerField("临期提醒天数", default=10)
    remark_days = models.PositiveSmallIntegerField("监督意见答复期限（工作日）", default=5)
    consultation_days = models.PositiveSmallIntegerField("征求纪检监察组意见期限（工作日）", default=5)
    look_back_months = models.PositiveSmallIntegerField("销号后回头看（月）", default=6)
    extension_days = models.PositiveSmallIntegerField("到期前申请延期（工作日）", default=3)
    day_exceptions = models.JSONField("工作日例外", default=dict, blank=True)
    work_from = models.TimeField("上班时间", default=datetime.time(8, 0))
    work_until = models.TimeField("下班时间", default=datetime.time(18, 0))
    notable_due_moves = models.PositiveSmallIntegerField("完成时限调整次数", default=2)
    notable_minutes = models.PositiveSmallIntegerField("启动至完成的最短时间（分钟）", default=1)
    notable_last_day = models.PositiveSmallIntegerField("期限当天报送的措施数", default=5)
    stated = models.JSONField("反馈或通报所述数字", default=dict, blank=True)
    glosses = models.JSONField("四种结论的说明", default=dict, blank=True)
    full_sheets_by_mail = models.BooleanField("邮件发送调度单全文", default=False)
    measure_count_note = models.CharField("措施计数口径说明", max_length=120, blank=True)
    review_steps = models.JSONField("通报审核环节", default=default_review_steps, blank=True)
    earlier_public = models.BooleanField("公开通报历次版本", default=False)
    illustrative = models.TextField("示例说明", blank=True)
    demonstration = models.BooleanField("示例轮次", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = RoundQuerySet.as_manager()

    is_round = True

    class Meta:
        verbose_name = "巡视整改轮次"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(plan_state__in=PlanState.values), name="round_plan_state"),
            models.CheckConstraint(
                condition=Q(concentrated_until__gte=models.F("feedback_on")),
                name="round_period",
                violation_error_message="集中整改截止日期不能早于巡视反馈日期。",
            ),
            models.CheckConstraint(
                condition=Q(work_until__gt=models.F("work_from")),
                name="round_working_hours",
                violation_error_message="下班时间应晚于上班时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def belongs_to(self) -> Belonging:
        """A round belongs to itself."""
        return Belonging(round=self.pk)

    @property
    def adopted(self) -> bool:
        """Whether the plan is adopted, so that it changes only with its basis."""
        return self.plan_state != PlanState.DRAFT

    @property
    def exceptions(self) -> dict[datetime.date, bool]:
        """The days that are worked, or free, other than the calendar says."""
        return {datetime.date.fromisoformat(day): worked for day, worked in self.day_exceptions.items()}

    @property
    def filed(self) -> bool:
        """Whether the adopted plan was filed with the superior party committee as well."""
        return self.plan_state == PlanState.FILED


class MembershipQuerySet(TrackedQuerySet["Membership"]):
    """Reads of memberships."""

    def in_force(self) -> "MembershipQuerySet":
        """Return the posts held now, the earliest first."""
        return self.filter(ended_on=None).select_related("round", "department").order_by("id")

    def installation_q(self) -> Q:
        """The administrator looks after the memberships of every round."""
        return ~Q(pk__in=[])


class Membership(Tracked):
    """A post that a person holds in a round; ended, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="账号")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="轮次")
    role = models.CharField("角色", max_length=20, choices=Role)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="部门"
    )
    post = models.CharField("任职", max_length=60)
    head = models.BooleanField("组长", default=False)
    director = models.BooleanField("办公室主任", default=False)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = MembershipQuerySet.as_manager()

    installation_wide = True  # looked after by the administrator, whichever round it belongs to

    class Meta:
        verbose_name = "任职"
        ordering = ["round", "role", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role"),
            models.CheckConstraint(
                condition=Q(role=Role.ADMIN, round=None) | (~Q(role=Role.ADMIN) & Q(round__isnull=False)),
                name="membership_admin_has_no_round",
                violation_error_message="系统管理员不属于任何轮次，其他角色必须选择轮次。",
            ),
            models.CheckConstraint(
                condition=(Q(role=Role.DEPARTMENT) & Q(department__isnull=False))
                | (~Q(role=Role.DEPARTMENT) & Q(department=None)),
                name="membership_department",
                violation_error_message="责任部门的任职必须选择部门，其他角色不选部门。",
            ),
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("round", 0),
                Coalesce("department", 0),
                condition=Q(ended_on=None),
                name="membership_once",
                violation_error_message="该账号已有这一任职。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.post}"

    def belongs_to(self) -> Belonging:
        """A membership belongs to its round and department."""
        return Belonging(round=self.round_id, department=self.department_id)

    @property
    def role_enum(self) -> Role:
        """The role as the matrix names it."""
        return Role(self.role)

    @property
    def acting_as(self) -> ActingAs:
        """As what its holder acts, in words: 执法一支队 负责人."""
        label = f"{self.department.name}　{self.post}" if self.department else self.post
        return ActingAs(self.role, label)


class NarrativeSection(Tracked):
    """A section of the notice that only people can write; `order` within its slot."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="narrative", verbose_name="轮次")
    slot = models.CharField("位置", max_length=20, choices=Slot)
    order = models.PositiveSmallIntegerField("次序")
    heading = models.CharField("标题", max_length=200, blank=True)
    body = models.TextField("正文", blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = TrackedQuerySet["NarrativeSection"].as_manager()

    class Meta:
        verbose_name = "叙述部分"
        ordering = ["slot", "order"]
        constraints = [
            models.CheckConstraint(condition=Q(slot__in=Slot.values), name="narrative_slot"),
            models.UniqueConstraint(fields=["round", "slot", "order"], name="narrative_place"),
        ]

    def __str__(self) -> str:
        return self.heading or str(self.get_slot_display())

    def belongs_to(self) -> Belonging:
        """A section belongs to its round."""
        return Belonging(round=self.round_id)


def default_period(feedback_on: datetime.date) -> datetime.date:
    """Return the usual end of the concentrated period: three months after the feedback."""
    return months_later(feedback_on, 3)
