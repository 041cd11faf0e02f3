"""Who may do which verb: the organiser holds the dialogue, the coordinator makes work of it, leaders decide reforms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import HIDDEN, YES, Answer
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.models import Cluster, Dialogue, Question, Reform
from donghanh.work.dialogues.models.dialogues import READERS, WORKERS

__all__ = ["may"]
may = policy.may

_HOUSE = READERS | {*WORKERS, "inspector", "association"}
_PROVINCE = ("coordinator", "office")
_NOT_ORGANISER = "Chỉ cơ quan tổ chức buổi đối thoại, cơ quan đầu mối hoặc Văn phòng UBND tỉnh được làm việc này."
_NOT_HEAD = "Chỉ thủ trưởng cơ quan tổ chức, cơ quan đầu mối hoặc Văn phòng UBND tỉnh được làm việc này."
_NOT_COORDINATOR = "Chỉ cơ quan đầu mối được giao kết luận, đề xuất thành việc."


def _roles(user: Any, on: date) -> set[str]:
    return {seat.role for seat in accounts.seats(user, on)}


def _yes(user: Any, on: date, roles: Iterable[str], agency_id: int | None = None) -> Answer:
    return Answer(True, behalf=accounts.stands_in_for(user, on, roles, agency_id=agency_id))


def _knows(user: Any, row: Dialogue, on: date) -> bool:
    return Dialogue.objects.visible_to(user, on=on).filter(pk=row.pk).exists()


def _organiser(user: Any, row: Dialogue | None, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    if set(_PROVINCE) & _roles(user, on):
        return _yes(user, on, _PROVINCE)
    mine = accounts.agency_ids(user, on, *roles)
    if row is None:
        return YES if mine else policy.no(reason)
    if row.organiser_id in mine:
        return _yes(user, on, roles, row.organiser_id)
    return policy.no(reason) if _knows(user, row, on) else HIDDEN


def _prepares(user: Any, row: Dialogue | None, on: date) -> Answer:
    return _organiser(user, row, on, WORKERS, _NOT_ORGANISER)


def _decides(user: Any, row: Dialogue | None, on: date) -> Answer:
    return _organiser(user, row, on, ("head",), _NOT_HEAD)


for _name, _label in (
    ("open", "Mở, sửa buổi đối thoại"),
    ("invite", "Mời dự đối thoại"),
    ("hold", "Ghi biên bản đối thoại"),
    ("conclude", "Ghi kết luận đối thoại"),
    ("settle", "Ghi kết quả một kết luận"),
):
    policy.verb(f"dialogues.{_name}", _label)(_prepares)

for _name, _label in (
    ("announce", "Công bố buổi đối thoại"),
    ("move", "Đổi lịch buổi đối thoại"),
    ("cancel", "Hủy buổi đối thoại"),
    ("publish", "Công bố kết quả đối thoại"),
    ("enter_notice", "Ghi thông báo kết luận"),
):
    policy.verb(f"dialogues.{_name}", _label)(_decides)


@policy.verb("dialogues.order", "Giao kết luận đối thoại thành việc")
def _order(user: Any, row: Dialogue | None, on: date) -> Answer:
    if "coordinator" in _roles(user, on):
        return _yes(user, on, ("coordinator",))
    return policy.no(_NOT_COORDINATOR) if row is None or _knows(user, row, on) else HIDDEN


@policy.verb("dialogues.calendar", "Xem lịch đối thoại trong hệ thống")
def _calendar(user: Any, obj: Any, on: date) -> Answer:
    return YES if _HOUSE & _roles(user, on) else policy.no("Mục này dành cho cán bộ các cơ quan và hiệp hội.")


# --- questions -------------------------------------------------------------------------------------------------------


@policy.verb("dialogues.ask", "Gửi câu hỏi trước buổi đối thoại")
def _ask(user: Any, row: Dialogue | None, on: date) -> Answer:
    """Anybody, without an account, for a dialogue that anybody may see."""
    return YES if row is None or row.state != domain.Stage.DRAFT else HIDDEN


def _of_question(user: Any, row: Question | None, on: date) -> Answer:
    answer = _prepares(user, row.dialogue if row is not None else None, on)
    if answer or row is None:
        return answer
    seen = Question.objects.visible_to(user, on=on).filter(pk=row.pk).exists()
    return policy.no(_NOT_ORGANISER) if seen else HIDDEN


for _name, _label in (
    ("choose", "Chuyển câu hỏi đối thoại cho cơ quan trả lời"),
    ("decline", "Không đưa câu hỏi vào đối thoại"),
    ("to_petition", "Chuyển câu hỏi đối thoại thành kiến nghị"),
    ("see_asker", "Xem người gửi câu hỏi đối thoại là ai"),
):
    policy.verb(f"dialogues.{_name}", _label)(_of_question)


@policy.verb("dialogues.questions", "Đọc câu hỏi gửi trước buổi đối thoại")
def _questions(user: Any, row: Question | None, on: date) -> Answer:
    if row is None:
        return _calendar(user, None, on)
    return YES if Question.objects.visible_to(user, on=on).filter(pk=row.pk).exists() else HIDDEN


@policy.verb("dialogues.answer", "Trả lời câu hỏi đối thoại")
def _answer(user: Any, row: Question | None, on: date) -> Answer:
    mine = accounts.agency_ids(user, on, *WORKERS)
    if row is not None and row.agency_id in mine:
        return _yes(user, on, WORKERS, row.agency_id)
    if row is None:
        return YES if mine or set(_PROVINCE) & _roles(user, on) else policy.no(_NOT_ORGANISER)
    return _of_question(user, row, on)


# --- reforms ---------------------------------------------------------------------------------------------------------


@policy.verb("dialogues.clusters", "Xem các cụm kiến nghị giống nhau, chủ đề nóng")
def _clusters(user: Any, cluster: Cluster | None, on: date) -> Answer:
    if READERS & _roles(user, on):
        return YES
    mine = accounts.agency_ids(user, on, "head")
    if cluster is None:
        return YES if mine else policy.no("Mục này dành cho lãnh đạo, cơ quan đầu mối và thủ trưởng cơ quan.")
    return YES if cluster.agency_id in mine else HIDDEN


def _sees_reform(user: Any, row: Reform, on: date) -> bool:
    return Reform.objects.visible_to(user, on=on).filter(pk=row.pk).exists()


@policy.verb("dialogues.propose", "Đề xuất cải cách từ kiến nghị")
def _propose(user: Any, cluster: Cluster | None, on: date) -> Answer:
    if set(_PROVINCE) & _roles(user, on):
        return _yes(user, on, _PROVINCE)
    mine = accounts.agency_ids(user, on, "head")
    if cluster is None or cluster.agency_id in mine:
        return (
            YES if mine else policy.no("Chỉ cơ quan đầu mối, Văn phòng UBND tỉnh hoặc thủ trưởng cơ quan được đề xuất.")
        )
    if READERS & _roles(user, on):
        return policy.no("Chỉ cơ quan đầu mối, Văn phòng UBND tỉnh hoặc thủ trưởng cơ quan được đề xuất.")
    return HIDDEN


@policy.verb("dialogues.decide", "Quyết định đề xuất cải cách")
def _decide(user: Any, row: Reform | None, on: date) -> Answer:
    """A proposal binds an agency beside the plan, so the province's leaders decide; nobody decides his own."""
    if "leader" not in _roles(user, on):
        reason = "Chỉ lãnh đạo UBND tỉnh được quyết định đề xuất cải cách."
        return policy.no(reason) if row is None or _sees_reform(user, row, on) else HIDDEN
    if row is not None and row.proposed_by_id == user.pk:
        return policy.no("Người đề xuất không tự quyết định đề xuất của mình.", "dialogues.own-proposal")
    return _yes(user, on, ("leader",))


def _carries(user: Any, row: Reform | None, on: date) -> Answer:
    if "coordinator" in _roles(user, on):
        return _yes(user, on, ("coordinator",))
    return policy.no(_NOT_COORDINATOR) if row is None or _sees_reform(user, row, on) else HIDDEN


policy.verb("dialogues.order_reform", "Giao đề xuất cải cách thành việc")(_carries)
policy.verb("dialogues.finish", "Ghi kết quả đề xuất cải cách")(_carries)
