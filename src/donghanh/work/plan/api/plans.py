"""Plans, their indices and targets, and how the work behind each index stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F

from donghanh.work.plan import queries
from donghanh.work.plan.api.tasks import Wanted, scoped
from donghanh.work.plan.domain import Tally
from donghanh.work.plan.models import Duty, Index, Plan, PlanStructure


@dataclass(frozen=True)
class PlanRef:
    """A plan as other rooms are told of it."""

    key: str
    slug: str
    number: str
    short: str
    title: str
    signed_on: date
    state: str
    has_words: bool


@dataclass(frozen=True)
class IndexRef:
    """An index of a plan being carried out, as a filter names it; ``code`` is stable and fit for an address."""

    id: int
    code: str
    name: str
    plan_number: str


@dataclass(frozen=True)
class IndexProgress:
    """One index of a plan: where it began, where it should come to, and how the work for it stands."""

    id: int | None
    eid: str
    name: str
    family: str
    plan_slug: str
    plan_short: str
    baseline: Decimal | None
    baseline_year: int | None
    target: Decimal | None
    target_year: int | None
    unit: str
    revised: bool
    tally: Tally

    @property
    def code(self) -> str:
        """Return how the index is named in an address."""
        return f"{self.plan_slug}.{self.eid}"

    @property
    def gain(self) -> Decimal | None:
        """Return how far the target lies from the baseline."""
        return None if self.baseline is None or self.target is None else self.target - self.baseline


@dataclass(frozen=True)
class Composite:
    """What a plan's own targets imply together, as the plan's lint worked it out."""

    plan_slug: str
    plan_short: str
    family: str
    value: Decimal
    message: str


def active_plans(user: Any, *, on: date) -> tuple[PlanRef, ...]:
    """List the plans being carried out that this person may see, newest first."""
    return tuple(
        PlanRef(p.key, p.slug, p.number, p.short, p.title, p.signed_on, p.state, p.has_words)
        for p in Plan.objects.visible_to(user, on=on).active().compiled()
    )


def duty_count(plan_key: str) -> int:
    """Count a plan's duties."""
    return Duty.objects.filter(plan__key=plan_key).count()


def plan_indices(user: Any, *, on: date) -> tuple[IndexRef, ...]:
    """List the indices of the plans being carried out, in plan order, for a filter."""
    rows = Index.objects.filter(plan__in=Plan.objects.visible_to(user, on=on).active()).select_related("plan")
    return tuple(
        IndexRef(i.pk, f"{i.plan.slug}.{i.eid}", i.name, i.plan.number)
        for i in rows.order_by("-plan__signed_on", "order")
    )


# What a page says of an index's first target, read in the same query as the index.
_AIM = ("baseline", "baseline_year", "value", "revised_value", "year", "unit")


def index_progress(
    user: Any,
    wanted: Wanted,
    *,
    on: date,
    touched_only: bool = False,
    counts: Mapping[int | None, Tally] | None = None,
) -> list[IndexProgress]:
    """Return each index of the active plans with its target and the tally of the work asked for, in plan order.

    ``touched_only`` leaves out the indices for which none of that work counts; ``counts`` by index, where the caller
    has them, saves asking again.
    """
    found_counts = queries.tally_by(scoped(user, wanted, on), on, "duty__index_id") if counts is None else counts
    nothing = Tally.of([])
    rows = Index.objects.filter(plan__in=Plan.objects.visible_to(user, on=on).active()).select_related("plan")
    if wanted.plan_key:
        rows = rows.filter(plan__key=wanted.plan_key)
    aims = {f"aim_{name}": F(f"targets__{name}") for name in _AIM}
    found: dict[int, IndexProgress] = {}
    for index in rows.annotate(**aims).order_by("-plan__signed_on", "order", "targets__order"):
        if index.pk in found or (touched_only and not found_counts.get(index.pk, nothing).total):
            continue
        aim = {name: getattr(index, f"aim_{name}") for name in _AIM}
        found[index.pk] = IndexProgress(
            id=index.pk,
            eid=index.eid,
            name=index.name,
            family=index.family,
            plan_slug=index.plan.slug,
            plan_short=index.plan.short,
            baseline=aim["baseline"],
            baseline_year=aim["baseline_year"],
            target=aim["value"] if aim["revised_value"] is None else aim["revised_value"],
            target_year=aim["year"],
            unit=aim["unit"] or "",
            revised=aim["revised_value"] is not None,
            tally=found_counts.get(index.pk, nothing),
        )
    return list(found.values())


def implied_composites(user: Any, *, on: date) -> list[Composite]:
    """Return what the targets of each active plan imply together, where its lint could work that out."""
    plans = Plan.objects.visible_to(user, on=on).active()
    found = []
    for structure in PlanStructure.objects.filter(plan__in=plans).select_related("plan"):
        for note in structure.compiled.get("lint", ()):
            value = _number(note.get("figures") or {}) if note.get("code") == "target.no-composite" else None
            if value is not None:
                family = str(note["figures"].get("family", ""))
                found.append(Composite(structure.plan.slug, structure.plan.short, family, value, str(note["message"])))
    return found


def _number(figures: dict[str, Any]) -> Decimal | None:
    """Read the implied value among a lint's figures."""
    for name in ("implied", "composite", "value", "points"):
        if name in figures:
            try:
                return Decimal(str(figures[name]))
            except InvalidOperation:
                return None
    return None
