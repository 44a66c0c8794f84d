"""What surrounds a closure: the inspection team's opinion before it, and the look back after it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from issues.models import Issue, Meeting
from rectify.accounts.models import HISTORY_REASON
from rectify.history.models import Belonging, M, Tracked, TrackedQuerySet


class Reply(models.TextChoices):
    """What the inspection team says to a closure; silence is 未回复, never consent."""

    NO_OBJECTION = "no_objection", "无不同意见"
    SUPPLEMENT = "supplement", "建议补充整改"
    DEFER = "defer", "建议暂缓销号"
    SILENT = "silent", "未回复"


class Ruling(models.TextChoices):
    """How a meeting decided on an opinion against closure."""

    CLOSE = "close", "同意销号"
    DEFER = "defer", "暂缓销号"


class Finding(models.TextChoices):
    """What a look back found."""

    HELD = "held", "成果巩固"
    SUPPLEMENT = "supplement", "需补充整改"
    REBOUND = "rebound", "反弹回潮"


class OfIssueQuerySet(TrackedQuerySet[M]):
    """Reads of what belongs to an issue: seen by those who may see the issue."""

    def round_q(self, rounds: list[int]) -> Q:
        """It belongs to its issue's round."""
        return Q(issue__round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """It is own where the issue is."""
        return Q(issue__in=Issue.objects.for_department(department, share).values("pk"))


class OfIssue(Tracked):
    """A tracked record about one issue: it belongs where the issue does."""

    issue: "models.ForeignKey[Issue, Issue]"
    held_with = ("issue__round", "issue__key_problem", "issue__parent")

    class Meta:
        abstract = True

    def belongs_to(self) -> Belonging:
        """It belongs where its issue does."""
        return self.issue.belongs_to()

    def own_departments(self, share: str = "any") -> set[int]:
        """It is own where its issue is."""
        return self.issue.own_departments(share)


class Consultation(OfIssue):
    """One asking of the inspection team about a closure (征求驻局纪检监察组意见); an issue asked for again has another.

    `given_for` names the superior body whose opinion the office recorded, where the team answers for a measure itself.
    `settled_in` is the meeting that decided on an opinion against closure, `ruling` how: what it deferred nobody may close.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="consultations", verbose_name="整改事项")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_on = models.DateField("征求日期")
    note = models.TextField("申请说明", blank=True)
    due_on = models.DateField("回复期限")
    opinion = models.CharField("意见", max_length=20, choices=Reply, blank=True)
    text = models.TextField("意见内容", blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人"
    )
    given_on = models.DateField("回复日期", null=True, blank=True)
    given_for = models.CharField("上级机关", max_length=120, blank=True)
    settled_in = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="研究会议")
    ruling = models.CharField("会议结论", max_length=20, choices=Ruling, blank=True)
    settlement = models.TextField("会议决定", blank=True)
    ended = models.BooleanField("已终结", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfIssueQuerySet["Consultation"].as_manager()

    class Meta:
        verbose_name = "征求意见"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(opinion__in=["", *Reply.values]), name="consultation_opinion"),
            models.CheckConstraint(condition=Q(ruling__in=["", *Ruling.values]), name="consultation_ruling"),
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="consultation_period"),
            models.UniqueConstraint(fields=["issue"], condition=Q(ended=False), name="consultation_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.issue.mark}　征求意见"

    def standing(self, day: datetime.date) -> str:
        """Return how it stands on `day`: the opinion, 待回复 within the days given, 未回复 once they are over or nobody waits.

        Source: silence is 未回复, never consent.
        """
        if self.opinion:
            return self.get_opinion_display()
        return Reply.SILENT.label if self.ended or day > self.due_on else "待回复"

    @property
    def settled(self) -> str:
        """Which meeting decided on an opinion against closure, and how, in one sentence; "" where none did."""
        if self.settled_in is None:
            return ""
        ruling = f"研究，{self.get_ruling_display()}" if self.ruling else ""  # at first none was asked for
        return f"{self.settled_in}{ruling}：{self.settlement}"


class LookBack(OfIssue):
    """A later check of a closed issue (回头看): planned at the closure, done by the office or the inspection team."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="look_backs", verbose_name="整改事项")
    planned_on = models.DateField("计划日期")
    done_on = models.DateField("开展日期", null=True, blank=True)
    result = models.CharField("结果", max_length=20, choices=Finding, blank=True)
    findings = models.TextField("发现的情况", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    done_for = models.CharField("上级机关", max_length=120, blank=True)
    reopened = models.CharField("恢复整改的措施", max_length=400, blank=True)
    cancelled = models.BooleanField("已取消", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfIssueQuerySet["LookBack"].as_manager()

    class Meta:
        verbose_name = "回头看"
        verbose_name_plural = "回头看"
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=["", *Finding.values]), name="look_back_result"),
            models.CheckConstraint(
                condition=Q(result="", done_on=None, done_by=None)
                | (~Q(result="") & Q(done_on__isnull=False, done_by__isnull=False)),
                name="look_back_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue.mark}　回头看"
