"""Meetings (会议) of a round: what they were, when, and what their minutes are called."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from issues.models.round import Round
from issues.words import MeetingKind
from rectify.accounts.models import HISTORY_REASON, Person
from rectify.history.models import Belonging, Tracked, TrackedQuerySet

if TYPE_CHECKING:
    import datetime


class MeetingQuerySet(TrackedQuerySet["Meeting"]):
    """Reads of meetings."""

    def live(self) -> "MeetingQuerySet":
        """Return those that count: not withdrawn."""
        return self.filter(withdrawn=False)

    def held_by(self, day: "datetime.date") -> "MeetingQuerySet":
        """Return those held on or before `day`."""
        return self.live().filter(held_on__lte=day)


class Meeting(Tracked):
    """A meeting that dealt with the rectification. `expected` and `present` count those entitled to vote (应到、实到)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="meetings", verbose_name="轮次")
    kind = models.CharField("会议种类", max_length=20, choices=MeetingKind)
    held_on = models.DateField("召开日期")
    title = models.CharField("议题", max_length=200)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人")
    expected = models.PositiveSmallIntegerField("应到人数", null=True, blank=True)
    present = models.PositiveSmallIntegerField("实到人数", null=True, blank=True)
    attending = models.CharField("列席人员", max_length=300, blank=True)
    minutes_number = models.CharField("纪要号", max_length=60, blank=True)
    summary = models.TextField("会议意见", blank=True)
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="meeting_kind"),
            models.CheckConstraint(
                condition=Q(present=None) | (Q(expected__isnull=False) & Q(present__lte=F("expected"))),
                name="meeting_present",
                violation_error_message="实到人数不能多于应到人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on.year}年{self.held_on.month}月{self.held_on.day}日{self.get_kind_display()}"

    def belongs_to(self) -> Belonging:
        """A meeting belongs to its round."""
        return Belonging(round=self.round_id)
