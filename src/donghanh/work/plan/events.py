"""What the plan room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal
from donghanh.kit.dates import read_date, show_date


def _day(iso: str) -> str:
    return show_date(read_date(iso)) if iso else "không nêu"


@journal.event
@dataclass(frozen=True)
class PlanLoaded(journal.Event):
    """A plan's structure was taken in, from the reviewed register or from the signed file."""

    kind: ClassVar[str] = "plan.plan_loaded"
    label: ClassVar[str] = "Nạp kế hoạch"
    public: ClassVar[bool] = True
    plan_number: str
    issued_by: str
    signed_on: str
    origin: str
    sha256: str
    duties: int

    def sentence(self) -> str:
        """Say what was loaded."""
        what = "toàn văn" if self.origin == "document" else "bản danh mục đã rà soát"
        return f"Nạp {what} {self.plan_number} ngày {_day(self.signed_on)}: {self.duties} nhiệm vụ"


@journal.event
@dataclass(frozen=True)
class PlanActivated(journal.Event):
    """A plan's duties were given out."""

    kind: ClassVar[str] = "plan.plan_activated"
    label: ClassVar[str] = "Giao việc theo kế hoạch"
    public: ClassVar[bool] = True
    plan_number: str
    obligations: int
    agencies: int

    def sentence(self) -> str:
        """Say how far the plan reaches."""
        return f"Giao {self.obligations} phần việc theo {self.plan_number} cho {self.agencies} cơ quan"


@journal.event
@dataclass(frozen=True)
class PeriodsOpened(journal.Event):
    """New periods of recurring duties were opened."""

    kind: ClassVar[str] = "plan.periods_opened"
    label: ClassVar[str] = "Mở kỳ mới"
    plan_number: str
    obligations: int

    def sentence(self) -> str:
        """Say how many."""
        return f"Mở {self.obligations} phần việc của các kỳ mới theo {self.plan_number}"


@journal.event
@dataclass(frozen=True)
class PlanSuperseded(journal.Event):
    """A plan was ended by the one that replaces it."""

    kind: ClassVar[str] = "plan.plan_superseded"
    label: ClassVar[str] = "Kế hoạch được thay thế"
    public: ClassVar[bool] = True
    plan_number: str
    new_number: str
    closed: int
    carried: int

    def sentence(self) -> str:
        """Say by what."""
        return (
            f"{self.plan_number} được thay bằng {self.new_number}: {self.carried} phần việc chuyển tiếp, "
            f"{self.closed} phần việc kết thúc"
        )


@journal.event
@dataclass(frozen=True)
class TargetRevised(journal.Event):
    """A target was changed with a reason; the old value stays readable."""

    kind: ClassVar[str] = "plan.target_revised"
    label: ClassVar[str] = "Điều chỉnh chỉ tiêu"
    public: ClassVar[bool] = True
    subject: str
    old_value: str
    new_value: str
    document_number: str

    def sentence(self) -> str:
        """Say from what to what."""
        return f"Điều chỉnh chỉ tiêu {self.subject}: {self.old_value} → {self.new_value} ({self.document_number})"


@journal.event
@dataclass(frozen=True)
class OrderDocumentEntered(journal.Event):
    """A conclusion or directive from which work is ordered was entered."""

    kind: ClassVar[str] = "plan.order_document_entered"
    label: ClassVar[str] = "Ghi văn bản giao việc"
    public: ClassVar[bool] = True
    plan_number: str
    issued_by: str
    signed_on: str

    def sentence(self) -> str:
        """Say which document."""
        return f"Ghi {self.plan_number} ngày {_day(self.signed_on)} của {self.issued_by}"


@dataclass(frozen=True)
class _OnObligation(journal.Event):
    """Something that happened to one obligation."""

    number: str


