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


# -- requests for information ---------------------------------------------------------------------------------------


def _of_request(user: Any, row: Any, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    """Say yes to people of the agency that has the request; to other agencies an unpublished one does not exist."""
    if row is None:
        return _of_agency(user, None, on, roles, reason)
    if accounts.agency_ids(user, on, *roles) and row.agency_id in own_agencies(user, on):
        return YES
    known = row.agency_id in own_agencies(user, on) or READERS & _roles(user, on) or row.published_at is not None
    return policy.no(reason) if known else HIDDEN


_NOT_OURS = "Chỉ người của cơ quan được yêu cầu làm được việc này."
_NOT_HEAD = "Chỉ thủ trưởng cơ quan (hoặc người được ủy quyền) làm được việc này."


@policy.verb("disclosure.requests", "Xem yêu cầu cung cấp thông tin gửi cơ quan mình")
def _requests(user: Any, row: Any, on: date) -> Answer:
    if row is None:
        return _desk(user, None, on)
    if row.agency_id in own_agencies(user, on) or READERS & _roles(user, on):
        return YES
    return HIDDEN


@policy.verb("disclosure.read_requester", "Đọc họ tên, địa chỉ người yêu cầu thông tin")
def _read_requester(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, _OFFICERS, "Họ tên người yêu cầu chỉ cơ quan giải quyết được đọc.")


@policy.verb("disclosure.enter_request", "Ghi yêu cầu nhận trực tiếp, qua bưu chính")
def _enter_request(user: Any, obj: Any, on: date) -> Answer:
    return _of_agency(user, None, on, _OFFICERS, "Mục này dành cho cán bộ các cơ quan.")


@policy.verb("disclosure.take_request", "Tiếp nhận yêu cầu thông tin")
def _take_request(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, _OFFICERS, _NOT_OURS)


@policy.verb("disclosure.transfer_request", "Chuyển yêu cầu thông tin đến cơ quan khác")
def _transfer_request(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, _OFFICERS, _NOT_OURS)


@policy.verb("disclosure.ask_request", "Đề nghị người yêu cầu bổ sung, báo chi phí")
def _ask_request(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, _OFFICERS, _NOT_OURS)


@policy.verb("disclosure.extend_request", "Gia hạn trả lời yêu cầu thông tin")
def _extend_request(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, ("head",), _NOT_HEAD)


@policy.verb("disclosure.answer_request", "Cung cấp hoặc từ chối cung cấp thông tin")
def _answer_request(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, ("head",), _NOT_HEAD)


@policy.verb("disclosure.deliver_answer", "Giao kết quả cung cấp thông tin, thu chi phí")
def _deliver_answer(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, _OFFICERS, _NOT_OURS)


@policy.verb("disclosure.publish_answer", "Công khai trả lời yêu cầu thông tin")
def _publish_answer(user: Any, row: Any, on: date) -> Answer:
    return _of_request(user, row, on, ("head",), _NOT_HEAD)


# -- consultations ----------------------------------------------------------------------------------------------------


def _of_draft(user: Any, row: Any, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    return _of_agency(user, row.agency_id if row is not None else None, on, roles, reason)


_NOT_DRAFTER = "Chỉ người của cơ quan soạn thảo làm được việc này."


@policy.verb("disclosure.draft", "Nạp dự thảo để lấy ý kiến")
def _draft(user: Any, agency: Any, on: date) -> Answer:
    return _of_agency(user, agency.pk if agency is not None else None, on, _OFFICERS, _NOT_DRAFTER)


@policy.verb("disclosure.open_consultation", "Mở lấy ý kiến dự thảo")
def _open_consultation(user: Any, row: Any, on: date) -> Answer:
    return _of_draft(user, row, on, ("head",), _NOT_HEAD)


@policy.verb("disclosure.moderate", "Che thông tin cá nhân trong ý kiến góp ý")
def _moderate(user: Any, row: Any, on: date) -> Answer:
    return _of_draft(user, row, on, _OFFICERS, _NOT_DRAFTER)


@policy.verb("disclosure.answer_comment", "Giải trình ý kiến góp ý")
def _answer_comment(user: Any, row: Any, on: date) -> Answer:
    return _of_draft(user, row, on, _OFFICERS, _NOT_DRAFTER)


@policy.verb("disclosure.close_consultation", "Dừng nhận ý kiến khi hết hạn")
def _close_consultation(user: Any, row: Any, on: date) -> Answer:
    return _of_draft(user, row, on, _OFFICERS, _NOT_DRAFTER)


@policy.verb("disclosure.finish_consultation", "Kết thúc, dẫn đến văn bản đã ban hành; hoặc dừng")
def _finish_consultation(user: Any, row: Any, on: date) -> Answer:
    return _of_draft(user, row, on, ("head",), _NOT_HEAD)
