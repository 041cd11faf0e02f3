"""What the reporting room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class PeriodOpened(journal.Event):
    """Returns of a period were made for every agency that owes one."""

    kind: ClassVar[str] = "reporting.period_opened"
    label: ClassVar[str] = "Mở kỳ báo cáo"
    regime: str
    period: str
    returns: int

    def sentence(self) -> str:
        """Say how many are expected."""
        return f"Mở kỳ {self.period}: chờ {self.returns} báo cáo"


@journal.event
@dataclass(frozen=True)
class ReturnSubmitted(journal.Event):
    """The head of an agency sent its return."""

    kind: ClassVar[str] = "reporting.return_submitted"
    label: ClassVar[str] = "Gửi báo cáo"
    number: str
    document_number: str = ""


@journal.event
@dataclass(frozen=True)
class ReturnSentBack(journal.Event):
    """The focal agency sent a return back with a reason."""

    kind: ClassVar[str] = "reporting.return_sent_back"
    label: ClassVar[str] = "Trả lại báo cáo"
    number: str
    reason: str


@journal.event
@dataclass(frozen=True)
class ReturnAccepted(journal.Event):
    """The focal agency took a return in."""

    kind: ClassVar[str] = "reporting.return_accepted"
    label: ClassVar[str] = "Tiếp nhận báo cáo"
    number: str


@journal.event
@dataclass(frozen=True)
class ReturnReopened(journal.Event):
    """An accepted return was opened again for correction."""

    kind: ClassVar[str] = "reporting.return_reopened"
    label: ClassVar[str] = "Mở lại báo cáo"
    number: str
    reason: str


@journal.event
@dataclass(frozen=True)
class FiguresConfirmed(journal.Event):
    """Estimated figures were confirmed after the cut-off."""

    kind: ClassVar[str] = "reporting.figures_confirmed"
    label: ClassVar[str] = "Xác nhận số ước"
    number: str
    figures: int


@journal.event
@dataclass(frozen=True)
class FileAttached(journal.Event):
    """A file was put with a return."""

    kind: ClassVar[str] = "reporting.file_attached"
    label: ClassVar[str] = "Đính kèm tệp vào báo cáo"
    number: str
    sha256: str


@journal.event
@dataclass(frozen=True)
class FileTakenAway(journal.Event):
    """A file was taken away from a return that is still being written; its hash stays readable here."""

    kind: ClassVar[str] = "reporting.file_taken_away"
    label: ClassVar[str] = "Bỏ tệp khỏi báo cáo"
    number: str
    sha256: str


@journal.event
@dataclass(frozen=True)
class ParagraphEdited(journal.Event):
    """The coordinator changed an agency's words in a draft, put them back, or left them out."""

    kind: ClassVar[str] = "reporting.paragraph_edited"
    label: ClassVar[str] = "Biên tập báo cáo tổng hợp"
    paragraph: str
    agency_name: str
    what: str  # edited | put_back | left_out

    def sentence(self) -> str:
        """Say whose words and what was done to them."""
        done = {"edited": "sửa", "put_back": "trả về nguyên văn", "left_out": "không đưa vào"}
        return f"Biên tập báo cáo tổng hợp: {done[self.what]} đoạn của {self.agency_name}"


@journal.event
@dataclass(frozen=True)
class ReturnTakenAgain(journal.Event):
    """A return that was sent again, or is new, was taken into the draft."""

    kind: ClassVar[str] = "reporting.return_taken_again"
    label: ClassVar[str] = "Đưa báo cáo vào dự thảo"
    number: str
    edition: int


@journal.event
@dataclass(frozen=True)
class PeriodLocked(journal.Event):
    """A period's figures were frozen."""

    kind: ClassVar[str] = "reporting.period_locked"
    label: ClassVar[str] = "Khóa kỳ báo cáo"
    public: ClassVar[bool] = True
    regime: str
    period: str
    expected: int
    received: int
    on_time: int
    snapshots: int

    def sentence(self) -> str:
        """Say what was frozen."""
        return f"Khóa kỳ {self.period}: nhận {self.received}/{self.expected} báo cáo, đúng hạn {self.on_time}"


@journal.event
@dataclass(frozen=True)
class PeriodReopened(journal.Event):
    """A locked period was opened again with a reason."""

    kind: ClassVar[str] = "reporting.period_reopened"
    label: ClassVar[str] = "Mở lại kỳ báo cáo"
    public: ClassVar[bool] = True
    regime: str
    period: str


@journal.event
@dataclass(frozen=True)
class ReportRequested(journal.Event):
    """A consolidated report was asked for."""

    kind: ClassVar[str] = "reporting.report_requested"
    label: ClassVar[str] = "Lập báo cáo tổng hợp"
    regime: str
    period: str


@journal.event
@dataclass(frozen=True)
class ReportIssued(journal.Event):
    """The province's report was given its number."""

    kind: ClassVar[str] = "reporting.report_issued"
    label: ClassVar[str] = "Ban hành báo cáo"
    public: ClassVar[bool] = True
    regime: str
    period: str
    number: str


@journal.event
@dataclass(frozen=True)
class ReportWithdrawn(journal.Event):
    """An issued report was withdrawn so that its period can be opened again."""

    kind: ClassVar[str] = "reporting.report_withdrawn"
    label: ClassVar[str] = "Thu hồi báo cáo"
    public: ClassVar[bool] = True
    regime: str
    period: str
    number: str
