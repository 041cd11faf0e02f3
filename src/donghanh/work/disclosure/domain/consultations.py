"""What a consultation on a draft goes through; nobody ends one with an unanswered comment."""

from __future__ import annotations

from enum import StrEnum

from donghanh.kit.states import StateTable, Step


class ConsultationState(StrEnum):
    """Where a consultation is."""

    DRAFT = "draft"
    OPEN = "open"
    REVIEW = "review"
    DONE = "done"
    CANCELLED = "cancelled"


CONSULTATION_LABELS = {
    ConsultationState.DRAFT: "Đang chuẩn bị",
    ConsultationState.OPEN: "Đang lấy ý kiến",
    ConsultationState.REVIEW: "Đang tiếp thu, giải trình",
    ConsultationState.DONE: "Đã ban hành",
    ConsultationState.CANCELLED: "Đã dừng",
}
CONSULTATION_TONES = {
    ConsultationState.DRAFT: "none",
    ConsultationState.OPEN: "soon",
    ConsultationState.REVIEW: "open",
    ConsultationState.DONE: "done",
    ConsultationState.CANCELLED: "none",
}
_OFFICER, _HEAD = "cơ quan soạn thảo", "thủ trưởng cơ quan soạn thảo"

CONSULTATIONS = StateTable(
    [
        Step(
            ConsultationState.DRAFT, "open", ConsultationState.OPEN, _HEAD, "Luật Ban hành văn bản quy phạm pháp luật"
        ),
        Step(ConsultationState.DRAFT, "cancel", ConsultationState.CANCELLED, _HEAD),
        Step(ConsultationState.OPEN, "close", ConsultationState.REVIEW, _OFFICER),
        Step(ConsultationState.OPEN, "cancel", ConsultationState.CANCELLED, _HEAD),
        Step(ConsultationState.REVIEW, "finish", ConsultationState.DONE, _HEAD),
        Step(ConsultationState.REVIEW, "cancel", ConsultationState.CANCELLED, _HEAD),
    ],
    labels={str(k): v for k, v in CONSULTATION_LABELS.items()},
)
ANSWERING = (ConsultationState.OPEN, ConsultationState.REVIEW)
PUBLIC = (ConsultationState.OPEN, ConsultationState.REVIEW, ConsultationState.DONE, ConsultationState.CANCELLED)
KINDS = {"legal": "Văn bản quy phạm pháp luật", "plan": "Kế hoạch, chương trình, đề án", "other": "Văn bản khác"}
# Which legal term says how long a kind must stay open; a kind without one may be as short as its agency dares.
TERMS = {"legal": "consultation.legal", "plan": "consultation.other", "other": "consultation.other"}
ANSWERS = {"accept": "Tiếp thu", "partly": "Tiếp thu một phần", "reject": "Không tiếp thu"}
ANSWER_TONES = {"accept": "done", "partly": "done", "reject": "late"}


class CommentState(StrEnum):
    """Whether a comment is shown."""

    SHOWN = "shown"
    HELD = "held"
    HIDDEN = "hidden"


COMMENT_LABELS = {
    CommentState.SHOWN: "Đang hiện",
    CommentState.HELD: "Chờ che thông tin cá nhân",
    CommentState.HIDDEN: "Không hiện: ngoài nội dung",
}
