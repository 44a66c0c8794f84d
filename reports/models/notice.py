"""A version of the public notice (通报), and what is bound to it: what was submitted, and what was published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from issues.models import Meeting, PaperDecision, Round
from rectify.accounts.models import HISTORY_REASON, Person
from rectify.history.models import Belonging, Tracked, TrackedQuerySet
from reports.models.frozen import FrozenTree
from reports.workflow import UNDER_WAY, Status


class NoticeQuerySet(TrackedQuerySet["Notice"]):
    """Reads of versions."""

    def under_way(self) -> "NoticeQuerySet":
        """Return those on their way to publication."""
        return self.filter(status__in=UNDER_WAY)

    def published(self) -> "NoticeQuerySet":
        """Return those that are public now."""
        return self.filter(status=Status.PUBLISHED)

    def with_people(self) -> "NoticeQuerySet":
        """Return them with everybody and everything that a page names, in one query."""
        people = ("submitted_by__person", "approved_by__person", "signed_by", "published_by__person", "withdrawn_by__person")
        return self.select_related("round", "meeting", "approval_paper", "signature_paper", *people)


class Notice(Tracked):
    """One version of a round's notice. A draft says what the ledger says; from submission on its content is frozen.

    `attempt` counts how often it was submitted; `content_hash` binds the tree of the last submission, `submission_hash` and
    `publication_hash` the rows that hold what was submitted and published.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="notices", verbose_name="轮次")
    number = models.PositiveSmallIntegerField("版次")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFT)
    attempt = models.PositiveSmallIntegerField("送审次数", default=0)
    cut_off = models.DateField("截至", null=True, blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    submission_hash = models.CharField("送审记录摘要", max_length=64, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="送审人", null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name="审议会议", null=True, blank=True, related_name="+")
    approved_hash = models.CharField("审议通过的内容摘要", max_length=64, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审议结果登记人", null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("审议通过登记时间", null=True, blank=True)
    approval_paper = models.ForeignKey(
        PaperDecision, models.PROTECT, verbose_name="审议的线下签批", null=True, blank=True, related_name="+"
    )
    signed_by = models.ForeignKey(Person, models.PROTECT, verbose_name="签发人", null=True, blank=True, related_name="+")
    signed_on = models.DateField("签发日期", null=True, blank=True)
    signed_opinion = models.TextField("签发意见", blank=True)
    signature_paper = models.ForeignKey(
        PaperDecision, models.PROTECT, verbose_name="签发的线下签批", null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="公布人", null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    way = models.CharField("公布方式", max_length=100, blank=True)
    address = models.CharField("公布地址", max_length=300, blank=True)
    pdf_sha256 = models.CharField("PDF的SHA-256", max_length=64, blank=True)
    publication_hash = models.CharField("公布记录摘要", max_length=64, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="撤回人", null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.TextField("撤回原因", blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通报版本"
        ordering = ["-round", "-number"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="notice_status"),
            models.UniqueConstraint(fields=["round", "number"], name="notice_number"),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(status__in=[str(status) for status in UNDER_WAY]),
                name="notice_one_under_way",
                violation_error_message="已有一版通报正在办理，办完后再起草新版。",
            ),
            models.UniqueConstraint(fields=["round"], condition=Q(status=Status.PUBLISHED), name="notice_one_published"),
            models.CheckConstraint(condition=Q(status=Status.DRAFT) | ~Q(content_hash=""), name="notice_frozen"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | (Q(published_at__isnull=False) & ~Q(pdf_sha256="") & ~Q(publication_hash="") & Q(signed_by__isnull=False)),
                name="notice_published",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | (~Q(withdrawn_reason="") & Q(withdrawn_at__isnull=False)),
                name="notice_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"通报第{self.number}版"

    def get_absolute_url(self) -> str:
        """Return the version's page."""
        return reverse("reports:notice_version", args=[self.round_id, self.number])

    def belongs_to(self) -> Belonging:
        """A version belongs to its round."""
        return Belonging(round=self.round_id)

    @property
    def signed(self) -> bool:
        """Whether the head has signed it off, here or on paper."""
        return self.signed_by_id is not None


class Submission(models.Model):
    """What was submitted at one attempt: the frozen tree, the figures, and the checks' findings, each with its reason.

    Written once; `Notice.submission_hash` binds it.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="submissions", verbose_name="通报版本")
    attempt = models.PositiveSmallIntegerField("送审次数")
    frozen = models.ForeignKey(FrozenTree, models.PROTECT, related_name="+", verbose_name="通报内容")
    figures = models.JSONField("数字")
    findings = models.JSONField("检查结果与说明")

    class Meta:
        verbose_name = "送审记录"
        ordering = ["-attempt"]
        constraints = [models.UniqueConstraint(fields=["notice", "attempt"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.notice}第{self.attempt}次送审"


class Publication(models.Model):
    """What was published: every file with its SHA-256, the figures, and who had a hand in it.

    Written once; `Notice.publication_hash` binds it.
    """

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="publication", verbose_name="通报版本")
    frozen = models.ForeignKey(FrozenTree, models.PROTECT, related_name="+", verbose_name="通报内容")
    files = models.JSONField("文件")
    figures = models.JSONField("数字")
    people = models.JSONField("办理人员")
    faces = models.JSONField("字体")
    log_head = models.CharField("变更记录末条序号和摘要", max_length=100)

    class Meta:
        verbose_name = "公布记录"

    def __str__(self) -> str:
        return f"{self.notice}的公布记录"
