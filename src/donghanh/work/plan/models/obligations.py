"""One agency's part in one duty (and one period, where the duty recurs), and all that was done about it."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids, text
from donghanh.work.plan import domain
from donghanh.work.plan.models.plans import DRAFT_READERS, Duty, Plan, holds_any

# Who may read the work behind an obligation (reports, evidence, remarks) besides the agencies of the duty.
WORK_READERS = frozenset({"coordinator", "office", "leader", "inspector", "auditor"})
AGENCY_ROLES = ("officer", "head", "association", "inspector", "coordinator", "office")


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Reads of obligations; every list, count and export starts at ``visible_to``."""

    def visible_to(self, user: Any, *, on: date | None = None) -> Self:
        """Keep what this person may see: who must do what by when and where it stands is public once given out."""
        if holds_any(user, DRAFT_READERS, on):
            return self
        return self.exclude(duty__plan__state=Plan.State.DRAFT)

    def work_readable_by(self, user: Any, *, on: date) -> Self:
        """Keep those whose reports, evidence and remarks this person may read."""
        if holds_any(user, WORK_READERS, on):
            return self.visible_to(user, on=on)
        mine = accounts.agency_ids(user, on, *AGENCY_ROLES)
        duties = Obligation.objects.filter(Q(holder_id__in=mine) | Q(assigned_id__in=mine)).values("duty_id")
        return self.visible_to(user, on=on).filter(duty_id__in=duties) if mine else self.none()

    def held_by(self, agency_ids: Any) -> Self:
        """Keep those on the desks of these agencies."""
        return self.filter(holder_id__in=agency_ids)

    def open(self) -> Self:
        """Keep what is still to be done."""
        return self.filter(state__in=domain.OPEN_STATES)

    def overdue(self, *, on: date) -> Self:
        """Keep the open ones past their date; never bodies only asked, nor what was submitted in time and waits."""
        waiting = Q(state=domain.State.SUBMITTED, submitted_on__lte=models.F("due_on"))
        return self.open().filter(due_on__lt=on, requested=False).exclude(waiting)

    def due_within(self, *, on: date, until: date) -> Self:
        """Keep the open ones due from today until a day."""
        return self.open().filter(due_on__gte=on, due_on__lte=until)

    def matching(self, words: str) -> Self:
        """Keep those whose duty, number or agency holds every word, typed with or without marks."""
        found = self
        for word in text.search_key(words).split():
            found = found.filter(
                Q(duty__folded__contains=word) | Q(number__icontains=word) | Q(holder__name_folded__contains=word)
            )
        return found

    def with_context(self) -> Self:
        """Fetch in the same query what every row of a list shows."""
        return self.select_related("duty", "duty__plan", "duty__index", "holder", "assigned")

    def locked(self, pk: int) -> Obligation:
        """Return one row, locked until the transaction ends (PostgreSQL; SQLite locks the file)."""
        return self.select_for_update(of=("self",)).with_context().get(pk=pk)


