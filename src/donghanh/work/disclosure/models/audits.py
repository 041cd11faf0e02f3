"""Sites, audits of them, what they found, and what was seen so that the next one can compare."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.disclosure.domain import findings as domain
from donghanh.work.disclosure.engine import words
from donghanh.work.disclosure.engine.catalogue import categories
from donghanh.work.disclosure.models.people import own_agencies, person


class Site(models.Model):
    """An agency's public site."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    url = models.URLField("Địa chỉ", max_length=300, unique=True)
    invented = models.BooleanField("Trang minh họa", default=False)
    active = models.BooleanField("Đang theo dõi", default=True)
    at = models.DateTimeField()
    by = person()

    class Meta:
        verbose_name = "trang của cơ quan"
        ordering = ["agency__name", "url"]

    def __str__(self) -> str:
        return self.url


class Audit(models.Model):
    """One walk through a site."""

    class State(models.TextChoices):
        """Where an audit is."""

        WAITING = "waiting", "Chờ kiểm tra"
        DONE = "done", "Đã kiểm tra"
        FAILED = "failed", "Không kiểm tra được"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="audits")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = person()
    on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    stopped = models.CharField(max_length=10, blank=True)
    found = models.JSONField(default=list, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "lần kiểm tra"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=Q(state="waiting"), name="disclosure_one_audit_waits")
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.on}"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Reads of findings: they are public, with the agency's reply beside them."""

    def visible_to(self, user: Any, *, on: date) -> Self:  # noqa: ARG002 - what anybody could see on a public site
        """Keep all: a finding is about what anybody can see on a public site."""
        return self

    def own(self, user: Any, *, on: date) -> Self:
        """Keep those about one's own agency's site."""
        return self.filter(site__agency_id__in=own_agencies(user, on))

    def unsettled(self) -> Self:
        """Keep those neither mended nor dismissed."""
        return self.filter(state__in=domain.UNSETTLED)

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("site", "site__agency", "screenshot", "replied_by")

    def locked(self, pk: int) -> Finding:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("site", "site__agency").get(pk=pk)


class Screenshot(models.Model):
    """A picture of a page as it was read, kept as evidence."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    page_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    image = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "ảnh chụp trang"

    def __str__(self) -> str:
        return self.sha256[:12]


class Finding(models.Model):
    """One thing wrong with a site, from the audit that first saw it to the one that no longer did."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=30)
    category = models.CharField(max_length=40, blank=True)
    url = models.CharField("Địa chỉ", max_length=2000)
    url_hash = models.CharField(max_length=64)
    severity = models.CharField(max_length=10)
    sentence = models.CharField(max_length=600)
    evidence = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, domain.FINDING_LABELS[s]) for s in domain.FindingState],
        default=domain.FindingState.OPEN,
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    gone_at = models.DateTimeField(null=True, blank=True)
    screenshot = models.ForeignKey(Screenshot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reply_kind = models.CharField("Ý kiến", max_length=10, choices=list(domain.REPLIES.items()), blank=True)
    reply = models.TextField("Trả lời của cơ quan", blank=True)
    promised_on = models.DateField("Sẽ sửa xong trước ngày", null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = person()
    decision = models.TextField("Kết luận của cơ quan đầu mối", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = person()

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "phát hiện"
        ordering = ["site", "severity", "code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code", "category", "url_hash"], name="disclosure_finding_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(reply=""), name="disclosure_answered_has_a_reply"
            ),
        ]
        indexes = [models.Index(fields=["site", "state"], name="disclosure_finding_desk")]

    def __str__(self) -> str:
        return f"{self.code} {self.url}"

    @property
    def label(self) -> str:
        """Return the code's short name."""
        return words.label(self.code)

    @property
    def category_label(self) -> str:
        """Return the category's name, where the finding is about one."""
        found = categories().get(self.category)
        return found.label if found else self.category

    @property
    def tone(self) -> str:
        """Return the colour and shape of its state."""
        return domain.FINDING_TONES[domain.FindingState(self.state)]

    @property
    def weight(self) -> str:
        """Return the word of its severity."""
        return {"error": "nặng", "warning": "cần sửa"}.get(self.severity, "để biết")


class SeenAddress(models.Model):
    """What an address of a site held when it was last read."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="seen")
    url = models.CharField(max_length=2000)
    url_hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "địa chỉ đã đọc"
        constraints = [models.UniqueConstraint(fields=["site", "url_hash"], name="disclosure_seen_once")]

    def __str__(self) -> str:
        return self.url
