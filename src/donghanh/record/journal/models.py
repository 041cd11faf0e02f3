"""Tables of what is remembered. Entries, leaves, nodes and roots are written once; the database itself refuses more."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from donghanh.kit.ids import KEY_LENGTH, new_key
from donghanh.kit.journal import Event, kinds
from donghanh.record.journal import domain


class WrittenOnce(Exception):
    """Somebody tried to change or delete what the house remembers."""


class OnceQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that can be added and read, nothing else."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise WrittenOnce("journal rows are never changed")

    def delete(self) -> NoReturn:
        raise WrittenOnce("journal rows are never deleted")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise WrittenOnce("journal rows are never changed")


class Once(models.Model):
    """A row that is written once; triggers in the database say the same to everybody else."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to change it."""
        if not self._state.adding:
            raise WrittenOnce("journal rows are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnce("journal rows are never deleted")


class EntryQuerySet(OnceQuerySet):
    """Entries, chained as adjectives."""

    def public(self) -> EntryQuerySet:
        """Keep those that anybody may read."""
        return self.filter(public=True)

    def about(self, about_type: str, about_key: str) -> EntryQuerySet:
        """Keep those about one thing."""
        return self.filter(about_type=about_type, about_key=about_key)

    def unsealed(self) -> EntryQuerySet:
        """Keep public entries that the log has not taken in yet."""
        return self.filter(public=True, leaf__isnull=True)


class Entry(Once):
    """One thing that happened: who did what to what, when, for which agency, in the words of its event.

    ``at`` is when it happened in the house's time, ``recorded_at`` when the database wrote it. ``leaf_text`` is the
    exact text that the public log hashes (public entries only), kept so that a later version of the program can
    never serialise it differently.
    """

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    kind = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=160)
    agency = models.ForeignKey("orgs.Agency", models.PROTECT, null=True, related_name="+")
    about_type = models.CharField(max_length=80)
    about_key = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    public = models.BooleanField(default=False)
    leaf_text = models.TextField(blank=True)
    leaf_hash = models.CharField(max_length=64, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "dòng nhật ký"
        indexes = [
            models.Index(fields=["about_type", "about_key", "id"], name="journal_entry_about"),
            models.Index(fields=["kind", "id"], name="journal_entry_kind"),
            models.Index(fields=["at", "id"], name="journal_entry_at"),
            models.Index(fields=["id"], name="journal_entry_public", condition=models.Q(public=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="journal_entry_public_has_leaf",
                condition=models.Q(public=False, leaf_hash="") | (models.Q(public=True) & ~models.Q(leaf_hash="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def event(self) -> Event | None:
        """The event as it was told, for handlers; ``None`` when its kind is no longer known."""
        kind = kinds().get(self.kind)
        return domain.revive(kind, self.payload) if kind else None

    @property
    def sentence(self) -> str:
        """The words a history shows."""
        return domain.sentence(kinds().get(self.kind), self.kind, self.payload)


class Leaf(Once):
    """The place of a public entry in the log, given when it is sealed: the order of the log is the order of sealing."""

    log_index = models.BigIntegerField(unique=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")

    objects = OnceQuerySet.as_manager()

    class Meta:
        ordering = ["log_index"]
        verbose_name = "lá của nhật ký công khai"

    def __str__(self) -> str:
        return str(self.log_index)


class Node(Once):
    """The hash of one complete subtree of the log: 2^level leaves from ``position`` x 2^level; never changes."""

    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    objects = OnceQuerySet.as_manager()

    class Meta:
        verbose_name = "nút của nhật ký công khai"
        constraints = [models.UniqueConstraint(fields=["level", "position"], name="journal_node_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class DailyRoot(Once):
    """The published root of the log: whoever has it can prove that nothing before it was changed."""

    number = models.PositiveIntegerField(unique=True)
    day = models.DateField(db_index=True)
    size = models.BigIntegerField()
    root_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")

    objects = OnceQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = "gốc niêm phong"
        constraints = [
            models.CheckConstraint(
                name="journal_root_first_has_none_before",
                condition=models.Q(number=1, previous=None) | models.Q(number__gt=1, previous__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.day.isoformat()} · {self.size}"


class Delivery(models.Model):
    """One handler that must hear of one entry: written with the entry, marked done with the handler's own writes."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=domain.DELIVERY_STATES, default=domain.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = "việc sau ghi nhận"
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="journal_delivery_once")]
        indexes = [
            models.Index(fields=["next_at", "id"], name="journal_delivery_due", condition=models.Q(state="waiting")),
            models.Index(fields=["state"], name="journal_delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"


class Lease(models.Model):
    """Who holds a job that only one process may do at a time, and until when it is theirs without a sign of life."""

    name = models.CharField(max_length=80, unique=True)
    holder = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "quyền giữ việc"

    def __str__(self) -> str:
        return f"{self.name} {self.holder}"


class JobRun(models.Model):
    """One run of a job, for the health page: when it began, when it ended, whether well, and what it said."""

    name = models.CharField(max_length=80)
    slot = models.CharField(max_length=32, blank=True)
    holder = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = "lượt chạy việc nền"
        indexes = [models.Index(fields=["name", "-started_at"], name="journal_jobrun_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M}"
