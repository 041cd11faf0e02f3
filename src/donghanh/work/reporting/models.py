"""Periods, returns with their parts, and the reports consolidated from them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.kit.dates import local_date
from donghanh.kit.text import search_key
from donghanh.work.reporting import domain
from donghanh.work.reporting.engine.regimes import FigureForm, Regime

READERS = frozenset({"coordinator", "office", "leader", "inspector", "auditor"})
WRITERS = ("officer", "head", "association", "coordinator", "office", "inspector")


def _person(**options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", **options
    )


def own_agencies(user: Any, on: date) -> frozenset[int]:
    """Return the agencies whose returns are a person's own: theirs and those whose duties came down to them."""
    mine = accounts.agency_ids(user, on, *WRITERS)
    return frozenset(former.id for agency_id in mine for former in orgs.ancestors(agency_id)) | mine


class Period(models.Model):
    """One period of a regime, with the dates that held when it was opened."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    regime = models.CharField("Chế độ báo cáo", max_length=40)
    name = models.CharField("Kỳ", max_length=12)
    label = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    data_from = models.DateField("Số liệu từ")
    data_until = models.DateField("Chốt số liệu đến")
    named_on = models.DateField("Ngày nêu trong chế độ")
    due_on = models.DateField("Hạn gửi")
    due_rule = models.CharField("Cách tính hạn", max_length=400)
    opened_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = _person()
    lock_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "kỳ báo cáo"
        ordering = ["-starts_on", "regime"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "name"], name="period_once_per_regime"),
            models.CheckConstraint(condition=Q(data_from__lte=models.F("data_until")), name="period_data_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.regime} {self.name}"

    @property
    def rules(self) -> Regime:
        """Return the regime this is a period of."""
        return domain.regimes()[self.regime]

    @property
    def estimates(self) -> bool:
        """Say whether returns fall due before their figures are complete, so that figures are estimates."""
        return self.due_on < self.data_until

    @property
    def is_locked(self) -> bool:
        """Say whether the period's figures are frozen."""
        return self.locked_at is not None


class ReturnQuerySet(models.QuerySet["Return"]):
    """Reads of returns; every list and count starts at ``visible_to``."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep one's own agency's, and for those who follow the whole province all."""
        if READERS.intersection(seat.role for seat in accounts.seats(user, on)):
            return self
        mine = own_agencies(user, on)
        return self.filter(agency_id__in=mine) if mine else self.none()

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("period", "agency")

    def matching(self, words: str) -> Self:
        """Keep those whose agency or number holds every word, typed with or without marks."""
        found = self
        for word in search_key(words).split():
            found = found.filter(Q(agency__name_folded__contains=word) | Q(number__icontains=word))
        return found

    def owed(self) -> Self:
        """Leave out those that a successor answers instead: their agency ended before they fell due."""
        return self.exclude(agency__valid_to__lte=models.F("period__due_on"))

    def locked(self, pk: int) -> Return:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).with_context().get(pk=pk)


