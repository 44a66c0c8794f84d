"""Feedback and the window within which it is asked for. A record is never deleted, and nothing of it is ever public."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from simple_history.models import HistoricalRecords

from issues.models import Round
from rectify.accounts.models import HISTORY_REASON, Department
from rectify.accounts.roles import Action
from rectify.history.models import Belonging, Tracked, TrackedQuerySet
from rectify.templatetags.rectify import cdate
from reports.feedback.workflow import ACCUSED, OPEN_TO, ORDINARY, Channel, State, Way

MESSAGE_LIMIT = 3000
# without the characters that are mistaken for one another; three groups of four
RECEIPT_LETTERS, GROUPS, GROUP = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 3, 4
RECEIPT = f"(?:[{RECEIPT_LETTERS}]{{{GROUP}}}-){{{GROUPS - 1}}}[{RECEIPT_LETTERS}]{{{GROUP}}}"


def new_receipt() -> str:
    """Return a receipt number (K7QX-3M9P-2DAB): drawn by lot, so that neither it nor a gap tells how many there are."""
    return "-".join(get_random_string(GROUP, RECEIPT_LETTERS) for _ in range(GROUPS))


class FeedbackWindow(Tracked):
    """From when until when a round asks the public for feedback, who answers, and where accusations belong."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="feedback_window", verbose_name="轮次")
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    answered_by = models.CharField("受理答复机构", max_length=120)
    organ = models.CharField("纪检监察机关", max_length=120)
    organ_phone = models.CharField("举报电话", max_length=60, blank=True)
    organ_address = models.CharField("来信来访地址", max_length=200, blank=True)
    organ_note = models.TextField("其他举报方式", blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = TrackedQuerySet["FeedbackWindow"].as_manager()

    class Meta:
        verbose_name = "意见建议受理期"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="feedback_window_days",
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{cdate(self.opens_on)}至{cdate(self.closes_on)}"

    def belongs_to(self) -> Belonging:
        """A window belongs to its round."""
        return Belonging(round=self.round_id)

    def open_on(self, day: datetime.date) -> bool:
        """Tell whether feedback is taken on `day`, both ends included."""
        return self.opens_on <= day <= self.closes_on


class FeedbackQuerySet(TrackedQuerySet["Feedback"]):
    """Reads of feedback. There is no way to all of it: each row is open to the one right or to the other."""

    def open_to_q(self, action: Action) -> Q:
        """Return the condition that a row is open to `action` at all: Feedback.open_to."""
        fitting = [
            state for states, accused in ((ORDINARY, False), (ACCUSED, True)) if action in OPEN_TO[accused] for state in states
        ]
        return Q(state__in=fitting)


class Feedback(Tracked):
    """What somebody sent in or told the office: kept apart, so that the change log tells no word of it.

    `receipt` stands in addresses and lists instead of a number in sequence, in which what went to the inspection team would gape.
    The texts of the last step of each kind stand here, those before in its history.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="feedback", verbose_name="轮次")
    receipt = models.CharField("受理编号", max_length=20, unique=True, default=new_receipt, editable=False)
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    received_on = models.DateField("收到日期")
    message = models.TextField("内容")
    sender = models.CharField("姓名或单位", max_length=40, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.RECEIVED)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转办部门")
    route_note = models.TextField("转办要求", blank=True)
    reply = models.TextField("答复内容", blank=True)
    reply_way = models.CharField("答复方式", max_length=10, choices=Way, blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    reason = models.TextField("说明", blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = FeedbackQuerySet.as_manager()

    told: ClassVar[frozenset[str]] = frozenset({"channel", "received_on", "state", "department", "reply_way", "replied_on"})

    class Meta:
        verbose_name = "意见建议"
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["round", "state"], name="feedback_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="feedback_state_valid"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="feedback_channel_valid"),
            models.CheckConstraint(condition=~Q(state=State.ROUTED) | Q(department__isnull=False), name="feedback_routed_to"),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | (~Q(reply="") & ~Q(reply_way="") & Q(replied_on__isnull=False)),
                name="feedback_replied",
            ),
        ]

    def __str__(self) -> str:
        return f"意见建议 {self.receipt}"

    def belongs_to(self) -> Belonging:
        """Feedback belongs to its round, and to no department: the one it was routed to has it on paper."""
        return Belonging(round=self.round_id)

    @property
    def accused(self) -> bool:
        """Whether it is the inspection team's alone."""
        return self.state in ACCUSED

    @property
    def open_to(self) -> frozenset[Action]:
        """The actions that may be asked of it at all."""
        return OPEN_TO[self.accused]

    def get_absolute_url(self) -> str:
        """Return its page in the register."""
        return reverse("reports:feedback_item", args=[self.round_id, self.receipt])
