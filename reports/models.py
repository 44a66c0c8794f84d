"""What was told: trees of notices as they were frozen, their PDFs, notices taken over, weekly sheets and the mails about them.

None is tracked: rows are written once (a delivery alone moves on), and what they tell is in the ledger's history.
"""

import datetime
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import Department
from rectify.history.models import Belonging
from reports.content import Document
from reports.feedback import models as feedback  # noqa: F401 (so that Django finds its models)
from reports.frozen import from_data

M = TypeVar("M", bound=models.Model, covariant=True)


class OfRoundQuerySet(models.QuerySet[M]):
    """Rows of a round, as `visible()` asks for them."""

    def round_q(self, rounds: list[int]) -> Q:
        """Return the condition that a row belongs to one of `rounds`."""
        return Q(round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """Return the condition that a row is `department`'s own: none is."""
        return Q(pk__in=[])

    def installation_q(self) -> Q:
        """Return the condition that a row belongs to the installation: none does."""
        return Q(pk__in=[])


class FrozenTree(models.Model):
    """A notice as it stood when somebody asked for its PDF: what is rendered, whatever the ledger says by then."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="frozen_trees", verbose_name="轮次")
    tree_hash = models.CharField("内容摘要", max_length=64)
    tree = models.JSONField("内容")
    cut_off = models.DateField("截至")
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    objects = OfRoundQuerySet["FrozenTree"].as_manager()

    class Meta:
        verbose_name = "通报内容"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["round", "tree_hash"], name="frozen_tree_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.cut_off}"

    @property
    def document(self) -> Document:
        """The content tree."""
        return from_data(self.tree)


class Rendering(models.Model):
    """The PDF of a frozen tree in one set of faces; the file's name is its SHA-256."""

    frozen = models.ForeignKey(FrozenTree, models.PROTECT, related_name="renderings", verbose_name="通报内容")
    faces = models.JSONField("字体")
    faces_hash = models.CharField("字体摘要", max_length=64)
    missing = models.TextField("缺字", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    path = models.CharField("存放位置", max_length=100)
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = "通报PDF"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["frozen", "faces_hash"], name="rendering_once")]

    def __str__(self) -> str:
        return self.sha256

    def get_absolute_url(self) -> str:
        """Return the address of the download."""
        return reverse("reports:notice_pdf", args=[self.frozen.round_id, self.frozen.tree_hash])


class ImportedNotice(models.Model):
    """A published notice that was taken over: its text whole, what was read of it, and the round made of it (None: not yet).

    The same text is taken over once, unless somebody asks for another copy.
    """

    sha256 = models.CharField("文字摘要", max_length=64)
    copy = models.PositiveSmallIntegerField("份次", default=1)
    name = models.CharField("文件名", max_length=200, blank=True)
    text = models.TextField("原文")
    answer = models.JSONField("读出内容")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="imported", verbose_name="轮次")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    imported_at = models.DateTimeField("导入时间", default=timezone.now)

    objects = OfRoundQuerySet["ImportedNotice"].as_manager()

    class Meta:
        verbose_name = "导入的通报"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["sha256", "copy"], name="imported_notice_once")]

    def __str__(self) -> str:
        return self.name or self.sha256[:12]


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
