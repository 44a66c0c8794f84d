"""What proves progress: evidence (佐证材料) and progress notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from measures.models.clearing import Clearing, ClearingState
from measures.models.measure import Assignment, Measure
from rectify.accounts.models import HISTORY_REASON, Person
from rectify.files.giving import preview_of
from rectify.history.models import Belonging, M, Tracked, TrackedQuerySet


class OfMeasureQuerySet(TrackedQuerySet[M]):
    """Reads of what belongs to a measure: seen by those who may see the measure."""

    def round_q(self, rounds: list[int]) -> Q:
        """It belongs to its measure's round."""
        return Q(measure__round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """It is own where the measure is."""
        return Q(measure__in=Assignment.objects.of(department, share).values("measure"))


class EvidenceQuerySet(OfMeasureQuerySet["Evidence"]):
    """Reads of evidence."""

    def proving(self) -> "EvidenceQuerySet":
        """Return what counts as proof: neither taken back nor cleared."""
        gone = Clearing.objects.filter(record_type="measures.evidence", file=True, state=ClearingState.DONE)
        return self.filter(withdrawn=False).exclude(pk__in=gone.order_by().values("record"))


class Evidence(Tracked):
    """A file that proves progress, kept under a generated name outside the web root; never overwritten."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evidence", verbose_name="整改措施")
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    path = models.CharField("存放位置", max_length=100, unique=True, editable=False)
    note = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    provided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提供人")
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn = models.BooleanField("已撤下", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def belongs_to(self) -> Belonging:
        """Evidence belongs where its measure does."""
        return self.measure.belongs_to()

    def own_departments(self, share: str = "any") -> set[int]:
        """It is own where the measure is."""
        return self.measure.own_departments(share)

    @property
    def previewable(self) -> str:
        """How a browser may show it safely: "image", "pdf" or "" for a download only."""
        return preview_of(self.content_type)


class ProgressNote(Tracked):
    """What went on, as somebody wrote it; a cooperating department writes how it cooperated."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="notes", verbose_name="整改措施")
    text = models.TextField("进展")
    cooperating = models.BooleanField("配合情况", default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提供人")
    written_at = models.DateTimeField("时间")

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfMeasureQuerySet["ProgressNote"].as_manager()

    class Meta:
        verbose_name = "进展情况"
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]

    def belongs_to(self) -> Belonging:
        """A note belongs where its measure does."""
        return self.measure.belongs_to()

    def own_departments(self, share: str = "any") -> set[int]:
        """It is own where the measure is."""
        return self.measure.own_departments(share)
