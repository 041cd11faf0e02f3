"""Drafts that people comment on passage by passage."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.disclosure.domain import consultations as domain
from donghanh.work.disclosure.models.people import own_agencies, person, reads_all


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Reads of consultations; a draft not yet opened is its agency's own."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep what was opened, and one's own agency's drafts."""
        if reads_all(user, on):
            return self
        return self.filter(Q(state__in=domain.PUBLIC) | Q(agency_id__in=own_agencies(user, on)))

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("agency", "draft")

    def locked(self, pk: int) -> Consultation:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("agency").get(pk=pk)


class Consultation(models.Model):
    """One draft document before the public, from its opening to the final text."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("Tên dự thảo", max_length=400)
    summary = models.TextField("Vì sao ban hành, ai chịu tác động", blank=True)
    kind = models.CharField("Loại văn bản", max_length=8, choices=list(domain.KINDS.items()))
    state = models.CharField(
        max_length=10,
        choices=[(s.value, domain.CONSULTATION_LABELS[s]) for s in domain.ConsultationState],
        default=domain.ConsultationState.DRAFT,
    )
    draft = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField("Lấy ý kiến từ ngày", null=True, blank=True)
    closes_on = models.DateField("Đến hết ngày", null=True, blank=True)
    least_days = models.PositiveIntegerField(default=0)
    least_source = models.CharField(max_length=300, blank=True)
    final_number = models.CharField("Số, ký hiệu văn bản đã ban hành", max_length=60, blank=True)
    final_url = models.URLField("Địa chỉ văn bản đã ban hành", max_length=500, blank=True)
    final = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    final_on = models.DateField(null=True, blank=True)
    reason = models.TextField("Lý do dừng", blank=True)
    at = models.DateTimeField()
    by = person()

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "lấy ý kiến dự thảo"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(opens_on__isnull=False, closes_on__gte=models.F("opens_on")),
                name="disclosure_open_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(final_number=""), name="disclosure_done_has_a_final_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Return the colour and shape of its state."""
        return domain.CONSULTATION_TONES[domain.ConsultationState(self.state)]

    def takes_comments(self, on: date) -> bool:
        """Say whether comments are taken on a day."""
        return bool(
            self.state == domain.ConsultationState.OPEN
            and self.opens_on and self.closes_on and self.opens_on <= on <= self.closes_on
        )  # fmt: skip


class Provision(models.Model):
    """One provision of a text as the compiler read it; ``eid`` is its place, so that two texts can be laid together."""

    eid = models.CharField(max_length=120)
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=60, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.eid

    @property
    def place(self) -> str:
        """Return how the passage is cited."""
        return self.label or f"đoạn {self.order}"

    @property
    def words(self) -> str:
        """Return the passage's words."""
        return self.text or self.heading


class Passage(Provision):
    """One provision of a draft: the place that a comment is about."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="passages")

    class Meta:
        verbose_name = "đoạn của dự thảo"
        ordering = ["consultation", "order"]
        constraints = [models.UniqueConstraint(fields=["consultation", "eid"], name="disclosure_passage_once")]


class FinalPassage(Provision):
    """One provision of the text that came of a draft; it links back to the draft's provision of the same place."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="final_passages")

    class Meta:
        verbose_name = "đoạn của văn bản đã ban hành"
        ordering = ["consultation", "order"]
        constraints = [models.UniqueConstraint(fields=["consultation", "eid"], name="disclosure_final_passage_once")]


class Invitation(models.Model):
    """An association that was asked for its opinion by name."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = person()

    class Meta:
        verbose_name = "cơ quan, hiệp hội được mời góp ý"
        ordering = ["agency__name"]
        constraints = [models.UniqueConstraint(fields=["consultation", "agency"], name="disclosure_invited_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.agency_id}"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reads of comments."""

    def shown(self) -> Self:
        """Keep what anybody may read."""
        return self.filter(state="shown")

    def unanswered(self) -> Self:
        """Keep what still needs a decision with a reason; what is off the subject needs its hiding's reason alone."""
        return self.exclude(state="hidden").filter(answer="")


class Comment(models.Model):
    """What somebody says about a passage. Persons are named only to the agency; organisations to everybody."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="comments")
    passage = models.ForeignKey(Passage, null=True, blank=True, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField()
    text = models.TextField("Ý kiến")
    public_text = models.TextField("Ý kiến khi công khai", blank=True)
    state = models.CharField(
        max_length=8,
        choices=[(s.value, domain.COMMENT_LABELS[s]) for s in domain.CommentState],
        default=domain.CommentState.SHOWN,
    )
    held_why = models.CharField(max_length=200, blank=True)
    full_name = models.CharField("Họ và tên", max_length=150, blank=True)
    contact = models.CharField("Điện thoại hoặc thư điện tử", max_length=150, blank=True)
    organisation = models.CharField("Tổ chức, doanh nghiệp", max_length=250, blank=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invited = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = person()
    moderated_by = person()
    answer = models.CharField(max_length=8, choices=list(domain.ANSWERS.items()), blank=True)
    reason = models.TextField("Lý do, giải trình", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person()

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến góp ý"
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="disclosure_comment_numbered"),
            models.CheckConstraint(condition=Q(answer="") | ~Q(reason=""), name="disclosure_answer_has_a_reason"),
        ]
        indexes = [models.Index(fields=["consultation", "state", "answer"], name="disclosure_comment_todo")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.number}"

    @property
    def said(self) -> str:
        """Return the words that everybody may read."""
        return self.public_text or self.text

    @property
    def who(self) -> str:
        """Return who said it, as everybody may know."""
        if self.agency is not None:
            return self.agency.name
        return self.organisation or "Cá nhân"

    @property
    def answer_tone(self) -> str:
        """Return the colour and shape of its answer."""
        return domain.ANSWER_TONES.get(self.answer, "none")
