"""From many petitions to one change: clusters, a proposal with the cases behind it, decided, carried out, counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.models.dialogues import READERS, WORKERS, person

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class ClusterQuerySet(models.QuerySet["Cluster"]):
    """Adjectives for clusters; they are for the house alone."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep all for those who follow the province, an agency's own for its head."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        mine = accounts.agency_ids(user, on, "head")
        return self.filter(agency_id__in=mine) if mine else self.none()

    def alive(self) -> Self:
        """Keep those that the last count still found."""
        return self.filter(ended_on__isnull=True)


class Cluster(models.Model):
    """Petitions to one agency on one sub-index that say much the same; found anew each night, its key kept."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    subindex = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField("Việc", max_length=200)
    size = models.PositiveIntegerField(default=0)
    recent = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()
    found_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ClusterQuerySet.as_manager()

    if TYPE_CHECKING:
        cases: RelatedManager[ClusterCase]

    class Meta:
        verbose_name = "cụm kiến nghị"
        ordering = ["-recent", "-size", "pk"]
        indexes = [models.Index(fields=["ended_on", "-recent", "-size"], name="cluster_hot")]

    def __str__(self) -> str:
        return self.label


class ClusterCase(models.Model):
    """One petition of a cluster, by its public key."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="cases")
    petition_key = models.CharField(max_length=12)
    received_on = models.DateField()

    class Meta:
        verbose_name = "kiến nghị trong cụm"
        ordering = ["cluster", "-received_on", "petition_key"]
        constraints = [models.UniqueConstraint(fields=["cluster", "petition_key"], name="cluster_case_once")]
        indexes = [models.Index(fields=["petition_key"], name="cluster_case_key")]

    def __str__(self) -> str:
        return self.petition_key


class ReformQuerySet(models.QuerySet["Reform"]):
    """Adjectives for proposals."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep what was agreed for anybody; the rest for those who follow the province and the agency concerned."""
        if READERS & {seat.role for seat in accounts.seats(user, on)}:
            return self
        mine = accounts.agency_ids(user, on, *WORKERS)
        return self.filter(Q(state__in=domain.PUBLIC_REFORMS) | Q(agency_id__in=mine))

    def public(self) -> Self:
        """Keep what anybody may read."""
        return self.filter(state__in=domain.PUBLIC_REFORMS)

    def locked(self, pk: int) -> Reform:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("agency", "cluster").get(pk=pk)


class Reform(models.Model):
    """One proposal that petitions of one kind led to."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    cluster = models.ForeignKey(Cluster, null=True, blank=True, on_delete=models.PROTECT, related_name="reforms")
    kind = models.CharField("Hình thức", max_length=5, choices=list(domain.REFORM_KINDS.items()))
    title = models.CharField("Đề xuất", max_length=200)
    text = models.TextField("Nội dung", max_length=4000)
    subindex = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, verbose_name="Cơ quan thực hiện", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=list(domain.REFORM_LABELS.items()), default=domain.Change.PROPOSED)
    due_on = models.DateField("Hạn", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = person()
    decision = models.CharField("Lý do", max_length=500, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    result = models.TextField("Kết quả", blank=True, max_length=4000)
    result_document = models.CharField("Số văn bản", max_length=60, blank=True)
    done_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = person()

    objects = ReformQuerySet.as_manager()

    acted_for = ""

    if TYPE_CHECKING:
        cases: RelatedManager[ReformCase]

    class Meta:
        verbose_name = "đề xuất cải cách"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(done_on__isnull=False), name="reform_done_has_a_day")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """Return the colour of its state."""
        return domain.REFORM_TONES[domain.Change(self.state)]


class ReformCase(models.Model):
    """One petition that stood behind a proposal when it was made, by its public key."""

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="cases")
    petition_key = models.CharField(max_length=12)

    class Meta:
        verbose_name = "kiến nghị sau đề xuất"
        ordering = ["reform", "pk"]
        constraints = [models.UniqueConstraint(fields=["reform", "petition_key"], name="reform_case_once")]

    def __str__(self) -> str:
        return self.petition_key
