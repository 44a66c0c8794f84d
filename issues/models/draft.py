"""What somebody is writing and hasn't saved: one draft of one section for each person, kept as they type. Not tracked."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from issues.models.round import NarrativeSection, Round
from issues.words import Slot


class Draft(models.Model):
    """A person's unsaved text, and how often it was kept (`revision`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="起草人")
    heading = models.CharField("标题", max_length=200, blank=True)
    body = models.TextField("正文", blank=True)
    revision = models.PositiveIntegerField("保存次数", default=1)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        abstract = True


class SectionDraft(Draft):
    """The draft of a section that stands already, and from which version it was begun."""

    section = models.ForeignKey(NarrativeSection, models.CASCADE, related_name="drafts", verbose_name="叙述部分")
    base_version = models.PositiveIntegerField("起草时的版本")

    class Meta:
        verbose_name = "叙述部分草稿"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="section_draft_once")]

    def __str__(self) -> str:
        return f"{self.user}的草稿：{self.section}"

    @property
    def behind(self) -> bool:
        """Whether the section has moved on since the draft was begun."""
        return self.section.version != self.base_version


class NewSectionDraft(Draft):
    """The draft of a section that isn't there yet: under which slot it was begun, and which one is chosen by now."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+", verbose_name="轮次")
    begun = models.CharField("新增时的位置", max_length=20, choices=Slot)
    slot = models.CharField("位置", max_length=20, choices=Slot)

    class Meta:
        verbose_name = "新叙述部分草稿"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "begun", "user"], name="new_section_draft_once")]

    def __str__(self) -> str:
        return f"{self.user}的草稿：{self.get_begun_display()}的新一节"
