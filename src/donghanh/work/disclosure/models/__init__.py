"""The tables of the room, by flow."""

from donghanh.work.disclosure.models.audits import Audit, Finding, Screenshot, SeenAddress, Site
from donghanh.work.disclosure.models.consultations import Comment, Consultation, FinalPassage, Invitation, Passage
from donghanh.work.disclosure.models.duties import Duty, Publication, TableDay
from donghanh.work.disclosure.models.people import READERS, WRITERS, own_agencies
from donghanh.work.disclosure.models.requests import InfoRequest, RequestFile, RequestMove

__all__ = [
    "READERS",
    "WRITERS",
    "Audit",
    "Comment",
    "Consultation",
    "Duty",
    "FinalPassage",
    "Finding",
    "InfoRequest",
    "Invitation",
    "Passage",
    "Publication",
    "RequestFile",
    "RequestMove",
    "Screenshot",
    "SeenAddress",
    "Site",
    "TableDay",
    "own_agencies",
]
