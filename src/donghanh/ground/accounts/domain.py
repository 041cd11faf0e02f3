"""Roles and seats: in what capacity somebody acts on a given day; the dated figures of safe sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

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
    gives: bool
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


def roles_where(**wanted: object) -> frozenset[str]:
    """List the roles whose catalogue entry says what is wanted, for example ``second_factor=True``."""
    return frozenset(
        n.role.value for n in roles().values() if all(getattr(n, name) == value for name, value in wanted.items())
    )


@dataclass(frozen=True)
class Seat:
    """One capacity on one day: the role, the agency it is for, by own post or by delegation, and whose it is then."""

    role: str
    agency_id: int | None
    via: str  # "post" | "delegation"
    giver: str = field(default="", compare=False)


def runs_on(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Say whether a half-open period covers a day."""
    return valid_from <= on and (valid_to is None or on < valid_to)


@dataclass(frozen=True)
class SecurityRule:
    """One dated figure of ``data/accounts/security.yaml`` with its source."""

    code: str
    value: int
    unit: str
    label: str
    since: date
    until: date | None
    source: str
    note: str
    verified: bool


@lru_cache(maxsize=1)
def security_rules() -> tuple[SecurityRule, ...]:
    """Return every figure, oldest first."""
    read = data.read_yaml("accounts", "security.yaml")
    rules = [_rule(row, read["source"]) for row in read["rules"]]
    return tuple(sorted(rules, key=lambda r: (r.code, r.since)))


def _rule(row: dict[str, Any], source: str) -> SecurityRule:
    return SecurityRule(
        code=row["code"],
        value=row["value"],
        unit=row["unit"],
        label=row["label"],
        since=row["since"],
        until=row.get("until"),
        source=row.get("source", source),
        note=row.get("note", ""),
        verified=row["verified"],
    )


def figure(code: str, on: date) -> int:
    """Return a figure in force on a day; before its first date the first one holds."""
    mine = [r for r in security_rules() if r.code == code]
    if not mine:
        raise LookupError(f"no such security figure: {code}")
    in_force = [r for r in mine if runs_on(r.since, r.until, on)]
    return (in_force[-1] if in_force else mine[0]).value


def classes_in(password: str) -> int:
    """Count the classes of character in a password: small letters, capitals, digits, others."""
    return sum(
        (
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        )
    )


def stands_alone(password: str, on: date) -> bool:
    """Say whether a password is strong enough without a second factor."""
    return len(password) >= figure("password.length_alone", on) and classes_in(password) >= figure(
        "password.classes_alone", on
    )


def password_fault(password: str, *, second_factor: bool, on: date) -> str:
    """Return the sentence that says what a password lacks, or nothing."""
    short, alone = figure("password.length_with_second_factor", on), figure("password.length_alone", on)
    if second_factor:
        return "" if len(password) >= short else f"Mật khẩu phải có ít nhất {short} ký tự."
    if stands_alone(password, on):
        return ""
    return (
        f"Khi chưa bật xác thực hai lớp, mật khẩu phải có ít nhất {alone} ký tự gồm chữ thường, chữ hoa, chữ số "
        "và ký tự khác; "
        f"khi đã bật, chỉ cần {short} ký tự."
    )


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))
