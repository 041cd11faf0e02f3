"""Clocks of petitions: which rule, since when, and what was last derived from the log; changes of what was promised."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from donghanh.kit import ids
from donghanh.work.petitions import domain
from donghanh.work.petitions.models.cases import Petition
from donghanh.work.petitions.models.sharing import Assignment


class ClockQuerySet(models.QuerySet["Clock"]):
    """Adjectives for clocks."""

    def open(self) -> Self:
        """Keep those that run or wait."""
        return self.filter(is_open=True)

    def derived_before(self, stamp: str) -> Self:
        """Keep open ones derived from another calendar than that of this stamp."""
        return self.open().exclude(stamp=stamp)


class Clock(models.Model):
    """One clock of a petition. Everything below ``started_on`` is derived and can be derived anew from the log."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=6, choices=[(k.value, k.value) for k in domain.ClockKind])
    rule = models.CharField(max_length=60)
    rule_on = models.DateField()
    started_on = models.DateField()
    state = models.CharField(max_length=10, default="running")
    is_open = models.BooleanField(default=True)
    is_void = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True)
    paused_days = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=12, blank=True)
    escalated = models.PositiveSmallIntegerField(default=0)
    escalated_on = models.DateField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = "thời hạn của kiến nghị"
        ordering = ["petition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "kind"],
                condition=Q(is_void=False, assignment__isnull=True),
                name="clock_one_of_a_kind",
            )
        ]
        indexes = [
            models.Index(fields=["stamp"], condition=Q(is_open=True), name="clock_stale"),
            models.Index(fields=["due_on"], condition=Q(is_open=True), name="clock_due"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.kind}"

    def overdue(self, on: date) -> bool:
        """Say whether it is open and past its date."""
        return self.is_open and self.due_on is not None and on > self.due_on


class ClockChange(models.Model):
    """A due date that moved because the calendar changed; an earlier date waits until people were told."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="changes")
    before = models.DateField(null=True, blank=True)
    after = models.DateField(null=True, blank=True)
    earlier = models.BooleanField(default=False)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    applies_on = models.DateField()
    applied_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200)

    class Meta:
        verbose_name = "hạn thay đổi"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.before} {self.after}"
