"""The weekly sheets and the mails that announced them. Rows are written once; a delivery alone moves on."""

import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import Department
from rectify.history.models import Belonging
from reports.content import Document
from reports.frozen import from_data
from reports.models.rows import OfRoundQuerySet


class DigestQuerySet(OfRoundQuerySet["Digest"]):
    """Reads of sheets."""

    def department_q(self, department: int, share: str = "any") -> Q:
        """A department's own are those made out to it."""
        return Q(department=department)

    def of_week(self, round: Round, week: datetime.date) -> "DigestQuerySet":
        """Return the sheets of one week (its Monday), the office's first."""
        return self.filter(round=round, week_start=week).in_order()

    def in_order(self) -> "DigestQuerySet":
        """Return them by week, the latest first, the office's sheet before the departments'."""
        office_first = models.F("department__order").asc(nulls_first=True)
        return self.select_related("department").order_by("-week_start", office_first, "department__name")


class Digest(models.Model):
    """A weekly sheet (调度单): one for each recipient and week, written once; no department means the office."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="digests", verbose_name="轮次")
    week_start = models.DateField("周一")
    number = models.PositiveSmallIntegerField("周次")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="digests", verbose_name="部门")
    recipient = models.CharField("收件单位", max_length=60)
    content = models.JSONField("内容")
    tree_hash = models.CharField("内容摘要", max_length=64)
    tasks = models.PositiveIntegerField("待办项数")
    composed_at = models.DateTimeField("生成时间", default=timezone.now)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = "调度单"
        ordering = ["-week_start", "id"]
        constraints = [models.UniqueConstraint("round", "week_start", Coalesce("department", 0), name="digest_once")]

    def __str__(self) -> str:
        return f"{self.recipient}第{self.number}周调度单"

    def get_absolute_url(self) -> str:
        """Return the sheet's page."""
        return reverse("reports:sheet", args=[self.round_id, self.pk])

    def belongs_to(self) -> Belonging:
        """A sheet belongs to its round and to the department it is made out to."""
        return Belonging(round=self.round_id, department=self.department_id)

    def own_departments(self, share: str = "any") -> set[int]:
        """Return the department whose own it is: the one it is made out to."""
        return {self.department_id} if self.department_id is not None else set()

    @property
    def document(self) -> Document:
        """The content tree."""
        return from_data(self.content)

    @property
    def last_day(self) -> datetime.date:
        """The Sunday of its week."""
        return self.week_start + datetime.timedelta(days=6)


class DeliveryState(models.TextChoices):
    """Where a mail stands. SENDING is a claim: whoever set it alone may send, so that nothing is sent twice."""

    PENDING = "pending", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "未送达"


class Delivery(models.Model):
    """The mail that announces one sheet to one address."""

    digest = models.ForeignKey(Digest, models.PROTECT, related_name="deliveries", verbose_name="调度单")
    address = models.EmailField("收件邮箱")
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    claimed_at = models.DateTimeField("开始发送时间", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)
    error = models.TextField("未送达原因", blank=True)

    class Meta:
        verbose_name = "调度单邮件"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "address"], name="delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_valid"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | ~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True),
                name="delivery_sent_at",
            ),
            models.CheckConstraint(condition=~Q(state=DeliveryState.FAILED) | ~Q(error=""), name="delivery_reason_if_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.digest} → {self.address}"

    @property
    def failed(self) -> bool:
        """Whether it did not arrive, as far as anybody knows: the office may send it again."""
        return self.state == DeliveryState.FAILED
