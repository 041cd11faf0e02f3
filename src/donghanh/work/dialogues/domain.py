"""The words and moves of the room: dialogues, questions sent before them, proposals from petitions. No query."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from donghanh.ground.limits.api import Limit, read_limits
from donghanh.kit.data import read_yaml
from donghanh.kit.states import StateTable, Step


class Stage(StrEnum):
    """Where a dialogue is."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    HELD = "held"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


STAGE_LABELS = {
    Stage.DRAFT: "Đang chuẩn bị",
    Stage.ANNOUNCED: "Sắp họp, nhận câu hỏi",
    Stage.HELD: "Đã họp, chờ công bố kết quả",
    Stage.PUBLISHED: "Đã công bố kết quả",
    Stage.CANCELLED: "Đã hủy",
}
STAGE_TONES = {
    Stage.DRAFT: "none",
    Stage.ANNOUNCED: "open",
    Stage.HELD: "soon",
    Stage.PUBLISHED: "done",
    Stage.CANCELLED: "none",
}
_ORGANISER = "cơ quan tổ chức"
_COORDINATOR = "cơ quan đầu mối"

DIALOGUE = StateTable(
    [
        Step(Stage.DRAFT, "announce", Stage.ANNOUNCED, _ORGANISER),
        Step(Stage.ANNOUNCED, "move", Stage.ANNOUNCED, _ORGANISER),
        Step(Stage.ANNOUNCED, "hold", Stage.HELD, _ORGANISER),
        Step(Stage.HELD, "publish", Stage.PUBLISHED, _ORGANISER, "Nghị quyết 35/NQ-CP (2016)"),
        Step(Stage.DRAFT, "cancel", Stage.CANCELLED, _ORGANISER),
        Step(Stage.ANNOUNCED, "cancel", Stage.CANCELLED, _ORGANISER),
    ],
    labels={str(k): v for k, v in STAGE_LABELS.items()},
)


class Asked(StrEnum):
    """Where a question is."""

    RECEIVED = "received"
    CHOSEN = "chosen"
    ANSWERED = "answered"
    PETITION = "petition"
    DECLINED = "declined"


QUESTION_LABELS = {
    Asked.RECEIVED: "Mới nhận",
    Asked.CHOSEN: "Đã chuyển cơ quan trả lời",
    Asked.ANSWERED: "Đã trả lời",
    Asked.PETITION: "Đã chuyển thành kiến nghị",
    Asked.DECLINED: "Ngoài nội dung đối thoại",
}
QUESTION_TONES = {
    Asked.RECEIVED: "soon",
    Asked.CHOSEN: "open",
    Asked.ANSWERED: "done",
    Asked.PETITION: "open",
    Asked.DECLINED: "none",
}
OPEN_QUESTIONS = (Asked.RECEIVED, Asked.CHOSEN)
QUESTION = StateTable(
    [
        Step(Asked.RECEIVED, "choose", Asked.CHOSEN, _ORGANISER),
        Step(Asked.CHOSEN, "choose", Asked.CHOSEN, _ORGANISER),
        Step(Asked.RECEIVED, "decline", Asked.DECLINED, _ORGANISER),
        Step(Asked.CHOSEN, "answer", Asked.ANSWERED, "cơ quan trả lời"),
        Step(Asked.ANSWERED, "answer", Asked.ANSWERED, "cơ quan trả lời"),
        Step(Asked.RECEIVED, "to_petition", Asked.PETITION, _ORGANISER),
        Step(Asked.CHOSEN, "to_petition", Asked.PETITION, _ORGANISER),
    ],
    labels={str(k): v for k, v in QUESTION_LABELS.items()},
)


class Change(StrEnum):
    """Where a proposal is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"


REFORM_LABELS = {
    Change.PROPOSED: "Chờ quyết định",
    Change.AGREED: "Đã đồng ý",
    Change.DECLINED: "Không đồng ý",
    Change.DONE: "Đã thực hiện",
}
REFORM_TONES = {Change.PROPOSED: "soon", Change.AGREED: "open", Change.DECLINED: "none", Change.DONE: "done"}
REFORM_KINDS = {"duty": "Giao thành nhiệm vụ", "cut": "Cắt, giảm thủ tục", "guide": "Hướng dẫn thống nhất"}
PUBLIC_REFORMS = (Change.AGREED, Change.DONE)
REFORM = StateTable(
    [
        Step(Change.PROPOSED, "agree", Change.AGREED, "lãnh đạo UBND tỉnh"),
        Step(Change.PROPOSED, "decline", Change.DECLINED, "lãnh đạo UBND tỉnh"),
        Step(Change.AGREED, "order", Change.AGREED, _COORDINATOR),
        Step(Change.AGREED, "finish", Change.DONE, _COORDINATOR),
    ],
    labels={str(k): v for k, v in REFORM_LABELS.items()},
)

# The sources of the plan room's work that this room declares.
SOURCE_CONCLUSION = "conclusion"
SOURCE_REFORM = "reform"
SOURCE_LABELS = {SOURCE_CONCLUSION: "Kết luận đối thoại", SOURCE_REFORM: "Đề xuất cải cách từ kiến nghị"}

PER_YEAR = "dialogue.per-year"  # the legal term, dated data of the calendar's register
RECENT = timedelta(days=90)
REACH = timedelta(days=730)  # how far back petitions are compared
MOST_OF_A_GROUP = 400  # comparing is quadratic: of each agency and sub-index the newest so many
SMALLEST = 3  # fewer petitions that are alike are no cluster
EFFECT_AFTER = 30  # days after a change before its effect is spoken of
SAME_CLUSTER = 0.5  # shared members among the smaller of two: the same cluster found again


def owed_in(year: int, per_year: int, on: date) -> tuple[int, bool]:
    """Return how many dialogues a year asks for, and whether the year is over and can be judged."""
    return per_year, on >= date(year + 1, 1, 1)


@lru_cache(maxsize=1)
def _limits() -> dict[str, Limit]:
    return read_limits(read_yaml("dialogues", "limits.yaml")["limits"])


def limit(door: str) -> Limit:
    """Return how often one address may knock at a public door: reviewed data."""
    return _limits()[door]
