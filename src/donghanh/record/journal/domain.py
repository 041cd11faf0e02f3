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
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from donghanh.kit.dates import ZONE
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
    doublings: int = 1 << min(max(attempts - 1, 0), 16)
    return min(_LONGEST_WAIT, _FIRST_WAIT * doublings)


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
_PUBLIC_WORDS = """
    regime expected received on_time snapshots edition editions scores figures indicator base composite seed draws
    brier crps old new
    day days groups heirs since successions terms
    action agency agencies amount answer answer_number around authority basis category code command committed count
    counts decision direction document document_name duties due eid eids group index indices kind label language lead
    level measure method mode name_of_document number obligations outcome part period periods place plan
    plan_number position province quantity question_topic rank reason_code register result result_number root_hash
    rule score scope series sha256 share short_title signed size source standing state status step steps subject
    supporting target targets term title topic total type unit until value values verb version weight year
    """
PUBLIC_FIELDS = frozenset(re.findall(r"\w+", _PUBLIC_WORDS))
# A field whose name alone does not tell: reviewed one by one, and official facts in each case (the name of an agency,
# of a holiday; an old and a new legal term; how many questions a dialogue answered).
REVIEWED = frozenset(
    {
        "dialogues.dialogue_announced.organiser",
        "dialogues.results_published.answered",
        "dialogues.results_published.conclusions",
        "dialogues.results_published.questions",
        "dialogues.reform_agreed.agency_name",
        "indices.score_corrected.reason",
        "indices.source_chosen.why",
        "orgs.agency_established.name",
        "orgs.agency_abolished.name",
        "orgs.agency_renamed.before",
        "orgs.agency_renamed.after",
        "orgs.agencies_merged.before",
        "orgs.agencies_merged.after",
        "orgs.record_confirmed.name",
        "orgs.alias_added.name",
        "orgs.alias_added.text",
        "plan.order_document_entered.issued_by",
        "plan.plan_loaded.issued_by",
        "plan.plan_loaded.origin",
        "plan.plan_superseded.carried",
        "plan.plan_superseded.closed",
        "plan.result_submitted.agency_name",
        "plan.extension_decided.granted",
        "plan.work_ordered.agency_name",
        "workcal.day_declared.note",
        "workcal.day_withdrawn.why",
        "workcal.term_revised.before",
        "workcal.term_revised.after",
    }
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
    return [f.name for f in fields(kind) if f"{kind.kind}.{f.name}" not in REVIEWED and not _official(f.name)]


def _official(name: str) -> bool:
    return not _NEVER_PUBLIC.match(name) and bool(name in PUBLIC_FIELDS or _PUBLIC_SUFFIX.match(name))


@lru_cache(maxsize=512)
def _hints(kind: type[Event]) -> dict[str, Any]:
    return get_type_hints(kind)


def revive(kind: type[Event], payload: Mapping[str, Any]) -> Event | None:
    """Rebuild an event from what was kept; ``None`` when the class has changed too much since."""
    hints = _hints(kind)  # type: ignore[arg-type]
    try:
        return kind(**{f.name: _revived(payload[f.name], hints[f.name]) for f in fields(kind) if f.name in payload})
    except (TypeError, ValueError, ArithmeticError):
        return None


def _revived(value: Any, hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _revived(value, next(a for a in get_args(hint) if a is not NoneType))
    if origin in (tuple, list, frozenset, set):
        inner = (get_args(hint) or (Any,))[0]
        return origin(_revived(v, inner) for v in value)
    if isinstance(value, str):
        if hint in (datetime, date, time):
            return hint.fromisoformat(value)
        if hint in (Decimal, UUID) or (isinstance(hint, type) and issubclass(hint, Enum)):
            return hint(value)
    return value


def sentence(kind: type[Event] | None, name: str, payload: Mapping[str, Any]) -> str:
    """Return the words a history shows for a kept event; its label where the event cannot be rebuilt."""
    if kind is None:
        return name
    event = revive(kind, payload)
    if event is None:
        return kind.label
    try:
        return event.sentence()
    except (TypeError, ValueError, AttributeError, KeyError):
        return kind.label


def slot_of(every: str, hour: int, at: datetime) -> str:
    """Name the turn of a periodic job that is due at an instant, or "" when today's hour has not come."""
    local = at.astimezone(ZONE)
    if every == "hour":
        return f"{local:%Y-%m-%dT%H}"
    if every == "often":
        return f"{local:%Y-%m-%dT%H}:{local.minute // 5 * 5:02d}"
    return f"{local:%Y-%m-%d}" if local.hour >= hour else ""
