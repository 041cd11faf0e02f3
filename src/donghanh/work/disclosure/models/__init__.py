"""The tables of the room, by flow."""

from donghanh.work.disclosure.models.audits import Audit, Finding, Screenshot, SeenAddress, Site
from donghanh.work.disclosure.models.duties import Duty, Publication, TableDay
from donghanh.work.disclosure.models.people import READERS, WRITERS, own_agencies

__all__ = [
    "READERS",
    "WRITERS",
    "Audit",
    "Duty",
    "Finding",
    "Publication",
    "Screenshot",
    "SeenAddress",
    "Site",
    "TableDay",
    "own_agencies",
]
