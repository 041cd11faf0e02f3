"""Pure decisions of the journal: the one canonical form of an entry, what may be public, when to try again."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from donghanh.kit.journal import Event
from donghanh.kit.text import nfc

HOUSE = "Hệ thống"
LEAF_FORMAT = "donghanh-log/1"

WAITING = "waiting"
DONE = "done"
STUCK = "stuck"
DELIVERY_STATES = [(WAITING, "Đang chờ"), (DONE, "Đã xong"), (STUCK, "Cần người xem")]

# A handler that fails is tried again after 10 s, 20 s, 40 s ... up to an hour apart; after a dozen tries somebody
# must look (the health page counts them). Nothing is thrown away.
MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after a number of failed tries."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 16))


def plain(value: Any) -> Any:
    """Return a value as plain JSON holds it: NFC text, ISO dates, decimals as text, instants in UTC."""
    if value is None or isinstance(value, bool | int):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a journal payload holds no infinite or missing number")
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant in a journal payload must know its zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {nfc(str(k)): plain(v) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    raise TypeError(f"a journal payload holds plain values, not {type(value).__name__}")


def canonical(value: Any) -> str:
    """Write plain values in their one form: keys sorted, no spaces, text as itself, NFC (as RFC 8785 in spirit)."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def leaf_text(
    *, key: str, at: datetime, kind: str, agency: str, about_type: str, about_key: str, payload: Mapping[str, Any]
) -> str:
    """Write the exact text that the public log hashes for one entry. It never names a person."""
    return canonical(
        {
            "format": LEAF_FORMAT,
            "key": key,
            "at": at,
            "kind": kind,
            "agency": agency,
            "about": {"type": about_type, "key": about_key},
            "payload": payload,
        }
    )


# Names of fields that a public event may carry. A public entry can never be taken back, so the list says what may be
# there, not what may not: no person's name, address, telephone, mail or free note. Extend it with a reason.
PUBLIC_FIELDS = frozenset(
    """
    action agency agencies amount answer_number around authority basis category code command committed count counts
    decision direction document document_name duties due eid eids group index indices kind label language lead
    level measure method mode name_of_document number obligations outcome part period periods place plan
    plan_number position province quantity question_topic rank reason_code register result result_number root_hash
    rule score scope series sha256 share short_title signed size source standing state status step steps subject
    supporting target targets term title topic total type unit until value values verb version weight year
    """.split()
)
_PUBLIC_SUFFIX = re.compile(
    r".*_(on|at|key|keys|code|codes|number|numbers|hash|sha256|status|state|year|count|size|rate|vnd|m2|unit|value|"
    r"kind|type|level|version|eid|eids|agency|agencies|due|from|to|until|total|share|public)\Z"
)
_NEVER_PUBLIC = re.compile(
    r"(.*_)?(full_name|person|people|user|users|actor|email|mail|phone|tel|address|note|notes|comment|text|body|"
    r"birth|identity|tax_code|ip|signature|contact|password|sender|citizen)(_.*)?\Z"
)


def not_public(kind: type[Event]) -> list[str]:
    """List the fields of a public event that have no business in the public log."""
    if not kind.public:
        return []
    names = [f.name for f in fields(kind)]
    return [n for n in names if _NEVER_PUBLIC.match(n) or not (n in PUBLIC_FIELDS or _PUBLIC_SUFFIX.match(n))]
