"""What a figure was when it was frozen; a snapshot is written once and never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.record.measures import domain


class Snapshot(models.Model):
    """One measure, one scope, frozen at one lock, with the rows that were behind it."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    measure = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    formula = models.CharField(max_length=400)
    legal_basis = models.CharField(max_length=300)
    scope = models.CharField(max_length=160)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_type = models.CharField(max_length=60)
    about_key = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    as_of = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    rows = models.JSONField(default=list, blank=True)
    by_hand = models.BooleanField(default=False)
    estimated = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "số liệu đã chốt"
        ordering = ["-taken_at", "measure", "scope"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_key", "edition", "measure", "scope"], name="snapshot_once"
            ),
        ]
        indexes = [models.Index(fields=["measure", "scope"], name="snapshot_of_measure")]

    def __str__(self) -> str:
        return f"{self.measure} {self.scope}"

    def facts(self) -> dict[str, Any]:
        """Return what the digest is taken over."""
        return {
            "measure": self.measure,
            "formula": self.formula,
            "scope": self.scope,
            "as_of": self.as_of.isoformat(),
            "value": domain.plain_number(self.value),
            "numerator": domain.plain_number(self.numerator),
            "denominator": domain.plain_number(self.denominator),
            "rows": self.rows,
            "estimated": self.estimated,
        }

    def scope_then(self) -> domain.Scope:
        """Return what the figure was about, so that the same can be counted again."""
        return domain.scope_of_name(self.scope, since=self.since, until=self.until)

    def content(self) -> domain.MeasureValue:
        """Return the frozen figure."""
        return domain.MeasureValue(
            self.value, self.numerator, self.denominator, domain.rows_of_data(self.rows), self.estimated
        )

    def is_whole(self) -> bool:
        """Say whether the row still is what was frozen."""
        return domain.digest(self.facts()) == self.digest
