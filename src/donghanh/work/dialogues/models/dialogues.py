"""Dialogues with business: when, who is invited, what was concluded, what became of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.kit.dates import local_date
from donghanh.kit.text import search_key
from donghanh.work.dialogues import domain

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from donghanh.work.dialogues.models.questions import Question

# Those who follow the whole province.
READERS = frozenset({"office", "coordinator", "leader", "auditor"})
WORKERS = ("officer", "head")


def person(**options: Any) -> models.ForeignKey[Any, Any]:
    """A person who did something; kept, never deleted with it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", **options
    )


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    """Adjectives for dialogues; every list, feed and count starts at ``visible_to``."""

    def public(self) -> Self:
        """Keep what the calendar shows to anybody."""
        return self.exclude(state=domain.Stage.DRAFT)

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep the public ones; drafts for the organiser and those who follow the province."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        return self.filter(~Q(state=domain.Stage.DRAFT) | Q(organiser_id__in=accounts.agency_ids(user, on, *WORKERS)))

    def history_visible_to(self, user: Any, *, on: date) -> Self:
        """Keep those whose steps one by one a person may read: published ones, one's own, all for the province."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        own = Q(organiser_id__in=accounts.agency_ids(user, on, *WORKERS))
        return self.filter(own | Q(state=domain.Stage.PUBLISHED))

    def took_place(self) -> Self:
        """Keep those that were announced and held."""
        return self.filter(state__in=[domain.Stage.HELD, domain.Stage.PUBLISHED])

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("organiser")

    def locked(self, pk: int) -> Dialogue:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("organiser").get(pk=pk)


class Dialogue(models.Model):
    """One meeting with business, from its announcement to its published results."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    title = models.CharField("Tên buổi đối thoại", max_length=200)
    topic = models.TextField("Nội dung", max_length=4000)
    organiser = models.ForeignKey(Agency, verbose_name="Cơ quan tổ chức", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("Bắt đầu")
    ends_at = models.DateTimeField("Kết thúc")
    place = models.CharField("Địa điểm", max_length=300)
    questions_until = models.DateField("Nhận câu hỏi đến hết ngày")
    provincial = models.BooleanField("Do UBND tỉnh chủ trì", default=True)
    state = models.CharField(max_length=10, choices=list(domain.STAGE_LABELS.items()), default=domain.Stage.DRAFT)
    sequence = models.PositiveSmallIntegerField(default=0)
    attended = models.PositiveIntegerField("Số doanh nghiệp dự", null=True, blank=True)
    minutes = models.TextField("Biên bản", blank=True)
    minutes_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_minutes = models.TextField("Biên bản công khai", blank=True)
    notice_number = models.CharField("Số, ký hiệu thông báo kết luận", max_length=60, blank=True)
    notice_on = models.DateField("Ngày ký", null=True, blank=True)
    notice_signer = models.CharField("Người ký", max_length=120, blank=True)
    notice_issuer = models.CharField("Cơ quan ban hành", max_length=200, blank=True)
    reason = models.CharField("Lý do hủy", max_length=500, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = person()
    changed_at = models.DateTimeField()
    folded = models.TextField(editable=False, default="")

    objects = DialogueQuerySet.as_manager()

    # Not a column: in whose stead the present actor works, between the policy's yes and the journal's entry.
    acted_for = ""

    if TYPE_CHECKING:
        conclusions: RelatedManager[Conclusion]
        invitations: RelatedManager[Invitation]
        questions: RelatedManager[Question]

    class Meta:
        verbose_name = "đối thoại"
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["state", "starts_at"], name="dialogue_calendar")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="dialogue_in_order",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Keep the folded words beside the exact ones."""
        self.folded = search_key(" ".join([self.title, self.topic, self.place]))

    @property
    def day(self) -> date:
        """Return the day it is held."""
        return local_date(self.starts_at)

    @property
    def tone(self) -> str:
        """Return the colour of its state."""
        return domain.STAGE_TONES[domain.Stage(self.state)]

    def takes_questions(self, on: date) -> bool:
        """Say whether questions can be sent for it on a day."""
        return self.state == domain.Stage.ANNOUNCED and on <= self.questions_until

    @property
    def has_notice(self) -> bool:
        """Say whether its conclusions stand in a numbered document."""
        return bool(self.notice_number and self.notice_on and self.notice_signer)


class Invitation(models.Model):
    """One body or person asked to come; the letter carries the calendar file."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("Tên", max_length=200, blank=True)
    email = models.EmailField("Thư điện tử", max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_sequence = models.PositiveSmallIntegerField(null=True, blank=True)

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
    agency = models.ForeignKey(Agency, verbose_name="Cơ quan chủ trì", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("Hạn", null=True, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    petition_key = models.CharField(max_length=12, blank=True)
    result = models.TextField("Kết quả", blank=True, max_length=2000)
    result_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "kết luận"
        ordering = ["dialogue", "order"]
        constraints = [models.UniqueConstraint(fields=["dialogue", "order"], name="conclusion_order")]

    def __str__(self) -> str:
        return f"Kết luận {self.order}"

    @property
    def is_plain(self) -> bool:
        """Say whether it has become nothing yet: neither work, nor a petition, nor a result told at once."""
        return not (self.ordered_on or self.petition_key or self.result)
