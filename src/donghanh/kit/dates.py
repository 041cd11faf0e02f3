"""Dates as offices write them: ``31/12/2026``; the zone is that of Viet Nam, instants always know theirs."""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_DMY = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*\Z")
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_WEEKDAYS_SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def show_date(day: date | None) -> str:
    """Write a date as ``01/6/2023``: day and months 1-2 with a leading 0, as Nghị định 30/2020 has it."""
    if day is None:
        return "—"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def show_moment(at: datetime | None) -> str:
    """Write an instant in Vietnamese local time: ``14:05 ngày 22/11/2026``."""
    if at is None:
        return "—"
    local = at.astimezone(ZONE)
    return f"{local:%H:%M} ngày {show_date(local.date())}"


def weekday_name(day: date, *, short: bool = False) -> str:
    """Name the day of the week: ``Thứ hai`` or ``T2``."""
    return (_WEEKDAYS_SHORT if short else _WEEKDAYS)[day.weekday()]


def read_date(text: str) -> date | None:
    """Read ``31/12/2026``, ``1-6-2023`` or an ISO date; ``None`` when it is not a date that exists."""
    text = text.strip()
    match = _DMY.match(text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def local_date(at: datetime) -> date:
    """Return the calendar day of an instant in Viet Nam."""
    return at.astimezone(ZONE).date()


def now() -> datetime:
    """Return this instant, zone known; only views, jobs and commands ask, services are told.

    ``DONGHANH_NOW`` (an ISO instant) sets the house's clock for trials and browser journeys; a production start
    refuses it.
    """
    fixed = os.environ.get("DONGHANH_NOW")
    return datetime.fromisoformat(fixed).astimezone(ZONE) if fixed else datetime.now(ZONE)


def today() -> date:
    """Return the calendar day in Viet Nam."""
    return now().date()
