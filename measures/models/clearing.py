"""清除: taking away what must not be kept (a classified file uploaded by mistake, a classified sentence typed into a field).

Asked for by the office, confirmed by the inspection team: two people. Source: “Nothing is lost” in the domain's description.
"""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from issues.models import Round
from rectify.accounts.models import HISTORY_REASON
from rectify.history.models import Belonging, Tracked, TrackedQuerySet

REASON_OF = "reason:"  # before the number of the log's line whose reason is to go, in the place of a field's name


class ClearingState(models.TextChoices):
    """Where a clearing stands; only a pending one moves on."""

    PENDING = "pending", "待确认"
    DONE = "done", "已清除"
    REFUSED = "refused", "不同意清除"
    WITHDRAWN = "withdrawn", "已撤回"


class ClearingQuerySet(TrackedQuerySet["Clearing"]):
    """Reads of clearings."""

    def pending(self) -> "ClearingQuerySet":
        """Return those that wait for the inspection team."""
        return self.filter(state=ClearingState.PENDING)

    def with_people(self) -> "ClearingQuerySet":
        """Load who asked and who decided, the newest first."""
        return self.select_related("round", "asked_by__person", "decided_by__person").order_by("-pk")


class Clearing(Tracked):
    """One clearing: of a record's file (`file`), of one of its texts (`field`), or of a file with its name (both).

    Of a reason, which no field of the record holds, `field` names the line of the log instead (REASON_OF).

    The record is kept as values (kind and key), since apps above have records of their own; `label` names it without a word of
    what is to go. `keeps_current`: the text as it now stands has been put right already, only what stood before goes. `erased`
    names every line of the log that was blanked, as `rectify.history.clearing` says.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="clearings", verbose_name="轮次")
    record_type = models.CharField("记录种类", max_length=60, editable=False)
    record = models.BigIntegerField("记录编号", editable=False)
    label = models.CharField("清除对象", max_length=200)
    what = models.CharField("清除内容", max_length=60)
    file = models.BooleanField("清除文件", default=False)
    field = models.CharField("清除字段", max_length=60, blank=True, editable=False)
    keeps_current = models.BooleanField("保留现有文字", default=False)
    reason = models.TextField("清除原因")
    state = models.CharField("状态", max_length=20, choices=ClearingState, default=ClearingState.PENDING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decision_note = models.TextField("办理意见", blank=True)
    erased = models.JSONField("已清除的记录", default=dict, blank=True, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = ClearingQuerySet.as_manager()

    class Meta:
        verbose_name = "清除"
        ordering = ["-id"]
        indexes = [models.Index(fields=["record_type", "record"], name="clearing_record")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClearingState.values), name="clearing_state"),
            models.CheckConstraint(condition=Q(file=True) | ~Q(field=""), name="clearing_something"),
            models.CheckConstraint(
                condition=~Q(state=ClearingState.DONE) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="clearing_two_people",
            ),
            models.UniqueConstraint(
                fields=["record_type", "record", "file", "field"],
                condition=Q(state=ClearingState.PENDING),
                name="clearing_one_pending",
                violation_error_message="这项内容已提出清除，正待确认。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.what}"

    @property
    def subject(self) -> Tracked:
        """The record as it stands, with what says where it belongs."""
        model: type[Tracked] = apps.get_model(self.record_type)
        return model._base_manager.select_related(*model.held_with).get(pk=self.record)

    def belongs_to(self) -> Belonging:
        """A clearing belongs where its record does."""
        return self.subject.belongs_to()

    @property
    def pending(self) -> bool:
        """Whether it waits for the inspection team."""
        return self.state == ClearingState.PENDING

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.state == ClearingState.DONE

    @property
    def of_reason(self) -> bool:
        """Whether it is of the reason that one line of the log tells, not of a field."""
        return self.field.startswith(REASON_OF)
