"""Who may do which verb in the plan room. Rows are scoped by ``visible_to`` and ``work_readable_by``.

Extensions are granted by the assigning authority alone (the province: its office or its leaders), never by the
focal agency that tracks; confirmation is the tracker's, never the owner's (product.md, promise 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import HIDDEN, YES, Answer
from donghanh.work.plan.models import Obligation, Plan
from donghanh.work.plan.models.obligations import AGENCY_ROLES, WORK_READERS
from donghanh.work.plan.models.plans import DRAFT_READERS, holds_any

__all__ = ["may"]
may = policy.may

_TRACKERS = frozenset({"coordinator", "office"})
_AUTHORITY = frozenset({"office", "leader"})
_BOARD = frozenset({"coordinator", "office", "leader", "inspector", "auditor"})
_NOT_TRACKER = "Chỉ cơ quan đầu mối hoặc Văn phòng UBND tỉnh được làm việc này."
_NOT_AUTHORITY = "Chỉ cơ quan giao việc (UBND tỉnh) được quyết định gia hạn; cơ quan đầu mối chỉ theo dõi."
_NOT_HEAD = "Chỉ thủ trưởng cơ quan (hoặc người được ủy quyền) được làm việc này."
_NOT_YOURS = "Việc này thuộc cơ quan khác nên bạn chỉ xem được."


def _from(user: Any, roles: frozenset[str], on: date, reason: str) -> Answer:
    return _yes(user, on, roles) if holds_any(user, roles, on) else policy.no(reason)


def _yes(user: Any, on: date, roles: Iterable[str], agency_id: int | None = None) -> Answer:
    """Say yes, and in whose stead where only a delegation gives the role."""
    behalf = accounts.stands_in_for(user, on, roles, agency_id=agency_id)
    return Answer(True, behalf=behalf) if behalf else YES


def _at_holder(user: Any, obligation: Obligation | None, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    """Say yes to people of the agency that holds the obligation, in these roles."""
    if obligation is None:
        return YES if accounts.agency_ids(user, on, *roles) else policy.no(reason)
    if obligation.holder_id in accounts.agency_ids(user, on, *roles):
        return _yes(user, on, roles, obligation.holder_id)
    if obligation.duty.plan.state == Plan.State.DRAFT and not holds_any(user, DRAFT_READERS, on):
        return HIDDEN
    same_agency = obligation.holder_id in accounts.agency_ids(user, on, *AGENCY_ROLES)
    return policy.no(reason if same_agency else _NOT_YOURS)


@policy.verb("plan.load", "Nạp và sửa kế hoạch")
def _load(user: Any, obj: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.activate", "Giao việc theo kế hoạch")
def _activate(user: Any, obj: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.order_work", "Giao việc theo kết luận, đề xuất đã có văn bản")
def _order_work(user: Any, obj: Any, on: date) -> Answer:
    return _from(user, frozenset({"coordinator"}), on, "Chỉ cơ quan đầu mối được đưa kết luận, đề xuất thành việc.")


@policy.verb("plan.revise_target", "Điều chỉnh chỉ tiêu")
def _revise_target(user: Any, obj: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.board", "Xem bảng tiến độ")
def _board(user: Any, obj: Any, on: date) -> Answer:
    return _from(user, _BOARD, on, "Bảng tiến độ toàn tỉnh dành cho cơ quan đầu mối và lãnh đạo.")


@policy.verb("plan.desk", "Xem việc của mình")
def _desk(user: Any, obj: Any, on: date) -> Answer:
    return YES if accounts.seats(user, on) else policy.no("Tài khoản của bạn chưa được gán chức danh nào.")


@policy.verb("plan.approvals", "Xem việc chờ duyệt")
def _approvals(user: Any, obj: Any, on: date) -> Answer:
    roles = frozenset({"head", "association"}) | _TRACKERS | _AUTHORITY
    return _from(user, roles, on, "Mục này dành cho người duyệt: thủ trưởng, cơ quan đầu mối, Văn phòng, lãnh đạo.")


@policy.verb("plan.read_work", "Đọc báo cáo, chứng cứ, trao đổi của một việc")
def _read_work(user: Any, obligation: Obligation | None, on: date) -> Answer:
    if holds_any(user, WORK_READERS, on):
        return YES
    if obligation is None:
        return YES if accounts.agency_ids(user, on, *AGENCY_ROLES) else HIDDEN
    readable = Obligation.objects.work_readable_by(user, on=on).filter(pk=obligation.pk).exists()
    return YES if readable else HIDDEN


@policy.verb("plan.accept", "Nhận việc")
def _accept(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("officer", "head", "association"), _NOT_YOURS)


@policy.verb("plan.name_officer", "Phân công chuyên viên")
def _name_officer(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("head", "association"), _NOT_HEAD)


@policy.verb("plan.plan_steps", "Lập các bước thực hiện")
def _plan_steps(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("officer", "head", "association"), _NOT_YOURS)


@policy.verb("plan.report", "Báo tiến độ")
def _report(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("officer", "head", "association"), _NOT_YOURS)


@policy.verb("plan.propose", "Trình kết quả lên thủ trưởng")
def _propose(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("officer", "head", "association"), _NOT_YOURS)


@policy.verb("plan.submit", "Nộp kết quả")
def _submit(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("head", "association"), _NOT_HEAD)


@policy.verb("plan.send_back", "Trả lại chuyên viên")
def _send_back(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("head", "association"), _NOT_HEAD)


@policy.verb("plan.ask_extension", "Xin gia hạn")
def _ask_extension(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _at_holder(user, obligation, on, ("head", "association"), _NOT_HEAD)


@policy.verb("plan.decide_extension", "Quyết định gia hạn")
def _decide_extension(user: Any, obligation: Any, on: date) -> Answer:
    return _from(user, _AUTHORITY, on, _NOT_AUTHORITY)


def _tracker_not_owner(user: Any, obligation: Obligation | None, on: date) -> Answer:
    """Trackers decide, but nobody confirms what he himself submitted."""
    answer = _from(user, _TRACKERS, on, _NOT_TRACKER)
    if not answer or obligation is None:
        return answer
    last = obligation.results.filter(state="submitted").first()
    if last is not None and last.submitted_by_id == user.pk:
        return policy.no("Người đã nộp kết quả không được tự xác nhận kết quả đó.", code="plan.own-result")
    return answer


@policy.verb("plan.confirm", "Xác nhận hoàn thành")
def _confirm(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _tracker_not_owner(user, obligation, on)


@policy.verb("plan.return", "Trả lại kết quả")
def _return(user: Any, obligation: Obligation | None, on: date) -> Answer:
    return _tracker_not_owner(user, obligation, on)


@policy.verb("plan.reopen", "Mở lại việc đã xong")
def _reopen(user: Any, obligation: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.suspend", "Tạm dừng hoặc tiếp tục")
def _suspend(user: Any, obligation: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.cancel", "Hủy việc")
def _cancel(user: Any, obligation: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.hand_over", "Bàn giao")
def _hand_over(user: Any, obligation: Any, on: date) -> Answer:
    return _from(user, _TRACKERS, on, _NOT_TRACKER)


@policy.verb("plan.comment", "Trao đổi")
def _comment(user: Any, obligation: Obligation | None, on: date) -> Answer:
    answer = _read_work(user, obligation, on)
    if answer and all(seat.role == "auditor" for seat in accounts.seats(user, on)):
        return policy.no("Kiểm toán chỉ đọc, không ghi gì vào hồ sơ công việc.")
    return answer
