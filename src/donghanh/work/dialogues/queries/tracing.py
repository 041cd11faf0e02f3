"""What became of conclusions and proposals, and whether fewer petitions came afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from donghanh.kit.dates import local_date
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.models import Conclusion, Dialogue, Reform
from donghanh.work.plan import api as plans


@dataclass(frozen=True)
class Followed:
    """One conclusion with the work that it became, if any."""

    conclusion: Conclusion
    work: plans.OrderedWork | None

    @property
    def tone(self) -> str:
        """Return the colour of where it stands."""
        if self.work is not None:
            return self.work.tone
        return "done" if self.conclusion.result else "open" if self.conclusion.petition_key else "soon"

    @property
    def word(self) -> str:
        """Say where it stands."""
        if self.work is not None:
            return self.work.label
        if self.conclusion.result:
            return "Đã có kết quả"
        return "Đã chuyển thành kiến nghị" if self.conclusion.petition_key else "Chưa giao"


def followed(row: Dialogue, user: Any, *, on: date) -> list[Followed]:
    """Return a dialogue's conclusions with what became of them, in two queries."""
    conclusions = list(row.conclusions.select_related("agency"))
    works = plans.ordered(domain.SOURCE_CONCLUSION, [c.key for c in conclusions if c.ordered_on], user, on=on)
    return [Followed(c, works.get(c.key)) for c in conclusions]


def conclusion_url(key: str) -> str:
    """Return the place of a conclusion on its dialogue's page; the calendar where it is gone."""
    found = Conclusion.objects.filter(key=key).values_list("dialogue__key", "order").first()
    if found is None:
        return reverse("dialogues:calendar")
    return f"{reverse('dialogues:dialogue', args=[found[0]])}#ket-luan-{found[1]}"


def reform_url(key: str) -> str:
    """Return a proposal's page."""
    return reverse("dialogues:reform", args=[key])


@dataclass(frozen=True)
class Effect:
    """Petitions of the cluster in as many days before a proposal was decided as have passed since it was done."""

    days: int
    before: int
    after: int


def effect(row: Reform, *, on: date) -> Effect | None:
    """Count like petitions before and after; nothing is said while less than a month has passed."""
    if row.done_on is None or row.cluster is None or row.decided_at is None:
        return None
    days = min((on - row.done_on).days, domain.RECENT.days)
    if days < domain.EFFECT_AFTER:
        return None
    decided, span, cases = local_date(row.decided_at), timedelta(days=days), row.cluster.cases
    return Effect(
        days=days,
        before=cases.filter(received_on__gt=decided - span, received_on__lte=decided).count(),
        after=cases.filter(received_on__gt=row.done_on, received_on__lte=row.done_on + span).count(),
    )
