"""Who may do which verb: the hub sorts, the agency works, its head answers, the petitioner judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import HIDDEN, YES, Answer
from donghanh.work.petitions import domain
from donghanh.work.petitions.models import Answer as GivenAnswer
from donghanh.work.petitions.models import Assignment, Petition
from donghanh.work.petitions.models.cases import READERS, WORKERS, own_agencies

__all__ = ["identity_seen", "may", "sees_identity"]
may = policy.may

_HUB = ("office",)
_HEAD = ("head",)
_INSIDE = READERS | {*WORKERS, "inspector", "association"}
_NOT_HUB = "Chỉ Văn phòng UBND tỉnh được phân loại, chuyển kiến nghị."
_NOT_LEAD = "Chỉ người của cơ quan chủ trì được làm việc này."
_NOT_HEAD = "Chỉ thủ trưởng cơ quan chủ trì (hoặc người được ủy quyền) được làm việc này."


def _roles(user: Any, on: date) -> set[str]:
    return {seat.role for seat in accounts.seats(user, on)}


def _knows(user: Any, row: Petition, on: date) -> bool:
    """Say whether a person may know that this petition exists; a row fetched through ``visible_to`` says so itself."""
    if getattr(row, "known_to", None) == getattr(user, "pk", 0):
        return True
    return Petition.objects.visible_to(user, on=on).filter(pk=row.pk).exists()


def _yes(user: Any, on: date, roles: Iterable[str], agency_id: int | None) -> Answer:
    return Answer(True, behalf=accounts.stands_in_for(user, on, roles, agency_id=agency_id))


def _no(user: Any, row: Petition | None, on: date, reason: str) -> Answer:
    return policy.no(reason) if row is None or _knows(user, row, on) else HIDDEN


def _hub(user: Any, row: Petition | None, on: date) -> Answer:
    if set(_HUB) & _roles(user, on):
        return _yes(user, on, _HUB, None)
    return _no(user, row, on, _NOT_HUB)


def _lead(user: Any, row: Petition | None, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    mine = accounts.agency_ids(user, on, *roles)
    if row is None:
        return YES if mine else policy.no(reason)
    if row.lead_id in mine:
        return _yes(user, on, roles, row.lead_id)
    return _no(user, row, on, reason)


def identity_seen(user: Any, on: date) -> Callable[[Petition], bool]:
    """Return the one rule of who reads identities, ready for many cases: who handles a case, and who sent it.

    That is the hub, the leading agency, the petitioner's own account and the association that sent it. Nobody else: not
    those who co-answer, not leaders, coordinator or auditors (facts, administration.md §8.1); they read words masked.
    """
    if not getattr(user, "is_authenticated", False):
        return lambda _row: False
    hub = bool(set(_HUB) & _roles(user, on))
    sent, own = accounts.agency_ids(user, on, "association"), own_agencies(user, on)

    def sees(row: Petition) -> bool:
        mine = row.submitted_by_id == user.pk or row.lead_id in own
        return hub or mine or row.association_id in sent

    return sees


def sees_identity(user: Any, row: Petition, on: date) -> bool:
    """Say whether a person may read who wrote this one."""
    return identity_seen(user, on)(row)


def _open(user: Any, obj: Any, on: date) -> Answer:
    return YES if _INSIDE & _roles(user, on) else policy.no("Mục này dành cho cán bộ các cơ quan.")


@policy.verb("petitions.read", "Đọc hồ sơ một kiến nghị")
def _read(user: Any, row: Petition | None, on: date) -> Answer:
    if row is None:
        return YES if getattr(user, "is_authenticated", False) else HIDDEN
    return YES if _knows(user, row, on) else HIDDEN


@policy.verb("petitions.see_identity", "Xem người gửi là ai")
def _see_identity(user: Any, row: Petition | None, on: date) -> Answer:
    if row is None:
        return _open(user, None, on)
    if sees_identity(user, row, on):
        return YES
    return _no(user, row, on, "Danh tính người gửi chỉ cơ quan chủ trì và Văn phòng UBND tỉnh được xem.")


@policy.verb("petitions.receive", "Ghi nhận kiến nghị vào hệ thống")
def _receive(user: Any, obj: Any, on: date) -> Answer:
    """The house itself (``None``: public channels) and anybody who works here or sends for an association."""
    if user is None or _INSIDE & _roles(user, on) or {"business", "citizen", "investor"} & _roles(user, on):
        return YES
    return policy.no("Tài khoản chưa có vị trí nào trong hôm nay nên chưa ghi kiến nghị được.")


for _name, _label in (
    ("classify", "Phân loại kiến nghị: chế độ, lĩnh vực, nơi xảy ra"),
    ("split", "Tách kiến nghị gồm nhiều việc"),
    ("route", "Chuyển kiến nghị đến cơ quan xử lý"),
    ("transfer", "Chuyển kiến nghị sang cơ quan khác"),
    ("refuse", "Trả lời không thuộc phạm vi tiếp nhận"),
    ("forward", "Chuyển kiến nghị ra ngoài tỉnh"),
    ("seal", "Chuyển kín nội dung tố cáo"),
):
    policy.verb(f"petitions.{_name}", _label)(_hub)


@policy.verb("petitions.hand_over", "Bàn giao kiến nghị khi sắp xếp cơ quan")
def _hand_over(user: Any, row: Petition | None, on: date) -> Answer:
    if {"office", "coordinator"} & _roles(user, on):
        return _yes(user, on, ("office", "coordinator"), None)
    return _no(user, row, on, "Chỉ Văn phòng UBND tỉnh hoặc cơ quan đầu mối được bàn giao.")


def _working(user: Any, row: Petition | None, on: date) -> Answer:
    return _lead(user, row, on, WORKERS, _NOT_LEAD)


for _name, _label in (
    ("accept", "Nhận xử lý kiến nghị"),
    ("send_back", "Trả kiến nghị chuyển nhầm"),
    ("ask", "Đề nghị người gửi bổ sung"),
    ("resume", "Tiếp tục xử lý sau khi chờ"),
    ("draft", "Soạn trả lời kiến nghị"),
    ("submit", "Trình duyệt trả lời"),
    ("add_support", "Mời cơ quan phối hợp trả lời"),
):
    policy.verb(f"petitions.{_name}", _label)(_working)


@policy.verb("petitions.name_officer", "Phân công chuyên viên xử lý kiến nghị")
def _name_officer(user: Any, row: Petition | None, on: date) -> Answer:
    return _lead(user, row, on, _HEAD, _NOT_HEAD)


@policy.verb("petitions.extend", "Gia hạn trả lời kiến nghị")
def _extend(user: Any, row: Petition | None, on: date) -> Answer:
    if set(_HUB) & _roles(user, on):
        return _yes(user, on, _HUB, None)
    return _lead(user, row, on, _HEAD, "Chỉ thủ trưởng cơ quan chủ trì hoặc Văn phòng UBND tỉnh được gia hạn.")


@policy.verb("petitions.contribute", "Gửi phần trả lời của cơ quan phối hợp")
def _contribute(user: Any, part: Assignment | None, on: date) -> Answer:
    mine = accounts.agency_ids(user, on, *WORKERS)
    if part is None:
        return YES if mine else policy.no(_NOT_LEAD)
    if part.agency_id in mine:
        return _yes(user, on, WORKERS, part.agency_id)
    return _no(user, part.petition, on, "Chỉ người của cơ quan phối hợp được gửi phần trả lời này.")


@policy.verb("petitions.comment", "Trao đổi trong hồ sơ kiến nghị")
def _comment(user: Any, row: Petition | None, on: date) -> Answer:
    if row is None:
        return _open(user, None, on)
    if set(_HUB) & _roles(user, on):
        return YES
    mine = accounts.agency_ids(user, on, *WORKERS)
    if mine & _sharing(row):
        return YES
    return _no(user, row, on, "Chỉ các cơ quan đang xử lý được trao đổi trong hồ sơ này.")


def _sharing(row: Petition) -> frozenset[int]:
    """Return the agencies with an open part; a page that has read the parts has left them on the row."""
    if hasattr(row, "shared_with"):
        return row.shared_with
    return frozenset(Assignment.objects.filter(petition=row, is_open=True).values_list("agency_id", flat=True))


def _put_up_by(row: Petition) -> int | None:
    if hasattr(row, "put_up_by"):
        return row.put_up_by
    waiting = row.answers.filter(state=domain.AnswerState.SUBMITTED)
    return waiting.values_list("submitted_by", flat=True).first()


def _decides(user: Any, row: Petition | None, on: date) -> Answer:
    answer = _lead(user, row, on, _HEAD, _NOT_HEAD)
    if answer and row is not None and _put_up_by(row) == user.pk:
        return policy.no("Người trình dự thảo không được tự duyệt dự thảo đó.", "petitions.own-answer")
    return answer


policy.verb("petitions.approve", "Duyệt và gửi trả lời kiến nghị")(_decides)
policy.verb("petitions.reject", "Trả lại dự thảo trả lời")(_decides)


@policy.verb("petitions.publish", "Công khai trả lời đã che thông tin riêng")
def _publish(user: Any, answer: GivenAnswer | None, on: date) -> Answer:
    row = answer.petition if answer is not None else None
    if set(_HUB) & _roles(user, on):
        return _yes(user, on, _HUB, None)
    return _lead(user, row, on, WORKERS, "Chỉ cơ quan chủ trì hoặc Văn phòng UBND tỉnh được công khai trả lời.")


policy.verb("petitions.unpublish", "Gỡ trả lời đã công khai")(_publish)


def _sender(user: Any, row: Petition | None, on: date) -> Answer:
    """The petitioner's own account or association; those without an account come with number and secret instead."""
    if row is None:
        return YES if getattr(user, "is_authenticated", False) else HIDDEN
    if getattr(user, "is_authenticated", False) and row.submitted_by_id == user.pk:
        return YES
    if row.association_id and row.association_id in accounts.agency_ids(user, on, "association"):
        return YES
    return _no(user, row, on, "Chỉ người gửi kiến nghị được làm việc này.")


