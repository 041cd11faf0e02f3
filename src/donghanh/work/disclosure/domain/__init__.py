"""Pure decisions of the room, by flow: where a duty stands, what a finding goes through."""

from donghanh.work.disclosure.domain.findings import FINDINGS

__all__ = ["FINDINGS"]
