"""Numbers and days as the language of the page writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import translation

from donghanh.kit.dates import ZONE
from donghanh.ui.web import speech


def test_an_english_page_writes_numbers_and_days_its_own_way() -> None:
    at = datetime(2026, 8, 6, 14, 5, tzinfo=ZONE)
    with translation.override("vi"):
        assert (speech.number(Decimal("1234.5")), speech.day(at.date())) == ("1.234,5", "06/8/2026")
        assert speech.moment(at) == "14:05 ngày 06/8/2026"
    with translation.override("en"):
        assert (speech.number(Decimal("1234.5")), speech.day(at.date())) == ("1,234.5", "6 Aug 2026")
        assert speech.moment(at) == "6 Aug 2026, 14:05"
        assert (speech.number(None), speech.day(None), speech.moment(None)) == ("—", "—", "—")
        assert speech.day(date(2026, 1, 1)) == "1 Jan 2026"
