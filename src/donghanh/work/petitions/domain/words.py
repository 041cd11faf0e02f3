"""Choices with their Vietnamese labels."""

from __future__ import annotations

from enum import StrEnum

from donghanh.work.petitions.domain.states import STATES, State


class Channel(StrEnum):
    """The way by which something came in."""

    WEB = "web"
    EMAIL = "email"
    HOTLINE = "hotline"
    PAPER = "paper"
    MEETING = "meeting"
    ASSOCIATION = "association"
    OPEN311 = "open311"
    ZALO = "zalo"
    IOC = "ioc"


CHANNELS = {
    Channel.WEB: "Biểu mẫu trên cổng",
    Channel.EMAIL: "Thư điện tử",
    Channel.HOTLINE: "Đường dây nóng",
    Channel.PAPER: "Văn bản giấy",
    Channel.MEETING: "Đối thoại, tiếp doanh nghiệp",
    Channel.ASSOCIATION: "Hiệp hội tổng hợp",
    Channel.OPEN311: "Ứng dụng theo chuẩn Open311",
    Channel.ZALO: "Zalo",
    Channel.IOC: "Trung tâm điều hành (IOC)",
}


class Regime(StrEnum):
    """Under which law something is handled. Denunciations have no member here: they are never stored."""

    PETITION = "petition"
    QUESTION = "question"
    COMPLAINT = "complaint"


REGIMES = {
    Regime.PETITION: "Kiến nghị, khó khăn, vướng mắc",
    Regime.QUESTION: "Câu hỏi",
    Regime.COMPLAINT: "Khiếu nại",
}

STATE_LABELS: dict[str, str] = dict(STATES.labels)
STATE_TONES = {
    State.RECEIVED: "soon",
    State.ROUTED: "soon",
    State.WORKING: "open",
    State.WAITING: "none",
    State.APPROVING: "soon",
    State.ANSWERED: "done",
    State.CLOSED: "done",
    State.REFUSED: "none",
    State.FORWARDED: "none",
    State.WITHDRAWN: "none",
    State.SEALED: "none",
}


class Part(StrEnum):
    """An agency's part in a petition."""

    LEAD = "lead"
    SUPPORT = "support"


class Direction(StrEnum):
    """Where a message of the thread comes from and who may read it."""

    IN = "in"  # the petitioner writes
    OUT = "out"  # an agency writes to the petitioner
    INSIDE = "inside"  # agencies among themselves
    HOUSE = "house"  # the house itself: receipts, reminders


class AnswerState(StrEnum):
    """Where an answer is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REPLACED = "replaced"


class Outcome(StrEnum):
    """What the answering agency says its answer does; the petitioner's own word is `Solved`."""

    SOLVED = "solved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    BEYOND = "beyond"


OUTCOMES = {
    Outcome.SOLVED: "Đã giải quyết",
    Outcome.PARTLY: "Giải quyết một phần",
    Outcome.EXPLAINED: "Giải thích, hướng dẫn",
    Outcome.BEYOND: "Vượt thẩm quyền, đã kiến nghị cấp trên",
}


class Solved(StrEnum):
    """What the petitioner says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


SOLVED = {
    Solved.YES: "Đã được giải quyết",
    Solved.PARTLY: "Được giải quyết một phần",
    Solved.NO: "Chưa được giải quyết",
}


class ClockKind(StrEnum):
    """Which of a petition's clocks."""

    FIRST = "first"
    FINAL = "final"
    PART = "part"
