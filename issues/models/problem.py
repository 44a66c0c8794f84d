"""Aspects, key problems, and what the inspectors asked for."""

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from issues.models.round import Round
from issues.words import OpinionState
from rectify.accounts.models import HISTORY_REASON
from rectify.history.models import Belonging, Tracked, TrackedQuerySet


def ownership(prefix: str, department: int, share: str) -> dict[str, Any]:
    """Return the lookups from an issue (reached by `prefix`) to a measure that is `department`'s now, by its `share`.

    The measures stand in the app above this one; the reverse names of their links are the contract.
    """
    lookups = {
        f"{prefix}measures__withdrawn_at": None,
        f"{prefix}measures__assignments__department": department,
        f"{prefix}measures__assignments__until": None,
    }
    return lookups if share == "any" else {**lookups, f"{prefix}measures__assignments__part": share}


class Aspect(Tracked):
    """One of the aspects (方面) of the feedback."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="aspects", verbose_name="轮次")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=200)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = TrackedQuerySet["Aspect"].as_manager()

    class Meta:
        verbose_name = "方面"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="aspect_number", violation_error_message="该序号已被使用。")
        ]

    def __str__(self) -> str:
        return self.title

    def belongs_to(self) -> Belonging:
        """An aspect belongs to its round."""
        return Belonging(round=self.round_id)


class KeyProblemQuerySet(TrackedQuerySet["KeyProblem"]):
    """Reads of key problems."""

    def live(self) -> "KeyProblemQuerySet":
        """Return those that count: not withdrawn."""
        return self.filter(withdrawn=False)

    def department_q(self, department: int, share: str = "any") -> Q:
        """A department sees the headlines over its own measures."""
        own = self.model.objects.filter(issues__withdrawn=False, **ownership("issues__", department, share))
        return Q(pk__in=own.values("pk"))


class KeyProblem(Tracked):
    """A headline problem (重点问题), numbered （一）…（十四）."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="key_problems", verbose_name="轮次")
    aspect = models.ForeignKey(Aspect, models.PROTECT, null=True, blank=True, related_name="key_problems", verbose_name="方面")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("题目", max_length=300)
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = KeyProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "重点问题"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"],
                condition=Q(withdrawn=False),
                name="key_problem_number",
                violation_error_message="该序号已被另一重点问题使用。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def belongs_to(self) -> Belonging:
        """A key problem belongs to its round."""
        return Belonging(round=self.round_id, key_problem=self.pk)

    def own_departments(self, share: str = "any") -> set[int]:
        """It is own where one of its issues is."""
        return {pk for issue in self.issues.filter(withdrawn=False) for pk in issue.own_departments(share)}


class Opinion(Tracked):
    """What the inspectors asked for (整改意见), with the basis on which it counts as implemented."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="opinions", verbose_name="轮次")
    number = models.PositiveSmallIntegerField("序号")
    text = models.TextField("内容")
    state = models.CharField("落实情况", max_length=20, choices=OpinionState, default=OpinionState.IMPLEMENTING)
    basis = models.TextField("落实依据", blank=True)
    paper = models.ForeignKey(
        "issues.PaperDecision", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="认定的线下签批"
    )
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = TrackedQuerySet["Opinion"].as_manager()

    class Meta:
        verbose_name = "整改意见"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OpinionState.values), name="opinion_state"),
            models.UniqueConstraint(
                fields=["round", "number"],
                condition=Q(withdrawn=False),
                name="opinion_number",
                violation_error_message="该序号已被使用。",
            ),
        ]

    def __str__(self) -> str:
        return f"整改意见{self.number}"

    @property
    def next_state(self) -> OpinionState:
        """Where the leading group can bring it from here: the other of the two."""
        done = self.state == OpinionState.IMPLEMENTED
        return OpinionState.IMPLEMENTING if done else OpinionState.IMPLEMENTED

    def belongs_to(self) -> Belonging:
        """An opinion belongs to its round."""
        return Belonging(round=self.round_id)


class OpinionClause(Tracked):
    """A clause of an opinion as a key problem's heading quotes it; which opinion it belongs to may be unknown."""

    key_problem = models.ForeignKey(KeyProblem, models.PROTECT, related_name="clauses", verbose_name="重点问题")
    opinion = models.ForeignKey(Opinion, models.PROTECT, null=True, blank=True, related_name="clauses", verbose_name="整改意见")
    order = models.PositiveSmallIntegerField("次序", default=1)
    text = models.TextField("引述文字")
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")

    class ClauseQuerySet(TrackedQuerySet["OpinionClause"]):
        """Reads of clauses."""

        def round_q(self, rounds: list[int]) -> Q:
            """A clause belongs to its key problem's round."""
            return Q(key_problem__round__in=rounds)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "整改意见条款"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text[:40]

    def belongs_to(self) -> Belonging:
        """A clause belongs to its key problem."""
        return Belonging(round=self.key_problem.round_id, key_problem=self.key_problem_id)
