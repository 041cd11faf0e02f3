"""The verbs of the room; every write is here."""

from donghanh.work.dialogues.services.asking import (
    Who,
    answer,
    ask,
    by_secret,
    choose,
    decline,
    secret_of,
    to_petition,
)
from donghanh.work.dialogues.services.concluding import conclude, order, petition, rewrite, settle
from donghanh.work.dialogues.services.holding import (
    Facts,
    announce,
    cancel,
    change_dialogue,
    enter_notice,
    hold,
    move,
    open_dialogue,
    publish,
)
from donghanh.work.dialogues.services.inviting import invite, meeting_of, uninvite
from donghanh.work.dialogues.services.reforming import Idea, decide, finish, gather, order_reform, propose

__all__ = [
    "Facts",
    "Idea",
    "Who",
    "announce",
    "answer",
    "ask",
    "by_secret",
    "cancel",
    "change_dialogue",
    "choose",
    "conclude",
    "decide",
    "decline",
    "enter_notice",
    "finish",
    "gather",
    "hold",
    "invite",
    "meeting_of",
    "move",
    "open_dialogue",
    "order",
    "order_reform",
    "petition",
    "propose",
    "publish",
    "rewrite",
    "secret_of",
    "settle",
    "to_petition",
    "uninvite",
]
