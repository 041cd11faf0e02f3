"""The lists of the room: queue, hub, everything; counts that stand over them, in one question each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from donghanh.kit.text import search_key
from donghanh.work.petitions import domain
from donghanh.work.petitions.models import Assignment, Petition
from donghanh.work.petitions.models.sharing import AssignmentQuerySet
from donghanh.work.petitions.queries.counting import counted

State = domain.State
# name of the tab -> (label, filter over assignments); "late" needs the day.
QUEUE_TABS = ("tat-ca", "cua-toi", "cho-nhan", "qua-han", "cho-bo-sung", "phoi-hop")
QUEUE_LABELS = {
    "tat-ca": "Tất cả",
    "cua-toi": "Của tôi",
    "cho-nhan": "Chờ nhận",
    "qua-han": "Quá hạn",
    "cho-bo-sung": "Chờ người gửi",
    "phoi-hop": "Phối hợp",
}


def _tab(name: str, *, user: Any, on: date) -> Q:
    return {
        "cua-toi": Q(officer=user.pk),
        "cho-nhan": Q(part=domain.Part.LEAD, accepted_at__isnull=True),
        "qua-han": Q(due_on__lt=on, requested=False),
        "cho-bo-sung": Q(part=domain.Part.LEAD, due_on__isnull=True, accepted_at__isnull=False),
        "phoi-hop": Q(part=domain.Part.SUPPORT),
    }.get(name, Q())


def queue(user: Any, *, on: date, tab: str = "tat-ca", words: str = "") -> AssignmentQuerySet:
    """Return an agency's open parts, soonest first; those without a date (waiting) last."""
    rows = _open_parts(user, on).filter(_tab(tab, user=user, on=on))
    if words:
        rows = rows.filter(_matching(words, "petition__"))
    return rows.with_context().soonest_first()


def _open_parts(user: Any, on: date) -> AssignmentQuerySet:
    return Assignment.objects.visible_to(user, on=on).open()


def queue_counts(user: Any, *, on: date) -> dict[str, int]:
    """Count the parts under every tab in one question, each up to one more than is shown."""
    parts = _open_parts(user, on)
    return counted({name: parts.filter(_tab(name, user=user, on=on)) for name in QUEUE_TABS})


def _matching(words: str, prefix: str = "") -> Q:
    """Match a number or words of the title and text, marks not needed."""
    folded = search_key(words)
    number = words.strip().upper()
    found = Q(**{f"{prefix}words__folded__contains": folded})
    return found | Q(**{f"{prefix}number": number}) if number.startswith("KN-") else found


def narrowed(rows: Any, wanted: dict[str, Any], *, on: date) -> Any:
    """Keep what the filters ask for."""
    if wanted.get("q"):
        text = wanted["q"].strip()
        rows = rows.filter(number=text.upper()) if text.upper().startswith("KN-") else rows.filter(_matching(text))
    plain = {"linh_vuc": "subject", "chi_so": "subindex", "kenh": "channel"}
    plain |= {"tu": "received_on__gte", "den": "received_on__lte"}
    rows = rows.filter(**{column: wanted[name] for name, column in plain.items() if wanted.get(name)})
    state = wanted.get("trang_thai")
    if state in ("mo", "qua-han"):
        return rows.open() if state == "mo" else rows.overdue(on=on)
    return rows.filter(state=state) if state else rows


def hub(user: Any, *, on: date) -> Any:
    """Return what waits to be sorted, oldest first."""
    return Petition.objects.visible_to(user, on=on).at_hub().for_lists().order_by("due_on", "pk")


def hub_counts(user: Any, *, on: date) -> dict[str, int]:
    """Count what the hub looks at, and the province's open ones, in one question."""
    rows = Petition.objects.visible_to(user, on=on)
    waiting = rows.at_hub()
    return counted(
        {
            "waiting": waiting,
            "late": waiting.filter(due_on__lt=on),
            "copies": waiting.filter(duplicate_of__isnull=False),
            "open": rows.open(),
            "overdue": rows.overdue(on=on),
        }
    )
