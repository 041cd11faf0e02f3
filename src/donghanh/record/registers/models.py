"""Registers, their schemas, versions and the draft that is being worked on. Rows of versions lie in Parquet files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.kit.text import search_key
from donghanh.record.registers import domain
from donghanh.record.registers.engine.schema import Schema

EDITORS = ("officer", "head")
PUBLISHERS = ("officer", "head")
KEEPERS = frozenset({"coordinator", "office"})  # open registers and change schemas for everybody
READERS = KEEPERS | {"leader", "inspector", "auditor"}


def own_agencies(user: Any, on: date, *roles: str) -> frozenset[int]:
    """Return the agencies somebody works for on a day, and the former ones whose duties they carry on."""
    mine = accounts.agency_ids(user, on, *(roles or EDITORS))
    return frozenset({ref.id for agency in mine for ref in orgs.ancestors(agency)} | set(mine))


class RegisterQuerySet(models.QuerySet["Register"]):
    """Reads of registers; every list, count and export starts at ``visible_to``."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep the published ones for everybody; unpublished ones for their agency and those who keep or check."""
        if READERS & {s.role for s in accounts.seats(user, on)}:
            return self
        return self.filter(Q(current__isnull=False) | Q(owner_id__in=own_agencies(user, on)))

    def published(self) -> Self:
        """Keep those that have a version."""
        return self.filter(current__isnull=False)

    def owned_by(self, agency_ids: Any) -> Self:
        """Keep those of these agencies."""
        return self.filter(owner_id__in=agency_ids)

    def matching(self, words: str) -> Self:
        """Keep those whose title, description or agency holds every word, typed with or without marks."""
        found = self
        for word in search_key(words).split():
            found = found.filter(Q(folded__contains=word) | Q(owner__name_folded__contains=word))
        return found

    def with_context(self) -> Self:
        """Fetch in the same query what every row of a list shows."""
        return self.select_related("owner", "current", "current__schema_edition", "schema_edition")

    def locked(self, pk: int) -> Register:
        """Return one row, locked until the transaction ends (PostgreSQL; SQLite locks the file)."""
        return self.select_for_update(of=("self",)).with_context().get(pk=pk)


class Register(models.Model):
    """One public list: whose it is, what it holds, and its current version."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    slug = models.SlugField("Mã danh mục", max_length=62, unique=True)
    title = models.CharField("Tên", max_length=200)
    folded = models.TextField(editable=False)
    category = models.CharField("Nhóm", max_length=20, blank=True)
    owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    schema_edition = models.ForeignKey("SchemaEdition", null=True, on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = "danh mục"
        ordering = ["category", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the register's page."""
        return reverse("registers:register", args=[self.slug])

    def clean(self) -> None:
        """Keep the folded twin of what people search."""
        described = self.schema_edition.descriptor if self.schema_edition else {}
        words = " ".join(described.get("donghanh", {}).get("keywords", ()))
        self.folded = search_key(f"{self.title} {self.slug} {described.get('description', '')} {words}")

    @property
    def schema(self) -> Schema:
        """Return the schema of today."""
        assert self.schema_edition is not None  # noqa: S101 - a register is opened with one
        return self.schema_edition.schema


class SchemaEdition(models.Model):
    """One edition of a register's schema; versions keep the edition they were published under."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="schemas")
    number = models.PositiveIntegerField()
    descriptor = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "lược đồ danh mục"
        ordering = ["register", "number"]
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="register_schema_once")]

    def __str__(self) -> str:
        return f"{self.register_id} {self.number}"

    @property
    def schema(self) -> Schema:
        """Return it parsed."""
        return domain.schema_of(self.descriptor)


class Version(models.Model):
    """Rows as they were published; never changed."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    schema_edition = models.ForeignKey(SchemaEdition, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_index=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    has_personal = models.BooleanField(default=False)
    invented = models.BooleanField("Số liệu minh họa", default=False)
    note = models.CharField("Ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "bản danh mục"
        ordering = ["register", "-number"]
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="register_version_once")]

    def __str__(self) -> str:
        return f"{self.register_id} {self.number}"

    def get_absolute_url(self) -> str:
        """Return the stable page of this version."""
        return reverse("registers:version", args=[self.register.slug, self.key])

    @property
    def schema(self) -> Schema:
        """Return the public schema under which it was published."""
        return self.schema_edition.schema.public()

    @property
    def path(self) -> Path:
        """Return where its public rows lie."""
        return domain.version_path(Path(settings.FILES_ROOT), self.register.slug, self.key)

    @property
    def full_path(self) -> Path:
        """Return where its rows with personal columns lie; the public ones where it has none."""
        if not self.has_personal:
            return self.path
        return domain.version_path(Path(settings.FILES_ROOT), self.register.slug, self.key, full=True)


class Draft(models.Model):
    """What is being worked on: a base (a version, or an uploaded sheet) and the rows changed since."""

    register = models.OneToOneField(Register, on_delete=models.CASCADE, related_name="draft")
    base = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=24, blank=True)  # token of the uploaded rows, where a sheet was taken in
    invented = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "bản đang soạn"

    def __str__(self) -> str:
        return f"draft of {self.register_id}"

    @property
    def base_path(self) -> Path | None:
        """Return where the rows lie on which the changes stand."""
        if self.file:
            return domain.work_path(Path(settings.FILES_ROOT), self.register.slug, self.file)
        return self.base.full_path if self.base else None


class DraftRow(models.Model):
    """One row changed in the draft; no values means that the row is taken out."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="rows")
    row_key = models.CharField(max_length=400)
    values = models.JSONField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "dòng đang soạn"
        ordering = ["row_key"]
        constraints = [models.UniqueConstraint(fields=["draft", "row_key"], name="register_draft_row_once")]

    def __str__(self) -> str:
        return self.row_key


class Upload(models.Model):
    """A sheet that somebody sent: what was found in it, and how it would change the draft."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="uploads")
    file = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=150)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    schema_edition = models.ForeignKey(SchemaEdition, on_delete=models.PROTECT, related_name="+")
    draft_changed_at = models.DateTimeField(null=True, blank=True)  # the draft it was compared with
    report = models.JSONField(default=dict)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "bảng tính đã gửi"
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def clean_sheet(self) -> bool:
        """Say that nothing has to be mended."""
        return bool(self.report.get("clean"))
