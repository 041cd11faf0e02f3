"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal
from donghanh.work.disclosure.domain import requests as domain


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


@journal.event
@dataclass(frozen=True)
class RequestReceived(journal.Event):
    """A request for information came."""

    kind: ClassVar[str] = "disclosure.request_received"
    label: ClassVar[str] = "Nhận yêu cầu cung cấp thông tin"
    number: str
    agency: str


@journal.event
@dataclass(frozen=True)
class RequestMoved(journal.Event):
    """A request took a step."""

    kind: ClassVar[str] = "disclosure.request_moved"
    label: ClassVar[str] = "Giải quyết yêu cầu cung cấp thông tin"
    number: str
    step: str
    agency: str

    def sentence(self) -> str:
        """Say which step."""
        return f"{domain.EVENT_WORDS.get(self.step, self.step)}: {self.number}"


@journal.event
@dataclass(frozen=True)
class AnswerPublished(journal.Event):
    """An answer was published with nobody named in it."""

    kind: ClassVar[str] = "disclosure.answer_published"
    label: ClassVar[str] = "Công khai trả lời yêu cầu thông tin"
    public: ClassVar[bool] = True
    number: str
    agency: str
    decision: str
    title: str

    def sentence(self) -> str:
        """Say what was answered."""
        return f"Công khai trả lời {self.number}: {self.title}"


@journal.event
@dataclass(frozen=True)
class ConsultationDrafted(journal.Event):
    """A draft was read into passages."""

    kind: ClassVar[str] = "disclosure.consultation_drafted"
    label: ClassVar[str] = "Nạp dự thảo lấy ý kiến"
    title: str
    count: int


@journal.event
@dataclass(frozen=True)
class ConsultationOpened(journal.Event):
    """A draft was opened to everybody."""

    kind: ClassVar[str] = "disclosure.consultation_opened"
    label: ClassVar[str] = "Mở lấy ý kiến dự thảo"
    public: ClassVar[bool] = True
    title: str
    agency: str
    since: str
    until: str


@journal.event
@dataclass(frozen=True)
class CommentMade(journal.Event):
    """Somebody commented on a draft."""

    kind: ClassVar[str] = "disclosure.comment_made"
    label: ClassVar[str] = "Nhận ý kiến góp ý"
    key: str
    number: int


@journal.event
@dataclass(frozen=True)
class CommentModerated(journal.Event):
    """Personal data in a comment was covered, or a comment off the subject was hidden."""

    kind: ClassVar[str] = "disclosure.comment_moderated"
    label: ClassVar[str] = "Che thông tin cá nhân trong ý kiến"
    key: str
    number: int
    state: str


@journal.event
@dataclass(frozen=True)
class CommentAnswered(journal.Event):
    """A comment got its answer with a reason."""

    kind: ClassVar[str] = "disclosure.comment_answered"
    label: ClassVar[str] = "Giải trình ý kiến góp ý"
    key: str
    number: int
    answer: str


@journal.event
@dataclass(frozen=True)
class ConsultationClosed(journal.Event):
    """A consultation takes no more comments."""

    kind: ClassVar[str] = "disclosure.consultation_closed"
    label: ClassVar[str] = "Hết hạn góp ý dự thảo"
    public: ClassVar[bool] = True
    title: str
    count: int


@journal.event
@dataclass(frozen=True)
class ConsultationFinished(journal.Event):
    """A consulted draft became a text."""

    kind: ClassVar[str] = "disclosure.consultation_finished"
    label: ClassVar[str] = "Ban hành văn bản đã lấy ý kiến"
    public: ClassVar[bool] = True
    title: str
    document_number: str
    count: int


@journal.event
@dataclass(frozen=True)
class ConsultationCancelled(journal.Event):
    """A consultation was given up."""

    kind: ClassVar[str] = "disclosure.consultation_cancelled"
    label: ClassVar[str] = "Dừng lấy ý kiến dự thảo"
    public: ClassVar[bool] = True
    title: str
