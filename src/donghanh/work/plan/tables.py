"""The lists of the plan room; what leaves the house as a spreadsheet is the same rows with more columns."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from donghanh.kit.dates import show_date
from donghanh.kit.numbers import show_number
from donghanh.ui.lists import DateColumn, HouseTable, MainColumn, NumberColumn, status_pill
from donghanh.work.plan.domain import NATURE_LABELS, STANDING_LABELS, STANDING_TONES, STATE_LABELS, Standing


class ObligationTable(HouseTable):
    """Every obligation the reader may see."""

    title = MainColumn(verbose_name="Việc", order_by=("duty__order", "number"), empty_values=())
    agency = tables.Column(accessor="holder__name", verbose_name="Cơ quan", order_by=("holder__name_folded",))
    role = tables.Column(verbose_name="Vai trò")
    due = tables.Column(accessor="due_on", verbose_name="Hạn", empty_values=(), attrs={"td": {"class": "nowrap"}})
    stands = tables.Column(verbose_name="Tình trạng")
    percent = NumberColumn(verbose_name="Tiến độ")
    number = tables.Column(verbose_name="Mã việc", visible=False)
    plan = tables.Column(accessor="duty__plan__number", verbose_name="Kế hoạch", visible=False)
    place = tables.Column(accessor="duty__place", verbose_name="Chỗ trong kế hoạch", visible=False)
    index = tables.Column(accessor="duty__index__name", verbose_name="Chỉ số", visible=False)
    period = tables.Column(accessor="period_label", verbose_name="Kỳ", visible=False)
    original = DateColumn(accessor="original_due_on", verbose_name="Hạn gốc", visible=False)
    assigned = tables.Column(accessor="assigned__name", verbose_name="Cơ quan được giao", visible=False)
    state = tables.Column(verbose_name="Bước xử lý", visible=False)
    result = tables.Column(accessor="result_document", verbose_name="Văn bản kết quả", visible=False)

    class Meta:
        fields = ()
        sequence = ("title", "agency", "role", "due", "stands", "percent", "...")

    caption = "Việc theo kế hoạch"
    hide_caption = True
    as_rows = True
    word = "việc"
    nothing_title = "Không có việc nào khớp"
    nothing = "Thử bỏ bớt điều kiện lọc, hoặc gõ ít chữ hơn ở ô tìm."

    def render_title(self, record: Any) -> SafeString:
        """Link the work to its page, and say where in which plan it comes from."""
        where = [record.duty.plan.number, record.duty.place]
        if record.duty.index:
            where.append(record.duty.index.name)
        links = format_html(
            '<a href="{}?nv={}#{}">{}</a>',
            reverse("plan:read", args=[record.duty.plan.slug]),
            record.duty.key,
            record.duty.eid,
            where[0],
        )
        rest = format_html_join("", "<span>{}</span>", ((part,) for part in where[1:]))
        return format_html(
            '<a href="{}">{}</a><div class="path">{}{}</div>',
            reverse("plan:obligation", args=[record.key]),
            record.title,
            links,
            rest,
        )

    def value_title(self, record: Any) -> str:
        """Give a spreadsheet the bare title."""
        return str(record.title)

    def render_agency(self, record: Any) -> Any:
        """Name the present holder, and the one the plan named where that was another."""
        if record.holder_id == record.assigned_id:
            return record.holder.name
        return format_html(
            '{}<div class="small muted">kế hoạch giao: {}</div>', record.holder.name, record.assigned_name
        )

    def value_agency(self, record: Any) -> str:
        """Give a spreadsheet the present holder."""
        return str(record.holder.name)

    def render_due(self, record: Any) -> Any:
        """Write the day, and the original one where it was moved."""
        if record.due_on is None:
            return format_html('<span class="muted">không nêu</span>')
        if record.original_due_on == record.due_on:
            return show_date(record.due_on)
        return format_html(
            '{}<div class="small muted">gốc {}</div>', show_date(record.due_on), show_date(record.original_due_on)
        )

    def value_due(self, record: Any) -> Any:
        """Give a spreadsheet the date itself."""
        return record.due_on

    def render_stands(self, value: str) -> SafeString:
        """Draw the standing."""
        return status_pill(STANDING_TONES[Standing(value)], STANDING_LABELS[Standing(value)])

    def value_stands(self, value: str) -> str:
        """Give a spreadsheet the word."""
        return STANDING_LABELS[Standing(value)]

    def render_percent(self, value: int) -> str:
        """Write a share."""
        return f"{show_number(value)} %"

    def value_percent(self, value: int) -> int:
        """Give a spreadsheet the number."""
        return value

    def render_state(self, value: str, record: Any) -> str:
        """Say where the work is."""
        return STATE_LABELS[record.state]


class DutyTable(HouseTable):
    """A plan's duties as they leave in a spreadsheet."""

    place = tables.Column(verbose_name="Chỗ trong kế hoạch")
    title = tables.Column(verbose_name="Nhiệm vụ")
    index = tables.Column(accessor="index__name", verbose_name="Chỉ số", default="")
    lead = tables.Column(verbose_name="Chủ trì (như văn bản viết)", empty_values=())
    supporting = tables.Column(verbose_name="Phối hợp (như văn bản viết)", empty_values=())
    nature = tables.Column(verbose_name="Tính chất")
    due = tables.Column(verbose_name="Hạn như văn bản viết", empty_values=())
    quantities = tables.Column(verbose_name="Số lượng như văn bản viết", empty_values=())
    total = NumberColumn(verbose_name="Phần việc", accessor="tally__total")
    done = NumberColumn(verbose_name="Đã xong", accessor="tally__done")
    overdue = NumberColumn(verbose_name="Quá hạn", accessor="tally__overdue")
    words = tables.Column(accessor="text", verbose_name="Nguyên văn", default="")
    eid = tables.Column(verbose_name="eId")

    def render_lead(self, record: Any) -> str:
        """Join the names."""
        return "; ".join(record.lead)

    def render_supporting(self, record: Any) -> str:
        """Join the names."""
        return "; ".join(record.supporting)

    def render_nature(self, record: Any) -> str:
        """Say how it lives in time."""
        return NATURE_LABELS[record.nature]

    def render_due(self, record: Any) -> str:
        """Join the dates as written."""
        return "; ".join(d["as_written"] for d in record.due)

    def render_quantities(self, record: Any) -> str:
        """Join the figures as written."""
        return "; ".join(q["as_written"] for q in record.quantities)
