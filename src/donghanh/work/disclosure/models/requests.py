"""Requests for information, what happened to each, and the files that were given."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.models.people import own_agencies, person, reads_all


class RequestQuerySet(models.QuerySet["InfoRequest"]):
    """Reads of requests; every list and count starts at ``visible_to``."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep those of one's own agency; all for who follows the province; to others only what was published."""
        if reads_all(user, on):
            return self
        return self.filter(Q(agency_id__in=own_agencies(user, on)) | Q(published_at__isnull=False))

    def published(self) -> Self:
        """Keep those whose answer was published."""
        return self.filter(published_at__isnull=False)

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("agency").prefetch_related("moves")

    def locked(self, pk: int) -> InfoRequest:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("agency").get(pk=pk)


class InfoRequest(models.Model):
    """Somebody asks an agency for information. Who asked is never public; what was asked is only by decision."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    number = models.CharField("Số", max_length=20, unique=True)
    secret_hash = models.CharField(max_length=64)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, domain.REQUEST_LABELS[s]) for s in domain.RequestState],
        default=domain.RequestState.RECEIVED,
    )
    channel = models.CharField("Cách gửi", max_length=8, choices=list(domain.CHANNELS.items()))
    delivery = models.CharField("Cách nhận", max_length=8, choices=list(domain.DELIVERIES.items()))
    subject = models.CharField("Cần thông tin gì", max_length=300)
    content = models.TextField("Nói rõ hơn", blank=True)
    document = models.CharField("Tên, số văn bản nếu biết", max_length=300, blank=True)
    purpose = models.CharField("Mục đích", max_length=300, blank=True)
    full_name = models.CharField("Họ và tên", max_length=150)
    organisation = models.CharField("Thay mặt tổ chức, doanh nghiệp", max_length=250, blank=True)
    email = models.EmailField("Thư điện tử", blank=True)
    phone = models.CharField("Điện thoại", max_length=30, blank=True)
    address = models.CharField("Địa chỉ", max_length=300, blank=True)
    complex = models.BooleanField("Phức tạp, phải tập hợp", default=False)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    fee_vnd = models.PositiveBigIntegerField("Chi phí in, sao, gửi", default=0)
    fee_note = models.CharField("Chi phí cho việc gì", max_length=300, blank=True)
    fee_paid_vnd = models.PositiveBigIntegerField("Chi phí đã thu", default=0)
    delivered_on = models.DateField("Ngày giao", null=True, blank=True)
    decision = models.CharField(max_length=8, choices=list(domain.DECISIONS.items()), blank=True)
    grounds = models.JSONField("Căn cứ từ chối", default=list, blank=True)
    answer = models.TextField("Trả lời", blank=True)
    document_number = models.CharField("Số văn bản trả lời", max_length=60, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = person()
    public_subject = models.CharField("Câu hỏi khi công khai", max_length=300, blank=True)
    subject_folded = models.CharField(max_length=400, blank=True)
    redacted_by = person()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu cung cấp thông tin"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(decision="") & Q(answered_on__isnull=False)),
                name="disclosure_answered_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (Q(redacted_by__isnull=False) & ~Q(public_subject="")),
                name="disclosure_published_was_redacted",
            ),
            models.CheckConstraint(condition=Q(fee_paid_vnd__lte=F("fee_vnd")), name="disclosure_fee_was_told"),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(state="answered"), name="disclosure_delivered_was_answered"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="disclosure_request_desk")]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """Return the colour and shape of its state."""
        return domain.REQUEST_TONES[domain.RequestState(self.state)]

    @property
    def to_hand_over(self) -> bool:
        """Say whether an answer still lies here that somebody has to post or hand over."""
        return self.state == "answered" and self.delivery in domain.BY_HAND and self.delivered_on is None

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self.state in domain.OPEN


class RequestMove(models.Model):
    """One thing that happened to a request; the clock is a pure function of these rows."""

    request = models.ForeignKey(InfoRequest, on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=10)
    on = models.DateField()
    at = models.DateTimeField()
    by = person()
    role = models.CharField(max_length=20, blank=True)
    amount = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "bước của yêu cầu"
        ordering = ["request", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.on}"

    @property
    def word(self) -> str:
        """Return what happened, in words."""
        return domain.EVENT_WORDS.get(self.verb, self.verb)


class RequestFile(models.Model):
    """A file that was given to whoever asked; public only when somebody confirmed that it names nobody."""

    request = models.ForeignKey(InfoRequest, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    public = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = person()

    class Meta:
        verbose_name = "tệp đã cung cấp"
        ordering = ["request", "pk"]

    def __str__(self) -> str:
        return str(self.file)
