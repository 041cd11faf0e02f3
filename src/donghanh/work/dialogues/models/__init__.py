"""The tables of the room, one file per matter."""

from donghanh.work.dialogues.models.dialogues import Conclusion, Dialogue, Invitation
from donghanh.work.dialogues.models.questions import Asker, Question
from donghanh.work.dialogues.models.reforms import Cluster, ClusterCase, Reform, ReformCase

__all__ = [
    "Asker",
    "Cluster",
    "ClusterCase",
    "Conclusion",
    "Dialogue",
    "Invitation",
    "Question",
    "Reform",
    "ReformCase",
]
