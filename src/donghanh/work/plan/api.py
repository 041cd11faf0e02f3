"""The door: what other rooms may ask of the plan room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.work.plan import queries
from donghanh.work.plan.domain import STANDING_LABELS, Standing, Tally
from donghanh.work.plan.models import Duty, Obligation, Plan

__all__ = ["STANDING_LABELS", "PlanRef", "Standing", "Tally", "active_plans", "tally_for"]


@dataclass(frozen=True)
class PlanRef:
    """A plan as other rooms are told of it."""

    key: str
    slug: str
    number: str
    short: str
    title: str
    signed_on: date
    state: str


def active_plans(user: Any, *, on: date) -> tuple[PlanRef, ...]:
    """List the plans being carried out that this person may see, newest first."""
    return tuple(
        PlanRef(p.key, p.slug, p.number, p.short, p.title, p.signed_on, p.state)
        for p in Plan.objects.visible_to(user, on=on).active()
    )


def tally_for(user: Any, *, on: date, plan_key: str = "", agency_ids: Any = None) -> Tally:
    """Count standings of what this person may see, for one plan or some agencies where named."""
    rows = Obligation.objects.visible_to(user, on=on)
    if plan_key:
        rows = rows.filter(duty__plan__key=plan_key)
    if agency_ids is not None:
        rows = rows.held_by(agency_ids)
    return queries.tally(rows, on)


def duty_count(plan_key: str) -> int:
    """Count a plan's duties."""
    return Duty.objects.filter(plan__key=plan_key).count()
