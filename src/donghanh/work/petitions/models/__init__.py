"""The tables of the room, one file per matter."""

from donghanh.work.petitions.models.answers import Answer, Rating
from donghanh.work.petitions.models.cases import Petition, Petitioner, Series
from donghanh.work.petitions.models.clocks import Clock, ClockChange
from donghanh.work.petitions.models.sharing import Assignment, HandOver
from donghanh.work.petitions.models.thread import Attachment, Message, Move

__all__ = [
    "Answer",
    "Assignment",
    "Attachment",
    "Clock",
    "ClockChange",
    "HandOver",
    "Message",
    "Move",
    "Petition",
    "Petitioner",
    "Rating",
    "Series",
]
