"""A plan as it was signed: its words as a tree, its indices, targets and duties."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.kit import ids, text
from donghanh.kit.dates import today
from donghanh.work.plan import domain

# Who may read a plan before it is given out.
DRAFT_READERS = frozenset({"coordinator", "office", "leader", "auditor", "operator"})


def holds_any(user: Any, roles: frozenset[str], on: date | None) -> bool:
    """Say whether somebody sits in one of these roles on a day (today where none is named)."""
    return not roles.isdisjoint(seat.role for seat in accounts.seats(user, on or today()))


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reads of plans."""

    def visible_to(self, user: Any, *, on: date | None = None) -> Self:
        """Keep what this person may see: plans that were given out are public, drafts are not."""
        if holds_any(user, DRAFT_READERS, on):
            return self
        return self.exclude(state=Plan.State.DRAFT)

    def active(self) -> Self:
        """Keep plans whose duties are being tracked."""
        return self.filter(state=Plan.State.ACTIVE)

    def compiled(self) -> Self:
        """Keep plans read as a whole; a conclusion whose single orders were entered is no plan of its own."""
        return self.exclude(origin=Plan.Origin.ORDER)


class Plan(models.Model):
    """An instrument that gives duties: a plan, a decision, a directive."""

    class State(models.TextChoices):
        """A plan's life."""

        DRAFT = "draft", "Bản nháp"
        ACTIVE = "active", "Đang thực hiện"
        SUPERSEDED = "superseded", "Đã được thay thế"
        CLOSED = "closed", "Đã kết thúc"

    class Origin(models.TextChoices):
        """Where the words come from."""

        REGISTER = "register", "Bản danh mục đã rà soát, chưa có toàn văn"
        DOCUMENT = "document", "Toàn văn"
        ORDER = "order", "Từng việc ghi theo văn bản kết luận, chỉ đạo"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    slug = models.SlugField("Địa chỉ", max_length=80, unique=True)
    kind = models.CharField("Loại văn bản", max_length=60)
    number = models.CharField("Số, ký hiệu", max_length=60)
    issuer = models.CharField("Cơ quan ban hành", max_length=200)
    title = models.CharField("Trích yếu", max_length=600)
    place = models.CharField("Địa danh", max_length=80, blank=True)
    signed_on = models.DateField("Ngày ký")
    signer = models.JSONField("Người ký", default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    document = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    activated_at = models.DateTimeField(null=True, blank=True)
    tracked_from = models.DateField("Theo dõi các kỳ từ ngày", null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        ordering = ["-signed_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number", "signed_on"], name="plan_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def short(self) -> str:
        """Return how officers call it: ``Kế hoạch 124``."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.number.split('/')[0]}"

    @property
    def has_words(self) -> bool:
        """Say whether the official wording was loaded."""
        return self.origin in (self.Origin.DOCUMENT, self.Origin.ORDER)

    @property
    def is_order(self) -> bool:
        """Say whether its work was entered piece by piece from a conclusion or directive."""
        return self.origin == self.Origin.ORDER


class PlanStructure(models.Model):
    """The compiler's whole answer for a plan, kept apart because lists never need it."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="structure", primary_key=True)
    compiled = models.JSONField("Cấu trúc đã đọc")
    unresolved = models.JSONField("Tên cơ quan chưa nhận ra", default=list, blank=True)
    differences = models.JSONField("Khác nhau giữa danh mục và toàn văn", default=list, blank=True)

    class Meta:
        verbose_name = "cấu trúc văn bản"

    def __str__(self) -> str:
        return str(self.plan_id)


class PlanDraft(models.Model):
    """A document that was read and waits for somebody to look at the preview and load it."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    compiled = models.JSONField()
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")

    class Meta:
        verbose_name = "văn bản chờ nạp"
        ordering = ["-read_at"]
        constraints = [models.UniqueConstraint(fields=["document"], name="plan_draft_once_per_document")]

    def __str__(self) -> str:
        return str(self.compiled.get("document", {}).get("number") or self.document)


class Provision(models.Model):
    """One place in the text: a part, section, clause, point, bullet, paragraph or table row."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="provisions")
    eid = models.CharField(max_length=200)
    parent_eid = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=60, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    text_folded = models.TextField(blank=True, editable=False)
    line_first = models.PositiveIntegerField(null=True, blank=True)
    line_last = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "đoạn văn bản"
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "eid"], name="provision_once_per_plan")]

    def __str__(self) -> str:
        return self.eid


