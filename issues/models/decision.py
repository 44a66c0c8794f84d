"""Decisions made on paper (线下签批补录): what was decided about a record, by whom, on what, and who typed it in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from issues.models.meeting import Meeting
from issues.models.round import Round
from rectify.accounts.models import HISTORY_REASON, Person
from rectify.files.giving import preview_of
from rectify.history.models import Belonging, Tracked, TrackedQuerySet


class PaperDecisionQuerySet(TrackedQuerySet["PaperDecision"]):
    """Reads of paper decisions."""

    def about(self, record: models.Model) -> "PaperDecisionQuerySet":
        """Return those about one record, the newest first, with the people that a page names."""
        found = self.filter(subject_type=record._meta.label_lower, subject=record.pk)
        return found.select_related("signatory", "meeting", "recorded_by__person", "confirmed_by__person")

    def pending(self) -> "PaperDecisionQuerySet":
        """Return those that wait for a second person."""
        return self.filter(confirmed_by=None, withdrawn=False)


class PaperDecision(Tracked):
    """A decision signed on paper, recorded by the office and in force once a second person has confirmed it.

    The subject is kept as values (kind of record and key), since apps above have records that are decided about; `step` names
    the transition it stands for, and `content_hash` what exactly was signed, where that can change.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="paper_decisions", verbose_name="轮次")
    subject_type = models.CharField("所批记录种类", max_length=60, editable=False)
    subject = models.BigIntegerField("所批记录编号", editable=False)
    subject_label = models.CharField("所批事项", max_length=200)
    step = models.CharField("办理步骤", max_length=40, editable=False)
    content_hash = models.CharField("所批内容摘要", max_length=64, blank=True, editable=False)
    text = models.TextField("批示内容")
    signatory = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="签批人")
    decided_on = models.DateField("签批日期")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议")
    number = models.CharField("会议或文件编号", max_length=60, blank=True)
    name = models.CharField("扫描件", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    path = models.CharField("存放位置", max_length=100, unique=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="代录人")
    recorded_at = models.DateTimeField("代录时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = PaperDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "线下签批"
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject"], name="paper_decision_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="paper_decision_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")),
                name="paper_decision_two_people",
            ),
            models.CheckConstraint(condition=Q(confirmed_by=None) | Q(withdrawn=False), name="paper_decision_one_end"),
            models.UniqueConstraint(
                fields=["subject_type", "subject", "step"],
                condition=Q(confirmed_by=None, withdrawn=False),
                name="paper_decision_one_pending",
                violation_error_message="这一步骤已有待确认的线下签批。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label}（线下签批）"

    def belongs_to(self) -> Belonging:
        """A decision belongs to its round."""
        return Belonging(round=self.round_id)

    @property
    def pending(self) -> bool:
        """Whether it waits for a second person."""
        return self.confirmed_by_id is None and not self.withdrawn

    @property
    def previewable(self) -> str:
        """How a browser may show the scan safely: "image", "pdf" or "" for a download only."""
        return preview_of(self.content_type)
