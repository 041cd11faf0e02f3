"""What is written to somebody who asked for information and left an address: what happened, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from donghanh.kit.dates import show_date

FILES_DAYS = 60


@dataclass(frozen=True)
class Told:
    """What a letter may say of a request; the name of whoever asked is not among it."""

    number: str
    subject: str
    agency: str
    due_on: date | None
    note: str = ""
    fee: str = ""
    decision: str = ""
    grounds: tuple[str, ...] = ()
    answer: str = ""
    document_number: str = ""
    files: tuple[str, ...] = ()
    by_mail: bool = False


@dataclass(frozen=True)
class Words:
    """A letter's title and text."""

    subject: str
    body: str


def write(step: str, told: Told, *, look_up: str) -> Words | None:
    """Write the letter of one step; steps that change nothing for the sender have none."""
    about = {
        "send": ("đã nhận", _received),
        "transfer": ("đã chuyển cơ quan khác", _transferred),
        "ask": ("cần bạn bổ sung", _asked),
        "extend": ("được gia hạn", _extended),
        "answer": ("đã có trả lời", _answered),
        "deliver": ("đã giao kết quả", _delivered),
    }.get(step)
    if about is None:
        return None
    title, tell = about
    lines = [
        f"Yêu cầu cung cấp thông tin {told.number}, gửi {told.agency}:",
        f"“{told.subject}”",
        "",
        *tell(told),
        "",
        f"Xem diễn biến, hạn và cách đếm từng ngày: {look_up}",
        "Mở bằng số yêu cầu và mã tra cứu trên giấy hẹn. Thư này do máy gửi; xin đừng trả lời thư.",
    ]
    return Words(f"Yêu cầu {told.number} {title}", "\n".join(lines))


def _due(told: Told) -> list[str]:
    return [f"Hạn trả lời: {show_date(told.due_on)}."] if told.due_on else []


def _received(told: Told) -> list[str]:
    return ["Cơ quan đã nhận yêu cầu của bạn.", *_due(told)]


def _transferred(told: Told) -> list[str]:
    return ["Yêu cầu được chuyển đến cơ quan có thông tin.", told.note, *_due(told)]


def _asked(told: Told) -> list[str]:
    fee = [f"Chi phí in, sao, gửi thực tế, báo trước: {told.fee}."] if told.fee else []
    return ["Cơ quan đề nghị bạn:", told.note, *fee, "Thời hạn tạm dừng cho đến khi bạn bổ sung."]


def _extended(told: Told) -> list[str]:
    return ["Thời hạn được gia hạn, vì:", told.note, *_due(told)]


def _answered(told: Told) -> list[str]:
    """Give the answer itself only to whoever asked to have it by mail."""
    said = [f"Kết quả: {told.decision}{f', văn bản {told.document_number}' if told.document_number else ''}."]
    if not told.by_mail:
        return said
    withheld = ["Căn cứ phần không cung cấp:", *(f"- {g}" for g in told.grounds)] if told.grounds else []
    files = [f"Tệp kèm theo, tải được trong {FILES_DAYS} ngày:", *(f"- {f}" for f in told.files)] if told.files else []
    return [*said, "", told.answer, *withheld, *files]


def _delivered(told: Told) -> list[str]:
    return ["Cơ quan đã giao kết quả.", *([told.note] if told.note else [])]
