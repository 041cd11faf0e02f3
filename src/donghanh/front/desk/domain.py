"""What a desk shows first, and how a date is said: pure decisions, no query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SOON_WORKING_DAYS = 5
LONG_DAYS = 99

# The roles that act for an agency and so have work lying on a desk.
DESK_ROLES = ("officer", "head", "association", "inspector", "coordinator", "office", "leader")
_WHOLE_AGENCY = frozenset({"head", "association", "coordinator", "office", "leader"})

TABS = {"cua-toi": "Của tôi", "co-quan": "Của cơ quan", "ban-giao": "Chờ bàn giao"}
ORDERS = {"han": ("hạn", "due"), "ke-hoach": ("thứ tự kế hoạch", "plan"), "moi": ("mới thay đổi", "changed")}


def sees_whole_agency(roles: Collection[str]) -> bool:
    """Say whether somebody answers for all work of the agency, not only for what is theirs."""
    return not _WHOLE_AGENCY.isdisjoint(roles)


def start_for(roles: Collection[str]) -> str:
    """Name the first screen of a person: leaders their page, auditors the journal, operators the health page.

    Businesses, investors and citizens begin at the portal; everybody with work on a desk begins there.
    """
    for role, name in (
        ("leader", "cockpit:home"),
        *((r, "desk:mine") for r in DESK_ROLES),
        ("auditor", "desk:mine"),
        ("operator", "operate:health"),
        ("business", "portal:home"),
        ("investor", "portal:home"),
        ("citizen", "portal:home"),
    ):
        if role in roles:
            return name
    return "desk:mine"


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def since(self) -> date:
        """Return its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def until(self) -> date:
        """Return its last day."""
        following = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return following - timedelta(days=1)

    @property
    def label(self) -> str:
        """Write it as offices do: ``quý IV/2026``."""
        return f"quý {('I', 'II', 'III', 'IV')[self.number - 1]}/{self.year}"


def quarter_of(day: date) -> Quarter:
    """Return the quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def due_word(due_on: date | None, on: date, working_left: int | None, *, done: bool, asked: bool) -> str:
    """Say in a few words how a date lies: ``trễ 6 ngày``, ``còn 2 ngày làm việc``, ``không hạn``."""
    if due_on is None:
        return "không hạn"
    if done:
        return "đã xong"
    days = (due_on - on).days
    if days == 0:
        return "hạn hôm nay"
    if days < 0:
        return "đã đề nghị" if asked else f"trễ {_span(-days)}"
    if working_left is None or days > LONG_DAYS:
        return f"còn {_span(days)}"
    return f"còn {working_left} ngày làm việc"


def due_kind(due_on: date | None, on: date, working_left: int | None, *, done: bool, asked: bool) -> str:
    """Give a date's colour: late, soon within five working days, open, done, or none."""
    if done:
        return "done"
    if due_on is None or asked:
        return "none"
    if due_on < on:
        return "late"
    return "soon" if working_left is not None and working_left <= SOON_WORKING_DAYS else "open"


def _span(days: int) -> str:
    """Write a span so that it fits a date block: days, then months, then years; the date itself stands above it."""
    if days <= LONG_DAYS:
        return f"{days} ngày"
    return f"{days // 30} tháng" if days < 730 else f"{days // 365} năm"
