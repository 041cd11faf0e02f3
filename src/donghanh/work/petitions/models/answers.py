"""Answers from draft to publication, and what petitioners say of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions import domain
from donghanh.work.petitions.models.cases import Petition, person


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Adjectives for answers; everything the public reads starts at ``public``."""

    def public(self, *, on: date) -> Self:
        """Keep what anybody may read on a day: published, not withdrawn, its embargo over."""
        return self.filter(Q(public_on__lte=on), published_at__isnull=False, withdrawn_at__isnull=True)

    def visible_to(self, user: Any, *, on: date) -> Self:  # noqa: ARG002 - published answers are the same for all
        """Keep what a person may read on public surfaces: the same for everybody."""
        return self.public(on=on)

    def with_context(self) -> Self:
        """Fetch what every public row shows, and nothing private."""
        return self.select_related("agency").defer("text", "redactions")


class Answer(models.Model):
    """One edition of an agency's answer: private text, and beside it the redacted words that may be published.

    ``public_*`` hold all that a public surface ever shows of a petition; they are written by ``publish`` alone.
    """

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="answers")
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in domain.AnswerState])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("Nội dung trả lời", blank=True)
    outcome = models.CharField(
        "Kết quả", max_length=10, blank=True, choices=[(o.value, w) for o, w in domain.OUTCOMES.items()]
    )
    document_number = models.CharField("Số văn bản", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by = person()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = person()
    rejected_why = models.TextField("Lý do trả lại", blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = person()
    approved_on = models.DateField(null=True, blank=True)

    number = models.CharField(max_length=20)
    subject = models.CharField(max_length=20, blank=True)
    subindex = models.CharField(max_length=20, blank=True)
    regime = models.CharField(max_length=10)
    place = models.CharField(max_length=8, blank=True)
    asked_on = models.DateField()
    public_title = models.CharField("Tiêu đề công khai", max_length=200, blank=True)
    public_question = models.TextField("Nội dung hỏi công khai", blank=True)
    public_text = models.TextField("Trả lời công khai", blank=True)
    public_name = models.CharField("Tên người gửi công khai", max_length=200, blank=True)
    redactions = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person()
    public_on = models.DateField("Công khai từ", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)
    solved = models.CharField(max_length=6, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "trả lời"
        ordering = ["petition", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "edition"], name="answer_edition"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (Q(public_on__isnull=False) & ~Q(public_title="")),
                name="answer_published_has_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-public_on", "-id"],
                condition=Q(published_at__isnull=False, withdrawn_at__isnull=True),
                name="answer_public",
            ),
            models.Index(
                fields=["subject", "-public_on"],
                condition=Q(published_at__isnull=False, withdrawn_at__isnull=True),
                name="answer_public_subject",
            ),
            models.Index(
                fields=["agency", "-public_on"],
                condition=Q(published_at__isnull=False, withdrawn_at__isnull=True),
                name="answer_public_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.edition}"

    def is_public(self, on: date) -> bool:
        """Say whether anybody may read it on a day."""
        return (
            self.published_at is not None
            and self.withdrawn_at is None
            and self.public_on is not None
            and (self.public_on <= on)
        )


class Rating(models.Model):
    """What the petitioner says of an answer; the last one counts, all are kept."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="ratings")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="ratings")
    solved = models.CharField(max_length=6, choices=[(s.value, w) for s, w in domain.SOLVED.items()])
    comment = models.TextField("Ý kiến", blank=True)
    at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        verbose_name = "đánh giá"
        ordering = ["petition", "pk"]
        indexes = [models.Index(fields=["on"], name="rating_day")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.solved}"
