"""What an agency must publish, and what it published."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.disclosure.engine.catalogue import Category, Rule, categories, rules
from donghanh.work.disclosure.models.people import own_agencies, person


class PublishingDutyQuerySet(models.QuerySet["Duty"]):
    """Reads of duties: that they exist and where they stand is public."""

    def visible_to(self, user: Any, *, on: date) -> Self:  # noqa: ARG002 - the law gives everybody the same answer
        """Keep all: what the law says an agency must publish is no secret."""
        return self

    def own(self, user: Any, *, on: date) -> Self:
        """Keep those of one's own agency."""
        return self.filter(agency_id__in=own_agencies(user, on))

    def in_force(self, on: date) -> Self:
        """Keep those that hold on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("agency")

    def locked(self, pk: int) -> Duty:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).with_context().get(pk=pk)


class Duty(models.Model):
    """One agency's duty to publish one category, under one dated rule."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    rule = models.CharField("Căn cứ", max_length=60)
    category = models.CharField("Mục", max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    first_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requested = models.BooleanField("Chỉ đề nghị", default=False)
    since = models.DateField("Từ ngày")
    until = models.DateField("Đến trước ngày", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = PublishingDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "nghĩa vụ công khai"
        ordering = ["agency__name", "category", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "first_agency"], name="disclosure_duty_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="disclosure_duty_in_order"
            ),
        ]
        indexes = [models.Index(fields=["agency", "category"], name="disclosure_duty_desk")]

    def __str__(self) -> str:
        return f"{self.rule} {self.agency_id}"

    @property
    def terms(self) -> Rule | None:
        """Return the rule this duty comes from; none where the data no longer has it."""
        return rules().get(self.rule)

    @property
    def about(self) -> Category | None:
        """Return the category; none where the data no longer has it."""
        return categories().get(self.category)

    @property
    def label(self) -> str:
        """Return what must be published, in words."""
        about = self.about
        return about.label if about else self.category


class Publication(models.Model):
    """One thing that an agency says fulfils a duty: a register's version, a document, or an address."""

    class Kind(models.TextChoices):
        """Where it lies."""

        REGISTER = "register", "Sổ dữ liệu của tỉnh"
        DOCUMENT = "document", "Văn bản, tệp"
        ADDRESS = "address", "Địa chỉ trên trang của cơ quan"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField("Nằm ở đâu", max_length=10, choices=Kind.choices)
    title = models.CharField("Tên", max_length=300)
    document_number = models.CharField("Số, ký hiệu", max_length=60, blank=True)
    register = models.CharField("Sổ dữ liệu", max_length=60, blank=True)
    version = models.CharField("Phiên bản", max_length=20, blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    url = models.URLField("Địa chỉ", max_length=500, blank=True)
    dated_on = models.DateField("Ngày của nội dung", null=True, blank=True)
    published_on = models.DateField("Ngày công khai")
    at = models.DateTimeField()
    by = person()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField("Lý do rút", max_length=500, blank=True)

    class Meta:
        verbose_name = "nội dung đã công khai"
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="register") & ~Q(register="")
                | Q(kind="document", file__isnull=False)
                | Q(kind="address") & ~Q(url=""),
                name="disclosure_publication_lies_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TableDay(models.Model):
    """The public table as it was on the evening of a day: one agency's counts."""

    on = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    due = models.PositiveIntegerField()
    published = models.PositiveIntegerField()
    findings = models.PositiveIntegerField("Phát hiện chưa xong")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "bảng công khai của một ngày"
        ordering = ["-on", "agency__name"]
        constraints = [models.UniqueConstraint(fields=["on", "agency"], name="disclosure_table_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.agency_id}"
