"""The verbs of the petitions room; every write is here. What channels call comes first."""

from donghanh.work.petitions.services.answering import (
    PublicWords,
    approve,
    close,
    draft,
    extend,
    publish,
    rate,
    reject,
    reopen,
    sha256_of,
    submit,
    unpublish,
)
from donghanh.work.petitions.services.receiving import Receipt, check_secret, receive, secret_of
from donghanh.work.petitions.services.rechecking import Outcome, recheck
from donghanh.work.petitions.services.sharing import (
    HandOverOutcome,
    accept,
    add_support,
    contribute,
    hand_over,
    hand_over_successions,
    name_officer,
    route,
    send_back,
    transfer,
)
from donghanh.work.petitions.services.sorting import classify, erase_sealed, forward, refuse, split
from donghanh.work.petitions.services.talking import ask, comment, reply, resume, withdraw
from donghanh.work.petitions.services.telling import tell_earlier
from donghanh.work.petitions.services.timing import explained

__all__ = [
    "HandOverOutcome",
    "Outcome",
    "PublicWords",
    "Receipt",
    "accept",
    "add_support",
    "approve",
    "ask",
    "check_secret",
    "classify",
    "close",
    "comment",
    "contribute",
    "draft",
    "erase_sealed",
    "explained",
    "extend",
    "forward",
    "hand_over",
    "hand_over_successions",
    "name_officer",
    "publish",
    "rate",
    "receive",
    "recheck",
    "refuse",
    "reject",
    "reopen",
    "reply",
    "resume",
    "route",
    "secret_of",
    "send_back",
    "sha256_of",
    "split",
    "submit",
    "tell_earlier",
    "transfer",
    "unpublish",
    "withdraw",
]
