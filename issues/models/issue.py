"""An issue (整改事项): one thing to be rectified; one table, three kinds."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from issues.models.meeting import Meeting
from issues.models.problem import KeyProblem, ownership
from issues.models.round import Round
from issues.words import Closure, Conclusion, Disclosure, Kind
from rectify.accounts.models import HISTORY_REASON, Person, User
from rectify.history.models import Belonging, Tracked, TrackedQuerySet
from rectify.numerals import chinese, circled


class IssueQuerySet(TrackedQuerySet["Issue"]):
    """Reads of issues."""

    def live(self) -> "IssueQuerySet":
        """Return those that count: not withdrawn."""
        return self.filter(withdrawn=False)

    def department_q(self, department: int, share: str = "any") -> Q:
        """A department sees the issues of its own measures."""
        own = self.model.objects.filter(withdrawn=False, **ownership("", department, share))
        return Q(pk__in=own.values("pk"))

    def in_order(self) -> "IssueQuerySet":
        """Return them as the notice prints them: a manifestation, then its follow-on items; deep tasks last."""
        return (
            self.select_related("key_problem", "parent")
            .annotate(_under=Coalesce("parent__number", "number"))
            .order_by(F("key_problem__number").asc(nulls_last=True), "_under", F("parent").asc(nulls_first=True), "number", "pk")
        )


class Issue(Tracked):
    """One thing to be rectified. A placeholder is counted and not printed: its wording was not published."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="issues", verbose_name="轮次")
    kind = models.CharField("种类", max_length=20, choices=Kind)
    key_problem = models.ForeignKey(
        KeyProblem, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name="重点问题"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="follow_on", verbose_name="所属具体问题"
    )
    number = models.PositiveSmallIntegerField("序号")
    title = models.TextField("题目")
    public_title = models.TextField("公开题目", blank=True, help_text="留空则公开时使用题目")
    hard = models.BooleanField("重点难点", default=False)
    placeholder = models.BooleanField("未刊载", default=False, editable=False)
    disclosure = models.CharField("公开方式", max_length=20, choices=Disclosure, default=Disclosure.INTERNAL)
    disclosure_reason = models.TextField("公开方式的理由", blank=True)
    disclosure_body = models.CharField("批准机构", max_length=120, blank=True)
    disclosure_on = models.DateField("批准日期", null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="合并到")
    proposed = models.CharField("拟定结论", max_length=20, choices=Conclusion, blank=True)
    proposed_reason = models.TextField("拟定理由", blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟定人"
    )
    proposed_on = models.DateField("拟定日期", null=True, blank=True)
    conclusion = models.CharField("审定结论", max_length=20, choices=Conclusion, default=Conclusion.UNDETERMINED)
    conclusion_note = models.TextField("审定意见", blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定人"
    )
    concluded_on = models.DateField("审定日期", null=True, blank=True)
    concluded_in = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定会议")
    conclusion_paper = models.ForeignKey(
        "issues.PaperDecision", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定的线下签批"
    )
    closure = models.CharField("销号情况", max_length=20, choices=Closure, default=Closure.OPEN)
    closure_note = models.TextField("销号意见", blank=True)
    closure_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号办理人"
    )
    closure_on = models.DateField("销号办理日期", null=True, blank=True)
    continuing_until = models.DateField("持续整改至", null=True, blank=True)
    closure_paper = models.ForeignKey(
        "issues.PaperDecision", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号的线下签批"
    )
    closed_after = models.BigIntegerField("销号时末条变更记录", null=True, blank=True, editable=False)
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)
    withdrawn_reason = models.TextField("撤销依据", blank=True)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = IssueQuerySet.as_manager()
    held_with = ("key_problem", "parent")

    class Meta:
        verbose_name = "整改事项"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="issue_kind"),
            models.CheckConstraint(condition=Q(disclosure__in=Disclosure.values), name="issue_disclosure"),
            models.CheckConstraint(condition=Q(conclusion__in=Conclusion.values), name="issue_conclusion"),
            models.CheckConstraint(condition=Q(closure__in=Closure.values), name="issue_closure"),
            models.CheckConstraint(
                condition=Q(closed_after__isnull=False, closure=Closure.CLOSED)
                | (Q(closed_after=None) & ~Q(closure=Closure.CLOSED)),
                name="issue_closed_after",
            ),
            models.CheckConstraint(condition=Q(proposed__in=["", *Conclusion.values]), name="issue_proposed"),
            models.CheckConstraint(
                condition=(
                    Q(kind=Kind.MANIFESTATION, key_problem__isnull=False, parent=None)
                    | (Q(kind=Kind.FOLLOW_ON, key_problem__isnull=False) & (Q(parent__isnull=False) | Q(placeholder=True)))
                    | Q(kind=Kind.DEEP_TASK, key_problem=None, parent=None)
                ),
                name="issue_parents",
                violation_error_message="具体问题属于重点问题，举一反三事项属于具体问题，深度整改任务两者都不属于。",
            ),
            models.CheckConstraint(
                condition=Q(disclosure=Disclosure.MERGED, merged_into__isnull=False)
                | (~Q(disclosure=Disclosure.MERGED) & Q(merged_into=None)),
                name="issue_merged_into",
                violation_error_message="合并公开须选择合并到哪一事项。",
            ),
            models.UniqueConstraint(
                "round",
                "kind",
                Coalesce("key_problem", 0),
                Coalesce("parent", 0),
                "number",
                condition=Q(withdrawn=False),
                name="issue_number",
                violation_error_message="该序号已被另一事项使用。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.title}"

    def belongs_to(self) -> Belonging:
        """An issue belongs to its key problem; its departments are those of its measures."""
        return Belonging(
            round=self.round_id,
            key_problem=self.key_problem_id,
            issue=self.pk,
            others=tuple(sorted(self.own_departments())),
            closed=self.closed,
        )

    @property
    def closed(self) -> bool:
        """Whether the issue's number is struck off the list."""
        return self.closure == Closure.CLOSED

    def own_departments(self, share: str = "any") -> set[int]:
        """Return the keys of the departments that have a measure in this issue now, by their `share`."""
        if self.withdrawn:
            return set()
        measures: Any = self.measures
        assigned = measures.filter(withdrawn_at=None, assignments__until=None, assignments__department__isnull=False)
        return {
            department
            for department, part in assigned.values_list("assignments__department", "assignments__part")
            if share in ("any", part)
        }

    @property
    def determined(self) -> bool:
        """Whether the leading group has approved one of the four words."""
        return self.conclusion != Conclusion.UNDETERMINED

    @property
    def concluder(self) -> User | Person | None:
        """Who approved the conclusion: where that was done on paper, the signatory."""
        return self.conclusion_paper.signatory if self.conclusion_paper else self.concluded_by

    @property
    def closer(self) -> User | Person | None:
        """Who took the last step of the closure: where that was done on paper, the signatory."""
        return self.closure_paper.signatory if self.closure_paper else self.closure_by

    @property
    def mark(self) -> str:
        """The number in the margin: （三）2, （三）2-② for a follow-on item, 深1 for a deep task."""
        if self.key_problem is None:
            return f"深{self.number}"
        head = f"（{chinese(self.key_problem.number)}）"
        if self.kind == Kind.MANIFESTATION:
            return f"{head}{self.number}"
        under = self.parent.number if self.parent else "举"
        return f"{head}{under}-{circled(self.number)}"

    @property
    def code(self) -> str:
        """The number as sheets write it: 3-2, 3-2-②, 深1."""
        if self.key_problem is None:
            return f"深{self.number}"
        if self.kind == Kind.MANIFESTATION:
            return f"{self.key_problem.number}-{self.number}"
        return f"{self.key_problem.number}-{self.parent.number if self.parent else '举'}-{circled(self.number)}"
