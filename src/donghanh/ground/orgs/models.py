"""Agencies in time: rows with half-open validity, other names, who succeeded whom, groups that expand on a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When

from donghanh.ground.orgs import domain
from donghanh.kit.dates import show_date
from donghanh.kit.ids import new_key
from donghanh.kit.text import nfc, search_key, squeeze

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

ORIGINS = {"data": "dữ liệu tham chiếu", "app": "ghi trong hệ thống"}


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Adjectives for agencies."""

    def on(self, day: date) -> AgencyQuerySet:
        """Those that exist on a day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )

    def visible_to(self, user: Any) -> AgencyQuerySet:  # noqa: ARG002 - the organisation of a province is public
        """What this person may see: agencies are public, so all of them."""
        return self.all()

    def named_like(self, words: str) -> AgencyQuerySet:
        """Those whose name, short name or other name holds the words, marks not needed."""
        folded = search_key(words)
        return self.filter(Q(name_folded__contains=folded) | Q(aliases__folded__contains=folded)).distinct()

    def of_kind(self, *kinds: str) -> AgencyQuerySet:
        """Those of the kinds."""
        return self.filter(kind__in=kinds)

    def unverified(self) -> AgencyQuerySet:
        """Those that nobody has confirmed yet."""
        return self.filter(verified=False)

    def in_house_order(self) -> AgencyQuerySet:
        """Sorted as papers list them: by kind from the province down, then by name."""
        places = [When(kind=kind, then=place) for place, kind in enumerate(domain.KINDS)]
        return self.annotate(place=Case(*places, default=99)).order_by("place", "name_folded")

    def locked(self, pk: int) -> Agency:
        """Fetch one row for change."""
        return self.select_for_update().get(pk=pk)


class Agency(models.Model):
    """A body that a plan can name, under one name, from one day to another."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    code = models.SlugField("mã", max_length=80, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80, blank=True)
    name_folded = models.CharField(max_length=300, editable=False, db_index=True)
    kind = models.CharField("loại", max_length=20, choices=list(domain.KINDS.items()))
    command = models.CharField("quan hệ giao việc", max_length=12, choices=list(domain.COMMANDS.items()))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    province_code = models.CharField("mã tỉnh", max_length=4, blank=True)
    unit_code = models.CharField("mã đơn vị hành chính", max_length=8, blank=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    verified = models.BooleanField("đã xác minh", default=False)
    source = models.CharField("nguồn", max_length=300, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    origin = models.CharField(max_length=4, choices=list(ORIGINS.items()), default="app", editable=False)

    objects = AgencyQuerySet.as_manager()

    if TYPE_CHECKING:
        aliases: RelatedManager[Alias]
        children: RelatedManager[Agency]
        successions_out: RelatedManager[Succession]
        successions_in: RelatedManager[Succession]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="orgs_agency_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["name", "province_code"],
                condition=Q(valid_to__isnull=True),
                name="orgs_one_open_agency_per_name",
                violation_error_message="Đã có một cơ quan đang hoạt động mang tên này.",
            ),
            models.UniqueConstraint(
                fields=["unit_code"],
                condition=Q(valid_to__isnull=True) & ~Q(unit_code=""),
                name="orgs_one_open_agency_per_unit",
                violation_error_message="Đơn vị hành chính này đã có một cơ quan đang hoạt động.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def told_from(self, other: Agency) -> str:
        """Return the name, with its time where an earlier or later agency bears the very same one."""
        if self.name != other.name or self.pk == other.pk:
            return self.name
        if self.valid_to and other.valid_from and self.valid_to <= other.valid_from:
            return f"{self.name} (trước {show_date(self.valid_to)})"
        return f"{self.name} (từ {show_date(self.valid_from)})" if self.valid_from else self.name

    def clean(self) -> None:
        """Bring the text to its stored form and refuse a name that somebody else holds in the same time."""
        self.name, self.short_name = squeeze(nfc(self.name)), squeeze(nfc(self.short_name))
        self.name_folded = search_key(f"{self.name} {self.short_name}")[:300]
        others = Agency.objects.filter(name=self.name, province_code=self.province_code).exclude(pk=self.pk)
        if any(self.overlaps(other) for other in others):
            raise ValidationError({"name": "Trong cùng thời gian đã có một cơ quan khác mang tên này."})

    def overlaps(self, other: Agency) -> bool:
        """Say whether two agencies exist on a common day."""
        begin, end = self.valid_from or date.min, self.valid_to or date.max
        return begin < (other.valid_to or date.max) and (other.valid_from or date.min) < end

    def exists_on(self, day: date) -> bool:
        """Say whether the agency exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    @property
    def ref(self) -> domain.AgencyRef:
        """The agency as other rooms are told of it."""
        return domain.AgencyRef(self.pk, self.key, self.code, self.name, self.short_name, self.kind, self.command)


class Alias(models.Model):
    """Another way in which an agency is written."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")
    text = models.CharField("cách viết", max_length=200)
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["agency", "text"], name="orgs_alias_once_per_agency")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Bring the text to its stored and its folded form."""
        self.text = squeeze(nfc(self.text))
        self.folded = search_key(self.text)


class Succession(models.Model):
    """One agency's duties go to another from a day on; ``topic`` where only some of them do."""

    before = models.ForeignKey(Agency, models.PROTECT, related_name="successions_out")
    after = models.ForeignKey(Agency, models.PROTECT, related_name="successions_in")
    effective_on = models.DateField("từ ngày")
    how = models.CharField("cách sắp xếp", max_length=12, choices=list(domain.HOW.items()))
    basis = models.CharField("căn cứ", max_length=300)
    share = models.DecimalField("phần", max_digits=5, decimal_places=4, null=True, blank=True)
    topic = models.CharField("phần việc", max_length=120, blank=True)
    needs_handover = models.BooleanField("cần bàn giao", default=False)
    verified = models.BooleanField("đã xác minh", default=False)

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="orgs_nobody_succeeds_itself",
                violation_error_message="Một cơ quan không thể kế thừa chính nó.",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=1)),
                name="orgs_share_is_a_fraction",
                violation_error_message="Phần kế thừa phải lớn hơn 0 và không quá 1.",
            ),
            models.UniqueConstraint(fields=["before", "after", "topic"], name="orgs_one_succession_per_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Group(models.Model):
    """A wording that means several agencies, decided by rule on a date: "các sở, ban, ngành"."""

    code = models.SlugField("mã", max_length=80, unique=True)
    name = models.CharField("tên", max_length=200)
    kinds = models.JSONField("các loại cơ quan", default=list, blank=True)
    members = models.JSONField("thêm các mã", default=list, blank=True)
    without = models.JSONField("trừ các mã", default=list, blank=True)
    groups = models.JSONField("gồm các nhóm", default=list, blank=True)
    successor = models.CharField("nhóm kế tiếp", max_length=80, blank=True)
    complete = models.BooleanField("biết đủ thành viên", default=True)
    verified = models.BooleanField("đã xác minh", default=True)
    source = models.CharField("nguồn", max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> domain.GroupRef:
        """The group as other rooms are told of it."""
        return domain.GroupRef(self.code, self.name, self.complete, self.successor, self.verified)


class GroupAlias(models.Model):
    """A way in which a group is written."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="aliases")
    text = models.CharField("cách viết", max_length=200)

    class Meta:
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["group", "text"], name="orgs_group_alias_once")]

    def __str__(self) -> str:
        return self.text


class Revision(models.Model):
    """One row each time the register changes; the newest one's key tells every process whether its name book is old."""

    key = models.CharField(max_length=12, unique=True, default=new_key)
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    data_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.what
