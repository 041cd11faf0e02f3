"""The door: receive a petition, find one by number and secret, count open ones of a sub-index."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count

from donghanh.kit.policy import may
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.models import Answer, Petition, Petitioner
from donghanh.work.petitions.services import Receipt, check_secret, receive

__all__ = [
    "Identity",
    "Receipt",
    "Submission",
    "by_secret",
    "for_reader",
    "identity_of",
    "open_by_part",
    "public_answers",
    "receive",
]


def by_secret(number: str, secret: str) -> Petition | None:
    """Return the petition whose number and secret these are, for its sender without an account; else ``None``."""
    row = Petition.objects.with_context().filter(number=number.strip().upper()).first()
    if row is None or not row.secret_hash or not check_secret(row, secret):
        return None
    return row


def for_reader(key: str, user: Any, *, on: date) -> Petition:
    """Return a petition that a person may read; to others it does not exist."""
    row = Petition.objects.visible_to(user, on=on).with_context().filter(key=key).first()
    may("petitions.read", user, row or Petition(), on=on).or_refuse()
    assert row is not None  # noqa: S101 - the rule has refused
    return row


def identity_of(row: Petition, user: Any, *, on: date) -> Petitioner | None:
    """Return who wrote, to those who may know; to others nothing, as if it were empty."""
    if not may("petitions.see_identity", user, row, on=on):
        return None
    return getattr(row, "petitioner", None)


def open_by_part(*, on: date) -> dict[str, tuple[int, int]]:
    """Count open petitions and those overdue by sub-index code, for pages of the indices."""
    rows = Petition.objects.open().exclude(subindex="").values("subindex").annotate(n=Count("pk"))
    late = Petition.objects.overdue(on=on).exclude(subindex="").values("subindex").annotate(n=Count("pk"))
    overdue = {r["subindex"]: r["n"] for r in late}
    return {r["subindex"]: (r["n"], overdue.get(r["subindex"], 0)) for r in rows}


def public_answers(*, on: date, part: str = "") -> Any:
    """Return the answers that anybody may read on a day, newest first; of one sub-index where asked."""
    found = Answer.objects.public(on=on).with_context()
    return (found.filter(subindex=part) if part in {s.part for s in domain.subjects().values()} else found).order_by(
        "-public_on", "-pk"
    )
