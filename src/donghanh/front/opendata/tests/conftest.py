"""A province that publishes: one register, the house's own datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from donghanh.front.opendata import services
from donghanh.front.opendata.queries import listing
from donghanh.record.registers.tests.factories import NOW, published


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day of the factories; nothing is remembered from the test before."""
    monkeypatch.setenv("DONGHANH_NOW", NOW.isoformat())
    listing.forget()


@pytest.fixture
def province(db: None, an: Any, tmp_path: Path) -> Any:
    """Publish one register and the own datasets; return the register."""
    register = published(tmp_path)
    services.refresh(at=NOW)
    listing.forget()
    return register
