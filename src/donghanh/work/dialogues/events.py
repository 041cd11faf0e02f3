"""What this room tells the house; none holds a question's words, an asker, or minutes that were not published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal
from donghanh.kit.dates import read_date, show_date


def _day(iso: str) -> str:
    return show_date(read_date(iso)) if iso else "không nêu"


@dataclass(frozen=True)
class _OnDialogue(journal.Event):
    """Something that happened to one dialogue."""

    title: str


@journal.event
@dataclass(frozen=True)
class DialogueOpened(_OnDialogue):
    """A dialogue began to be prepared."""

    kind: ClassVar[str] = "dialogues.dialogue_opened"
    label: ClassVar[str] = "Mở buổi đối thoại"


@journal.event
@dataclass(frozen=True)
class DialogueAnnounced(_OnDialogue):
    """A dialogue was announced; anybody may send questions."""

    kind: ClassVar[str] = "dialogues.dialogue_announced"
    label: ClassVar[str] = "Công bố buổi đối thoại"
    public: ClassVar[bool] = True
    organiser: str
    held_on: str
    questions_until: str

    def sentence(self) -> str:
        """Say whose, when, and until when questions are taken."""
        until = _day(self.questions_until)
        return f"{self.organiser} công bố đối thoại ngày {_day(self.held_on)}, nhận câu hỏi đến {until}"


@journal.event
@dataclass(frozen=True)
class DialogueMoved(_OnDialogue):
    """A dialogue that was announced got another day, hour or place."""

    kind: ClassVar[str] = "dialogues.dialogue_moved"
    label: ClassVar[str] = "Đổi lịch đối thoại"
    public: ClassVar[bool] = True
    before_on: str
    held_on: str

    def sentence(self) -> str:
        """Say from when to when."""
        return f"Đổi lịch đối thoại: {_day(self.before_on)} → {_day(self.held_on)}"


@journal.event
@dataclass(frozen=True)
class DialogueCancelled(_OnDialogue):
    """A dialogue will not be held."""

    kind: ClassVar[str] = "dialogues.dialogue_cancelled"
    label: ClassVar[str] = "Hủy buổi đối thoại"
    public: ClassVar[bool] = True


@journal.event
@dataclass(frozen=True)
class InvitationsSent(_OnDialogue):
    """Invitations left with their calendar file."""

    kind: ClassVar[str] = "dialogues.invitations_sent"
    label: ClassVar[str] = "Gửi giấy mời"
    invited: int
    sequence: int

    def sentence(self) -> str:
        """Say how many, and whether again after a change."""
        return f"Gửi {self.invited} giấy mời" + (f", lần thay đổi thứ {self.sequence}" if self.sequence else "")


@journal.event
@dataclass(frozen=True)
class DialogueHeld(_OnDialogue):
    """A dialogue took place and its minutes were taken."""

    kind: ClassVar[str] = "dialogues.dialogue_held"
    label: ClassVar[str] = "Ghi biên bản đối thoại"
    attended: int

    def sentence(self) -> str:
        """Say how many came."""
        return f"Đã họp, {self.attended} doanh nghiệp dự; biên bản được ghi"


@journal.event
@dataclass(frozen=True)
class ConclusionWritten(_OnDialogue):
    """A conclusion was written down or changed."""

    kind: ClassVar[str] = "dialogues.conclusion_written"
    label: ClassVar[str] = "Ghi kết luận đối thoại"
    order: int


@journal.event
@dataclass(frozen=True)
class NoticeEntered(_OnDialogue):
    """The numbered document of the conclusions was entered."""

    kind: ClassVar[str] = "dialogues.notice_entered"
    label: ClassVar[str] = "Ghi thông báo kết luận"
    number: str
    signed_on: str
    signer: str

    def sentence(self) -> str:
        """Say which document."""
        return f"Thông báo kết luận {self.number} ngày {_day(self.signed_on)}, {self.signer} ký"


@journal.event
@dataclass(frozen=True)
class ConclusionOrdered(_OnDialogue):
    """A conclusion became work of an agency."""

    kind: ClassVar[str] = "dialogues.conclusion_ordered"
    label: ClassVar[str] = "Giao kết luận thành việc"
    order: int
    work_number: str

    def sentence(self) -> str:
        """Say which work."""
        return f"Kết luận {self.order} thành việc {self.work_number}"


@journal.event
@dataclass(frozen=True)
class ConclusionPetitioned(_OnDialogue):
    """A conclusion became a petition."""

    kind: ClassVar[str] = "dialogues.conclusion_petitioned"
    label: ClassVar[str] = "Chuyển kết luận thành kiến nghị"
    order: int
    petition_number: str


@journal.event
@dataclass(frozen=True)
class ConclusionSettled(_OnDialogue):
    """What came of a conclusion was told in words."""

    kind: ClassVar[str] = "dialogues.conclusion_settled"
    label: ClassVar[str] = "Ghi kết quả một kết luận"
    order: int


@journal.event
@dataclass(frozen=True)
class ResultsPublished(_OnDialogue):
    """The results of a dialogue became public."""

    kind: ClassVar[str] = "dialogues.results_published"
    label: ClassVar[str] = "Công bố kết quả đối thoại"
    public: ClassVar[bool] = True
    held_on: str
    conclusions: int
    answered: int
    questions: int
    sha256: str

    def sentence(self) -> str:
        """Say how much was concluded and answered."""
        return f"Công bố kết quả: {self.conclusions} kết luận, trả lời {self.answered} / {self.questions} câu hỏi"


@dataclass(frozen=True)
class _OnQuestion(journal.Event):
    """Something that happened to one question: never its words."""

    order: int


@journal.event
@dataclass(frozen=True)
class QuestionAsked(_OnQuestion):
    """A question came before a dialogue."""

    kind: ClassVar[str] = "dialogues.question_asked"
    label: ClassVar[str] = "Nhận câu hỏi đối thoại"


@journal.event
@dataclass(frozen=True)
class QuestionChosen(_OnQuestion):
    """A question was put to the agency that answers."""

    kind: ClassVar[str] = "dialogues.question_chosen"
    label: ClassVar[str] = "Chuyển câu hỏi cho cơ quan trả lời"
    agency_name: str
    shown: bool


@journal.event
@dataclass(frozen=True)
class QuestionDeclined(_OnQuestion):
    """A question was not taken into the dialogue."""

    kind: ClassVar[str] = "dialogues.question_declined"
    label: ClassVar[str] = "Không đưa câu hỏi vào đối thoại"


@journal.event
@dataclass(frozen=True)
class QuestionAnswered(_OnQuestion):
    """A question was answered."""

    kind: ClassVar[str] = "dialogues.question_answered"
    label: ClassVar[str] = "Trả lời câu hỏi đối thoại"


@journal.event
@dataclass(frozen=True)
class QuestionPetitioned(_OnQuestion):
    """A question became a petition, with its own clock."""

    kind: ClassVar[str] = "dialogues.question_petitioned"
    label: ClassVar[str] = "Chuyển câu hỏi thành kiến nghị"
    petition_number: str


@dataclass(frozen=True)
class _OnReform(journal.Event):
    """Something that happened to one proposal."""

    title: str


@journal.event
@dataclass(frozen=True)
class ReformProposed(_OnReform):
    """Petitions that repeat themselves led to a proposal."""

    kind: ClassVar[str] = "dialogues.reform_proposed"
    label: ClassVar[str] = "Đề xuất cải cách từ kiến nghị"
    cases: int

    def sentence(self) -> str:
        """Say how many petitions stand behind it."""
        return f"Đề xuất cải cách từ {self.cases} kiến nghị"


@journal.event
@dataclass(frozen=True)
class ReformAgreed(_OnReform):
    """A proposal was agreed, with a reason."""

    kind: ClassVar[str] = "dialogues.reform_agreed"
    label: ClassVar[str] = "Đồng ý đề xuất cải cách"
    public: ClassVar[bool] = True
    agency_name: str
    due_on: str

    def sentence(self) -> str:
        """Say whose it is and until when."""
        return f"Đồng ý đề xuất “{self.title}”, giao {self.agency_name}, hạn {_day(self.due_on)}"


@journal.event
@dataclass(frozen=True)
class ReformDeclined(_OnReform):
    """A proposal was declined, with a reason."""

    kind: ClassVar[str] = "dialogues.reform_declined"
    label: ClassVar[str] = "Không đồng ý đề xuất cải cách"


@journal.event
@dataclass(frozen=True)
class ReformOrdered(_OnReform):
    """An agreed proposal became work of an agency."""

    kind: ClassVar[str] = "dialogues.reform_ordered"
    label: ClassVar[str] = "Giao đề xuất cải cách thành việc"
    work_number: str

    def sentence(self) -> str:
        """Say which work."""
        return f"Đề xuất thành việc {self.work_number}"


@journal.event
@dataclass(frozen=True)
class ReformDone(_OnReform):
    """A proposal was carried out."""

    kind: ClassVar[str] = "dialogues.reform_done"
    label: ClassVar[str] = "Đề xuất cải cách đã thực hiện"
    public: ClassVar[bool] = True
    document_number: str
    done_on: str

    def sentence(self) -> str:
        """Say by which document."""
        return f"Đề xuất “{self.title}” đã thực hiện: {self.document_number}"
