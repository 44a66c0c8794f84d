"""A measure (整改措施), and the departments it is assigned to."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from issues.models import Issue, Round
from measures.workflow import Light, Status
from rectify.accounts.models import HISTORY_REASON, Department, Person
from rectify.history.models import Belonging, Tracked, TrackedQuerySet


class MeasureQuerySet(TrackedQuerySet["Measure"]):
    """Reads of measures."""

    def counted(self) -> "MeasureQuerySet":
        """Return those that count: of issues that aren't withdrawn (withdrawn measures are a figure of their own)."""
        return self.filter(issue__withdrawn=False)

    def live(self) -> "MeasureQuerySet":
        """Return those that are neither withdrawn nor of a withdrawn issue."""
        return self.counted().exclude(status=Status.WITHDRAWN)

    def department_q(self, department: int, share: str = "any") -> Q:
        """A department's own are those it leads or cooperates in now."""
        return Q(pk__in=Assignment.objects.of(department, share).values("measure"))

    def led_by(self, department: int) -> "MeasureQuerySet":
        """Return those that `department` leads now."""
        return self.for_department(department, Assignment.Part.LEAD)

    def unfinished(self) -> "MeasureQuerySet":
        """Return those still to be done: neither done nor withdrawn."""
        return self.exclude(status__in=[Status.DONE, Status.WITHDRAWN])

    def overdue(self, today: datetime.date) -> "MeasureQuerySet":
        """Return the unfinished ones whose due date has passed; without a due date nothing is overdue."""
        return self.unfinished().filter(long_term=False, due_on__lt=today)

    def due_soon(self, today: datetime.date, warning_days: int) -> "MeasureQuerySet":
        """Return the unfinished ones due from `today` to `warning_days` days later."""
        last = today + datetime.timedelta(days=warning_days)
        return self.unfinished().filter(long_term=False, due_on__gte=today, due_on__lte=last)

    def with_people(self) -> "MeasureQuerySet":
        """Load what a row shows, in two queries: the issue with its headline, people, and the departments in force."""
        return self.select_related(
            "round", "issue__key_problem", "issue__parent", "responsible_leader", "responsible", "reported_by"
        ).prefetch_related(
            Prefetch("assignments", Assignment.objects.in_force().select_related("department"), to_attr="current_assignments")
        )

    def in_order(self) -> "MeasureQuerySet":
        """Return them as the notice prints them."""
        return self.annotate(_under=Coalesce("issue__parent__number", "issue__number")).order_by(
            F("issue__key_problem__number").asc(nulls_last=True),
            "_under",
            F("issue__parent").asc(nulls_first=True),
            "issue__number",
            "number",
        )


