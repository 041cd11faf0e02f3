"""The lists of the room; none holds an identity, so none can leave as a spreadsheet with one."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from donghanh.kit.dates import show_date
from donghanh.ui.lists import DateColumn, HouseTable, MainColumn, status_pill
from donghanh.work.petitions import domain
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.queries.masking import Words


def stands(row: Petition, due: date | None, on: date) -> tuple[str, str]:
    """Return colour and word of where a petition stands on a day: late first, then its state."""
    if row.state in domain.OPEN and due is not None and on > due:
        return "late", f"Quá hạn {(on - due).days} ngày"
    if row.state in (domain.State.ANSWERED, domain.State.CLOSED) and row.in_time is False:
        return "late", "Đã trả lời, trễ"
    return domain.STATE_TONES[domain.State(row.state)], domain.STATE_LABELS[row.state]


class _CaseTable(HouseTable):
    """What every list of cases shows."""

    as_rows = True
    hide_caption = True
    word = "kiến nghị"
    nothing_title = "Không có kiến nghị nào"

    def __init__(self, *args: Any, on: date, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.words = on, words

    def case(self, record: Any) -> Petition:
        """Return the petition of a row."""
        return record  # type: ignore[no-any-return]

    def render_title(self, record: Any) -> SafeString:
        """Link the case, and say number, subject and channel under it."""
        row = self.case(record)
        return format_html(
            '<a href="{}">{}</a><div class="path"><span>{}</span><span>{}</span></div>',
            reverse("petitions:case", args=[row.key]),
            self.value_title(record),
            row.number,
            row.subject_label,
        )

    def value_title(self, record: Any) -> str:
        """Give a spreadsheet the bare title, with private words masked where this reader does not handle the case."""
        row = self.case(record)
        return self.words.of(row).read(row.title)

    def render_stands(self, record: Any) -> SafeString:
        """Draw where it stands."""
        return status_pill(*stands(self.case(record), self._due(record), self.on))

    def value_stands(self, record: Any) -> str:
        """Give a spreadsheet the word."""
        return stands(self.case(record), self._due(record), self.on)[1]

    def _due(self, record: Any) -> date | None:
        found: date | None = record.due_on
        return found

    def render_due(self, record: Any) -> Any:
        """Write the day, or why there is none."""
        due = self._due(record)
        if due is not None:
            return show_date(due)
        row = self.case(record)
        word = "tạm dừng" if row.state == domain.State.WAITING else "—"
        return format_html('<span class="muted">{}</span>', word)

    def value_due(self, record: Any) -> Any:
        """Give a spreadsheet the date."""
        return self._due(record)

    def render_subject(self, record: Any) -> str:
        """Name the subject."""
        return self.case(record).subject_label

    def render_channel(self, record: Any) -> str:
        """Name the channel."""
        return domain.CHANNELS[domain.Channel(self.case(record).channel)]

    def render_regime(self, record: Any) -> str:
        """Name the regime."""
        return domain.regimes()[self.case(record).regime].label


class PetitionTable(_CaseTable):
    """Petitions as the hub and those who follow the province read them."""

    caption = "Kiến nghị"
    title = MainColumn(verbose_name="Việc", order_by=("number",), empty_values=())
    lead = tables.Column(accessor="lead__name", verbose_name="Cơ quan chủ trì", default="chưa chuyển", orderable=False)
    received = DateColumn(accessor="received_on", verbose_name="Nhận ngày")
    due = tables.Column(accessor="due_on", verbose_name="Hạn", empty_values=(), attrs={"td": {"class": "nowrap"}})
    stands = tables.Column(verbose_name="Tình trạng", empty_values=(), order_by=("state",))
    number = tables.Column(verbose_name="Số", visible=False)
    subject = tables.Column(verbose_name="Lĩnh vực", visible=False)
    channel = tables.Column(verbose_name="Kênh", visible=False)
    regime = tables.Column(verbose_name="Chế độ", visible=False)
    answered = DateColumn(accessor="answered_on", verbose_name="Ngày trả lời", visible=False)
    paused_days = tables.Column(verbose_name="Ngày chờ người gửi", visible=False)
    reopened = tables.Column(verbose_name="Số lần mở lại", visible=False)

    class Meta:
        fields = ()
        sequence = ("title", "lead", "received", "due", "stands", "...")


class QueueTable(_CaseTable):
    """An agency's open parts, by due date."""

    caption = "Hàng việc kiến nghị"
    title = MainColumn(verbose_name="Việc", order_by=("petition__number",), empty_values=())
    part = tables.Column(verbose_name="Vai trò", attrs={"td": {"class": "nowrap"}})
    officer = tables.Column(accessor="officer__full_name", verbose_name="Chuyên viên", default="chưa phân công")
    received = DateColumn(accessor="petition__received_on", verbose_name="Nhận ngày")
    due = tables.Column(accessor="due_on", verbose_name="Hạn", empty_values=(), attrs={"td": {"class": "nowrap"}})
    stands = tables.Column(verbose_name="Tình trạng", empty_values=(), order_by=("petition__state",))
    number = tables.Column(accessor="petition__number", verbose_name="Số", visible=False)
    subject = tables.Column(accessor="petition__subject", verbose_name="Lĩnh vực", visible=False)
    agency = tables.Column(accessor="agency__name", verbose_name="Cơ quan", visible=False)

    class Meta:
        fields = ()
        sequence = ("title", "part", "officer", "received", "due", "stands", "...")

    nothing = "Cơ quan không còn kiến nghị nào trong mục này."

    def case(self, record: Any) -> Petition:
        """Return the petition of a part."""
        return record.petition  # type: ignore[no-any-return]

    def render_part(self, record: Any) -> str:
        """Say the part, and that it was only asked where it was."""
        return f"{record.get_part_display()}{' (đề nghị)' if record.requested else ''}"
