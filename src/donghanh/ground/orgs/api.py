"""The door of the room: who is meant by a written name, who exists on a day, who answers today for a former agency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from donghanh.ground.orgs import queries
from donghanh.ground.orgs.domain import (
    CENTRAL,
    COMMANDS,
    KINDS,
    ORDERED,
    REQUESTED,
    AgencyRef,
    GroupRef,
    Living,
    Resolution,
    SuccessionStep,
)
from donghanh.ground.orgs.services import import_reference

__all__ = [
    "CENTRAL",
    "COMMANDS",
    "KINDS",
    "ORDERED",
    "REQUESTED",
    "AgencyRef",
    "GroupRef",
    "Living",
    "Resolution",
    "SuccessionStep",
    "alive",
    "ancestors",
    "descend",
    "exists_on",
    "expand",
    "group",
    "import_reference",
    "living",
    "ref",
    "refs",
    "resolve",
    "stamp",
    "successor_name",
]


def stamp() -> str:
    """Name the state of the agencies' names, for who keeps what was built from them."""
    return queries.stamp()


def resolve(text: str, *, on: date) -> Resolution:
    """Say whom a written text means on a day: a name, a list of names, a group, or a mixture."""
    return queries.register().resolve(text, on=on)


def expand(group_code: str, *, on: date) -> tuple[AgencyRef, ...]:
    """List the members of a group on a day; a group that does not exist raises ``LookupError``."""
    return queries.register().expand(group_code, on=on)


def group(code: str) -> GroupRef:
    """Return a group by its code; ``LookupError`` where there is none."""
    found = queries.register().groups.get(code)
    if found is None:
        raise LookupError(f"no such group: {code}")
    return found.ref


def ref(*, code: str | None = None, agency_id: int | None = None, key: str | None = None) -> AgencyRef:
    """Return one agency by code, id or key; ``LookupError`` where there is none."""
    register = queries.register()
    if code is not None:
        agency_id = register.by_code.get(code)
    elif key is not None:
        agency_id = next((i for i, r in register.refs.items() if r.key == key), None)
    if agency_id is None or agency_id not in register.refs:
        raise LookupError(f"no such agency: {code or key or agency_id}")
    return register.refs[agency_id]


def refs(ids: Iterable[int]) -> dict[int, AgencyRef]:
    """Return agencies by id; unknown ids are left out."""
    register = queries.register()
    return {i: register.refs[i] for i in ids if i in register.refs}


def living(agency_id: int, *, on: date) -> Living:
    """Say who answers on a day for what an agency was given; ``owner`` is ``None`` where a hand-over must decide."""
    return queries.register().living(agency_id, on=on)


def successor_name(agency_id: int, *, on: date) -> str:
    """Name whoever answers on a day for an agency of the past; nothing where it still answers for itself.

    Several successors are counted, not chosen from.
    """
    found = queries.register().living(agency_id, on=on)
    if found.owner is not None:
        return "" if found.owner.id == agency_id else found.owner.name
    return f"{len(found.candidates)} đơn vị kế nhiệm" if found.candidates else ""


def alive(on: date) -> tuple[AgencyRef, ...]:
    """List every agency that exists on a day."""
    return queries.register().alive(on)


def exists_on(agency_id: int, on: date) -> bool:
    """Say whether an agency exists on a day."""
    return queries.register().exists_on(agency_id, on)


def descend(agency_id: int, on: date) -> tuple[AgencyRef, ...]:
    """List every agency of a day that carries on any duty of an agency, part-duties included."""
    return queries.register().living(agency_id, on=on).candidates


def ancestors(agency_id: int) -> tuple[AgencyRef, ...]:
    """List an agency and everybody whose duties came down to it; past records roll up by this."""
    return queries.register().ancestors(agency_id)
