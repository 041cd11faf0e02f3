"""Denunciations as we hold them: ciphertext for the inspectorate, a day, and who fetched it. Nothing else exists here.

These rows have no entry in the journal, no search, no notice with contents; their own log is the only trace.
"""

from __future__ import annotations

from django.db import models

from donghanh.kit import ids
from donghanh.work.petitions.models.cases import person


class Envelope(models.Model):
    """One sealed denunciation. The body is erased once the inspectorate says that it has it."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    receipt = models.CharField("Mã biên nhận", max_length=12, unique=True, default=ids.new_key, editable=False)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    received_on = models.DateField("Ngày nhận")
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetched_by = person()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "phong bì niêm phong"
        ordering = ["received_on", "pk"]

    def __str__(self) -> str:
        return f"phong bì {self.key}"


class EnvelopeLog(models.Model):
    """What was done with an envelope: the smallest log that still shows who took it."""

    class Act(models.TextChoices):
        FETCHED = "fetched", "Tải về"
        AGAIN = "again", "Tải lại"
        CONFIRMED = "confirmed", "Xác nhận đã nhận"
        ERASED = "erased", "Đã xóa bản niêm phong"

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="log")
    act = models.CharField(max_length=10, choices=Act.choices)
    at = models.DateTimeField()
    by = person()

    class Meta:
        verbose_name = "sổ phong bì"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}"
