"""What a person's desk holds: asked of the plan room once a request, shared by the rail and the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.front.desk import domain
from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.work.plan import api as plans


@dataclass(frozen=True)
class Desk:
    """A person's place: their roles, their agencies (and those these alone succeed), and how much lies there."""

    roles: frozenset[str]
    agency_ids: frozenset[int]
    former_ids: frozenset[int]
    officer_id: int | None
    soon_until: date
    counts: plans.DeskCounts


_NOTHING = plans.DeskCounts(0, 0, 0, 0, 0)


def desk_of(user: Any, on: date) -> Desk:
    """Return a person's desk; kept on the person, since the rail asks for it too."""
    kept: dict[date, Desk] = user.__dict__.setdefault("_desk", {})
    if on not in kept:
        kept[on] = _read(user, on)
    return kept[on]


def _read(user: Any, on: date) -> Desk:
    roles = frozenset(seat.role for seat in accounts.seats(user, on))
    own = accounts.agency_ids(user, on, *domain.DESK_ROLES)
    soon_until = workcal.add_working_days(on, domain.SOON_WORKING_DAYS) if own else on
    if not own:
        return Desk(roles, frozenset(), frozenset(), None, soon_until, _NOTHING)
    agencies = plans.desk_agencies(own, on=on)
    former = plans.former_agencies(own)
    officer = None if domain.sees_whole_agency(roles) else user.pk
    counts = plans.desk_counts(
        user, on=on, soon_until=soon_until, agency_ids=agencies, former_ids=former, officer_id=officer
    )
    return Desk(roles, agencies, former, officer, soon_until, counts)


def waiting_count(user: Any, on: date) -> int:
    """Count what waits for a person's decision; kept on the person, since the rail asks for it too."""
    kept: dict[date, int] = user.__dict__.setdefault("_waiting", {})
    if on not in kept:
        kept[on] = plans.waiting_count(user, on=on)
    return kept[on]


def waiting_of(user: Any, on: date) -> plans.Waiting:
    """Return what waits for a person's decision, and keep its count for the rail."""
    found = plans.waiting(user, on=on)
    count = found.proposed_count + found.submitted_count + found.wishes_count
    user.__dict__.setdefault("_waiting", {})[on] = count
    return found
