"""The door of the journal: histories, what may be seen, proofs, and the state of background work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from donghanh.kit import dates
from donghanh.record.journal import domain, queries, services
from donghanh.record.journal.models import DailyRoot, Delivery, JobRun, Lease
from donghanh.record.journal.queries import Line, about
from donghanh.record.journal.services import deliver_due, progress

__all__ = [
    "Line",
    "about",
    "as_of",
    "consistency",
    "deliver_due",
    "health",
    "history",
    "may_see",
    "newest",
    "problems",
    "progress",
    "proof_for",
    "roots",
    "seal",
]

seal = services.seal
problems = queries.problems
newest = queries.newest


def history(about: Any, viewer: Any, *, on: date | None = None) -> list[Line]:
    """Return what a person may read of a thing's history, oldest first; ``about`` is a row or a pair (type, key)."""
    return queries.history(services.name_of(about), viewer, on or dates.today())


def as_of(about: Any, at: datetime, viewer: Any, *, on: date | None = None) -> list[Line]:
    """Return a thing's history up to an instant: what rooms fold to show the thing as it was."""
    return queries.history(services.name_of(about), viewer, on or dates.today(), until=at)


def may_see(user: Any, pairs: set[tuple[str, str]], *, on: date | None = None) -> set[tuple[str, str]]:
    """Keep the things (type, key) that a person may see, as their owning rooms say."""
    return queries.visible_pairs(user, pairs, on or dates.today())


def proof_for(entry_key: str, *, root: int | None = None) -> dict[str, Any]:
    """Prove that a public entry stands in the log, against the newest root or a numbered one."""
    entry = queries.public_entry(entry_key)
    return queries.inclusion(entry, queries.root_numbered(root) if root is not None else None)


def consistency(first: int, second: int) -> dict[str, Any]:
    """Prove that the log only grew between two numbered roots."""
    return queries.consistency(queries.root_numbered(first), queries.root_numbered(second))


def roots(limit: int | None = None) -> list[dict[str, Any]]:
    """List the published roots, newest first."""
    found = DailyRoot.objects.order_by("-number")
    return [queries.root_dict(r) for r in (found[:limit] if limit else found)]


def health(at: datetime) -> dict[str, Any]:
    """Tell the health page how background work stands: workers alive, waiting and stuck deliveries, last runs."""
    waiting = Delivery.objects.filter(state=domain.WAITING)
    newest: dict[str, JobRun] = {}
    for run in JobRun.objects.order_by("-started_at", "-id")[:300]:
        newest.setdefault(run.name, run)
    root = queries.last_root()
    return {
        "workers": Lease.objects.filter(name__startswith="worker:", until__gt=at).count(),
        "waiting": waiting.count(),
        "oldest_waiting": waiting.order_by("entry_id").values_list("entry__at", flat=True).first(),
        "stuck": Delivery.objects.filter(state=domain.STUCK).count(),
        "runs": [newest[name] for name in sorted(newest)],
        "root": queries.root_dict(root) if root else None,
    }