class Return(models.Model):
    """One agency's report for one period."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("Mã báo cáo", max_length=80, unique=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, domain.STATE_LABELS[s]) for s in domain.State], default=domain.State.DRAFT
    )
    requested = models.BooleanField("Chỉ đề nghị", default=False)
    obligation_key = models.CharField(max_length=12, blank=True)
    document_number = models.CharField("Số văn bản", max_length=60, blank=True)
    received_on = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = _person()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = _person()
    reason = models.TextField("Lý do trả lại", blank=True)
    edition = models.PositiveIntegerField("Lần gửi", default=0)
    reminded = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của cơ quan"
        ordering = ["-period__starts_on", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["period", "agency"], name="return_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted", "locked"]) | Q(received_on__isnull=False),
                name="return_standing_in_has_come",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="return_desk")]

    def __str__(self) -> str:
        return self.number

    def lock(self) -> domain.Lock | None:
        """Say which rule keeps this return from being edited, if any."""
        period = self.period
        report = Report.objects.filter(period=period).exclude(number="").values_list("number", flat=True).first()
        return domain.lock_of(
            state=self.state,
            period_locked_on=local_date(period.locked_at) if period.locked_at else None,
            report_number=report or "",
            agency_ended_on=self.passed_on,
        )

    @property
    def passed_on(self) -> date | None:
        """Return the day from which a successor answers instead: the agency ended before the return fell due."""
        ended = self.agency.valid_to
        return ended if ended is not None and ended <= self.period.due_on else None


class Section(models.Model):
    """One part of a return: a duty's result or a heading of the outline, in the agency's own words."""

    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20)
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=320)
    hint = models.CharField(max_length=300, blank=True)
    obligation_key = models.CharField(max_length=12, blank=True)
    duty_key = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=80, blank=True)
    index_name = models.CharField(max_length=250, blank=True)
    index_order = models.PositiveIntegerField(default=999)
    duty_order = models.PositiveIntegerField(default=0)
    standing = models.CharField(max_length=20, blank=True)
    due_on = models.DateField(null=True, blank=True)
    result_on = models.DateField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    proofs = models.JSONField(default=list, blank=True)
    text = models.TextField(blank=True)
    prefilled = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = _person()

    class Meta:
        verbose_name = "phần của báo cáo"
        ordering = ["returned", "order"]
        constraints = [models.UniqueConstraint(fields=["returned", "order"], name="section_order")]

    def __str__(self) -> str:
        return self.title


class ReturnFigure(models.Model):
    """One target figure that an agency entered by hand, with what shows it."""

    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    estimated = models.BooleanField("Số ước", default=False)
    evidence = models.CharField("Minh chứng", max_length=300, blank=True)
    reason = models.CharField("Lý do", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = _person()

    class Meta:
        verbose_name = "số liệu nhập tay"
        ordering = ["returned", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["returned", "code"], name="figure_once_per_return"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | ~Q(denominator=0), name="figure_denominator_not_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"

    @property
    def form(self) -> FigureForm:
        """Return what the figure is."""
        return domain.figure_forms()[self.code]


class ReturnRow(models.Model):
    """One row of one of a return's tables; cells by column code, numbers and dates as text that reads back alike."""

    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    table = models.CharField(max_length=40)
    order = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)

    class Meta:
        verbose_name = "dòng biểu số liệu"
        ordering = ["returned", "table", "order"]
        constraints = [models.UniqueConstraint(fields=["returned", "table", "order"], name="return_row_order")]

    def __str__(self) -> str:
        return f"{self.table} {self.order}"


class Attachment(models.Model):
    """A file that goes with a return."""

    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = _person()

    class Meta:
        verbose_name = "tệp kèm báo cáo"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class Move(models.Model):
    """One step of a return's life, kept so that any past day can be counted again."""

    returned = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=10)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    on = models.DateField()
    at = models.DateTimeField()
    by = _person()
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "bước của báo cáo"
        ordering = ["returned", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.on}"


class Report(models.Model):
    """The province's report for a period: built in the background, edited by the coordinator, then issued."""

    class State(models.TextChoices):
        """Where a report is."""

        BUILDING = "building", "Đang tổng hợp"
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã ban hành"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BUILDING)
    as_of = models.DateField("Số liệu đến ngày")
    asked_at = models.DateTimeField()
    asked_by = _person()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)
    tables = models.JSONField(default=dict, blank=True)
    number = models.CharField("Số, ký hiệu", max_length=60, blank=True)
    signed_on = models.DateField("Ngày ký", null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.number or f"{self.period} {self.key}"


class ReportPart(models.Model):
    """One return that a report took in, at the edition it then had; what is listed is done, so a build can resume."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()

    class Meta:
        verbose_name = "báo cáo đã tổng hợp"
        ordering = ["report", "returned"]
        constraints = [models.UniqueConstraint(fields=["report", "returned"], name="report_part_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.returned_id}"


class ReportParagraph(models.Model):
    """One paragraph of a report: an agency's own words with their place, edited or not."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="paragraphs")
    code = models.CharField(max_length=20)
    index_order = models.PositiveIntegerField(default=999)
    index_name = models.CharField(max_length=250, blank=True)
    duty_order = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=320, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, null=True, on_delete=models.SET_NULL, related_name="+")
    source_text = models.TextField()
    text = models.TextField(blank=True)
    left_out = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = _person()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "đoạn của báo cáo tổng hợp"
        ordering = ["report", "code", "index_order", "duty_order", "agency__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="paragraph_once_per_section"),
        ]

    def __str__(self) -> str:
        return self.title or self.key
