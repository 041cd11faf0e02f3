"""Who may do which verb in the reporting room: the agency writes, its head sends, the focal agency takes in."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import HIDDEN, YES, Answer
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import READERS, Report, Return, own_agencies

__all__ = ["may"]
may = policy.may

_TRACKERS = frozenset({"coordinator", "office"})
_WRITE = ("officer", "head", "association")
_SEND = ("head", "association")
_BOARD = frozenset({"coordinator", "office", "leader", "inspector", "auditor"})
_NOT_TRACKER = "Chỉ cơ quan đầu mối hoặc Văn phòng UBND tỉnh được làm việc này."


def _roles(user: Any, on: date) -> set[str]:
    return {seat.role for seat in accounts.seats(user, on)}


def _tracker(user: Any, on: date) -> Answer:
    return YES if _TRACKERS & _roles(user, on) else policy.no(_NOT_TRACKER)


def _at_agency(user: Any, row: Return | None, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    """Say yes to people of the return's agency in these roles; to other agencies the return does not exist."""
    mine = accounts.agency_ids(user, on, *roles)
    if row is None:
        return YES if mine else policy.no(reason)
    if row.agency_id in mine or (mine and row.agency_id in own_agencies(user, on)):
        return YES
    if READERS & _roles(user, on) or row.agency_id in own_agencies(user, on):
        return policy.no(reason)
    return HIDDEN


@policy.verb("reporting.open", "Xem báo cáo của cơ quan mình")
def _open(user: Any, obj: Any, on: date) -> Answer:
    ours = READERS | set(_WRITE)
    return YES if ours & _roles(user, on) else policy.no("Mục này dành cho cán bộ các cơ quan.")


@policy.verb("reporting.read", "Đọc báo cáo của một cơ quan")
def _read(user: Any, row: Return | None, on: date) -> Answer:
    if row is None:
        return _open(user, None, on)
    if row.agency_id in own_agencies(user, on):
        return YES
    if not READERS & _roles(user, on):
        return HIDDEN
    if row.state == domain.State.DRAFT and not row.edition:
        return policy.no("Cơ quan chưa gửi báo cáo này; nội dung đang soạn là của riêng cơ quan đó.", "reporting.draft")
    return YES


@policy.verb("reporting.write", "Soạn báo cáo")
def _write(user: Any, row: Return | None, on: date) -> Answer:
    return _at_agency(user, row, on, _WRITE, "Chỉ người của cơ quan lập báo cáo được soạn báo cáo này.")


@policy.verb("reporting.submit", "Gửi báo cáo")
def _submit(user: Any, row: Return | None, on: date) -> Answer:
    return _at_agency(user, row, on, _SEND, "Chỉ thủ trưởng cơ quan (hoặc người được ủy quyền) được gửi báo cáo.")


def _decider(user: Any, row: Return | None, on: date) -> Answer:
    answer = _tracker(user, on)
    if not answer:
        own = row is not None and row.agency_id in own_agencies(user, on)
        return answer if row is None or own or READERS & _roles(user, on) else HIDDEN
    if row is not None and row.submitted_by_id == user.pk:
        return policy.no("Người đã gửi báo cáo không được tự tiếp nhận báo cáo đó.", "reporting.own-return")
    return YES


@policy.verb("reporting.accept", "Tiếp nhận báo cáo")
def _accept(user: Any, row: Return | None, on: date) -> Answer:
    return _decider(user, row, on)


@policy.verb("reporting.return", "Trả lại báo cáo")
def _return(user: Any, row: Return | None, on: date) -> Answer:
    return _decider(user, row, on)


@policy.verb("reporting.reopen", "Mở lại báo cáo đã tiếp nhận")
def _reopen(user: Any, row: Return | None, on: date) -> Answer:
    answer = _tracker(user, on)
    hidden = not answer and row is not None and not READERS & _roles(user, on)
    return HIDDEN if hidden and row is not None and row.agency_id not in own_agencies(user, on) else answer


@policy.verb("reporting.board", "Xem bảng nhận báo cáo")
def _board(user: Any, obj: Any, on: date) -> Answer:
    allowed = _BOARD & _roles(user, on)
    return YES if allowed else policy.no("Bảng nhận báo cáo dành cho cơ quan đầu mối và lãnh đạo.")


@policy.verb("reporting.read_report", "Đọc báo cáo của tỉnh")
def _read_report(user: Any, report: Report | None, on: date) -> Answer:
    """Those who follow the province read every draft; the agencies that reported read what was issued."""
    if _board(user, None, on):
        return YES
    answer = _open(user, None, on)
    if not answer or report is None:
        return answer
    return YES if report.state == Report.State.ISSUED else HIDDEN


@policy.verb("reporting.open_period", "Mở kỳ báo cáo")
def _open_period(user: Any, obj: Any, on: date) -> Answer:
    return _tracker(user, on)


@policy.verb("reporting.lock", "Khóa, mở lại kỳ báo cáo")
def _lock(user: Any, obj: Any, on: date) -> Answer:
    return _tracker(user, on)


@policy.verb("reporting.consolidate", "Tổng hợp và sửa báo cáo của tỉnh")
def _consolidate(user: Any, obj: Any, on: date) -> Answer:
    return _tracker(user, on)


@policy.verb("reporting.issue", "Ban hành, thu hồi báo cáo của tỉnh")
def _issue(user: Any, obj: Any, on: date) -> Answer:
    return _tracker(user, on)
