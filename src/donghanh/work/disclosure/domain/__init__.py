"""Pure decisions of the room, by flow: where a duty stands; what a finding, a request, a consultation go through."""

from donghanh.work.disclosure.domain.consultations import CONSULTATIONS
from donghanh.work.disclosure.domain.findings import FINDINGS
from donghanh.work.disclosure.domain.requests import REQUESTS

__all__ = ["CONSULTATIONS", "FINDINGS", "REQUESTS"]
