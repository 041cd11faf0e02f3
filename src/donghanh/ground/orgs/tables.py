"""Lists of the room: agencies as of a day."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from donghanh.ground.orgs import domain
from donghanh.kit.dates import show_date
from donghanh.ui.lists import HouseTable, MainColumn, status_pill


class AgencyTable(HouseTable):
    """Agencies of a day."""

    name = MainColumn(verbose_name="Cơ quan")
    kind = tables.Column(verbose_name="Loại")
    command = tables.Column(verbose_name="Quan hệ giao việc")
    valid_from = tables.Column(verbose_name="Thời gian", empty_values=(), attrs={"td": {"class": "nowrap"}})
    verified = tables.Column(verbose_name="Xác minh")

    caption = "Các cơ quan"
    hide_caption = True
    as_rows = True
    keep_first = False
    word = "cơ quan"
    nothing = "Không có cơ quan nào khớp với điều đang lọc vào ngày này."

    class Meta:
        sequence = ("name", "kind", "command", "valid_from", "verified")

    def render_name(self, value: str, record: Any) -> str:
        """Link the agency, its short name beside."""
        url = reverse("orgs:agency", args=[record.key])
        short = format_html("<br><small class='muted'>{}</small>", record.short_name) if record.short_name else ""
        return format_html('<a href="{}">{}</a>{}', url, value, short)

    def value_name(self, value: str) -> str:
        """Give a spreadsheet the name alone."""
        return value

    def render_kind(self, record: Any) -> str:
        """Write the kind in words."""
        return domain.KINDS[record.kind]

    def render_command(self, record: Any) -> str:
        """Write who may order whom in words."""
        return domain.COMMANDS[record.command]

    def render_valid_from(self, record: Any) -> str:
        """Write from when to when."""
        return span(record)

    def render_verified(self, value: bool) -> str:
        """Say whether the record was checked against a document."""
        return status_pill("done", "Đã xác minh") if value else status_pill("soon", "Chưa xác minh")

    def value_verified(self, value: bool) -> str:
        """Give a spreadsheet the word."""
        return "đã xác minh" if value else "chưa xác minh"


def span(agency: Any) -> str:
    """Write from when to when an agency exists; the last day, not the first day after."""
    begin = f"từ {show_date(agency.valid_from)}" if agency.valid_from else ""
    end = f"đến trước {show_date(agency.valid_to)}" if agency.valid_to else ""
    return f"{begin} {end}".strip() or "đang hoạt động"
