"""Lists of the room: legal terms."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from donghanh.ui.lists import DateColumn, HouseTable, MainColumn, status_pill


class TermTable(HouseTable):
    """Legal terms in force on a day."""

    label = MainColumn(verbose_name="Thời hạn")
    value = tables.Column(verbose_name="Giá trị", orderable=False)
    source = tables.Column(verbose_name="Nguồn", orderable=False)
    since = DateColumn(verbose_name="Từ ngày", empty_values=())
    verified = tables.Column(verbose_name="Xác minh")

    caption = "Thời hạn đang áp dụng"
    hide_caption = True
    as_rows = True
    keep_first = False
    word = "thời hạn"

    class Meta:
        order_by = ("label",)

    def render_value(self, record: Any) -> str:
        """Write the term for people."""
        return str(record.ref.words())

    def value_value(self, record: Any) -> str:
        """Give a spreadsheet the same words."""
        return str(record.ref.words())

    def render_since(self, value: Any) -> str:
        """Say so where a term was in force before the records begin."""
        return f"{value:%d/%m/%Y}" if value else "trước 6/2023"

    def render_verified(self, value: bool) -> str:
        """Say whether the term was checked against its document."""
        return status_pill("done", "Đã xác minh") if value else status_pill("soon", "Chưa xác minh")

    def value_verified(self, value: bool) -> str:
        """Give a spreadsheet the word."""
        return "đã xác minh" if value else "chưa xác minh"
