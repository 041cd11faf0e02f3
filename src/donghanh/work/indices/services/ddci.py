"""A province's own index: what an edition holds is set by decision, scores of units come in by form or spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, search_key, slugify_vi, squeeze
from donghanh.work.indices import domain, events
from donghanh.work.indices.engine import ddci
from donghanh.work.indices.models import Edition, Source, SubIndex, Unit, UnitScore
from donghanh.work.indices.policies import may
from donghanh.work.indices.services.saving import changed, checked, saved

Weights = Mapping[str, Mapping[str, float]]  # tier -> name of a part -> per cent


@transaction.atomic
def set_own_edition(
    *, year: int, weights: Weights, units: Mapping[str, Sequence[str]], basis: str, by: User, at: datetime
) -> Edition:
    """Set the parts, weights and units of a year of the province's own index, as its decision has them."""
    may("indices.configure", by, None, on=local_date(at)).or_refuse()
    if not squeeze(basis):
        raise Invalid(
            "indices.no-basis", "Cần ghi căn cứ: số, ngày quyết định của tỉnh.", fields={"basis": "Ghi căn cứ."}
        )
    rated = {tier: [nfc(squeeze(n)) for n in names if squeeze(n)] for tier, names in units.items()}
    rated = {tier: names for tier, names in rated.items() if names}
    if not rated:
        raise Invalid(
            "indices.no-units", "Cần ít nhất một đơn vị được chấm.", fields={"departments": "Ghi ít nhất một đơn vị."}
        )
    tiers = []
    order: dict[str, str] = {}
    for tier, names in rated.items():
        ddci.check_tier(tier, year)
        twice = sorted({n for n in names if [search_key(m) for m in names].count(search_key(n)) > 1})
        if twice:
            raise Invalid(
                "indices.unit-twice", f"Đơn vị ghi hai lần trong {ddci.TIER_NAMES[tier]}: {', '.join(twice)}."
            )
        of = f"{ddci.TIER_NAMES[tier]}, DDCI {year}"
        shares = ddci.shares({k: v for k, v in weights.get(tier, {}).items() if v}, of=of)
        keys = {name: slugify_vi(name)[:40] for name in shares}
        order |= {key: name for name, key in keys.items()}
        tiers.append(
            {
                "code": tier,
                "units": len(names),
                "parts": list(keys.values()),
                "weights": {keys[n]: w for n, w in shares.items()},
            }
        )
    slug = f"ddci-{year}"
    row = Edition.objects.select_for_update().filter(slug=slug).first()
    if row is not None and UnitScore.objects.filter(unit__edition=row).exists():
        raise NotNow("indices.rated", f"DDCI {year} đã có điểm nên không đổi được chỉ số thành phần, trọng số, đơn vị.")
    row = row or Edition(slug=slug, family="DDCI", year=year, scaling=year)
    row.units = sum(len(n) for n in rated.values())
    row.standing, row.aggregation, row.scale = Edition.Standing.EXACT, "weighted", 100
    row.part_low, row.part_high, row.rounding, row.origin = 1, 10, 0.055, "app"
    row.tiers, row.unknown, row.verified, row.note = tiers, [], True, nfc(squeeze(basis))
    saved(row)
    row.parts.all().delete()
    row.rated_units.all().delete()
    for at_place, (key, name) in enumerate(order.items(), start=1):
        saved(SubIndex(edition=row, order=at_place, part=key, name=name))
    for tier, names in rated.items():
        for at_place, name in enumerate(names, start=1):
            saved(Unit(edition=row, tier=tier, order=at_place, name=name))
    journal.record(events.OwnEditionSet(str(row), row.units, row.note), about=row, by=by, at=at)
    changed(at=at, what=f"đặt {row}")
    return row


@transaction.atomic
def enter_unit_scores(
    edition: Edition, *, tier: str, figures: Mapping[tuple[str, str], Decimal], source: str, by: User, at: datetime
) -> int:
    """Take in scores as ``{(unit, part): value}``; a figure that stood is retired, never overwritten."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    may("indices.enter", by, edition, on=local_date(at)).or_refuse()
    if not squeeze(source):
        raise Invalid(
            "indices.no-source", "Cần ghi nguồn: tên tài liệu, số, ngày hoặc trang.", fields={"source": "Ghi nguồn."}
        )
    if not figures:
        raise Invalid("indices.nothing", "Chưa nhập số nào; hãy điền ít nhất một ô.")
    units = {u.name: u for u in edition.rated_units.filter(tier=tier)}
    allowed = {*next((t["parts"] for t in edition.tiers if t["code"] == tier), ()), domain.COMPOSITE}
    names = dict(edition.parts.values_list("part", "name")) | {domain.COMPOSITE: "Điểm tổng hợp"}
    for (unit, part), value in figures.items():
        if unit not in units:
            raise Invalid("indices.unit", f"“{unit}” không thuộc {ddci.TIER_NAMES.get(tier, tier)} của {edition}.")
        if part not in allowed:
            raise Invalid(
                "indices.part", f"{ddci.TIER_NAMES[tier]} của {edition} không chấm “{names.get(part, part)}”."
            )
        low, high = (0, edition.scale) if part == domain.COMPOSITE else (edition.part_low, edition.part_high)
        trouble = domain.check_score(f"{unit}, {names[part]}", value, low=low, high=high)
        if trouble:
            raise Invalid("indices.out_of_scale", trouble)
    count = Source.objects.filter(code__startswith=f"T-{edition.slug}-").count()
    row = Source(code=f"T-{edition.slug}-{count + 1}", what=nfc(squeeze(source)))
    saved(row)
    standing = UnitScore.objects.filter(unit__in=units.values(), retired_at__isnull=True)
    wanted = {(units[unit].pk, part) for unit, part in figures}
    old = [pk for pk, unit, part in standing.values_list("pk", "unit_id", "indicator") if (unit, part) in wanted]
    UnitScore.objects.filter(pk__in=old).update(retired_at=at)
    fresh = [
        UnitScore(unit=units[unit], indicator=part, value=value, source=row, entered_by=by, entered_at=at)
        for (unit, part), value in figures.items()
    ]
    for score in fresh:
        checked(score, apart_from=("unit", "source", "entered_by"))  # rows this verb has just read or written
    UnitScore.objects.bulk_create(fresh)
    journal.record(
        events.UnitScoresEntered(str(edition), ddci.TIER_NAMES[tier], len(figures), row.what), about=row, by=by, at=at
    )
    return len(figures)
