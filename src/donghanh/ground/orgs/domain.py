"""The words of the room: kinds of agencies, who may order whom, what other rooms are told. No query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Command: may the province give this body an order, and may it be called overdue? (facts, administration.md §2)
ORDERED = "ordered"
CENTRAL = "central"
REQUESTED = "requested"
COMMANDS = {
    ORDERED: "UBND tỉnh giao việc",
    CENTRAL: "Trung ương quản lý theo ngành dọc",
    REQUESTED: "UBND tỉnh đề nghị, không giao việc",
}

KINDS = {
    "province": "Ủy ban nhân dân tỉnh",
    "council": "Hội đồng nhân dân tỉnh",
    "party": "Cơ quan Đảng",
    "front": "Mặt trận Tổ quốc",
    "department": "Sở, ban và cơ quan ngang sở",
    "branch": "Cơ quan ngành dọc tại tỉnh",
    "district": "Ủy ban nhân dân cấp huyện",
    "commune": "Ủy ban nhân dân cấp xã",
    "district-police": "Công an cấp huyện",
    "unit": "Đơn vị sự nghiệp, trung tâm",
    "press": "Báo chí, phát thanh, truyền hình",
    "team": "Ban chỉ đạo, tổ công tác",
    "judicial": "Tòa án, viện kiểm sát, thi hành án",
    "association": "Hiệp hội, hội, liên minh",
    "enterprise": "Doanh nghiệp",
    "ministry": "Bộ, cơ quan trung ương",
    "foreign": "Tổ chức nước ngoài",
}

HOW = {
    "renamed": "đổi tên",
    "merged": "hợp nhất",
    "absorbed": "sáp nhập vào",
    "split": "chia",
    "abolished": "kết thúc, chuyển nhiệm vụ",
    "moved": "chuyển một phần nhiệm vụ",
}


@dataclass(frozen=True)
class AgencyRef:
    """An agency as other rooms are told of it."""

    id: int
    key: str
    code: str
    name: str
    short_name: str
    kind: str
    command: str


@dataclass(frozen=True)
class Resolution:
    """What a written text means on a date.

    ``agencies`` is everybody meant, groups expanded; ``named`` those written by name; ``groups`` the groups written;
    ``group`` the one group where the text is exactly one; ``former`` agencies whose name was recognised but which do
    not exist on that date; ``unknown`` the words nobody answers to.
    """

    agencies: tuple[AgencyRef, ...] = ()
    group: str | None = None
    unknown: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    named: tuple[AgencyRef, ...] = ()
    former: tuple[AgencyRef, ...] = ()


@dataclass(frozen=True)
class SuccessionStep:
    """One step from an agency to the one that took over; ``topic`` is set where only part of the duties moved."""

    before: AgencyRef
    after: AgencyRef
    effective_on: date
    how: str
    basis: str
    share: Decimal | None
    topic: str
    needs_handover: bool
    verified: bool


@dataclass(frozen=True)
class Living:
    """Who answers on a date for what an agency was given.

    ``owner`` is the one agency, or ``None`` where several share the inheritance (a hand-over must be recorded) or none
    does; ``candidates`` may take over; ``path`` holds the steps that led there, ``topics`` the part-duties that moved
    elsewhere; ``needs_handover`` where succession alone does not decide; ``verified`` is false where a step is not.
    """

    owner: AgencyRef | None
    candidates: tuple[AgencyRef, ...]
    path: tuple[SuccessionStep, ...]
    topics: tuple[SuccessionStep, ...] = ()
    needs_handover: bool = False
    verified: bool = True


@dataclass(frozen=True)
class GroupRef:
    """A group as other rooms are told of it; ``complete`` is false where its members are not all known to us."""

    code: str
    name: str
    complete: bool
    successor: str
    verified: bool
