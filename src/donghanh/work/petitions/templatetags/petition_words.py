"""Words and drawings that only this room's pages use."""

from __future__ import annotations

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from donghanh.kit.numbers import show_number
from donghanh.work.petitions.queries.counting import MOST
from donghanh.work.petitions.queries.masking import Reading

register = template.Library()


@register.filter
def quarter(code: str) -> str:
    """Write a quarter's code as people say it: ``2026-Q3`` is ``quý III/2026``."""
    year, _, number = code.partition("-Q")
    return f"quý {('I', 'II', 'III', 'IV')[int(number) - 1]}/{year}" if number in {"1", "2", "3", "4"} else code


@register.filter
def qr(link: str) -> SafeString:
    """Draw a link as a QR code: an image with a name, readable on paper and on a telephone."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        scale=4, border=2, dark="#14213d", title="Mã QR mở trang theo dõi"
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" aria-label="Mã QR mở trang theo dõi" ', 1))  # noqa: S308 - our own drawing


@register.filter
def some(count: int) -> str:
    """Write a count that stops somewhere: ``hơn 10.000`` where more is there than was counted."""
    return f"hơn {show_number(MOST)}" if count > MOST else show_number(count)


@register.filter
def as_read(text: str, reading: Reading) -> str:
    """Write a text of a case as its reader may read it: as it is, or with private words masked."""
    return reading.read(text or "")
