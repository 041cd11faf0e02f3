"""What the petitions room tells the house. No event ever holds words of a petitioner or anything of an identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@dataclass(frozen=True)
class _About(journal.Event):
    """Every event names its petition by number."""

    number: str


@journal.event
@dataclass(frozen=True)
class Received(_About):
    """Something came in through a channel."""

    kind: ClassVar[str] = "petitions.received"
    label: ClassVar[str] = "Tiếp nhận kiến nghị"
    channel: str
    regime: str
    subject: str = ""


@journal.event
@dataclass(frozen=True)
class Classified(_About):
    """The regime, subject or place of a petition was decided anew."""

    kind: ClassVar[str] = "petitions.classified"
    label: ClassVar[str] = "Phân loại lại kiến nghị"
    before: str
    after: str


@journal.event
@dataclass(frozen=True)
class SplitOff(_About):
    """A part of a mixed submission became a case of its own."""

    kind: ClassVar[str] = "petitions.split_off"
    label: ClassVar[str] = "Tách kiến nghị thành nhiều vụ"
    part: str


@journal.event
@dataclass(frozen=True)
class Routed(_About):
    """The hub gave a petition to an agency."""

    kind: ClassVar[str] = "petitions.routed_to"
    label: ClassVar[str] = "Chuyển cơ quan xử lý"
    agency: str
    proposed: bool = True


@journal.event
@dataclass(frozen=True)
class Transferred(_About):
    """The hub passed a petition on to another agency."""

    kind: ClassVar[str] = "petitions.transferred_to"
    label: ClassVar[str] = "Chuyển sang cơ quan khác"
    agency: str


@journal.event
@dataclass(frozen=True)
class Accepted(_About):
    """The agency took the petition up."""

    kind: ClassVar[str] = "petitions.accepted_by_agency"
    label: ClassVar[str] = "Cơ quan nhận xử lý"


@journal.event
@dataclass(frozen=True)
class SentBack(_About):
    """A petition came to the wrong desk and went back to the hub."""

    kind: ClassVar[str] = "petitions.sent_back"
    label: ClassVar[str] = "Trả lại nơi phân loại"
    reason: str


@journal.event
@dataclass(frozen=True)
class SupportAsked(_About):
    """Another agency was asked for its part of the answer."""

    kind: ClassVar[str] = "petitions.support_asked"
    label: ClassVar[str] = "Mời cơ quan phối hợp trả lời"
    agency: str


@journal.event
@dataclass(frozen=True)
class PartGiven(_About):
    """A co-answering agency gave its part."""

    kind: ClassVar[str] = "petitions.part_given"
    label: ClassVar[str] = "Cơ quan phối hợp gửi phần trả lời"
    agency: str


@journal.event
@dataclass(frozen=True)
class OfficerNamed(_About):
    """An officer was named."""

    kind: ClassVar[str] = "petitions.officer_named"
    label: ClassVar[str] = "Phân công chuyên viên"


@journal.event
@dataclass(frozen=True)
class PetitionerAsked(_About):
    """The agency asked the petitioner; the clock waits."""

    kind: ClassVar[str] = "petitions.petitioner_asked"
    label: ClassVar[str] = "Đề nghị người gửi bổ sung"


@journal.event
@dataclass(frozen=True)
class PetitionerReplied(_About):
    """The petitioner answered, or the agency went on without; the clock runs."""

    kind: ClassVar[str] = "petitions.petitioner_replied"
    label: ClassVar[str] = "Người gửi đã bổ sung"


@journal.event
@dataclass(frozen=True)
class MessageAdded(_About):
    """Something was said in the thread."""

    kind: ClassVar[str] = "petitions.message_added"
    label: ClassVar[str] = "Thêm tin nhắn"
    direction: str


@journal.event
@dataclass(frozen=True)
class TermExtended(_About):
    """The term was made longer before it ended."""

    kind: ClassVar[str] = "petitions.term_extended"
    label: ClassVar[str] = "Gia hạn trả lời"
    amount: int
    due_on: str
    reason: str


@journal.event
@dataclass(frozen=True)
class AnswerDrafted(_About):
    """A draft was kept for the first time."""

    kind: ClassVar[str] = "petitions.answer_drafted"
    label: ClassVar[str] = "Soạn trả lời"


@journal.event
@dataclass(frozen=True)
class AnswerSubmitted(_About):
    """A draft waits for the head."""

    kind: ClassVar[str] = "petitions.answer_submitted"
    label: ClassVar[str] = "Trình duyệt trả lời"


@journal.event
@dataclass(frozen=True)
class AnswerRejected(_About):
    """The head sent the draft back."""

    kind: ClassVar[str] = "petitions.answer_rejected"
    label: ClassVar[str] = "Thủ trưởng trả lại dự thảo"


@journal.event
@dataclass(frozen=True)
class AnswerApproved(_About):
    """The head approved: the petition is answered."""

    kind: ClassVar[str] = "petitions.answer_approved"
    label: ClassVar[str] = "Duyệt và gửi trả lời"
    outcome: str
    in_time: bool


@journal.event
@dataclass(frozen=True)
class AnswerPublished(_About):
    """The redacted answer is public; this entry stands in the transparency log with the hash of what was published."""

    kind: ClassVar[str] = "petitions.answer_published"
    label: ClassVar[str] = "Công khai trả lời"
    public: ClassVar[bool] = True
    answer: str
    sha256: str
    subject: str
    agency: str
    public_on: str


@journal.event
@dataclass(frozen=True)
class AnswerUnpublished(_About):
    """A published answer was taken down; the reason is free text and stays with the case, not in the public log."""

    kind: ClassVar[str] = "petitions.answer_withdrawn"
    label: ClassVar[str] = "Gỡ trả lời đã công khai"
    public: ClassVar[bool] = True
    answer: str


@journal.event
@dataclass(frozen=True)
class Rated(_About):
    """The petitioner said whether it was solved."""

    kind: ClassVar[str] = "petitions.petitioner_rated"
    label: ClassVar[str] = "Người gửi đánh giá"
    solved: str


@journal.event
@dataclass(frozen=True)
class Reopened(_About):
    """An answered petition is open again; the quarter it was counted in changes."""

    kind: ClassVar[str] = "petitions.petition_reopened"
    label: ClassVar[str] = "Mở lại kiến nghị"
    counted_in: str


@journal.event
@dataclass(frozen=True)
class Closed(_About):
    """The time for the petitioner's word is over."""

    kind: ClassVar[str] = "petitions.petition_closed"
    label: ClassVar[str] = "Đóng kiến nghị"


