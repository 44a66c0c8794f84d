"""Masking rules (词语替换): what a term becomes in the public notice, round by round; none stand unless somebody adds them."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from issues.models.round import Round
from rectify.accounts.models import HISTORY_REASON
from rectify.history.models import Belonging, Tracked, TrackedQuerySet


class MaskingRuleQuerySet(TrackedQuerySet["MaskingRule"]):
    """Reads of masking rules."""

    def in_force(self) -> "MaskingRuleQuerySet":
        """Return those that strike: not withdrawn."""
        return self.filter(withdrawn=False)


class MaskingRule(Tracked):
    """One term, and what stands in its place in public."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="masking_rules", verbose_name="轮次")
    term = models.CharField("原词", max_length=60)
    replacement = models.CharField("替换为", max_length=60)
    reason = models.CharField("说明", max_length=200, blank=True)
    withdrawn = models.BooleanField("已撤销", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = MaskingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "词语替换规则"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "term"],
                condition=Q(withdrawn=False),
                name="masking_term_once",
                violation_error_message="这个词已有替换规则。",
            )
        ]

    def __str__(self) -> str:
        return f"“{self.term}”→“{self.replacement}”"

    def belongs_to(self) -> Belonging:
        """A rule belongs to its round."""
        return Belonging(round=self.round_id)
