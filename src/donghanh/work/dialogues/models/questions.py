"""Questions that business sends before a dialogue, and who asked, kept apart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.models.dialogues import READERS, WORKERS, Dialogue, person

if TYPE_CHECKING:
    pass


class QuestionQuerySet(models.QuerySet["Question"]):
    """Adjectives for questions; nothing public starts anywhere but at ``public``."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep what a person may read inside: the organiser's, those put to one's agency, an association's own."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = accounts.agency_ids(user, on, *WORKERS)
        sent = accounts.agency_ids(user, on, "association")
        own = Q(asked_by=user.pk) | Q(association_id__in=sent)
        return self.filter(own | Q(dialogue__organiser_id__in=mine) | Q(agency_id__in=mine))

    def public(self) -> Self:
        """Keep those whose words somebody read and released, of dialogues that anybody may see."""
        return self.exclude(public_text="").exclude(dialogue__state=domain.Stage.DRAFT)

    def locked(self, pk: int) -> Question:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("dialogue__organiser", "agency").get(pk=pk)


class Question(models.Model):
    """One question: its words as sent, its words as released, who answers, what was answered."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveIntegerField()
    text = models.TextField("Câu hỏi", max_length=4000)
    public_text = models.TextField("Câu hỏi công khai", blank=True, max_length=4000)
    state = models.CharField(max_length=10, choices=list(domain.QUESTION_LABELS.items()), default=domain.Asked.RECEIVED)
    agency = models.ForeignKey(
        Agency, verbose_name="Cơ quan trả lời", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField("Trả lời", blank=True, max_length=8000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person()
    reason = models.CharField("Lý do", max_length=500, blank=True)
    petition_key = models.CharField(max_length=12, blank=True)
    petition_number = models.CharField(max_length=20, blank=True)
    association = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = person()
    asked_at = models.DateTimeField()

    objects = QuestionQuerySet.as_manager()

    acted_for = ""

    if TYPE_CHECKING:
        asker: Asker

    class Meta:
        verbose_name = "câu hỏi"
        ordering = ["dialogue", "order"]
        constraints = [models.UniqueConstraint(fields=["dialogue", "order"], name="question_order")]

    def __str__(self) -> str:
        return f"Câu hỏi {self.order}"

    @property
    def tone(self) -> str:
        """Return the colour of its state."""
        return domain.QUESTION_TONES[domain.Asked(self.state)]


class Asker(models.Model):
    """Who asked: apart from the words, never listed, searched, exported or published; read through one policy."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="asker", primary_key=True)
    name = models.CharField("Tên doanh nghiệp, hộ, hợp tác xã", max_length=200, blank=True)
    phone = models.CharField("Điện thoại", max_length=30, blank=True)
    email = models.EmailField("Thư điện tử", max_length=200, blank=True)

    class Meta:
        verbose_name = "người hỏi"

    def __str__(self) -> str:
        return "người hỏi"