@journal.event
@dataclass(frozen=True)
class Withdrawn(_About):
    """The petitioner took it back."""

    kind: ClassVar[str] = "petitions.petition_withdrawn"
    label: ClassVar[str] = "Người gửi rút kiến nghị"


@journal.event
@dataclass(frozen=True)
class Refused(_About):
    """It is not a matter for petitions; the petitioner was told where to go."""

    kind: ClassVar[str] = "petitions.petition_refused"
    label: ClassVar[str] = "Không thuộc phạm vi tiếp nhận"


@journal.event
@dataclass(frozen=True)
class Forwarded(_About):
    """It was passed to a body outside the province."""

    kind: ClassVar[str] = "petitions.petition_forwarded"
    label: ClassVar[str] = "Chuyển cơ quan ngoài tỉnh"
    to: str


@journal.event
@dataclass(frozen=True)
class Sealed(_About):
    """It was a denunciation: handed off sealed, its words erased here."""

    kind: ClassVar[str] = "petitions.petition_sealed"
    label: ClassVar[str] = "Chuyển kín, xóa nội dung"


@journal.event
@dataclass(frozen=True)
class HandedOver(_About):
    """A reorganisation moved an open petition."""

    kind: ClassVar[str] = "petitions.handed_over"
    label: ClassVar[str] = "Bàn giao kiến nghị"
    from_agency: str
    to_agency: str
    effective_on: str
    basis: str


@journal.event
@dataclass(frozen=True)
class DatesRederived(journal.Event):
    """Open clocks were derived anew from a changed calendar."""

    kind: ClassVar[str] = "petitions.dates_rederived"
    label: ClassVar[str] = "Tính lại hạn các kiến nghị"
    clocks: int
    changed: int
    earlier: int


@journal.event
@dataclass(frozen=True)
class BatchSent(journal.Event):
    """An association sent a spreadsheet."""

    kind: ClassVar[str] = "petitions.batch_sent"
    label: ClassVar[str] = "Hiệp hội gửi bảng khó khăn, vướng mắc"
    association: str
    period: str = ""


@journal.event
@dataclass(frozen=True)
class BatchConfirmed(journal.Event):
    """The good rows of a spreadsheet become cases."""

    kind: ClassVar[str] = "petitions.batch_confirmed"
    label: ClassVar[str] = "Hiệp hội xác nhận tạo hồ sơ từ bảng"
    rows: int


@journal.event
@dataclass(frozen=True)
class BatchDropped(journal.Event):
    """A spreadsheet was thrown away before anything was made of it."""

    kind: ClassVar[str] = "petitions.batch_dropped"
    label: ClassVar[str] = "Hiệp hội bỏ bảng đã gửi"
