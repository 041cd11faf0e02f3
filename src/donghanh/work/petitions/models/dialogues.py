"""Dialogues with business: when, who is invited, what was concluded, what became of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions.models.cases import READERS, person

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    """Adjectives for dialogues."""

    def public(self) -> Self:
        """Keep what the calendar shows to anybody."""
        return self.exclude(state=Dialogue.State.DRAFT)

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep the public ones; drafts for the organiser and those who follow the province."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        return self.filter(~Q(state=Dialogue.State.DRAFT) | Q(organiser_id__in=accounts.agency_ids(user, on)))

    def of_year(self, year: int) -> Self:
        """Keep those held or planned in a year, cancelled ones left out."""
        return self.filter(starts_at__year=year).exclude(state__in=[Dialogue.State.DRAFT, Dialogue.State.CANCELLED])

    def locked(self, pk: int) -> Dialogue:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("organiser").get(pk=pk)


class Dialogue(models.Model):
    """One meeting with business, from its announcement to its published results."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang chuẩn bị"
        ANNOUNCED = "announced", "Đã công bố, nhận câu hỏi"
        HELD = "held", "Đã họp, chờ công bố kết quả"
        PUBLISHED = "published", "Đã công bố kết quả"
        CANCELLED = "cancelled", "Đã hủy"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    title = models.CharField("Tên buổi đối thoại", max_length=200)
    topic = models.TextField("Nội dung", max_length=4000)
    organiser = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("Bắt đầu")
    ends_at = models.DateTimeField("Kết thúc")
    place = models.CharField("Địa điểm", max_length=300)
    questions_until = models.DateField("Nhận câu hỏi đến hết ngày")
    provincial = models.BooleanField("Do UBND tỉnh chủ trì", default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    sequence = models.PositiveSmallIntegerField(default=0)
    attended = models.PositiveIntegerField("Số doanh nghiệp dự", null=True, blank=True)
    minutes = models.TextField("Biên bản", blank=True)
    minutes_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("Lý do hủy", max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = person()
    changed_at = models.DateTimeField()

    objects = DialogueQuerySet.as_manager()

    if TYPE_CHECKING:
        conclusions: RelatedManager[Conclusion]
        invitations: RelatedManager[Invitation]

    class Meta:
        verbose_name = "đối thoại"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="dialogue_in_order",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def takes_questions(self, on: date) -> bool:
        """Say whether questions can be sent for it on a day."""
        return self.state == self.State.ANNOUNCED and on <= self.questions_until


class Invitation(models.Model):
    """One body or person asked to come; the letter carries the calendar file."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("Tên", max_length=200, blank=True)
    email = models.EmailField("Thư điện tử", max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "giấy mời"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "agency"], condition=Q(agency__isnull=False), name="invited_agency_once"
            ),
            models.UniqueConstraint(fields=["dialogue", "email"], condition=~Q(email=""), name="invited_address_once"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.agency)


class Conclusion(models.Model):
    """One thing concluded: whose it is and until when, and the obligation or petition that it became."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="conclusions")
    order = models.PositiveSmallIntegerField()
    text = models.TextField("Kết luận", max_length=2000)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("Hạn", null=True, blank=True)
    obligation_key = models.CharField(max_length=12, blank=True)
    petition_key = models.CharField(max_length=12, blank=True)
    result = models.TextField("Kết quả", blank=True)
    result_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "kết luận"
        ordering = ["dialogue", "order"]
        constraints = [models.UniqueConstraint(fields=["dialogue", "order"], name="conclusion_order")]

    def __str__(self) -> str:
        return f"Kết luận {self.order}"
