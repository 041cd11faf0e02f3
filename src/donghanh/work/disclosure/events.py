"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class DutyPublished(journal.Event):
    """An agency published what a duty asks for."""

    kind: ClassVar[str] = "disclosure.duty_published"
    label: ClassVar[str] = "Công khai thông tin"
    public: ClassVar[bool] = True
    category: str
    agency: str
    title: str
    document_number: str = ""
    sha256: str = ""

    def sentence(self) -> str:
        """Say what was published."""
        return f"Công khai: {self.title}"


@journal.event
@dataclass(frozen=True)
class PublicationWithdrawn(journal.Event):
    """Something that was published was taken back, with a reason."""

    kind: ClassVar[str] = "disclosure.publication_withdrawn"
    label: ClassVar[str] = "Rút nội dung đã công khai"
    public: ClassVar[bool] = True
    category: str
    agency: str
    title: str


@journal.event
@dataclass(frozen=True)
class SiteEntered(journal.Event):
    """An agency's site was entered for auditing."""

    kind: ClassVar[str] = "disclosure.site_entered"
    label: ClassVar[str] = "Ghi trang của cơ quan"
    agency: str
    url: str


@journal.event
@dataclass(frozen=True)
class AuditAsked(journal.Event):
    """An audit was asked for."""

    kind: ClassVar[str] = "disclosure.audit_asked"
    label: ClassVar[str] = "Yêu cầu kiểm tra trang"
    agency: str


@journal.event
@dataclass(frozen=True)
class SiteAudited(journal.Event):
    """A site was looked at from outside."""

    kind: ClassVar[str] = "disclosure.site_audited"
    label: ClassVar[str] = "Kiểm tra trang từ bên ngoài"
    public: ClassVar[bool] = True
    agency: str
    count: int
    total: int

    def sentence(self) -> str:
        """Say how much was looked at and how much is wrong."""
        return f"Kiểm tra trang của {self.agency}: đọc {self.total} trang và tệp, {self.count} điều phải sửa"


@journal.event
@dataclass(frozen=True)
class FindingAnswered(journal.Event):
    """An agency answered a finding."""

    kind: ClassVar[str] = "disclosure.finding_answered"
    label: ClassVar[str] = "Trả lời phát hiện"
    code: str
    agency: str


@journal.event
@dataclass(frozen=True)
class FindingDismissed(journal.Event):
    """The coordinator decided that a finding is none."""

    kind: ClassVar[str] = "disclosure.finding_dismissed"
    label: ClassVar[str] = "Kết luận không phải lỗi"
    public: ClassVar[bool] = True
    code: str
    agency: str


@journal.event
@dataclass(frozen=True)
class FindingReopened(journal.Event):
    """A dismissed finding counts again."""

    kind: ClassVar[str] = "disclosure.finding_reopened"
    label: ClassVar[str] = "Mở lại phát hiện"
    public: ClassVar[bool] = True
    code: str
    agency: str
