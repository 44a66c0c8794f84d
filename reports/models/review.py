"""A notice's steps of review (审核环节): sent, returned with an opinion and attachments, or skipped with a reason."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from rectify.accounts.models import HISTORY_REASON
from rectify.history.models import Belonging, M, Tracked, TrackedQuerySet
from reports.models.notice import Notice
from reports.workflow import ReviewState


class OfNoticeQuerySet(TrackedQuerySet[M]):
    """Reads of what belongs to a version of the notice."""

    def round_q(self, rounds: list[int]) -> Q:
        """It belongs to its version's round."""
        return Q(notice__round__in=rounds)


class ReviewStep(Tracked):
    """One step of review of one submission; its name is the round's of that day."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="review", verbose_name="通报版本")
    attempt = models.PositiveSmallIntegerField("送审次数")
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField("审核环节", max_length=30)
    state = models.CharField("状态", max_length=20, choices=ReviewState, default=ReviewState.WAITING)
    sent_on = models.DateField("送出日期", null=True, blank=True)
    returned_on = models.DateField("返回日期", null=True, blank=True)
    opinion = models.TextField("意见", blank=True)
    skip_reason = models.TextField("不经此环节的原因", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    held_with = ("notice",)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfNoticeQuerySet["ReviewStep"].as_manager()

    class Meta:
        verbose_name = "通报审核环节"
        ordering = ["attempt", "order"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_step_state"),
            models.UniqueConstraint(fields=["notice", "attempt", "order"], name="review_step_place"),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("sent_on")),
                name="review_step_dates",
                violation_error_message="返回日期不能早于送出日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SKIPPED) | ~Q(skip_reason=""),
                name="review_step_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice}　{self.name}"

    def belongs_to(self) -> Belonging:
        """A step belongs to its version's round."""
        return Belonging(round=self.notice.round_id)


class ReviewAttachment(Tracked):
    """What came back with an opinion, kept under a generated name outside the web root."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="attachments", verbose_name="通报版本")
    step = models.ForeignKey(ReviewStep, models.PROTECT, related_name="attachments", verbose_name="审核环节")
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    path = models.CharField("存放位置", max_length=100, unique=True, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfNoticeQuerySet["ReviewAttachment"].as_manager()

    class Meta:
        verbose_name = "审核意见附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def belongs_to(self) -> Belonging:
        """An attachment belongs to its version's round."""
        return Belonging(round=self.notice.round_id)
