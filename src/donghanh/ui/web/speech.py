"""Numbers and days in the language of the page: a comma means a thousand to one reader and a tenth to the other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language

from donghanh.kit import dates, numbers

_SWAPPED = str.maketrans({".": ",", ",": "."})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def english() -> bool:
    """Say whether the page is read in English."""
    return get_language() == "en"


def number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """Write a number: ``1.234,5``, in English ``1,234.5``."""
    text = numbers.show_number(value, places)
    return text.translate(_SWAPPED) if english() else text


def day(value: date | None) -> str:
    """Write a day: ``06/8/2026``, in English ``6 Aug 2026``, which nobody takes for a day in June."""
    if value is None or not english():
        return dates.show_date(value)
    local = dates.local_date(value) if isinstance(value, datetime) else value
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def moment(at: datetime | None) -> str:
    """Write an instant: ``14:05 ngày 22/11/2026``, in English ``22 Nov 2026, 14:05``."""
    if at is None or not english():
        return dates.show_moment(at)
    return f"{day(at)}, {at.astimezone(dates.ZONE):%H:%M}"
