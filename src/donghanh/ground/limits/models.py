"""How often one address knocked in one window."""

from __future__ import annotations

from django.db import models


class Knocks(models.Model):
    """How often one address did one thing in one window; the address is kept only as a keyed hash of the day."""

    kind = models.CharField(max_length=40)
    who = models.CharField(max_length=64)
    until = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "mức gửi"
        constraints = [models.UniqueConstraint(fields=["kind", "who", "until"], name="knocks_once_per_window")]
        indexes = [models.Index(fields=["until"], name="knocks_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.until}"