for _name, _label in (
    ("rate", "Đánh giá trả lời kiến nghị của mình"),
    ("withdraw", "Rút kiến nghị của mình"),
    ("reply", "Bổ sung vào kiến nghị của mình"),
):
    policy.verb(f"petitions.{_name}", _label)(_sender)


@policy.verb("petitions.reopen", "Mở lại kiến nghị chưa được giải quyết")
def _reopen(user: Any, row: Petition | None, on: date) -> Answer:
    answer = _sender(user, row, on) if row is not None else YES
    return answer if answer else _hub(user, row, on)


@policy.verb("petitions.fetch_sealed", "Nhận phong bì tố cáo niêm phong")
def _fetch_sealed(user: Any, obj: Any, on: date) -> Answer:
    """The inspectorate's own posts alone; a delegation to another body never reaches this."""
    own = any(s.role == "inspector" and s.via == "post" for s in accounts.seats(user, on))
    return YES if own else HIDDEN


# What each reader's own pages ask.


@policy.verb("petitions.open", "Xem danh sách kiến nghị theo quyền của mình")
def _lists(user: Any, obj: Any, on: date) -> Answer:
    return _open(user, obj, on)


@policy.verb("petitions.queue", "Xem hàng việc kiến nghị của cơ quan mình")
def _queue(user: Any, obj: Any, on: date) -> Answer:
    mine = accounts.agency_ids(user, on, *WORKERS)
    return YES if mine else policy.no("Hàng việc kiến nghị dành cho cán bộ của cơ quan xử lý.")


