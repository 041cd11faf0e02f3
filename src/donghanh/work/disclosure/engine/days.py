"""The dates that a page bears: marked up, or written as offices write them."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_DMY = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?((?:19|20)\d\d)(?!\d)")
_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)", re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
MOST = 200


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def dates_in(text: str) -> list[date]:
    """Find the dates written in a text, in the order in which they stand."""
    found: list[tuple[int, date]] = []
    for pattern, order in ((_ISO, (1, 2, 3)), (_DMY, (3, 2, 1)), (_WORDS, (3, 2, 1))):
        for match in pattern.finditer(text):
            day = _day(*(match[n] for n in order))
            if day is not None:
                found.append((match.start(), day))
            if len(found) > MOST:
                break
    return [day for _, day in sorted(found)]


def date_of_pdf(stamp: str) -> date | None:
    """Read a PDF's own date (``D:20260315…``)."""
    match = _COMPACT.search(stamp)
    return _day(match[1], match[2], match[3]) if match else None
