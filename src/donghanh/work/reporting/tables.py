"""The lists of the reporting room; what leaves the house as a spreadsheet is the same rows."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from donghanh.kit.text import shorten
from donghanh.ui.lists import DateColumn, HouseTable, MainColumn, NumberColumn, status_pill
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import Report

_TONES = {Report.State.ISSUED: "done", Report.State.DRAFT: "open", Report.State.BUILDING: "soon"}


class ReturnTable(HouseTable):
    """Every return the reader may see."""

    agency = MainColumn(accessor="agency__name", verbose_name="Cơ quan", order_by=("agency__name", "-period__due_on"))
    regime = tables.Column(accessor="period__regime", verbose_name="Báo cáo", order_by=("period__regime",))
    period = tables.Column(accessor="period__label", verbose_name="Kỳ", order_by=("period__starts_on",))
    due = DateColumn(accessor="period__due_on", verbose_name="Hạn", order_by=("period__due_on",))
    received = DateColumn(accessor="received_on", verbose_name="Ngày nhận", default="")
    state = tables.Column(verbose_name="Tình trạng")
    number = tables.Column(verbose_name="Mã báo cáo", visible=False)
    document = tables.Column(accessor="document_number", verbose_name="Số văn bản", visible=False)

    class Meta:
        fields = ()

    caption = "Báo cáo của các cơ quan"
    hide_caption = True
    as_rows = True
    word = "báo cáo"
    nothing_title = "Không có báo cáo nào khớp"
    nothing = "Thử bỏ bớt điều kiện lọc."

    def render_agency(self, record: Any) -> SafeString:
        """Link the return."""
        return format_html('<a href="{}">{}</a>', reverse("reporting:return", args=[record.key]), record.agency.name)

    def value_agency(self, record: Any) -> str:
        """Give a spreadsheet the bare name."""
        return str(record.agency.name)

    def render_regime(self, record: Any) -> str:
        """Name the regime."""
        return record.period.rules.name  # type: ignore[no-any-return]

    def render_state(self, record: Any) -> SafeString:
        """Draw where the return is."""
        return status_pill(*domain.told_state(record.state, record.received_on))

    def value_state(self, record: Any) -> str:
        """Give a spreadsheet the word."""
        return domain.told_state(record.state, record.received_on)[1]


class LateTable(HouseTable):
    """Returns that are due and have not come."""

    agency = MainColumn(accessor="row__agency__name", verbose_name="Cơ quan")
    regime = tables.Column(accessor="row__period__rules__name", verbose_name="Báo cáo", orderable=False)
    period = tables.Column(accessor="row__period__label", verbose_name="Kỳ", orderable=False)
    due = DateColumn(accessor="row__period__due_on", verbose_name="Hạn")
    days = NumberColumn(verbose_name="Số ngày quá hạn")
    why = tables.Column(accessor="row__reason", verbose_name="Tình trạng", empty_values=(), orderable=False)

    caption = "Báo cáo quá hạn"
    hide_caption = True
    as_rows = True
    word = "báo cáo"
    nothing_title = "Không có báo cáo nào quá hạn"
    nothing = "Mọi cơ quan đã gửi báo cáo đúng kỳ."

    def render_agency(self, record: Any) -> SafeString:
        """Link the return."""
        row = record.row
        return format_html('<a href="{}">{}</a>', reverse("reporting:return", args=[row.key]), row.agency.name)

    def value_agency(self, record: Any) -> str:
        """Give a spreadsheet the bare name."""
        return str(record.row.agency.name)

    def render_why(self, record: Any) -> str:
        """Say what holds it up."""
        if record.state == record.row.state == domain.State.RETURNED:
            return f"bị trả lại: {shorten(record.row.reason, 80)}"
        if record.state == domain.State.RETURNED:
            return "bị trả lại"
        return "kỳ đã khóa" if record.locked else "chưa gửi"


class ReportTable(HouseTable):
    """The province's reports."""

    title = MainColumn(accessor="period__label", verbose_name="Báo cáo", order_by=("period__starts_on",))
    as_of = DateColumn(verbose_name="Số liệu đến")
    number = tables.Column(verbose_name="Số, ký hiệu", default="")
    signed = DateColumn(accessor="signed_on", verbose_name="Ngày ký", default="")
    state = tables.Column(verbose_name="Tình trạng")

    class Meta:
        fields = ()

    caption = "Báo cáo tổng hợp"
    hide_caption = True
    as_rows = True
    word = "báo cáo"
    nothing_title = "Chưa có báo cáo tổng hợp"
    nothing = "Mở một kỳ trên bảng nhận báo cáo rồi bấm “Lập báo cáo tổng hợp”."

    def render_title(self, record: Any) -> SafeString:
        """Link the report."""
        words = self.value_title(record)
        return format_html('<a href="{}">{}</a>', reverse("reporting:report", args=[record.key]), words)

    def value_title(self, record: Any) -> str:
        """Name the report."""
        return f"{record.period.rules.name}, {record.period.label}"

    def render_state(self, record: Any) -> SafeString:
        """Draw where the report is."""
        return status_pill(_TONES[Report.State(record.state)], record.get_state_display())

    def value_state(self, record: Any) -> str:
        """Give a spreadsheet the word."""
        return str(record.get_state_display())