@journal.event
@dataclass(frozen=True)
class WorkOrdered(_OnObligation):
    """A conclusion or an agreed proposal became work of one agency, by a numbered document."""

    kind: ClassVar[str] = "plan.work_ordered"
    label: ClassVar[str] = "Giao việc theo văn bản"
    public: ClassVar[bool] = True
    source: str
    document_number: str
    signed_on: str
    agency_name: str
    due_on: str

    def sentence(self) -> str:
        """Say whose work it became, on what ground and until when."""
        until = f", hạn {_day(self.due_on)}" if self.due_on else ", không nêu hạn"
        return f"{self.source} thành việc của {self.agency_name} theo {self.document_number}{until}"


@journal.event
@dataclass(frozen=True)
class ObligationAccepted(_OnObligation):
    """The agency took the work on."""

    kind: ClassVar[str] = "plan.obligation_accepted"
    label: ClassVar[str] = "Nhận việc"


@journal.event
@dataclass(frozen=True)
class OfficerNamed(_OnObligation):
    """The head named the officer who does the work."""

    kind: ClassVar[str] = "plan.officer_named"
    label: ClassVar[str] = "Phân công chuyên viên"
    officer_key: str


@journal.event
@dataclass(frozen=True)
class StepsPlanned(_OnObligation):
    """The agency wrote down its own steps."""

    kind: ClassVar[str] = "plan.steps_planned"
    label: ClassVar[str] = "Lập các bước thực hiện"
    steps: int

    def sentence(self) -> str:
        """Say how many."""
        return f"Lập {self.steps} bước thực hiện"


@journal.event
@dataclass(frozen=True)
class StepFinished(_OnObligation):
    """One step was finished."""

    kind: ClassVar[str] = "plan.step_finished"
    label: ClassVar[str] = "Xong một bước"


@journal.event
@dataclass(frozen=True)
class ProgressReported(_OnObligation):
    """Progress was reported with a share, words and evidence."""

    kind: ClassVar[str] = "plan.progress_reported"
    label: ClassVar[str] = "Báo tiến độ"
    percent: int
    evidence: int

    def sentence(self) -> str:
        """Say how far and with what."""
        return f"Báo tiến độ {self.percent} %" + (f", kèm {self.evidence} chứng cứ" if self.evidence else "")


@journal.event
@dataclass(frozen=True)
class ResultProposed(_OnObligation):
    """The officer put a result before the head."""

    kind: ClassVar[str] = "plan.result_proposed"
    label: ClassVar[str] = "Trình thủ trưởng kết quả"


@journal.event
@dataclass(frozen=True)
class ResultSentBack(_OnObligation):
    """The head sent the result back to the officer."""

    kind: ClassVar[str] = "plan.result_sent_back"
    label: ClassVar[str] = "Thủ trưởng trả lại chuyên viên"