class Obligation(models.Model):
    """What one agency owes under one duty."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    number = models.CharField("Mã việc", max_length=60, unique=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="obligations")
    role = models.CharField(max_length=10, choices=[(r.value, domain.ROLE_LABELS[r]) for r in domain.Role])
    assigned = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requested = models.BooleanField("Chỉ đề nghị", default=False)
    period = models.CharField("Kỳ", max_length=20, blank=True)
    period_label = models.CharField(max_length=40, blank=True)
    period_starts_on = models.DateField(null=True, blank=True)
    period_ends_on = models.DateField(null=True, blank=True)
    due_on = models.DateField("Hạn", null=True, blank=True)
    original_due_on = models.DateField("Hạn gốc", null=True, blank=True)
    due_kind = models.CharField("Cách nêu hạn", max_length=10, blank=True)
    subject = models.CharField("Việc của lần này", max_length=250, blank=True)
    due_written = models.CharField("Hạn như văn bản viết", max_length=250, blank=True)
    due_named_on = models.DateField("Ngày nêu trong văn bản", null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, domain.STATE_LABELS[s]) for s in domain.State], default=domain.State.ASSIGNED
    )
    percent = models.PositiveSmallIntegerField("Tiến độ (%)", default=0)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_on = models.DateField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField("Ngày nộp, chờ xác nhận", null=True, blank=True)
    result_on = models.DateField("Ngày có kết quả", null=True, blank=True)
    result_document = models.CharField("Văn bản kết quả", max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    extensions_granted = models.PositiveSmallIntegerField(default=0)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    state_reason = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()

    objects = ObligationQuerySet.as_manager()

    # Not a column: in whose stead the present actor works, between the policy's yes and the journal's entry.
    acted_for = ""

    GIVEN = frozenset(
        {"key", "number", "duty", "role", "assigned", "period", "period_label", "original_due_on", "due_named_on"}
        | {"due_written", "subject", "due_kind", "period_starts_on", "period_ends_on", "assigned_on", "carried_from"}
    )

    class Meta:
        verbose_name = "phần việc"
        ordering = ["duty__plan", "duty__order", "role", "number"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "assigned", "role", "period"], name="obligation_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="obligation_percent_in_range"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, original_due_on__isnull=True)
                | Q(due_on__isnull=False, original_due_on__isnull=False),
                name="obligation_keeps_original_due",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result_on__isnull=False), name="obligation_done_has_result_day"
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "due_on"], name="obligation_desk"),
            models.Index(fields=["state", "due_on"], name="obligation_due"),
        ]

    def __str__(self) -> str:
        return self.number

    def standing(self, on: date) -> domain.Standing:
        """Say where it stands on a day."""
        return domain.standing(
            state=self.state,
            due_on=self.due_on,
            result_on=self.result_on,
            requested=self.requested,
            on=on,
            submitted_on=self.submitted_on,
        )

    @property
    def assigned_name(self) -> str:
        """Name whom the plan gave the work, told apart from a holder of the same name."""
        return self.assigned.told_from(self.holder)

    @property
    def title(self) -> str:
        """Return what must be done, with its period."""
        title = self.subject or self.duty.title
        return f"{title} ({self.period_label})" if self.period_label else title


class WorkStep(models.Model):
    """One step of the agency's own implementation plan under an obligation."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("Việc", max_length=300)
    due_on = models.DateField("Hạn", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "bước thực hiện"
        ordering = ["obligation", "order"]
        constraints = [models.UniqueConstraint(fields=["obligation", "order"], name="work_step_order")]

    def __str__(self) -> str:
        return self.title


class ProgressReport(models.Model):
    """What an officer reported: a share, words, evidence."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reports")
    percent = models.PositiveSmallIntegerField("Tiến độ (%)")
    text = models.TextField("Nội dung")
    quantity = models.DecimalField("Số đạt được", max_digits=20, decimal_places=4, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "báo tiến độ"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="progress_percent_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class Evidence(models.Model):
    """What shows that something was done: a file with its hash, a numbered document, an address."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="evidence")
    report = models.ForeignKey(ProgressReport, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document_number = models.CharField("Số văn bản", max_length=60, blank=True)
    document_on = models.DateField("Ngày văn bản", null=True, blank=True)
    url = models.URLField("Địa chỉ", max_length=500, blank=True)
    description = models.CharField("Mô tả", max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "chứng cứ"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(document_number="") | ~Q(url=""), name="evidence_is_something"
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.document_number or self.url or str(self.file)


class Result(models.Model):
    """One attempt to finish: proposed by the officer, submitted by the head, confirmed or returned by the tracker."""

    class State(models.TextChoices):
        """Where the attempt is."""

        PROPOSED = "proposed", "Chờ thủ trưởng duyệt"
        SENT_BACK = "sent_back", "Thủ trưởng trả lại"
        SUBMITTED = "submitted", "Chờ xác nhận"
        RETURNED = "returned", "Đầu mối trả lại"
        CONFIRMED = "confirmed", "Đã xác nhận"
        WITHDRAWN = "withdrawn", "Thôi xét"

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="results")
    state = models.CharField(max_length=10, choices=State.choices)
    text = models.TextField("Kết quả")
    document_number = models.CharField("Văn bản kết quả", max_length=60, blank=True)
    document_on = models.DateField("Ngày văn bản", null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("Lý do", blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)  # a confirmed result whose duty was opened again

    class Meta:
        verbose_name = "kết quả"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=Q(state__in=["proposed", "submitted"]),
                name="result_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number or text.shorten(self.text, 60)


class Extension(models.Model):
    """A wish for more time and what the assigning authority said; the original date stays."""

    class State(models.TextChoices):
        """Where the wish is."""

        ASKED = "asked", "Đang xin"
        GRANTED = "granted", "Đồng ý"
        REFUSED = "refused", "Không đồng ý"

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    reason = models.TextField("Lý do")
    due_before = models.DateField("Hạn khi xin")
    wanted_on = models.DateField("Hạn mới xin")
    granted_on = models.DateField("Hạn mới được cho", null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField("Ý kiến", blank=True)

    class Meta:
        verbose_name = "xin gia hạn"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["obligation"], condition=Q(state="asked"), name="extension_one_at_a_time"),
            models.CheckConstraint(condition=Q(wanted_on__gt=models.F("due_before")), name="extension_is_later"),
        ]

    def __str__(self) -> str:
        return f"{self.due_before} → {self.wanted_on}"


class Suspension(models.Model):
    """One stretch in which work stood still on the ground of a document; a past day is told with it."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="suspensions")
    since = models.DateField("Từ ngày")
    until = models.DateField("Tiếp tục từ ngày", null=True, blank=True)
    document_number = models.CharField("Căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "tạm dừng"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(until__isnull=True), name="suspension_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="suspension_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.document_number


class HandOver(models.Model):
    """The recorded act by which an obligation moved from one agency to another."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="handovers")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField("Từ ngày")
    basis = models.CharField("Căn cứ", max_length=300)
    note = models.TextField("Ghi chú", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bàn giao"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_agency=models.F("to_agency")), name="handover_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.to_name}"

    @property
    def from_name(self) -> str:
        """Name who gave, told apart from a receiver of the same name."""
        return self.from_agency.told_from(self.to_agency)

    @property
    def to_name(self) -> str:
        """Name who received, told apart from a giver of the same name."""
        return self.to_agency.told_from(self.from_agency)


class Remark(models.Model):
    """One remark in the conversation about an obligation."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField("Nội dung")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "trao đổi"
        ordering = ["at"]

    def __str__(self) -> str:
        return text.shorten(self.text, 60)
