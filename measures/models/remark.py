"""Remarks (监督意见) on an issue, a measure or a piece of evidence, and the files that come with their answers."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from issues.models import Issue, Round
from measures.models.kept import KeptFile
from measures.models.measure import Measure
from measures.models.proof import Evidence
from measures.words import UNANSWERED, UNSETTLED, RemarkState
from rectify.accounts.models import HISTORY_REASON, Department, Person
from rectify.accounts.roles import Role
from rectify.history.models import Belonging, Tracked, TrackedQuerySet


class RemarkQuerySet(TrackedQuerySet["Remark"]):
    """Reads of remarks."""

    def unsettled(self) -> "RemarkQuerySet":
        """Return those that are neither settled nor taken back."""
        return self.filter(state__in=UNSETTLED)

    def overdue(self, today: datetime.date) -> "RemarkQuerySet":
        """Return those whose answer is still awaited and was due before `today`."""
        return self.filter(state__in=UNANSWERED, answer_by__lt=today)

    def department_q(self, department: int, share: str = "any") -> Q:
        """Seen by the departments that see what it is about, and by the one that answers: this one alone is its `lead`."""
        if share == "lead":
            return Q(department=department)
        about = Q(measure__in=Measure.objects.for_department(department, share).order_by().values("pk")) | Q(
            measure=None, issue__in=Issue.objects.for_department(department, share).order_by().values("pk")
        )
        return about | Q(department=department) if share == "any" else about

    def with_people(self) -> "RemarkQuerySet":
        """Load what a row and a page show, in one query."""
        return self.select_related(
            "round", "issue__key_problem", "issue__parent", "measure__issue__key_problem", "measure__issue__parent",
            "evidence", "department", "made_by__person", "answered_by__person", "answer_from", "signed_by",
        )  # fmt: skip


class Remark(Tracked):
    """A remark that must be answered and settled; `number` counts within the round, without a gap.

    `department` answers it, and its responsible leader signs the answer; None: the office answers, in its own name.
    `maker_role` and `maker_post` are as what it was made: who may settle it hangs on that.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="remarks", verbose_name="轮次")
    number = models.PositiveIntegerField("编号")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="remarks", verbose_name="整改事项")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="整改措施")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="佐证材料")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name="答复部门"
    )
    text = models.TextField("监督意见")
    answer_by = models.DateField("答复期限")
    state = models.CharField("状态", max_length=20, choices=RemarkState, default=RemarkState.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    maker_role = models.CharField("提出方", max_length=20, choices=Role)
    maker_post = models.CharField("提出人身份", max_length=160)
    made_at = models.DateTimeField("提出时间")
    attempt = models.PositiveSmallIntegerField("答复次数", default=0, editable=False)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复录入人"
    )
    answer_from = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审签人")
    signed_on = models.DateField("审签日期", null=True, blank=True)
    sign_note = models.TextField("审签意见", blank=True)
    note = models.TextField("处理意见", blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = RemarkQuerySet.as_manager()
    held_with = ("round", "issue__key_problem", "issue__parent", "measure", "made_by", "answered_by")

    class Meta:
        verbose_name = "监督意见"
        ordering = ["-number"]
        indexes = [models.Index(fields=["round", "state", "answer_by"], name="remark_round_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RemarkState.values), name="remark_state"),
            models.CheckConstraint(condition=Q(evidence=None) | Q(measure__isnull=False), name="remark_evidence_of_measure"),
            models.CheckConstraint(condition=Q(state__in=["open", "withdrawn"]) | ~Q(answer=""), name="remark_answered"),
            models.UniqueConstraint(fields=["round", "number"], name="remark_number", violation_error_message="该编号已被使用。"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}号监督意见"

    def belongs_to(self) -> Belonging:
        """A remark belongs to its issue and measure, to the department that answers, and to those that see what it is about."""
        others = self.own_departments() - {self.department_id}
        return Belonging(
            round=self.round_id,
            key_problem=self.issue.key_problem_id,
            issue=self.issue_id,
            measure=self.measure_id,
            department=self.department_id,
            others=tuple(sorted(key for key in others if key is not None)),
        )

    def own_departments(self, share: str = "any") -> set[int]:
        """Own to the departments of its measure or issue; by the share `lead` to the one that answers alone."""
        answers = {self.department_id} if self.department_id is not None else set()
        if share == "lead":
            return answers
        about = (self.measure or self.issue).own_departments(share)
        return about | answers if share == "any" else about

    @property
    def about(self) -> Issue | Measure | Evidence:
        """What it is about: the nearest of evidence, measure and issue."""
        return self.evidence or self.measure or self.issue

    @property
    def maker(self) -> str:
        """Whose remark it is, in a sentence: 驻局纪检监察组, or 领导小组 with the leader's name."""
        role = Role(self.maker_role)
        return str(role.label) if role.is_team else f"{role.label}{self.made_by}"

    @property
    def respondent(self) -> str:
        """Who answers: the department, or the office."""
        return self.department.name if self.department else str(Role.OFFICE.label)

    @property
    def settled(self) -> bool:
        """Whether it blocks nothing any more: settled or taken back."""
        return RemarkState(self.state).ended

    @property
    def awaited(self) -> bool:
        """Whether its answer is awaited, the first or another one."""
        return self.state in UNANSWERED

    def overdue(self, today: datetime.date) -> bool:
        """Tell whether its answer is awaited and was due before `today`."""
        return self.awaited and self.answer_by < today


class OfRemarkQuerySet(TrackedQuerySet["RemarkFile"]):
    """Reads of the files of remarks: seen by those who see the remark."""

    def round_q(self, rounds: list[int]) -> Q:
        """A file belongs to its remark's round."""
        return Q(remark__round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """A file is own where its remark is."""
        return Q(remark__in=Remark.objects.for_department(department, share).order_by().values("pk"))


class RemarkFile(KeptFile, Tracked):
    """A file that came with the answer number `attempt`."""

    remark = models.ForeignKey(Remark, models.PROTECT, related_name="files", verbose_name="监督意见")
    attempt = models.PositiveSmallIntegerField("第几次答复")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "监督意见答复附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def belongs_to(self) -> Belonging:
        """A file belongs where its remark does."""
        return self.remark.belongs_to()

    def own_departments(self, share: str = "any") -> set[int]:
        """It is own where the remark is."""
        return self.remark.own_departments(share)
