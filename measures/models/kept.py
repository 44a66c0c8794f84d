"""What a record holds of a file that was kept (rectify.files): its name, size, digest, and where the bytes lie."""

from django.db import models

from rectify.files.giving import preview_of


class KeptFile(models.Model):
    """The fields of one kept file; its bytes are never overwritten."""

    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    path = models.CharField("存放位置", max_length=100, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def previewable(self) -> str:
        """How a browser may show it safely: "image", "pdf" or "" for a download only."""
        return preview_of(self.content_type)
