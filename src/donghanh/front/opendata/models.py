"""Editions of the house's own datasets, keys of those who call the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models

from donghanh.ground.accounts import api as accounts
from donghanh.kit import ids
from donghanh.kit.dates import today


class Edition(models.Model):
    """What one of the house's own datasets held from a moment on; its rows lie in a file named by their hash."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    name = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "bản dữ liệu"
        ordering = ["name", "-number"]
        constraints = [models.UniqueConstraint(fields=["name", "number"], name="dataset_edition_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def folder(self) -> Path:
        """Return where its files lie."""
        return Path(settings.VAR) / "opendata" / self.name / self.digest[:16]

    @property
    def rows_path(self) -> Path:
        """Return the file that every other file of the edition is made of."""
        return self.folder / "rows.jsonl"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of keys."""

    def visible_to(self, user: Any) -> Self:
        """Keep all for operators, none for anybody else."""
        return self if accounts.has_role(user, "operator", on=today()) else self.none()

    def working(self) -> Self:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class ApiKey(models.Model):
    """One caller's key: only its hash is kept, it is shown once."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    label = models.CharField("Cấp cho", max_length=120)
    contact = models.EmailField("Thư điện tử liên hệ", blank=True)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "khóa API"
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.label} …{self.ending}"
