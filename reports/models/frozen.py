"""Trees of notices as they were frozen, and the files made of them. Rows are written once; what they tell is in the ledger."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from reports.content import Document
from reports.frozen import from_data
from reports.models.rows import OfRoundQuerySet


class FrozenTree(models.Model):
    """A notice as it stood when somebody asked for its PDF: what is rendered, whatever the ledger says by then."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="frozen_trees", verbose_name="轮次")
    tree_hash = models.CharField("内容摘要", max_length=64)
    tree = models.JSONField("内容")
    cut_off = models.DateField("截至")
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    objects = OfRoundQuerySet["FrozenTree"].as_manager()

    class Meta:
        verbose_name = "通报内容"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["round", "tree_hash"], name="frozen_tree_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.cut_off}"

    @property
    def document(self) -> Document:
        """The content tree."""
        return from_data(self.tree)


class Rendering(models.Model):
    """One file of a frozen tree in one set of faces: `format` is a key of `reports.notice.formats`, its name is its SHA-256."""

    frozen = models.ForeignKey(FrozenTree, models.PROTECT, related_name="renderings", verbose_name="通报内容")
    format = models.CharField("格式", max_length=10, default="pdf")
    faces = models.JSONField("字体")
    faces_hash = models.CharField("字体摘要", max_length=64)
    missing = models.TextField("缺字", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    path = models.CharField("存放位置", max_length=100)
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = "通报文件"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["frozen", "format", "faces_hash"], name="rendering_once")]

    def __str__(self) -> str:
        return self.sha256

    def get_absolute_url(self) -> str:
        """Return the address of the download."""
        return reverse("reports:notice_pdf", args=[self.frozen.round_id, self.frozen.tree_hash])
