"""The reviewed data comes in: editions, provinces, sources, every published figure; loading twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from donghanh.kit import journal
from donghanh.kit.data import data_dir, read_csv, read_yaml
from donghanh.kit.text import search_key
from donghanh.work.indices import engine, events, models
from donghanh.work.indices.services.saving import changed

Progress = Callable[[int, int], None]
FILES = (
    "families.yaml",
    "editions.yaml",
    "provinces.yaml",
    "disputes.yaml",
    "sources.csv",
    "pci_scores.csv",
    "pgi_scores.csv",
)
FAMILIES = ("PCI", "PGI")
_BATCH = 1000
_GONE = "không còn trong tệp số liệu đã rà soát"
_CHANGED = "sửa theo tệp số liệu đã rà soát"

Key = tuple[int, int, str, int]


@transaction.atomic
def import_reference(*, at: datetime, by: Any = None, progress: Progress | None = None) -> int:
    """Bring editions and published figures up to the reviewed files; what people entered stays. Returns rows written.

    The figures were checked when the files were reviewed (and by tests), so they are written in bulk.
    """
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(data_dir().joinpath("indices", name).read_bytes())
    if models.Revision.objects.filter(data_hash=digest.hexdigest()).exists():
        if progress:
            progress(1, 1)
        return 0
    _provinces()
    _sources()
    _editions()
    written = _scores(at, progress)
    _choices(at)
    revision = changed(at=at, what="nạp ấn bản và điểm đã rà soát", data_hash=digest.hexdigest())
    journal.record(
        events.ReferenceImported(models.Edition.objects.count(), written, digest.hexdigest()),
        about=revision,
        by=by,
        at=at,
    )
    if progress:
        progress(1, 1)
    return written


def _provinces() -> None:
    models.Province.objects.bulk_create(
        [
            models.Province(
                name=p.name,
                name_folded=search_key(p.name),
                region=p.region,
                valid_to=p.until,
                into=p.into or "",
                verified=p.verified,
            )
            for p in engine.provinces()
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["name_folded", "region", "valid_to", "into", "verified"],
    )


def _sources() -> None:
    models.Source.objects.bulk_create(
        [
            models.Source(code=r["source"], what=r["what"], rights=r["rights"] or "", reviewed=True)
            for r in read_csv("indices", "sources.csv")
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["what", "rights", "reviewed"],
    )


def _editions() -> None:
    """Write editions and their parts, except those that were configured here."""
    own = set(models.Edition.objects.filter(origin="app").values_list("slug", flat=True))
    known = [e for e in engine.editions().values() if e.code not in own]
    models.Edition.objects.bulk_create(
        [
            models.Edition(
                slug=e.code,
                family=e.family,
                year=e.year,
                units=e.units,
                standing=e.standing,
                aggregation=e.aggregation,
                scale=e.scale,
                part_low=e.part_scale[0],
                part_high=e.part_scale[1],
                rounding=e.rounding,
                scaling=e.scaling,
                published_on=e.published_on,
                unknown=list(e.unknown),
                tiers=[{"code": t.code, "units": t.units, "parts": list(t.parts)} for t in e.tiers],
                verified=e.verified,
                note=e.note,
            )
            for e in known
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=[
            "units", "standing", "aggregation", "scale", "part_low", "part_high", "rounding", "scaling",
            "published_on", "unknown", "tiers", "verified", "note",
        ],
    )  # fmt: skip
    ids = dict(models.Edition.objects.values_list("slug", "pk"))
    models.SubIndex.objects.filter(edition__slug__in=[e.code for e in known]).delete()
    models.SubIndex.objects.bulk_create(
        models.SubIndex(
            edition_id=ids[e.code],
            order=order,
            part=p.key,
            name=p.name,
            english=p.english,
            weight=None if p.weight is None else Decimal(str(round(p.weight, 8))),
            direction=p.direction,
            unit=p.unit,
            name_verified=p.name_verified,
        )
        for e in known
        for order, p in enumerate(e.parts, start=1)
    )


def _wanted() -> dict[Key, Decimal]:
    """Return every figure of the files by edition, province, indicator, source."""
    edition_ids = {(f, y): pk for f, y, pk in models.Edition.objects.values_list("family", "year", "pk")}
    province_ids = dict(models.Province.objects.values_list("name", "pk"))
    source_ids = dict(models.Source.objects.values_list("code", "pk"))
    found: dict[Key, Decimal] = {}
    spelled: dict[str, int] = {}
    for family in FAMILIES:
        for r in read_csv("indices", f"{family.lower()}_scores.csv"):
            if r["province"] not in spelled:
                spelled[r["province"]] = province_ids[engine.province(r["province"]).name]
            key = (edition_ids[family, int(r["year"])], spelled[r["province"]], r["indicator"], source_ids[r["source"]])
            found[key] = Decimal(r["value"])
    return found


def _scores(at: datetime, progress: Progress | None) -> int:
    wanted = _wanted()
    held: dict[Key, models.Score] = {}
    for row in models.Score.objects.in_force().filter(source__reviewed=True):
        held[row.edition_id, row.province_id, row.indicator, row.source_id] = row
    fresh: list[models.Score] = []
    moved: list[tuple[models.Score, Decimal]] = []
    for key, value in wanted.items():
        known = held.pop(key, None)
        if known is None:
            fresh.append(_score(key, value, at))
        elif known.entered_by_id is None and known.value != value:
            moved.append((known, value))
    for done in range(0, len(fresh), _BATCH):
        models.Score.objects.bulk_create(fresh[done : done + _BATCH])
        if progress:
            progress(min(done + _BATCH, len(fresh)), len(fresh) + 1)
    for row, value in moved:
        replace(row, _score((row.edition_id, row.province_id, row.indicator, row.source_id), value, at, _CHANGED), at)
    gone = [row for row in held.values() if row.entered_by_id is None]
    models.Score.objects.filter(pk__in=[row.pk for row in gone]).update(retired_at=at, reason=_GONE)
    return len(fresh) + len(moved) + len(gone)


def _score(key: Key, value: Decimal, at: datetime, reason: str = "") -> models.Score:
    edition_id, province_id, indicator, source_id = key
    return models.Score(
        edition_id=edition_id,
        province_id=province_id,
        indicator=indicator,
        value=value,
        source_id=source_id,
        entered_at=at,
        reason=reason,
    )


def replace(old: models.Score, new: models.Score, at: datetime) -> models.Score:
    """Put a new figure in an old one's place; the old row stays and says what replaced it."""
    old.retired_at = at
    old.save(update_fields=["retired_at"])
    new.full_clean()
    new.save()
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])
    return new


def _choices(at: datetime) -> None:
    """Write which source is used and why, where nobody has chosen here."""
    decided = set(
        models.Dispute.objects.filter(decided_by__isnull=False, ended_at__isnull=True).values_list(
            "edition_id", "province_id", "indicator"
        )
    )
    models.Dispute.objects.filter(decided_by__isnull=True).delete()
    editions = {(e.family, e.year): e.pk for e in models.Edition.objects.all()}
    names = dict(models.Province.objects.values_list("name", "pk"))
    sources = dict(models.Source.objects.values_list("code", "pk"))
    rows = []
    for r in read_yaml("indices", "disputes.yaml"):
        place = (editions[r["family"], r["year"]], names[r["province"]], r["indicator"])
        if place in decided:
            continue
        rows.append(
            models.Dispute(
                edition_id=place[0],
                province_id=place[1],
                indicator=place[2],
                source_id=sources[r["first"]],
                why=r["why"],
                suspect=bool(r.get("suspect", False)),
                decided_at=at,
            )
        )
    models.Dispute.objects.bulk_create(rows)
