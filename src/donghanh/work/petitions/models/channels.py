"""What the ways in keep of their own: drafts, letters, pushed messages, batches, tokens."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions.models.cases import READERS, Petition, person


def new_draft_key() -> str:
    """Return the key of a draft: whoever has it may read and send the draft, so it is long."""
    return secrets.token_urlsafe(24)


class Draft(models.Model):
    """What somebody began to write and has not sent; erased when sent, or when left alone for some days."""

    key = models.CharField(max_length=40, unique=True, default=new_draft_key, editable=False)
    answers = models.JSONField(default=dict, blank=True)
    files = models.ManyToManyField("files.StoredFile", related_name="+", blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "bản đang viết"
        indexes = [models.Index(fields=["changed_at"], name="draft_age")]

    def __str__(self) -> str:
        return "bản đang viết"


class Letter(models.Model):
    """One letter that came or left, without its contents: enough to thread answers, stop loops and find a lost one."""

    class Way(models.TextChoices):
        IN = "in", "Đến"
        OUT = "out", "Đi"

    class State(models.TextChoices):
        TAKEN = "taken", "Đã nhận vào hồ sơ"
        ASIDE = "aside", "Để riêng"
        WAITING = "waiting", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    way = models.CharField(max_length=3, choices=Way.choices)
    message_id = models.CharField(max_length=250, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.CharField("Vì sao", max_length=300, blank=True)
    address = models.CharField("Địa chỉ", max_length=254, blank=True)
    subject = models.CharField("Tiêu đề", max_length=300, blank=True)
    body = models.TextField(blank=True)
    size = models.PositiveIntegerField(default=0)
    petition = models.ForeignKey(Petition, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    state = models.CharField(max_length=8, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "thư"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["way", "message_id"], condition=~Q(message_id=""), name="letter_once"),
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="letter_once_by_content"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="letter_waiting")]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.at:%d/%m/%Y}"


class HookEvent(models.Model):
    """One message that another system pushed, taken once however often it is sent."""

    source = models.CharField(max_length=20)
    event_id = models.CharField(max_length=200)
    petition = models.ForeignKey(Petition, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "tin đẩy đến"
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="hook_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.event_id}"


class BatchQuerySet(models.QuerySet["Batch"]):
    """Adjectives for batches."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep an association's own, and for those who follow the province all."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        return self.filter(association_id__in=accounts.agency_ids(user, on, "association"))

    def locked(self, pk: int) -> Batch:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("association").get(pk=pk)


class Batch(models.Model):
    """One spreadsheet of an association: read in the background, previewed, then made into cases in the background."""

    class State(models.TextChoices):
        READING = "reading", "Đang đọc tệp"
        READY = "ready", "Chờ xác nhận"
        MAKING = "making", "Đang tạo hồ sơ"
        DONE = "done", "Đã xong"
        REFUSED = "refused", "Không đọc được"
        DROPPED = "dropped", "Đã bỏ"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    association = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    period = models.CharField("Kỳ", max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list, blank=True)
    asked_by = person()
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng tổng hợp của hiệp hội"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.association} {self.period}"

    @property
    def share(self) -> int:
        """Return how much is done, in percent."""
        return 100 * self.done // self.total if self.total else 0


class BatchRow(models.Model):
    """One good row of a batch, and the case that it became."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.JSONField()
    petition = models.ForeignKey(Petition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "dòng của bảng"
        ordering = ["batch", "line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="batch_line_once")]
        indexes = [models.Index(fields=["digest"], name="batch_row_digest")]

    def __str__(self) -> str:
        return f"dòng {self.line}"


class ApiToken(models.Model):
    """What an Open311 client was told instead of a number: it can be turned into the number later, and only that."""

    token = models.CharField(max_length=40, unique=True, default=new_draft_key, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "mã tra cứu qua giao diện lập trình"

    def __str__(self) -> str:
        return "mã tra cứu"
