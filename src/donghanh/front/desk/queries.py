"""What a person's desk holds: asked of the plan room once a request, shared by the rail and the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.front.desk import domain
from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.ui import shell
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


def late_here(user: Any, on: date) -> shell.Countable:
    """Return the late work on a person's desk for the rail: its number where the page has asked, else its rows."""
    held: Desk | None = user.__dict__.get("_desk", {}).get(on)
    if held is not None:
        return held.counts.overdue
    own = accounts.agency_ids(user, on, *domain.DESK_ROLES)
    if not own:
        return 0
    agencies = plans.desk_agencies(own, on=on)
    return plans.late_rows(user, on=on, agency_ids=agencies, officer_id=_officer(user, on))


def _read(user: Any, on: date) -> Desk:
    roles = frozenset(seat.role for seat in accounts.seats(user, on))
    own = accounts.agency_ids(user, on, *domain.DESK_ROLES)
    soon_until = workcal.add_working_days(on, domain.SOON_WORKING_DAYS) if own else on
    if not own:
        return Desk(roles, frozenset(), frozenset(), None, soon_until, _NOTHING)
    agencies = plans.desk_agencies(own, on=on)
    former = plans.former_agencies(own)
    officer = _officer(user, on)
    counts = plans.desk_counts(
        user, on=on, soon_until=soon_until, agency_ids=agencies, former_ids=former, officer_id=officer
    )
    return Desk(roles, agencies, former, officer, soon_until, counts)


def _officer(user: Any, on: date) -> int | None:
    """Name the person to whose own work their desk is narrowed; nobody where they answer for the whole agency."""
    roles = frozenset(seat.role for seat in accounts.seats(user, on))
    return None if domain.sees_whole_agency(roles) else user.pk


def waiting_here(user: Any, on: date) -> shell.Countable:
    """Return what waits for a person's decision for the rail: its number where the page has read it, else its rows."""
    held: int | None = user.__dict__.get("_waiting", {}).get(on)
    return plans.waiting_rows(user, on=on) if held is None else held


def waiting_of(user: Any, on: date) -> plans.Waiting:
    """Return what waits for a person's decision, and keep its count for the rail."""
    found = plans.waiting(user, on=on)
    user.__dict__.setdefault("_waiting", {})[on] = found.total
    return found
