"""What a petition may go through, who does it, and on what ground."""

from __future__ import annotations

from enum import StrEnum

from donghanh.kit.states import StateTable, Step


class State(StrEnum):
    """Where a petition is."""

    RECEIVED = "received"
    ROUTED = "routed"
    WORKING = "working"
    WAITING = "waiting"
    APPROVING = "approving"
    ANSWERED = "answered"
    CLOSED = "closed"
    REFUSED = "refused"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    SEALED = "sealed"


_LABELS = {
    "received": "Mới tiếp nhận",
    "routed": "Đã chuyển, chờ nhận",
    "working": "Đang xử lý",
    "waiting": "Chờ người gửi bổ sung",
    "approving": "Chờ thủ trưởng duyệt",
    "answered": "Đã trả lời",
    "closed": "Đã đóng",
    "refused": "Không thuộc phạm vi",
    "forwarded": "Đã chuyển ra ngoài tỉnh",
    "withdrawn": "Người gửi đã rút",
    "sealed": "Đã chuyển kín",
}
OPEN = (State.RECEIVED, State.ROUTED, State.WORKING, State.WAITING, State.APPROVING)
WITH_AGENCY = (State.ROUTED, State.WORKING, State.WAITING, State.APPROVING)

_HUB, _AGENCY, _HEAD = "Văn phòng UBND tỉnh", "cơ quan xử lý", "thủ trưởng cơ quan xử lý"
_SENDER, _HOUSE = "người gửi", "hệ thống"
_RULES = "Nghị định 20/2008/NĐ-CP"

STATES = StateTable(
    [
        Step(State.RECEIVED, "route", State.ROUTED, _HUB, _RULES),
        Step(State.RECEIVED, "refuse", State.REFUSED, _HUB, _RULES),
        Step(State.RECEIVED, "forward", State.FORWARDED, _HUB, _RULES),
        Step(State.ROUTED, "accept", State.WORKING, _AGENCY, _RULES),
        *(Step(s, "send_back", State.RECEIVED, _AGENCY, _RULES) for s in (State.ROUTED, State.WORKING)),
        *(Step(s, "transfer", State.ROUTED, _HUB, _RULES) for s in (State.ROUTED, State.WORKING, State.WAITING)),
        *(Step(s, "hand_over", State.ROUTED, _HUB) for s in WITH_AGENCY),
        Step(State.WORKING, "ask", State.WAITING, _AGENCY),
        Step(State.WAITING, "resume", State.WORKING, _AGENCY),
        Step(State.WORKING, "submit", State.APPROVING, _AGENCY),
        Step(State.WAITING, "submit", State.APPROVING, _AGENCY),
        Step(State.APPROVING, "reject", State.WORKING, _HEAD),
        Step(State.APPROVING, "approve", State.ANSWERED, _HEAD, _RULES),
        Step(State.ANSWERED, "close", State.CLOSED, _HOUSE),
        *(Step(s, "reopen", State.WORKING, _SENDER) for s in (State.ANSWERED, State.CLOSED)),
        *(Step(s, "withdraw", State.WITHDRAWN, _SENDER, "Luật 136/2025/QH15 (khiếu nại)") for s in OPEN),
        *(Step(s, "seal", State.SEALED, _HUB, "Luật Tố cáo 2018") for s in OPEN),
    ],
    labels=_LABELS,
)
