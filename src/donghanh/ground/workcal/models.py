"""Days decided apart from the library of holidays, years announced, and dated legal terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from donghanh.ground.workcal import domain
from donghanh.kit.ids import new_key


class DayQuerySet(models.QuerySet["DayException"]):
    """Adjectives for decided days."""

    def in_force(self) -> DayQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: Any) -> DayQuerySet:  # noqa: ARG002 - the calendar is public
        """What this person may see: the calendar is public."""
        return self.all()

    def locked(self, pk: int) -> DayException:
        """Fetch one row for change."""
        return self.select_for_update().get(pk=pk)


class DayException(models.Model):
    """A day that was decided to be off, or to be worked, with the document that decided it."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    day = models.DateField("ngày")
    kind = models.CharField("loại", max_length=4, choices=list(domain.DAY_KINDS.items()))
    note = models.CharField("tên ngày", max_length=160)
    basis = models.CharField("căn cứ", max_length=300)
    verified = models.BooleanField("đã xác minh", default=False)
    origin = models.CharField(max_length=4, default="app", editable=False)
    declared_at = models.DateTimeField("lúc ghi", editable=False)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True, editable=False)
    withdrawn_why = models.CharField("lý do rút", max_length=300, blank=True)

    objects = DayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(withdrawn_at__isnull=True),
                name="workcal_one_decision_per_day",
                violation_error_message="Ngày này đã được khai báo; hãy rút khai báo cũ trước.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.note}"


class Year(models.Model):
    """Whether the days off of a year have been announced."""

    year = models.PositiveSmallIntegerField("năm", unique=True)
    announced = models.BooleanField("đã công bố", default=False)
    verified = models.BooleanField("đã xác minh", default=False)
    basis = models.CharField("căn cứ", max_length=300, blank=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class TermQuerySet(models.QuerySet["Term"]):
    """Adjectives for terms."""

    def on(self, day: date) -> TermQuerySet:
        """Those in force on a day."""
        return self.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))

    def visible_to(self, user: Any) -> TermQuerySet:  # noqa: ARG002 - legal terms are public
        """What this person may see: legal terms are public."""
        return self.all()


class Term(models.Model):
    """A legal number about time, from one day to another, with its source."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    code = models.CharField("mã", max_length=60, db_index=True)
    label = models.CharField("tên", max_length=160)
    value = models.PositiveIntegerField("giá trị")
    unit = models.CharField("đơn vị", max_length=14, choices=list(domain.UNITS.items()))
    source = models.CharField("nguồn", max_length=300)
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến trước ngày", null=True, blank=True)
    verified = models.BooleanField("đã xác minh", default=False)
    origin = models.CharField(max_length=4, default="app", editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["code", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="workcal_term_ends_after_it_begins",
                violation_error_message="Ngày hết hiệu lực phải sau ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(until__isnull=True),
                name="workcal_one_open_term_per_code",
                violation_error_message="Thời hạn này đang có một giá trị chưa đóng.",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(since__isnull=True),
                name="workcal_one_first_term_per_code",
                violation_error_message="Thời hạn này đã có giá trị ban đầu.",
            ),
            models.UniqueConstraint(fields=["code", "since"], name="workcal_one_term_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.ref.words()}"

    def clean(self) -> None:
        """Refuse a value that would be in force together with another of the same code."""
        begin, end = self.since or date.min, self.until or date.max
        for other in Term.objects.filter(code=self.code).exclude(pk=self.pk):
            if begin < (other.until or date.max) and (other.since or date.min) < end:
                raise ValidationError({"since": "Trong cùng thời gian đã có một giá trị khác của thời hạn này."})

    @property
    def ref(self) -> domain.TermRef:
        """The term as other rooms are told of it."""
        return domain.TermRef(
            self.code, self.label, self.value, self.unit, self.source, self.since, self.until, self.verified
        )


class Revision(models.Model):
    """One row each time the calendar or a term changes; the newest key tells every process to read anew."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    data_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.what
