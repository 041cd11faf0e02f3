"""The tables of the room, one file per matter."""

from donghanh.work.petitions.models.answers import Answer, Rating
from donghanh.work.petitions.models.cases import Petition, Petitioner, Series, Words
from donghanh.work.petitions.models.channels import ApiToken, Batch, BatchRow, Draft, HookEvent, Letter
from donghanh.work.petitions.models.clocks import Clock, ClockChange
from donghanh.work.petitions.models.sealed import Envelope, EnvelopeLog
from donghanh.work.petitions.models.sharing import Assignment, HandOver
from donghanh.work.petitions.models.thread import Attachment, Message, Move

__all__ = [
    "Answer",
    "ApiToken",
    "Assignment",
    "Attachment",
    "Batch",
    "BatchRow",
    "Clock",
    "ClockChange",
    "Draft",
    "Envelope",
    "EnvelopeLog",
    "HandOver",
    "HookEvent",
    "Letter",
    "Message",
    "Move",
    "Petition",
    "Petitioner",
    "Rating",
    "Series",
    "Words",
]
