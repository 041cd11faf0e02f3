"""Nightly tidying: sheets that nobody took in, and drafts' rows that a later sheet replaced."""

from __future__ import annotations

from datetime import datetime

from donghanh.record.registers import services


def tidy(at: datetime) -> str:
    """Remove working files that nothing names any more."""
    return f"Bỏ {services.sweep(at=at)} tệp đang soạn không còn dùng"
