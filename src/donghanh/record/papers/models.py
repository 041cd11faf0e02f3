"""Word templates that officers brought; a version is never changed, and the one put to use last is in use."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from donghanh.kit import ids


class Template(models.Model):
    """One version of a kind's template: a file somebody brought, or, without a file, the return to our own."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told = models.JSONField(default=list, blank=True)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "mẫu văn bản"
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="paper_template_version")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