class Index(models.Model):
    """A composite's sub-index that the plan is about."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indices")
    eid = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()
    family = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=250)
    provision_eid = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "chỉ số"
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "eid"], name="index_once_per_plan")]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """A value that the plan wants to reach; revised only with a reason, the old value kept."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    index = models.ForeignKey(Index, null=True, blank=True, on_delete=models.CASCADE, related_name="targets")
    eid = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=400, blank=True)
    operator = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    value_max = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    delta = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    as_written = models.TextField(blank=True)
    revised_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu"
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "eid"], name="target_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.subject or self.index}: {self.operator} {self.value}"

    @property
    def current(self) -> Any:
        """Return the value in force: the last revision, else the plan's own."""
        return self.value if self.revised_value is None else self.revised_value


class TargetRevision(models.Model):
    """One change of a target, with its ground."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="revisions")
    old_value = models.DecimalField(max_digits=20, decimal_places=6)
    new_value = models.DecimalField(max_digits=20, decimal_places=6)
    reason = models.TextField("Lý do")
    document_number = models.CharField("Văn bản căn cứ", max_length=60)
    decided_on = models.DateField("Ngày văn bản")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lần điều chỉnh chỉ tiêu"
        ordering = ["target", "at"]

    def __str__(self) -> str:
        return f"{self.old_value} → {self.new_value}"


class DutyQuerySet(models.QuerySet["Duty"]):
    """Reads of duties."""

    def visible_to(self, user: Any, *, on: date | None = None) -> Self:
        """Keep the duties of plans this person may see."""
        if holds_any(user, DRAFT_READERS, on):
            return self
        return self.exclude(plan__state=Plan.State.DRAFT)

    def matching(self, words: str) -> Self:
        """Keep duties that hold every word, typed with or without marks."""
        found = self
        for word in text.search_key(words).split():
            found = found.filter(folded__contains=word)
        return found


class Duty(models.Model):
    """The smallest unit of a plan that gives somebody something to do."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="duties")
    index = models.ForeignKey(Index, null=True, blank=True, on_delete=models.SET_NULL, related_name="duties")
    eid = models.CharField(max_length=200)
    provision_eid = models.CharField(max_length=200)
    assignment_eid = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField()
    place = models.CharField("Chỗ trong kế hoạch", max_length=80)
    title = models.CharField("Tên ngắn", max_length=250)
    text = models.TextField("Nguyên văn", blank=True)
    lead = models.JSONField("Chủ trì (như văn bản viết)", default=list)
    supporting = models.JSONField("Phối hợp (như văn bản viết)", default=list, blank=True)
    requested = models.BooleanField("Đề nghị", default=False)
    nature = models.CharField(
        max_length=10,
        choices=[(n.value, domain.NATURE_LABELS[n]) for n in domain.Nature],
        default=domain.Nature.STANDING,
    )
    due = models.JSONField(default=list, blank=True)
    quantities = models.JSONField(default=list, blank=True)
    systems = models.JSONField(default=list, blank=True)
    references = models.JSONField(default=list, blank=True)
    source_kind = models.CharField("Loại nguồn", max_length=20, blank=True)
    source_key = models.CharField(max_length=12, blank=True)
    folded = models.TextField(editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "eid"], name="duty_once_per_plan"),
            models.UniqueConstraint(
                fields=["source_kind", "source_key"], condition=~Q(source_key=""), name="duty_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Keep the folded words beside the exact ones."""
        self.folded = text.search_key(" ".join([self.title, self.text, *self.lead, *self.supporting, self.place]))
