"""Whose rows are one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs

READERS = frozenset({"coordinator", "office", "leader", "inspector", "auditor"})
WRITERS = ("officer", "head", "association", "coordinator", "office", "inspector")


def person(**options: Any) -> models.ForeignKey[Any, Any]:
    """A column that names somebody with an account, or nobody."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", **options
    )


def own_agencies(user: Any, on: date) -> frozenset[int]:
    """Return the agencies one acts for, with those whose duties came down to them."""
    mine = accounts.agency_ids(user, on, *WRITERS)
    return frozenset(former.id for agency_id in mine for former in orgs.ancestors(agency_id)) | mine


def reads_all(user: Any, on: date) -> bool:
    """Say whether somebody follows the whole province."""
    return bool(READERS & {seat.role for seat in accounts.seats(user, on)})
