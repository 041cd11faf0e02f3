"""A compiled plan as rows: its provisions, indices, targets and duties, written in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.kit.text import search_key, shorten
from donghanh.work.plan import domain
from donghanh.work.plan.models import Duty, Index, Plan, PlanStructure, Provision, Target

_POINTS = {"dd": "đ"}


def write_structure(plan: Plan, compiled: Mapping[str, Any]) -> None:
    """Write the tree, indices, targets and duties of a new plan in a few bulk statements."""
    PlanStructure.objects.create(plan=plan, compiled=dict(compiled))
    write_provisions(plan, compiled["provisions"])
    Index.objects.bulk_create(
        Index(
            plan=plan,
            eid=row["eid"],
            order=order,
            family=row["family"] or "",
            number=row["number"] or "",
            name=shorten(row["name"], 250),
            provision_eid=row["provision"] or "",
        )
        for order, row in enumerate(compiled["indices"])
    )
    indices = {i.eid: i for i in plan.indices.all()}
    Target.objects.bulk_create(
        Target(
            plan=plan,
            index=indices.get(row["index"] or ""),
            eid=row["eid"],
            order=order,
            subject=shorten(row["subject"] or "", 400),
            operator=row["operator"],
            value=Decimal(row["value"]),
            value_max=_decimal(row["value_max"]),
            unit=row["unit"] or "",
            year=row["year"],
            delta=_decimal(row["delta"]),
            baseline=_decimal(row["baseline"]),
            baseline_year=row["baseline_year"],
            as_written=row["as_written"],
        )
        for order, row in enumerate(compiled["targets"])
        if row["value"] is not None
    )
    parents = {p["eid"]: p for p in compiled["provisions"]}
    duties = []
    for order, row in enumerate(compiled["duties"]):
        duty = Duty(
            plan=plan,
            index=indices.get(row["index"] or ""),
            eid=row["eid"],
            provision_eid=_provision_of(row["eid"], parents),
            assignment_eid=row["assignment"] or "",
            order=order,
            place=place_of(row["eid"]),
            title=shorten(row.get("title") or row["text"], 250),
            text=row["text"],
            lead=list(row["lead"]),
            supporting=list(row["supporting"]),
            requested=row["requested"],
            nature=nature_of(row["due"]),
            due=list(row["due"]),
            quantities=list(row["quantities"]),
            systems=list(row["systems"]),
            references=list(row["references"]),
        )
        duty.clean()
        duties.append(duty)
    Duty.objects.bulk_create(duties)


def write_provisions(plan: Plan, rows: Iterable[Mapping[str, Any]]) -> None:
    depths: dict[str, int] = {}
    made = []
    for order, row in enumerate(rows):
        depths[row["eid"]] = depths.get(row["parent"] or "", -1) + 1
        lines = row["lines"] or (None, None)
        made.append(
            Provision(
                plan=plan,
                eid=row["eid"],
                parent_eid=row["parent"] or "",
                order=order,
                depth=depths[row["eid"]],
                kind=row["kind"],
                label=row["label"] or "",
                heading=row["heading"] or "",
                text=row["text"] or "",
                text_folded=search_key(f"{row['heading'] or ''} {row['text'] or ''}"),
                line_first=lines[0],
                line_last=lines[1],
            )
        )
    Provision.objects.bulk_create(made, batch_size=500)


def _provision_of(eid: str, provisions: Mapping[str, Any]) -> str:
    """Return the provision that holds a duty: itself, or the nearest one above it."""
    while eid and eid not in provisions:
        eid = eid.rpartition("__")[0]
    return eid


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def place_of(eid: str) -> str:
    """Write an eId as officers cite it: ``part_B__sec_I__clause_1__point_a__item_2`` is ``B.I.1.a, ý 2``."""
    steps, item = [], ""
    for piece in eid.split("__"):
        kind, _, label = piece.partition("_")
        if kind in ("item", "bullet", "paragraph", "para", "subparagraph"):
            item = f", {'ý' if kind in ('item', 'bullet') else 'đoạn'} {label.split('_')[0]}"
        elif label:
            steps.append(_POINTS.get(label, label).split("_")[0])
    return shorten(".".join(steps) + item, 78) or "toàn văn"


def nature_of(dues: Iterable[Mapping[str, Any]]) -> str:
    """Say how a duty lives in time from the dates its words name."""
    dues = list(dues)
    if any(
        d["recurrence"] and domain.period_slots(d["recurrence"], since=date(2023, 1, 1), until=date(2023, 12, 31))
        for d in dues
    ):
        return domain.Nature.RECURRING
    return domain.Nature.ONCE if any(d["date"] for d in dues) else domain.Nature.STANDING
