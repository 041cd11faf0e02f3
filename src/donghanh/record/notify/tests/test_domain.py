"""When a letter may leave, and what it says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donghanh.kit.dates import ZONE
from donghanh.record.notify import domain

DAY = datetime(2026, 11, 23, tzinfo=ZONE)


@given(st.integers(0, 23), st.integers(0, 24 * 60 - 1))
def test_no_letter_leaves_by_night_or_before_the_hour_chosen(hour: int, minute: int) -> None:
    at = DAY + timedelta(minutes=minute)
    if domain.may_send(at, hour=hour):
        assert domain.QUIET_UNTIL <= at.hour < domain.QUIET_FROM
        assert at.hour >= min(hour, domain.QUIET_FROM - 1)


@pytest.mark.parametrize("hour", range(24))
def test_whatever_hour_was_chosen_there_is_one_at_which_the_letter_leaves(hour: int) -> None:
    assert any(domain.may_send(DAY + timedelta(hours=h), hour=hour) for h in range(24))


def test_a_failed_letter_waits_longer_each_time() -> None:
    waits = [domain.retry_at(DAY, n) - DAY for n in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=10)


def test_the_letter_names_and_links_and_counts_the_rest() -> None:
    lines = [domain.DigestLine("Bị trả lại: <báo cáo> & “quý”", "/ke-hoach/viec/abc/")]
    words = {"more": 3, "site": "https://dh.example.vn", "settings_path": "/thong-bao/cach-nhan/"}
    plain, html = domain.body("Lê Văn Bình", lines, **words), domain.html("Lê Văn Bình", lines, **words)
    for text in (plain, html):
        assert "https://dh.example.vn/ke-hoach/viec/abc/" in text
        assert "3 thông báo khác" in text
    assert "&lt;báo cáo&gt; &amp;" in html
    assert domain.subject(4, date(2026, 11, 23), "Lạng Sơn") == "Đồng Hành Lạng Sơn: 4 thông báo ngày 23/11/2026"