@policy.verb("petitions.hub", "Xem bàn phân loại kiến nghị")
def _hub_page(user: Any, obj: Any, on: date) -> Answer:
    return _hub(user, None, on)


@policy.verb("petitions.approvals", "Xem trả lời kiến nghị chờ duyệt")
def _approvals(user: Any, obj: Any, on: date) -> Answer:
    return _lead(user, None, on, _HEAD, _NOT_HEAD)


@policy.verb("petitions.recheck", "Tính lại hạn của các kiến nghị")
def _recheck(user: Any, obj: Any, on: date) -> Answer:
    if user is None or {"office", "operator"} & _roles(user, on):
        return YES
    return policy.no("Chỉ Văn phòng UBND tỉnh hoặc người vận hành được tính lại hạn.")


@policy.verb("petitions.figures", "Xem số liệu kiến nghị")
def _figures(user: Any, obj: Any, on: date) -> Answer:
    return _open(user, None, on)


@policy.verb("petitions.send_batch", "Gửi bảng khó khăn, vướng mắc của hiệp hội")
def _send_batch(user: Any, batch: Any, on: date) -> Answer:
    mine = accounts.agency_ids(user, on, "association")
    if not mine:
        return policy.no("Mục này dành cho hiệp hội, liên minh hợp tác xã.") if batch is None else HIDDEN
    return YES if batch is None or batch.association_id in mine else HIDDEN


@policy.verb("petitions.letters", "Xem thư đến hộp thư kiến nghị được để riêng")
def _letters(user: Any, obj: Any, on: date) -> Answer:
    return _hub(user, None, on)


@policy.verb("petitions.enter", "Nhập kiến nghị từ đường dây nóng, văn bản giấy, buổi tiếp")
def _enter(user: Any, obj: Any, on: date) -> Answer:
    if {"office", "coordinator", *WORKERS} & _roles(user, on):
        return YES
    return policy.no("Chỉ cán bộ của các cơ quan được nhập kiến nghị thay người gửi.")
