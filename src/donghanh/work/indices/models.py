"""Editions, their parts, and every figure with its source; nothing that was entered is ever overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from donghanh.kit.ids import new_key


class ProvinceQuerySet(models.QuerySet["Province"]):
    """Reads of provinces."""

    def on(self, day: date) -> Self:
        """Keep the provinces that stand on a day: 64, then 63 from 1/8/2008, 34 from 1/7/2025."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )


class Province(models.Model):
    """A province as a unit of the indices, from one day to another."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    name = models.CharField("Tên", max_length=80, unique=True)
    name_folded = models.CharField(max_length=80, editable=False)
    region = models.CharField("Vùng", max_length=40)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    into = models.CharField("Nhập vào", max_length=80, blank=True)
    verified = models.BooleanField("đã xác minh", default=False)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = "tỉnh, thành phố"
        ordering = ["name_folded"]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where a figure was read: a published file, a page, a signed plan, the province's own booklet."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    code = models.CharField("Mã", max_length=20, unique=True)
    what = models.TextField("Nguồn")
    rights = models.TextField("Quyền sử dụng", blank=True)
    reviewed = models.BooleanField("thuộc dữ liệu đã rà soát", default=False)
    document = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "nguồn số liệu"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """One yearly publication of an index: which parts, how put together, for how many units."""

    class Standing(models.TextChoices):
        """How well the weights are known."""

        EXACT = "exact", "khớp mọi hàng"
        IDENTIFIED = "identified", "suy ra từ số ít hàng"
        BORROWED = "borrowed", "mượn năm khác, chưa chứng minh"
        NONE = "none", "chưa biết"

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    slug = models.SlugField("Mã", max_length=40, unique=True)
    family = models.CharField("Bộ chỉ số", max_length=20)
    year = models.PositiveSmallIntegerField("Năm")
    units = models.PositiveSmallIntegerField("Số đơn vị", null=True, blank=True)
    standing = models.CharField("Trọng số", max_length=12, choices=Standing.choices)
    aggregation = models.CharField("Cách cộng", max_length=10, choices=[("weighted", "trọng số"), ("sum", "tổng")])
    scale = models.FloatField("Thang tổng hợp")
    part_low = models.FloatField("Thang thành phần từ")
    part_high = models.FloatField("đến")
    rounding = models.FloatField("Lệch do làm tròn nhiều nhất")
    scaling = models.PositiveSmallIntegerField("Năm hiệu chỉnh thang")
    published_on = models.DateField("Ngày công bố", null=True, blank=True)
    unknown = models.JSONField("Chưa biết", default=list, blank=True)
    tiers = models.JSONField("Nhóm đơn vị", default=list, blank=True)
    verified = models.BooleanField("đã xác minh", default=True)
    note = models.TextField("Ghi chú", blank=True)
    origin = models.CharField(max_length=4, default="data", editable=False)

    class Meta:
        verbose_name = "ấn bản"
        ordering = ["family", "year"]
        constraints = [models.UniqueConstraint(fields=["family", "year"], name="indices_edition_once")]

    def __str__(self) -> str:
        return f"{self.family} {self.year}"


class SubIndex(models.Model):
    """One part of an edition under the name it had that year."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    part = models.SlugField("Mã", max_length=40)
    name = models.CharField("Tên", max_length=250)
    english = models.CharField("Tên tiếng Anh", max_length=120, blank=True)
    weight = models.DecimalField("Trọng số", max_digits=9, decimal_places=8, null=True, blank=True)
    direction = models.CharField(max_length=4, choices=[("up", "cao là tốt"), ("down", "thấp là tốt")], default="up")
    unit = models.CharField("Đơn vị", max_length=40, default="điểm")
    name_verified = models.BooleanField("tên đã xác minh", default=True)

    class Meta:
        verbose_name = "chỉ số thành phần"
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "part"], name="indices_part_once"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=1), name="indices_weight_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScoreQuerySet(models.QuerySet["Score"]):
    """Reads of figures."""

    def in_force(self) -> Self:
        """Keep the figures that stand; corrected ones stay behind them."""
        return self.filter(retired_at__isnull=True)

    def locked(self, pk: Any) -> Score:
        """Fetch one figure for a change."""
        return self.select_for_update().get(pk=pk)


