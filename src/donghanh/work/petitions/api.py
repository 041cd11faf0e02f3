"""The door: receive a petition, find one by number and secret, count open ones on a sub-index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from donghanh.kit.policy import may
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.models import Answer, Petition, Petitioner
from donghanh.work.petitions.queries import figures
from donghanh.work.petitions.queries.groups import CaseLine, Group, accuses, case_lines, masked_words, similar_groups
from donghanh.work.petitions.services import Receipt, check_secret, receive

__all__ = [
    "CaseLine",
    "Group",
    "Identity",
    "Receipt",
    "Submission",
    "accuses",
    "by_secret",
    "case_lines",
    "for_reader",
    "identity_of",
    "masked_words",
    "open_by_part",
    "open_on",
    "part_name",
    "public_answers",
    "receive",
    "similar_groups",
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


def part_name(code: str) -> str:
    """Return the present name of the sub-index that a code stands for, or the code itself."""
    return domain.parts().get(code, code)


@dataclass(frozen=True)
class OpenOnPart:
    """What is open on a sub-index: to the public a small number is only said to be small."""

    open: int = 0
    late: int = 0
    few: int = 0  # where not 0: fewer than this are open, and how many is not said
    url: str = ""  # the list of them, to those who may open it


def open_on(part: str, user: Any, *, on: date) -> OpenOnPart:
    """Count what is open on a sub-index; the whole house counts, the public is not told numbers below five."""
    return open_by_part(user, on=on).get(part) or _told(part, 0, 0, inside=bool(may("petitions.open", user, on=on)))


def open_by_part(user: Any, *, on: date) -> dict[str, OpenOnPart]:
    """Count what is open on every sub-index that has any, in one question."""
    inside = bool(may("petitions.open", user, on=on))
    rows = Petition.objects.open().exclude(subindex="").order_by().values("subindex")
    counted = rows.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    return {r["subindex"]: _told(r["subindex"], r["n"], r["late"], inside=inside) for r in counted}


def _told(part: str, n: int, late: int, *, inside: bool) -> OpenOnPart:
    if not inside:
        few = figures.SMALLEST if n < figures.SMALLEST else 0
        return OpenOnPart(0 if few else n, 0 if few or late < figures.SMALLEST else late, few if n else 0)
    return OpenOnPart(n, late, url=f"{reverse('petitions:all')}?chi_so={part}&trang_thai=mo")


def public_answers(*, on: date, part: str = "") -> Any:
    """Return the answers that anybody may read on a day, newest first; of one sub-index where asked."""
    found = Answer.objects.public(on=on).with_context()
    return (found.filter(subindex=part) if part in {s.part for s in domain.subjects().values()} else found).order_by(
        "-public_on", "-pk"
    )
