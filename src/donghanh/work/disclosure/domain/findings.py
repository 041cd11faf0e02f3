"""What a finding goes through: the auditor opens and closes it, the agency answers, the coordinator decides."""

from __future__ import annotations

from enum import StrEnum

from donghanh.kit.states import StateTable, Step


class FindingState(StrEnum):
    """Where a finding is."""

    OPEN = "open"
    ANSWERED = "answered"
    FIXED = "fixed"
    DISMISSED = "dismissed"


FINDING_LABELS = {
    FindingState.OPEN: "Chờ cơ quan trả lời",
    FindingState.ANSWERED: "Cơ quan đã trả lời",
    FindingState.FIXED: "Đã sửa, kiểm tra lại thấy đúng",
    FindingState.DISMISSED: "Không phải lỗi",
}
FINDING_TONES = {
    FindingState.OPEN: "late",
    FindingState.ANSWERED: "soon",
    FindingState.FIXED: "done",
    FindingState.DISMISSED: "none",
}
_AGENCY, _AUDITOR, _TRACKER = "cơ quan có trang", "lần kiểm tra sau", "cơ quan đầu mối"

FINDINGS = StateTable(
    [
        Step(FindingState.OPEN, "reply", FindingState.ANSWERED, _AGENCY),
        Step(FindingState.ANSWERED, "reply", FindingState.ANSWERED, _AGENCY),
        Step(FindingState.OPEN, "dismiss", FindingState.DISMISSED, _TRACKER),
        Step(FindingState.ANSWERED, "dismiss", FindingState.DISMISSED, _TRACKER),
        Step(FindingState.OPEN, "gone", FindingState.FIXED, _AUDITOR),
        Step(FindingState.ANSWERED, "gone", FindingState.FIXED, _AUDITOR),
        Step(FindingState.FIXED, "back", FindingState.OPEN, _AUDITOR),
        Step(FindingState.DISMISSED, "reopen", FindingState.OPEN, _TRACKER),
    ],
    labels={str(k): v for k, v in FINDING_LABELS.items()},
)
UNSETTLED = (FindingState.OPEN, FindingState.ANSWERED)
REPLIES = {"will_fix": "Sẽ sửa", "fixed": "Đã sửa, đề nghị kiểm tra lại", "disagree": "Không đồng ý"}
