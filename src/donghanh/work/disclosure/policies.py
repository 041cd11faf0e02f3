"""Who may do which verb in the room: the agency publishes and answers, the focal agency looks and decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import HIDDEN, YES, Answer
from donghanh.work.disclosure.models import READERS, WRITERS, own_agencies

__all__ = ["may"]
may = policy.may

_TRACKERS = frozenset({"coordinator", "office"})
_OFFICERS = ("officer", "head", "coordinator", "office", "inspector")


def _roles(user: Any, on: date) -> set[str]:
    return {seat.role for seat in accounts.seats(user, on)}


def _tracker(user: Any, on: date) -> Answer:
    said = "Chỉ cơ quan đầu mối hoặc Văn phòng UBND tỉnh được làm việc này."
    return YES if _TRACKERS & _roles(user, on) else policy.no(said)


def _of_agency(user: Any, agency_id: int | None, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    """Say yes to people of an agency in these roles."""
    mine = accounts.agency_ids(user, on, *roles)
    if agency_id is None:
        return YES if mine else policy.no(reason)
    return YES if mine and agency_id in own_agencies(user, on) else policy.no(reason)


@policy.verb("disclosure.desk", "Xem việc công khai của cơ quan mình")
def _desk(user: Any, obj: Any, on: date) -> Answer:
    ours = READERS | set(WRITERS)
    return YES if ours & _roles(user, on) else policy.no("Mục này dành cho cán bộ các cơ quan.")


@policy.verb("disclosure.publish", "Ghi nhận nội dung đã công khai")
def _publish(user: Any, duty: Any, on: date) -> Answer:
    said = "Chỉ người của cơ quan có nghĩa vụ được ghi nhận nội dung đã công khai."
    return _of_agency(user, duty.agency_id if duty else None, on, _OFFICERS, said)


@policy.verb("disclosure.withdraw", "Rút nội dung đã công khai")
def _withdraw(user: Any, duty: Any, on: date) -> Answer:
    said = "Chỉ thủ trưởng cơ quan được rút nội dung đã công khai."
    return _of_agency(user, duty.agency_id if duty else None, on, ("head",), said)


@policy.verb("disclosure.sites", "Ghi trang của cơ quan, yêu cầu kiểm tra")
def _sites(user: Any, obj: Any, on: date) -> Answer:
    return _tracker(user, on)


@policy.verb("disclosure.reply", "Trả lời phát hiện về trang của mình")
def _reply(user: Any, finding: Any, on: date) -> Answer:
    said = "Chỉ người của cơ quan có trang được trả lời phát hiện này."
    return _of_agency(user, finding.site.agency_id if finding else None, on, _OFFICERS, said)


@policy.verb("disclosure.decide", "Kết luận một phát hiện")
def _decide(user: Any, finding: Any, on: date) -> Answer:
    answer = _tracker(user, on)
    if answer and finding is not None and finding.replied_by_id == user.pk:
        return policy.no("Người đã trả lời phát hiện không được tự kết luận.", "disclosure.own-reply")
    return answer


__all__ += ["HIDDEN"]