@journal.event
@dataclass(frozen=True)
class ResultSubmitted(_OnObligation):
    """The head submitted the result to the tracker."""

    kind: ClassVar[str] = "plan.result_submitted"
    label: ClassVar[str] = "Nộp kết quả"
    public: ClassVar[bool] = True
    agency_name: str
    document_number: str
    sha256: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Say who and by which document."""
        by = f" bằng văn bản {self.document_number}" if self.document_number else ""
        return f"{self.agency_name} nộp kết quả{by}" + (f", kèm {len(self.sha256)} tệp" if self.sha256 else "")


@journal.event
@dataclass(frozen=True)
class ResultConfirmed(_OnObligation):
    """The tracker confirmed that the duty is done."""

    kind: ClassVar[str] = "plan.result_confirmed"
    label: ClassVar[str] = "Xác nhận hoàn thành"
    public: ClassVar[bool] = True
    standing: str
    result_on: str

    def sentence(self) -> str:
        """Say how it stands."""
        return f"Xác nhận hoàn thành, {self.standing.lower()}, kết quả ngày {_day(self.result_on)}"


@journal.event
@dataclass(frozen=True)
class ResultReturned(_OnObligation):
    """The tracker returned the result."""

    kind: ClassVar[str] = "plan.result_returned"
    label: ClassVar[str] = "Trả lại kết quả"


@journal.event
@dataclass(frozen=True)
class ObligationReopened(_OnObligation):
    """A finished duty was opened again, visibly."""

    kind: ClassVar[str] = "plan.obligation_reopened"
    label: ClassVar[str] = "Mở lại việc đã xong"
    public: ClassVar[bool] = True


@journal.event
@dataclass(frozen=True)
class ExtensionAsked(_OnObligation):
    """The agency asked for more time."""

    kind: ClassVar[str] = "plan.extension_asked"
    label: ClassVar[str] = "Xin gia hạn"
    wanted_on: str

    def sentence(self) -> str:
        """Say until when."""
        return f"Xin gia hạn đến {_day(self.wanted_on)}"


@journal.event
@dataclass(frozen=True)
class ExtensionDecided(_OnObligation):
    """The assigning authority granted or refused more time; the original date is kept."""

    kind: ClassVar[str] = "plan.extension_decided"
    label: ClassVar[str] = "Quyết định gia hạn"
    public: ClassVar[bool] = True
    granted: bool
    due_on: str
    original_on: str

    def sentence(self) -> str:
        """Say what was decided."""
        if not self.granted:
            return "Không đồng ý gia hạn"
        return f"Gia hạn đến {_day(self.due_on)} (hạn gốc {_day(self.original_on)} vẫn giữ để thống kê)"


@journal.event
@dataclass(frozen=True)
class DueMoved(_OnObligation):
    """A due date was derived again because the calendar changed; never earlier."""

    kind: ClassVar[str] = "plan.due_moved"
    label: ClassVar[str] = "Tính lại hạn theo lịch mới"
    public: ClassVar[bool] = True
    old_on: str
    new_on: str

    def sentence(self) -> str:
        """Say from which day to which."""
        return f"Tính lại hạn theo lịch mới: {_day(self.old_on)} → {_day(self.new_on)}"


@journal.event
@dataclass(frozen=True)
class ObligationSuspended(_OnObligation):
    """Work was suspended for a reason."""

    kind: ClassVar[str] = "plan.obligation_suspended"
    label: ClassVar[str] = "Tạm dừng"
    public: ClassVar[bool] = True
    document_number: str


@journal.event
@dataclass(frozen=True)
class ObligationResumed(_OnObligation):
    """Suspended work goes on."""

    kind: ClassVar[str] = "plan.obligation_resumed"
    label: ClassVar[str] = "Tiếp tục thực hiện"
    public: ClassVar[bool] = True


@journal.event
@dataclass(frozen=True)
class ObligationCancelled(_OnObligation):
    """An obligation was cancelled on the ground of a document."""

    kind: ClassVar[str] = "plan.obligation_cancelled"
    label: ClassVar[str] = "Hủy việc"
    public: ClassVar[bool] = True
    document_number: str

    def sentence(self) -> str:
        """Say on what ground."""
        return f"Hủy việc theo {self.document_number}"


@journal.event
@dataclass(frozen=True)
class HandedOver(_OnObligation):
    """An obligation moved to another agency by a recorded act."""

    kind: ClassVar[str] = "plan.handed_over"
    label: ClassVar[str] = "Bàn giao"
    public: ClassVar[bool] = True
    from_agency: str
    to_agency: str
    effective_on: str
    basis: str

    def sentence(self) -> str:
        """Say from whom to whom, since when and why."""
        day = _day(self.effective_on)
        if self.from_agency == self.to_agency:
            return f"Bàn giao từ {self.from_agency} cũ sang {self.to_agency} thành lập ngày {day} ({self.basis})"
        return f"Bàn giao từ {self.from_agency} sang {self.to_agency} từ {day} ({self.basis})"


@journal.event
@dataclass(frozen=True)
class Remarked(_OnObligation):
    """Somebody left a remark."""

    kind: ClassVar[str] = "plan.remarked"
    label: ClassVar[str] = "Trao đổi"