class Measure(Tracked):
    """A thing to be done about one issue, as planned, and what was done. `public_text` alone is ever printed in public."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="measures", verbose_name="轮次")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="measures", verbose_name="整改事项")
    number = models.PositiveSmallIntegerField("序号")
    plan = models.TextField("整改措施")
    outcome = models.TextField("落实情况", blank=True)
    public_text = models.TextField("公开文本", blank=True)
    responsible_leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="led_measures", verbose_name="责任领导"
    )
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="责任人")
    due_on = models.DateField("完成时限", null=True, blank=True)
    original_due_on = models.DateField("原定时限", null=True, blank=True, editable=False)
    long_term = models.BooleanField("长期坚持", default=False)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.NOT_STARTED)
    status_before = models.CharField("撤销前状态", max_length=20, choices=Status, blank=True, editable=False)
    status_note = models.TextField("办理意见", blank=True)
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="录入人"
    )
    verifier = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="指定核验人")
    reported_on = models.DateField("报送日期", null=True, blank=True)
    proof_note = models.TextField("无佐证材料的说明", blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = MeasureQuerySet.as_manager()
    held_with = ("round", "issue__key_problem", "issue__parent")

    class Meta:
        verbose_name = "整改措施"
        ordering = ["issue", "number"]
        indexes = [models.Index(fields=["round", "status", "due_on"], name="measure_round_status")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="measure_status"),
            models.CheckConstraint(condition=Q(status_before__in=["", *Status.values]), name="measure_status_before"),
            models.CheckConstraint(
                condition=Q(status=Status.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=Status.WITHDRAWN) & Q(withdrawn_at=None)),
                name="measure_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["issue", "number"], name="measure_number", violation_error_message="该序号已被另一措施使用。"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.code}条"

    @property
    def code(self) -> str:
        """The number as sheets write it: 3-2-1."""
        return f"{self.issue.code}-{self.number}"

    def in_force(self) -> "list[Assignment]":
        """Return the assignments in force, the lead first; from what was loaded where it was."""
        held: list[Assignment] | None = self.__dict__.get("current_assignments")
        if held is None:
            assignments = Assignment.objects.in_force().filter(measure=self).select_related("department")
            held = self.__dict__["current_assignments"] = list(assignments)
        return held

    @property
    def lead(self) -> Department | None:
        """The lead department now."""
        return next((a.department for a in self.in_force() if a.part == Assignment.Part.LEAD), None)

    @property
    def cooperating(self) -> list[Department]:
        """The cooperating departments now."""
        return [a.department for a in self.in_force() if a.part == Assignment.Part.COOPERATING]

    def belongs_to(self) -> Belonging:
        """A measure belongs to its issue, its lead and its cooperating departments."""
        lead = self.lead
        return Belonging(
            round=self.round_id,
            key_problem=self.issue.key_problem_id,
            issue=self.issue_id,
            measure=self.pk,
            department=lead.pk if lead else None,
            others=tuple(department.pk for department in self.cooperating),
            closed=self.issue.closed,
        )

    def own_departments(self, share: str = "any") -> set[int]:
        """A measure is own to the departments in force, by their part."""
        return {assignment.department_id for assignment in self.in_force() if share in ("any", assignment.part)}

    def light(self, today: datetime.date, warning_days: int) -> Light:
        """Return how the measure stands to its due date on `today` (the domain's rule on lights)."""
        if self.status == Status.WITHDRAWN:
            return Light.WITHDRAWN
        if self.status == Status.DONE:
            return Light.DONE
        if self.long_term:
            return Light.LONG_TERM
        if self.due_on is None:
            return Light.NO_DATE
        if self.due_on < today:
            return Light.OVERDUE
        return Light.DUE_SOON if (self.due_on - today).days <= warning_days else Light.NORMAL


class AssignmentQuerySet(TrackedQuerySet["Assignment"]):
    """Reads of assignments."""

    def in_force(self) -> "AssignmentQuerySet":
        """Return those that hold now, the lead first."""
        return self.filter(until=None).order_by("-part", "department__order", "id")

    def of(self, department: int, share: str = "any") -> "AssignmentQuerySet":
        """Return those of one department that hold now, by their part."""
        held = self.in_force().filter(department=department)
        return held if share == "any" else held.filter(part=share)

    def round_q(self, rounds: list[int]) -> Q:
        """An assignment belongs to its measure's round."""
        return Q(measure__round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """An assignment is own where its measure is."""
        return Q(measure__in=Assignment.objects.of(department, share).values("measure"))


class Assignment(Tracked):
    """A measure's department, lead or cooperating, from one day until another: a tracked record of its own."""

    class Part(models.TextChoices):
        """The department's part; the names sort the lead first where they are ordered downwards."""

        LEAD = "lead", "牵头"
        COOPERATING = "cooperating", "配合"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="assignments", verbose_name="整改措施")
    department = models.ForeignKey(Department, models.PROTECT, related_name="assignments", verbose_name="部门")
    part = models.CharField("分工", max_length=20, choices=Part)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "部门分工"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(part__in=["lead", "cooperating"]), name="assignment_part"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="assignment_period"),
            models.UniqueConstraint(fields=["measure"], condition=Q(part="lead", until=None), name="assignment_one_lead"),
            models.UniqueConstraint(fields=["measure", "department"], condition=Q(until=None), name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.get_part_display()}：{self.department}"

    def belongs_to(self) -> Belonging:
        """An assignment belongs to its measure and, as long as the log goes, to its own department."""
        issue = self.measure.issue
        return Belonging(
            round=self.measure.round_id,
            key_problem=issue.key_problem_id,
            issue=issue.pk,
            measure=self.measure_id,
            department=self.department_id,
        )

    def own_departments(self, share: str = "any") -> set[int]:
        """An assignment is own where its measure is."""
        return self.measure.own_departments(share)
