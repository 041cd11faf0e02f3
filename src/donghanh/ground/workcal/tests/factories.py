"""The reviewed calendar and terms, for tests of every room."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.workcal import services
from donghanh.kit.dates import ZONE

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


def load_calendar() -> int:
    """Load the reviewed calendar and terms."""
    return services.import_reference(at=AT)
