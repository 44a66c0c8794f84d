"""A request for a later due date (延期申请): asked for by the lead department, decided by who may, the original date in sight."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from issues.models import PaperDecision
from measures.models.measure import Measure
from measures.models.proof import OfMeasureQuerySet
from rectify.accounts.models import HISTORY_REASON, Person
from rectify.history.models import Belonging, Tracked


class ExtensionState(models.TextChoices):
    """Where a request stands; while it is pending nothing changes."""

    PENDING = "pending", "待审批"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class ExtensionQuerySet(OfMeasureQuerySet["Extension"]):
    """Reads of requests: seen by those who may see the measure."""

    def pending(self) -> "ExtensionQuerySet":
        """Return those that wait for a decision."""
        return self.filter(state=ExtensionState.PENDING)

    def with_people(self) -> "ExtensionQuerySet":
        """Load what a row names."""
        return self.select_related(
            "measure__round",
            "measure__issue__key_problem",
            "measure__issue__parent",
            "measure__responsible_leader",
            "asked_by__person",
            "asked_for",
            "decided_by",
            "paper__signatory",
            "paper__meeting",
            "paper__recorded_by__person",
            "seen_by__person",
        )


class Extension(Tracked):
    """One request for a later due date. `due_before` is the date that stood when it was made; `number` counts the granted ones.

    `asked_for` is who asked, where the office typed it in; `decided_by` is a person, since who signs on paper needs no account;
    `seen_by` is who of the inspection team took note of the copy (阅知).
    """

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="extensions", verbose_name="整改措施")
    due_before = models.DateField("申请时的时限")
    until = models.DateField("申请延期至")
    reason = models.TextField("延期理由")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    asked_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申请人")
    asked_on = models.DateField("申请日期")
    state = models.CharField("状态", max_length=20, choices=ExtensionState, default=ExtensionState.PENDING)
    number = models.PositiveSmallIntegerField("第几次延期", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人")
    decided_on = models.DateField("审批日期", null=True, blank=True)
    opinion = models.TextField("审批意见", blank=True)
    paper = models.ForeignKey(PaperDecision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="线下签批")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阅知人"
    )
    seen_on = models.DateField("阅知日期", null=True, blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = ExtensionQuerySet.as_manager()
    held_with = ("measure__round", "measure__issue__key_problem", "measure__issue__parent")

    class Meta:
        verbose_name = "延期申请"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state"),
            models.CheckConstraint(
                condition=Q(until__gt=F("due_before")),
                name="extension_later",
                violation_error_message="延期后的时限应晚于现在的时限。",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False, state=ExtensionState.GRANTED)
                | (Q(number=None) & ~Q(state=ExtensionState.GRANTED)),
                name="extension_number",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False, decided_on__isnull=False)
                | Q(decided_by=None, decided_on=None, state__in=[ExtensionState.PENDING, ExtensionState.WITHDRAWN]),
                name="extension_decided",
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state=ExtensionState.PENDING),
                name="extension_one_pending",
                violation_error_message="这条措施已有待审批的延期申请。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}　延期申请"

    def belongs_to(self) -> Belonging:
        """A request belongs where its measure does."""
        return self.measure.belongs_to()

    def own_departments(self, share: str = "any") -> set[int]:
        """A request is own where its measure is."""
        return self.measure.own_departments(share)

    @property
    def asker(self) -> Person:
        """Who asked: the person in whose name it was typed in, else who typed it."""
        return self.asked_for or self.asked_by.person

    @property
    def late(self) -> bool:
        """Whether it was asked for after the due date had passed."""
        return self.asked_on > self.due_before

    @property
    def pending(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == ExtensionState.PENDING

    @property
    def granted(self) -> bool:
        """Whether it was granted."""
        return self.state == ExtensionState.GRANTED

    @property
    def to_see(self) -> bool:
        """Whether it was granted and the inspection team has not taken note of it."""
        return self.granted and self.seen_by_id is None

    def beyond(self, end: datetime.date) -> bool:
        """Tell whether it reaches beyond the concentrated period, which ends on `end`."""
        return self.until > end
