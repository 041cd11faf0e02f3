"""The petition itself, who wrote it (kept apart), and the series that numbers it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions import domain

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from donghanh.work.petitions.models.answers import Answer
    from donghanh.work.petitions.models.clocks import Clock
    from donghanh.work.petitions.models.sharing import Assignment
    from donghanh.work.petitions.models.thread import Attachment, Message, Move

# Those who follow the whole province; what each may read of a case is the policies' to say.
READERS = frozenset({"office", "coordinator", "leader", "auditor"})
WORKERS = ("officer", "head")


def person(**options: Any) -> models.ForeignKey[Any, Any]:
    """A person who did something; kept, never deleted with it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", **options
    )


def own_agencies(user: Any, on: date) -> frozenset[int]:
    """Return the agencies whose petitions are a person's own: theirs, and those whose work came down to them."""
    mine = accounts.agency_ids(user, on, *WORKERS)
    return frozenset(former.id for agency_id in mine for former in orgs.ancestors(agency_id)) | mine


class Series(models.Model):
    """The last number given in a year; its row is locked while a number is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "dãy số"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Adjectives for petitions; every list, count and search inside the house starts at ``visible_to``."""

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep what a person may know of: all for those who follow the province, else one's agency's and one's own.

        The public sees no petition at all, only published answers (``Answer.objects.public``).
        """
        roles = {seat.role for seat in accounts.seats(user, on)}
        if READERS & roles:
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = Q(submitted_by=user.pk)
        if sent := accounts.agency_ids(user, on, "association"):
            own |= Q(association_id__in=sent)
        if mine := own_agencies(user, on):
            shared = apps.get_model("petitions", "Assignment")._default_manager
            own |= Q(Exists(shared.filter(petition=OuterRef("pk"), agency_id__in=mine)))
        if "inspector" in roles:
            own |= Q(regime=domain.Regime.COMPLAINT)
        return self.filter(own)

    def open(self) -> Self:
        """Keep those that nobody has answered, refused or withdrawn."""
        return self.filter(state__in=domain.OPEN)

    def overdue(self, *, on: date) -> Self:
        """Keep open ones past their due date; a pause that began in time has none."""
        return self.open().filter(due_on__lt=on)

    def at_hub(self) -> Self:
        """Keep what waits to be sorted."""
        return self.filter(state=domain.State.RECEIVED)

    def with_context(self) -> Self:
        """Fetch what every row shows."""
        return self.select_related("lead")

    def for_lists(self) -> Self:
        """Fetch what a row of a list shows, and whose words must be masked in it; never the long text."""
        return self.select_related("lead", "petitioner").defer("text")

    def newest_first(self) -> Self:
        """Put the last received first; ``petition_newest`` holds this order."""
        return self.order_by("-received_at", "-pk")

    def locked(self, pk: int) -> Petition:
        """Return one row, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).with_context().get(pk=pk)


