"""Tables: what a person is told in the app, how they want the daily letter, and the letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from donghanh.kit.ids import KEY_LENGTH, new_key
from donghanh.record.notify import domain


class NoticeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Notices, chained as adjectives."""

    def visible_to(self, user: Any) -> NoticeQuerySet:
        """Keep a person's own."""
        return self.filter(user_id=user.pk) if getattr(user, "pk", None) else self.none()

    def unread(self) -> NoticeQuerySet:
        """Keep those not read yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing a person is told: a title, a link, the thing it is about; never the thing's contents."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    about_type = models.CharField(max_length=80, blank=True)
    about_key = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    digest = models.ForeignKey("Digest", models.SET_NULL, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "thông báo"
        constraints = [models.UniqueConstraint(fields=["user", "source"], name="notify_notice_once")]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notify_notice_user"),
            models.Index(fields=["user", "id"], name="notify_notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How one person wants the daily letter."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.BooleanField("nhận thư tổng hợp hằng ngày", default=True)
    hour = models.PositiveSmallIntegerField(
        "giờ gửi",
        default=domain.DEFAULT_HOUR,
        validators=[MinValueValidator(domain.QUIET_UNTIL), MaxValueValidator(domain.QUIET_FROM - 1)],
    )

    class Meta:
        verbose_name = "cách nhận thông báo"

    def __str__(self) -> str:
        return f"{self.hour} giờ" if self.digest else "không nhận thư"


class Digest(models.Model):
    """One person's letter of one day: at most one, written before it is sent, marked after."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=domain.DIGEST_STATES, default=domain.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    lines = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = "thư tổng hợp"
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="notify_digest_once_a_day")]
        indexes = [models.Index(fields=["state", "next_at"], name="notify_digest_due")]

    def __str__(self) -> str:
        return f"{self.user_id} {date.isoformat(self.day)} {self.state}"


class Letter(models.Model):
    """One letter to an address outside: written when something is announced, sent by the worker, then forgotten.

    What was sent leaves the table but for its subject and address, as long as the matter may still be asked about.
    """

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    to = models.EmailField("Gửi đến", max_length=254)
    subject = models.CharField("Tiêu đề", max_length=250)
    body = models.TextField(blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    file_type = models.CharField(max_length=120, blank=True)
    file_body = models.TextField(blank=True)
    source = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=domain.DIGEST_STATES, default=domain.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "thư gửi ra ngoài"
        indexes = [models.Index(fields=["state", "next_at"], name="notify_letter_due")]

    def __str__(self) -> str:
        return self.subject
