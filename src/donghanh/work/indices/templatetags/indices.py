"""Differences with their sign, shares as percentages: how this room's pages write figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from donghanh.kit.numbers import show_number
from donghanh.work.indices import charts, queries

register = template.Library()


@register.filter
def dau(value: Any, places: int = 2) -> str:
    """Write a difference with its sign: ``+0,78``."""
    return charts.signed(None if value is None else float(value), places)


@register.filter
def ty_le(share: float | None, places: int = 0) -> str:
    """Write a share of one as a percentage: ``12 %``."""
    if share is None:
        return "—"
    if 0 < share < 0.005 and places == 0:
        return "dưới 1 %"
    return f"{show_number(round(Decimal(str(share)) * 100, places), places)} %"


@register.filter
def nam_trong_so(code: str) -> str:
    """Write the years in which an edition's weights were in force."""
    return queries.twin().weights_span(code)


@register.filter
def do_cach_tinh(split: Any) -> bool:
    """Say whether more of a change is method than real."""
    return bool(abs(split.method) > abs(split.real))


@register.filter
def lay(rows: Mapping[str, Any], key: str) -> Any:
    """Return one value of a mapping."""
    return rows.get(key)


@register.filter
def bac(places: tuple[int, int] | None) -> str:
    """Write a range of places: ``khoảng 4 đến 6 bậc``."""
    if places is None:
        return ""
    low, high = places
    return f"khoảng {low} bậc" if low == high else f"khoảng {low} đến {high} bậc"
