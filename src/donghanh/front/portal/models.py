"""How many pages of each group were read on a day; nothing about who read them."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class DayCountQuerySet(models.QuerySet["DayCount"]):
    """Reads of counts."""

    def visible_to(self, user: Any) -> Self:  # noqa: ARG002 - sums of a day tell of nobody
        """Keep all: the counts are public."""
        return self


class DayCount(models.Model):
    """Pages read in a group on a day; ``visits`` are those opened from outside the portal."""

    day = models.DateField()
    group = models.CharField(max_length=30)
    language = models.CharField(max_length=5, default="vi")
    pages = models.PositiveIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)

    objects = DayCountQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt xem trong ngày"
        ordering = ["-day", "group"]
        constraints = [models.UniqueConstraint(fields=["day", "group", "language"], name="daycount_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.group}: {self.pages}"
