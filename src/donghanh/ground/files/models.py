"""Files that came from outside: one row per upload, one blob per content."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from donghanh.kit import ids


class StoredFile(models.Model):
    """A file somebody uploaded: its name and hash here, its content once on disk under its hash."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    sha256 = models.CharField("Mã băm SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("Dung lượng")
    media_type = models.CharField("Loại", max_length=100)
    kind = models.CharField(max_length=8)
    name = models.CharField("Tên tệp", max_length=150)
    purpose = models.CharField("Mục đích", max_length=20)
    pages = models.PositiveIntegerField("Số trang", null=True, blank=True)
    cleaned = models.BooleanField(default=False)  # metadata of an image was removed, so the hash is of the cleaned file
    uploaded_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Return where the content lies."""
        return blob_path(self.sha256)


def blob_path(sha256: str) -> Path:
    """Return where the content of a hash lies: ``ab/cd/abcd…`` under the store."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256
