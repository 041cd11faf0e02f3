"""What a request for information goes through, and on which grounds it may be refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from donghanh.kit.data import read_yaml
from donghanh.kit.states import StateTable, Step
from donghanh.kit.text import search_key


class RequestState(StrEnum):
    """Where a request is."""

    RECEIVED = "received"
    HANDLING = "handling"
    WAITING = "waiting"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


REQUEST_LABELS = {
    RequestState.RECEIVED: "Chờ tiếp nhận",
    RequestState.HANDLING: "Đang giải quyết",
    RequestState.WAITING: "Chờ người yêu cầu bổ sung",
    RequestState.ANSWERED: "Đã trả lời",
    RequestState.WITHDRAWN: "Người yêu cầu đã rút",
}
REQUEST_TONES = {
    RequestState.RECEIVED: "soon",
    RequestState.HANDLING: "open",
    RequestState.WAITING: "none",
    RequestState.ANSWERED: "done",
    RequestState.WITHDRAWN: "none",
}
_OFFICER, _HEAD, _SENDER = "chuyên viên cơ quan", "thủ trưởng cơ quan", "người yêu cầu"
_BASIS = "Luật Tiếp cận thông tin"

REQUESTS = StateTable(
    [
        Step(RequestState.RECEIVED, "take", RequestState.HANDLING, _OFFICER, _BASIS),
        Step(RequestState.RECEIVED, "transfer", RequestState.RECEIVED, _OFFICER, _BASIS),
        Step(RequestState.HANDLING, "transfer", RequestState.RECEIVED, _OFFICER, _BASIS),
        Step(RequestState.HANDLING, "ask", RequestState.WAITING, _OFFICER, _BASIS),
        Step(RequestState.WAITING, "supplement", RequestState.HANDLING, _SENDER, _BASIS),
        Step(RequestState.HANDLING, "extend", RequestState.HANDLING, _HEAD, _BASIS),
        Step(RequestState.HANDLING, "answer", RequestState.ANSWERED, _HEAD, _BASIS),
        Step(RequestState.ANSWERED, "deliver", RequestState.ANSWERED, _OFFICER, _BASIS),
        Step(RequestState.ANSWERED, "publish", RequestState.ANSWERED, _HEAD, _BASIS),
        Step(RequestState.RECEIVED, "withdraw", RequestState.WITHDRAWN, _SENDER),
        Step(RequestState.HANDLING, "withdraw", RequestState.WITHDRAWN, _SENDER),
        Step(RequestState.WAITING, "withdraw", RequestState.WITHDRAWN, _SENDER),
    ],
    labels={str(k): v for k, v in REQUEST_LABELS.items()},
)
OPEN = (RequestState.RECEIVED, RequestState.HANDLING, RequestState.WAITING)
CHANNELS = {"online": "Qua mạng", "post": "Bưu chính, fax", "office": "Trực tiếp tại cơ quan"}
BY_HAND = ("post", "office")  # ways of handing over that somebody has to walk
DELIVERIES = {
    "online": "Xem, tải trên trang này",
    "email": "Thư điện tử",
    "post": "Bưu chính",
    "office": "Nhận tại cơ quan",
}
DECISIONS = {"granted": "Cung cấp toàn bộ", "partial": "Cung cấp một phần", "refused": "Từ chối"}
EVENT_WORDS = {
    "send": "Gửi yêu cầu", "take": "Tiếp nhận", "transfer": "Chuyển cơ quan", "ask": "Đề nghị bổ sung",
    "supplement": "Bổ sung", "extend": "Gia hạn", "answer": "Trả lời", "deliver": "Giao kết quả",
    "publish": "Công khai trả lời", "withdraw": "Rút yêu cầu",
}  # fmt: skip
# What each step means to the clock.
CLOCK = {
    "send": "start", "ask": "pause", "supplement": "resume", "extend": "extend", "transfer": "transfer",
    "answer": "finish", "withdraw": "withdraw",
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """One ground on which information may be withheld, with its article and its days."""

    code: str
    label: str
    article: str
    verified: bool
    since: date
    until: date | None

    @property
    def cited(self) -> str:
        """Return the ground as a decision cites it; one whose article nobody has read again says so."""
        return f"{self.label} ({self.article}{'' if self.verified else '; chưa kiểm chứng'})"


@lru_cache(maxsize=1)
def _grounds() -> tuple[Ground, ...]:
    return tuple(
        Ground(g["code"], g["label"], g["article"], bool(g["verified"]), g["since"], g.get("until"))
        for g in read_yaml("disclosure", "refusals.yaml")
    )


def grounds(on: date) -> dict[str, Ground]:
    """Return the grounds in force on a day, by code."""
    return {g.code: g for g in _grounds() if g.since <= on and (g.until is None or on < g.until)}


_PERSONAL = (
    ("số điện thoại", re.compile(r"(?<!\d)(?:\+?84|0)[\s.\-]?\d{2,3}[\s.\-]?\d{3}[\s.\-]?\d{3,4}(?!\d)")),
    ("số định danh, căn cước", re.compile(r"(?<!\d)\d{12}(?!\d)|(?<!\d)\d{9}(?!\d)")),
    ("thư điện tử", re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+")),
    ("số tài khoản", re.compile(r"(?i)(?:stk|tài khoản)\D{0,12}\d{6,}")),
)


def personal(text: str) -> list[str]:
    """Name the kinds of personal data that a text seems to hold; a person decides, this only makes them look."""
    return [name for name, pattern in _PERSONAL if pattern.search(text)]


_COMMON_TEXT = (
    "cua va cac cho duoc ve o tai den tu theo voi la co mot nhung khi nay do trong nam thong tin tai lieu xin de nghi "
    "cung cap"
)
_COMMON = frozenset(_COMMON_TEXT.split())


def tokens(text: str) -> frozenset[str]:
    """Return the telling words of a text, folded."""
    return frozenset(w for w in re.findall(r"\w+", search_key(text)) if len(w) > 2 and w not in _COMMON)


def likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """Say how alike two texts are by the telling words they share, from 0 to 1."""
    shared = len(one & two)
    return shared / min(len(one), len(two)) if shared > 1 else 0.0