class Petition(models.Model):
    """One thing that a business, household or association said; what it says, where it stands, whose it is."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    number = models.CharField("Số", max_length=20, unique=True)
    secret_hash = models.CharField(max_length=64, editable=False)
    channel = models.CharField("Kênh", max_length=12, choices=[(c.value, w) for c, w in domain.CHANNELS.items()])
    external_id = models.CharField(max_length=200, blank=True)
    regime = models.CharField("Chế độ", max_length=10, choices=[(r.value, w) for r, w in domain.REGIMES.items()])
    subject = models.CharField("Lĩnh vực", max_length=20, blank=True)
    subindex = models.CharField("Chỉ số thành phần", max_length=20, blank=True)
    place = models.CharField("Xã, phường", max_length=8, blank=True)
    place_text = models.CharField("Nơi xảy ra", max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    remote = models.BooleanField("Vùng sâu, vùng xa", default=False)
    complex = models.BooleanField("Vụ phức tạp", default=False)
    title = models.CharField("Việc", max_length=200)
    text = models.TextField("Nội dung")
    text_hash = models.CharField(max_length=64, editable=False)

    state = models.CharField(
        "Trạng thái", max_length=10, choices=list(domain.STATE_LABELS.items()), default=domain.State.RECEIVED
    )
    # Without an index of its own: ``petition_lead_due`` begins with it, and ``petition_association`` with the other.
    lead = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = person(verbose_name="Chuyên viên")
    submitted_by = person()
    association = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    dialogue_key = models.CharField(max_length=12, blank=True)
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies")

    received_on = models.DateField("Ngày nhận")
    received_at = models.DateTimeField()
    # Derived from the clocks, kept for lists; ``donghanh petitions recheck`` derives them anew.
    first_due_on = models.DateField("Hạn phản hồi", null=True, blank=True)
    due_on = models.DateField("Hạn trả lời", null=True, blank=True)
    first_answered_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField("Ngày trả lời", null=True, blank=True)
    in_time = models.BooleanField("Đúng hạn", null=True, blank=True)
    paused_days = models.PositiveIntegerField(default=0)
    solved = models.CharField(max_length=6, blank=True, choices=[(s.value, w) for s, w in domain.SOLVED.items()])
    reopened = models.PositiveSmallIntegerField("Số lần mở lại", default=0)
    closed_on = models.DateField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField()

    objects = PetitionQuerySet.as_manager()

    if TYPE_CHECKING:
        acted_for: str
        known_to: int | None
        shared_with: frozenset[int]
        put_up_by: int | None
        has_files: bool
        has_answers: bool
        has_handovers: bool
        assignments: RelatedManager[Assignment]
        messages: RelatedManager[Message]
        moves: RelatedManager[Move]
        attachments: RelatedManager[Attachment]
        answers: RelatedManager[Answer]
        clocks: RelatedManager[Clock]
        petitioner: Petitioner

    class Meta:
        verbose_name = "kiến nghị"
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], condition=~Q(external_id=""), name="petition_once_per_channel"
            ),
            models.CheckConstraint(
                condition=Q(regime__in=[r.value for r in domain.Regime]), name="petition_no_denunciation"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | Q(answered_on__isnull=False),
                name="petition_answered_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="petition_state_due"),
            models.Index(fields=["lead", "state", "due_on"], name="petition_lead_due"),
            models.Index(fields=["-received_at", "-id"], name="petition_newest"),
            models.Index(fields=["received_on", "subject"], name="petition_received"),
            models.Index(fields=["answered_on"], name="petition_answered"),
            models.Index(fields=["subindex", "state"], name="petition_subindex"),
            models.Index(fields=["text_hash"], name="petition_text"),
            models.Index(fields=["association", "received_on"], name="petition_association"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def rule(self) -> domain.RegimeRule:
        """Return the regime this is handled under."""
        return domain.regimes()[self.regime]

    @property
    def is_open(self) -> bool:
        """Say whether somebody still owes an answer."""
        return self.state in domain.OPEN

    @property
    def subject_label(self) -> str:
        """Return the subject's name."""
        return domain.subject_label(self.subject)


class Words(models.Model):
    """What lists are searched by: a petition's words folded, without a private one.

    Beside the petition and not in it: its index of letter groups would be written anew with every date that moves.
    """

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="words")
    folded = models.CharField(max_length=1000, editable=False)

    class Meta:
        verbose_name = "từ để tìm của kiến nghị"

    def __str__(self) -> str:
        return f"{self.petition_id}"


class Petitioner(models.Model):
    """Who wrote: apart from the text, never listed, searched, exported or published; read through one policy."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="petitioner", primary_key=True)
    kind = models.CharField("Loại", max_length=12, default="business")
    name = models.CharField("Tên", max_length=200, blank=True)
    tax_code = models.CharField("Mã số thuế", max_length=20, blank=True)
    representative = models.CharField("Người đại diện", max_length=120, blank=True)
    phone = models.CharField("Điện thoại", max_length=30, blank=True)
    email = models.EmailField("Thư điện tử", max_length=200, blank=True)
    address = models.CharField("Địa chỉ", max_length=300, blank=True)
    public_name = models.BooleanField("Đồng ý nêu tên", default=False)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = "người gửi"

    def __str__(self) -> str:
        return "người gửi"
