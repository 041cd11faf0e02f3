"""Roles and seats: in what capacity somebody acts on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from donghanh.kit import data


class Role(StrEnum):
    """The capacities of the house; what each is for stands in ``data/accounts/roles.yaml``."""

    OFFICER = "officer"
    HEAD = "head"
    COORDINATOR = "coordinator"
    OFFICE = "office"
    LEADER = "leader"
    INSPECTOR = "inspector"
    ASSOCIATION = "association"
    BUSINESS = "business"
    INVESTOR = "investor"
    CITIZEN = "citizen"
    AUDITOR = "auditor"
    OPERATOR = "operator"


@dataclass(frozen=True)
class RoleNote:
    """What the catalogue says of a role."""

    role: Role
    label: str
    does: str
    first: str
    agency: str  # "required" | "optional" | "none"
    inside: bool
    delegable: bool
    second_factor: bool


@lru_cache(maxsize=1)
def roles() -> dict[Role, RoleNote]:
    """Return the catalogue of roles in its own order; every role of the code must stand in it."""
    read = data.read_yaml("accounts", "roles.yaml")["roles"]
    if set(read) != {r.value for r in Role}:
        raise ValueError("data/accounts/roles.yaml and Role name different roles")
    return {Role(code): RoleNote(role=Role(code), **fields) for code, fields in read.items()}


def role_choices() -> list[tuple[str, str]]:
    """List roles with their labels for a form."""
    return [(note.role.value, note.label) for note in roles().values()]


def delegable_roles() -> tuple[str, ...]:
    """List the roles that a delegation carries; never that of operator or auditor."""
    return tuple(n.role.value for n in roles().values() if n.delegable)


@dataclass(frozen=True)
class Seat:
    """One capacity on one day: the role, the agency it is for, and whether by own post or by delegation."""

    role: str
    agency_id: int | None
    via: str  # "post" | "delegation"


def runs_on(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Say whether a half-open period covers a day."""
    return valid_from <= on and (valid_to is None or on < valid_to)
