"""The room's own words in templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from donghanh.kit.dates import show_moment

register = template.Library()
_CADENCES = {
    "daily": "hằng ngày",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "half-yearly": "sáu tháng",
    "yearly": "hằng năm",
    "on-change": "khi có thay đổi",
    "once": "một lần",
}


@register.filter
def muc(table: dict[Any, int], key: Any) -> int:
    """Look a number up; nothing is 0."""
    return table.get(key, 0)


@register.filter
def nhip(cadence: str) -> str:
    """Say a cadence."""
    return _CADENCES.get(cadence, cadence)


@register.filter
def bang_chung(value: Any) -> str:
    """Write one piece of evidence for people."""
    if isinstance(value, list):
        return " → ".join(str(v) for v in value)
    text = str(value)
    if len(text) > 18 and text[4:5] == "-" and "T" in text[:12]:
        try:
            return show_moment(datetime.fromisoformat(text))
        except ValueError:
            return text
    return f"{text[:12]}…{text[-6:]}" if len(text) == 64 and text.isalnum() else text
