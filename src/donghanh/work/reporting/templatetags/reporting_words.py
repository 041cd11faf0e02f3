"""Words of returns and reports for templates: steps, standings, cells."""

from __future__ import annotations

from typing import Any

from django import template

from donghanh.record.papers import api as papers
from donghanh.work.plan import api as plan

register = template.Library()
_STEPS = {
    "submit": "Gửi",
    "return": "Trả lại",
    "accept": "Tiếp nhận",
    "reopen": "Mở lại để sửa",
    "lock": "Khóa theo kỳ",
    "unlock": "Mở khóa theo kỳ",
}


@register.filter
def ten_buoc(verb: str) -> str:
    """Name a step."""
    return _STEPS.get(verb, verb)


@register.filter
def ten_tinh_trang(standing: str) -> str:
    """Name where a duty stood when the return was filled."""
    return {str(k): v for k, v in plan.STANDING_LABELS.items()}.get(standing, "xem việc")


@register.simple_tag
def o_bang(cell: dict[str, Any]) -> str:
    """Write one cell of a report's table."""
    return papers.cell_words(cell["value"], cell["column"].places)
