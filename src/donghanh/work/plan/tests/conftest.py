"""The people and the plan that the room's stories begin with; a story that begins otherwise makes its own."""

from __future__ import annotations

import pytest

from donghanh.work.plan.models import Plan
from donghanh.work.plan.tests.factories import Cast, simple_plan


@pytest.fixture
def cast(db: None) -> Cast:
    """Give An of agency A, Bình of B, Chi the coordinator, and the others."""
    return Cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Give a plan with three duties, given out on its signing day."""
    return simple_plan()
