"""Words and drawings that only this room's pages use."""

from __future__ import annotations

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

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
