"""Whose desk a petition is on: the leading agency, those who co-answer with clocks of their own, and hand-overs."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Func, Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions import domain
from donghanh.work.petitions.models.cases import WORKERS, Petition, person


class DueOrNever(Func):
    """The date owed, or a day that never comes where a pause has left none: what has no date stands last.

    The far day is written into the statement, not given to it, so that SQLite sees that an index holds this very order.
    """

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    output_field = models.DateField()


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Adjectives for parts; an agency's queue is its open parts by due date."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep the parts of a person's own agencies."""
        return self.filter(agency_id__in=accounts.agency_ids(user, on, *WORKERS))

    def open(self) -> Self:
        """Keep those that are not over."""
        return self.filter(is_open=True)

    def soonest_first(self) -> Self:
        """Put the date owed first to last, those without one behind; ``assignment_soonest`` holds this order."""
        return self.order_by(DueOrNever("due_on"), "pk")

    def with_context(self) -> Self:
        """Fetch what every row of the queue shows."""
        return self.select_related("petition", "petition__petitioner", "agency", "officer").defer("petition__text")


class Assignment(models.Model):
    """One agency's part in one petition."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="assignments")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    part = models.CharField("Vai trò", max_length=8, choices=[("lead", "chủ trì"), ("support", "phối hợp")])
    requested = models.BooleanField("Chỉ đề nghị", default=False)
    is_open = models.BooleanField(default=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, blank=True)
    officer = person(verbose_name="Chuyên viên")
    due_on = models.DateField("Hạn", null=True, blank=True)
    question = models.TextField("Cần trả lời phần nào", blank=True)
    contribution = models.TextField("Phần trả lời", blank=True)
    contributed_on = models.DateField(null=True, blank=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phần việc"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition"],
                condition=Q(part=domain.Part.LEAD.value, is_open=True),
                name="assignment_one_lead",
                violation_error_message="Kiến nghị này đã có cơ quan chủ trì.",
            ),
            models.UniqueConstraint(
                fields=["petition", "agency"],
                condition=Q(is_open=True),
                name="assignment_once_per_agency",
                violation_error_message="Cơ quan này đã có phần trong kiến nghị.",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "due_on", "requested"], condition=Q(is_open=True), name="assignment_queue"),
            models.Index("agency", DueOrNever("due_on"), "id", condition=Q(is_open=True), name="assignment_soonest"),
            models.Index(fields=["agency", "part", "accepted_at"], condition=Q(is_open=True), name="assignment_part"),
            models.Index(fields=["petition", "agency"], name="assignment_of"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.part}"


class HandOver(models.Model):
    """A recorded passing of an open petition to another agency by a reorganisation."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="handovers")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField("Từ ngày")
    basis = models.CharField("Căn cứ", max_length=300)
    note = models.TextField("Ghi chú", blank=True)
    at = models.DateTimeField()
    by = person()

    class Meta:
        verbose_name = "bàn giao kiến nghị"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.effective_on}"
