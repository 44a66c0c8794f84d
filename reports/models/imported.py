"""Published notices that were taken over. A row is written once; the round made of it is filled in when it is there."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from issues.models import Round
from reports.models.rows import OfRoundQuerySet


class ImportedNotice(models.Model):
    """A published notice that was taken over: its text whole, what was read of it, and the round made of it (None: not yet).

    The same text is taken over once, unless somebody asks for another copy.
    """

    sha256 = models.CharField("文字摘要", max_length=64)
    copy = models.PositiveSmallIntegerField("份次", default=1)
    name = models.CharField("文件名", max_length=200, blank=True)
    text = models.TextField("原文")
    answer = models.JSONField("读出内容")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="imported", verbose_name="轮次")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    imported_at = models.DateTimeField("导入时间", default=timezone.now)

    objects = OfRoundQuerySet["ImportedNotice"].as_manager()

    class Meta:
        verbose_name = "导入的通报"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["sha256", "copy"], name="imported_notice_once")]

    def __str__(self) -> str:
        return self.name or self.sha256[:12]
