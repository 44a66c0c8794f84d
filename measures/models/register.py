"""The register (来文登记): what comes on paper, recorded and never issued here; what it is about, and its scans."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from issues.models import Issue, Round
from measures.models.kept import KeptFile
from measures.models.measure import Measure
from measures.words import RegisterKind, RegisterPart, RegisterState
from rectify.accounts.models import HISTORY_REASON
from rectify.history.models import Belonging, M, Tracked, TrackedQuerySet


def _about(department: int, share: str) -> "models.QuerySet[RegisterLink]":
    """Return the links that hold to what is a department's own."""
    links = RegisterLink.objects.filter(withdrawn=False)
    return links.filter(
        Q(measure__in=Measure.objects.for_department(department, share).order_by().values("pk"))
        | Q(measure=None, issue__in=Issue.objects.for_department(department, share).order_by().values("pk"))
    )


class RegisterQuerySet(TrackedQuerySet["RegisterItem"]):
    """Reads of the register."""

    def overdue(self, today: datetime.date) -> "RegisterQuerySet":
        """Return those whose reply is still awaited and was due before `today`."""
        return self.filter(state=RegisterState.OPEN, answer_by__lt=today)

    def department_q(self, department: int, share: str = "any") -> Q:
        """A department sees those about its own measures, or about their issues."""
        return Q(pk__in=_about(department, share).order_by().values("item"))


class RegisterItem(Tracked):
    """A paper that came: from whom, of what date and number, by when it is to be replied to, and the reply."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="register", verbose_name="轮次")
    kind = models.CharField("种类", max_length=20, choices=RegisterKind)
    number = models.CharField("文号", max_length=60, blank=True)
    sender = models.CharField("来文单位或批示领导", max_length=120)
    dated_on = models.DateField("日期")
    matter = models.TextField("事由")
    answer_by = models.DateField("回复期限", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=RegisterState, default=RegisterState.OPEN)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    reply_number = models.CharField("回复文号", max_length=60, blank=True)
    reply = models.TextField("回复情况", blank=True)
    note = models.TextField("办理意见", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = "来文登记"
        ordering = ["-dated_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RegisterKind.values), name="register_kind"),
            models.CheckConstraint(condition=Q(state__in=RegisterState.values), name="register_state"),
            models.CheckConstraint(
                condition=Q(answer_by=None) | Q(answer_by__gte=models.F("dated_on")),
                name="register_answer_by",
                violation_error_message="回复期限不能早于来文日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender}{self.get_kind_display()}" + (f"（{self.number}）" if self.number else "")

    @property
    def current(self) -> "list[RegisterLink]":
        """What it is about now, with what their names need."""
        links = self.links.filter(withdrawn=False)
        return list(
            links.select_related("issue__key_problem", "issue__parent", "measure__issue__key_problem", "measure__issue__parent")
        )

    def belongs_to(self) -> Belonging:
        """A paper belongs to its round, and to the one issue or measure that it is about, if there is just one."""
        links = self.current
        one = links[0] if len(links) == 1 else None
        return Belonging(
            round=self.round_id,
            issue=one.issue_id if one else None,
            measure=one.measure_id if one else None,
            others=tuple(sorted(self.own_departments())),
        )

    def own_departments(self, share: str = "any") -> set[int]:
        """Own to the departments of what it is about."""
        return {key for link in self.current for key in (link.measure or link.issue).own_departments(share)}

    def overdue(self, today: datetime.date) -> bool:
        """Tell whether its reply is awaited and was due before `today`."""
        return self.state == RegisterState.OPEN and self.answer_by is not None and self.answer_by < today


class OfItemQuerySet(TrackedQuerySet[M]):
    """Reads of what belongs to a registered paper: seen by those who see the paper."""

    def round_q(self, rounds: list[int]) -> Q:
        """It belongs to its paper's round."""
        return Q(item__round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """It is own where its paper is."""
        return Q(item__in=RegisterItem.objects.for_department(department, share).order_by().values("pk"))


class OfItem(Tracked):
    """What belongs to a registered paper and is seen where that is."""

    class Meta:
        abstract = True

    item: "models.ForeignKey[RegisterItem, RegisterItem]"

    def belongs_to(self) -> Belonging:
        """It belongs where the paper does."""
        return self.item.belongs_to()

    def own_departments(self, share: str = "any") -> set[int]:
        """It is own where the paper is."""
        return self.item.own_departments(share)


class RegisterLink(OfItem):
    """An issue that a paper is about, or one of its measures alone; withdrawn where that is corrected."""

    item = models.ForeignKey(RegisterItem, models.PROTECT, related_name="links", verbose_name="来文登记")
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="+", verbose_name="整改事项")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="整改措施")
    withdrawn = models.BooleanField("已撤下", default=False, editable=False)

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfItemQuerySet["RegisterLink"].as_manager()

    class Meta:
        verbose_name = "来文所涉事项"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.measure or self.issue)


class RegisterFile(KeptFile, OfItem):
    """A scan of the paper, or of its reply."""

    item = models.ForeignKey(RegisterItem, models.PROTECT, related_name="files", verbose_name="来文登记")
    part = models.CharField("所属", max_length=20, choices=RegisterPart)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    history = HistoricalRecords(history_change_reason_field=HISTORY_REASON, related_name="past")
    objects = OfItemQuerySet["RegisterFile"].as_manager()

    class Meta:
        verbose_name = "来文扫描件"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(part__in=RegisterPart.values), name="register_file_part")]

    def __str__(self) -> str:
        return self.name
