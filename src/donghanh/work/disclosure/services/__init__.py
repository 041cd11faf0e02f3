"""The verbs of the room; every write is here."""

from donghanh.work.disclosure.services.audits import ask_audit, enter_site, keep_audit, site_of
from donghanh.work.disclosure.services.consultations import (
    answer_comment,
    cancel,
    close,
    comment,
    draft,
    finish,
    moderate,
    open_consultation,
)
from donghanh.work.disclosure.services.duties import import_reference, publish, take_table, withdraw
from donghanh.work.disclosure.services.findings import dismiss, reopen, reply
from donghanh.work.disclosure.services.requests import (
    Receipt,
    answer,
    ask,
    deliver_answer,
    extend,
    open_by_secret,
    publish_answer,
    send,
    supplement,
    take,
    transfer,
    withdraw_request,
)

__all__ = [
    "Receipt",
    "answer",
    "answer_comment",
    "ask",
    "ask_audit",
    "cancel",
    "close",
    "comment",
    "deliver_answer",
    "dismiss",
    "draft",
    "enter_site",
    "extend",
    "finish",
    "import_reference",
    "keep_audit",
    "moderate",
    "open_by_secret",
    "open_consultation",
    "publish",
    "publish_answer",
    "reopen",
    "reply",
    "send",
    "site_of",
    "supplement",
    "take",
    "take_table",
    "transfer",
    "withdraw",
    "withdraw_request",
]