class Score(models.Model):
    """One figure as one source gives it; a correction is a new row, the old one is kept and says what replaced it."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="scores")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="scores")
    indicator = models.SlugField("Chỉ số", max_length=40)
    value = models.DecimalField("Giá trị", max_digits=9, decimal_places=4)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="scores")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    reason = models.TextField("Lý do sửa", blank=True)
    superseded_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "điểm"
        ordering = ["edition", "province", "indicator", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "province", "indicator", "source"],
                condition=Q(retired_at__isnull=True),
                name="indices_one_standing_figure",
                violation_error_message="Nguồn này đã có một số cho ô này; hãy dùng chức năng sửa.",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | Q(retired_at__isnull=False),
                name="indices_replaced_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.indicator}: {self.value}"


class Dispute(models.Model):
    """Which source is used for a figure and why, or why a figure is doubted; an older choice stays readable."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="disputes")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="disputes")
    indicator = models.SlugField("Chỉ số", max_length=40)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    why = models.TextField("Vì sao")
    suspect = models.BooleanField("Số đáng ngờ", default=False)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "số liệu tranh chấp"
        ordering = ["edition", "province", "indicator", "-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "province", "indicator"],
                condition=Q(ended_at__isnull=True),
                name="indices_one_choice_per_figure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.indicator}: {self.why[:60]}"


class Forecast(models.Model):
    """What was expected of a coming edition, written down with its day, its seed and its targets."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="forecasts")
    base = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="forecasts")
    year = models.PositiveSmallIntegerField("Năm được dự báo")
    plan_number = models.CharField("Theo kế hoạch", max_length=60, blank=True)
    targets = models.JSONField("Mục tiêu", default=dict, blank=True)
    starting = models.JSONField("Điểm xuất phát", default=dict)
    summary = models.JSONField("Tóm tắt phân bố", default=dict)
    seed = models.PositiveIntegerField()
    draws = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "dự báo"
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(draws__gte=100), name="indices_forecast_has_draws"),
        ]

    def __str__(self) -> str:
        return f"{self.year} ({self.made_at:%d/%m/%Y})"

    def clean(self) -> None:
        """A forecast looks ahead."""
        if self.base_id and self.year <= self.base.year:
            raise ValidationError({"year": "Năm được dự báo phải sau năm của ấn bản gốc."})


class ForecastScore(models.Model):
    """How one figure of a forecast came out: Brier for reaching the target, CRPS for the whole distribution."""

    forecast = models.ForeignKey(Forecast, on_delete=models.CASCADE, related_name="scores")
    indicator = models.SlugField(max_length=40)
    observed = models.DecimalField(max_digits=9, decimal_places=4)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField("Xác suất đạt mục tiêu", null=True, blank=True)
    reached = models.BooleanField("Đạt mục tiêu", null=True, blank=True)
    brier = models.FloatField(null=True, blank=True)
    crps = models.FloatField()
    scored_at = models.DateTimeField()

    class Meta:
        verbose_name = "điểm của dự báo"
        ordering = ["forecast", "pk"]
        constraints = [models.UniqueConstraint(fields=["forecast", "indicator"], name="indices_forecast_scored_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.crps:.3f}"


class Unit(models.Model):
    """A department or locality that a province's own index rates in one edition."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rated_units")
    tier = models.SlugField("Nhóm", max_length=20)
    order = models.PositiveSmallIntegerField()
    name = models.CharField("Tên", max_length=200)

    class Meta:
        verbose_name = "đơn vị được chấm"
        ordering = ["edition", "tier", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "tier", "name"],
                name="indices_unit_once",
                violation_error_message="Đơn vị này đã có trong nhóm.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitScore(models.Model):
    """One figure of a rated unit as its source gives it; a newer one retires it and names its own source."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scores")
    indicator = models.SlugField("Chỉ số", max_length=40)
    value = models.DecimalField("Giá trị", max_digits=9, decimal_places=4)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="unit_scores")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "điểm của đơn vị"
        ordering = ["unit", "indicator", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "indicator"],
                condition=Q(retired_at__isnull=True),
                name="indices_one_standing_unit_score",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.indicator}: {self.value}"


class Revision(models.Model):
    """One row each time a figure or a choice changes; the newest key tells every process to read anew."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    data_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.what
