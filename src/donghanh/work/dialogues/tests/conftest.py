"""What every test of the room begins with: the calendar and its terms, and one day."""

from __future__ import annotations

import pytest

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.work.dialogues.tests.factories import AFTER


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    """Load the calendar; pages stand on the day after the meeting unless a test says otherwise."""
    monkeypatch.setenv("DONGHANH_NOW", AFTER.isoformat())
    load_calendar()
