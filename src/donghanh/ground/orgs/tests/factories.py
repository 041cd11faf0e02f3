"""Small valid agencies, and the reviewed register, for tests of every room."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from donghanh.ground.orgs import services
from donghanh.ground.orgs.models import Agency, Revision
from donghanh.kit.dates import ZONE

_numbers = count(1)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)
PLAN_DAY = date(2023, 6, 1)
TODAY = date(2026, 11, 22)


def make_agency(name: str = "", **values: Any) -> Agency:
    """Make an agency of the province, open at both ends unless said otherwise."""
    number = next(_numbers)
    values.setdefault("code", f"co-quan-{number}")
    values.setdefault("kind", "department")
    values.setdefault("command", "ordered")
    values.setdefault("province_code", "20")
    values.setdefault("verified", True)
    agency = Agency(name=name or f"Sở Mẫu số {number}", **values)
    agency.full_clean()
    agency.save()
    Revision.objects.create(at=AT, what="test")
    return agency


def load_register() -> int:
    """Load the reviewed register of the province."""
    return services.import_reference(at=AT)
