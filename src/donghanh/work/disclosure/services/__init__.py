"""The verbs of the room; every write is here."""

from donghanh.work.disclosure.services.audits import ask_audit, enter_site, keep_audit, site_of
from donghanh.work.disclosure.services.duties import import_reference, publish, take_table, withdraw
from donghanh.work.disclosure.services.findings import dismiss, reopen, reply

__all__ = [
    "ask_audit",
    "dismiss",
    "enter_site",
    "import_reference",
    "keep_audit",
    "publish",
    "reopen",
    "reply",
    "site_of",
    "take_table",
    "withdraw",
]
