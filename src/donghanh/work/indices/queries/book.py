"""The book of figures of now: read once from the tables, kept in memory until a figure or a choice changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from donghanh.kit.data import read_yaml
from donghanh.kit.errors import Invalid
from donghanh.kit.memo import Stamped
from donghanh.kit.text import fold_vi, slugify_vi
from donghanh.work.indices import engine, models
from donghanh.work.indices.engine import Cell, Figure, ScoreBook


@dataclass(frozen=True)
class Twin:
    """Everything the engine works on, at one stamp: editions by code, a book of figures by family, what sources are."""

    stamp: str
    editions: Mapping[str, engine.Edition]
    books: Mapping[str, ScoreBook]
    sources: Mapping[str, str]
    keys: Mapping[tuple[str, int, str, str, str], str]

    def of(self, family: str) -> tuple[engine.Edition, ...]:
        """Return the editions of a family, oldest first."""
        return tuple(sorted((e for e in self.editions.values() if e.family == family), key=lambda e: e.year))

    def breaks(self, family: str, *, since: int, until: int) -> tuple[tuple[int, tuple[engine.Caution, ...]], ...]:
        """Return the years at which an axis is broken, each with its reasons; changed names alone break nothing."""
        row = [e for e in self.of(family) if since <= e.year <= until]
        found = [
            (b.year, tuple(w for w in engine.comparability(a, b) if w.code not in {"names", "unproved"}))
            for a, b in pairwise(row)
        ]
        return tuple((year, reasons) for year, reasons in found if reasons)

    def weights_span(self, code: str) -> str:
        """Write the years around an edition in which its weights are proved the same: ``2013–2021``."""
        one = self.editions[code]
        row = [e for e in self.of(one.family) if e.standing in {"exact", "identified"}]
        years = {
            e.year
            for e in row
            if e.has_weights and {p.key: p.weight for p in e.parts} == {p.key: p.weight for p in one.parts}
        }
        first = last = one.year
        while first - 1 in years:
            first -= 1
        while last + 1 in years:
            last += 1
        return str(first) if first == last else f"{first}\N{EN DASH}{last}"

    @cached_property
    def regions(self) -> dict[str, str]:
        """Return each province's region."""
        return dict(models.Province.objects.values_list("name", "region"))


def _stamp() -> str:
    return models.Revision.objects.values_list("key", flat=True).order_by("-pk").first() or "empty"


def _editions() -> dict[str, engine.Edition]:
    parts: dict[int, list[engine.SubIndex]] = {}
    for p in models.SubIndex.objects.order_by("edition_id", "order"):
        weight = None if p.weight is None else float(p.weight)
        direction: Any = p.direction
        parts.setdefault(p.edition_id, []).append(
            engine.SubIndex(p.part, p.name, p.english, weight, direction, p.unit, p.name_verified)
        )
    found = {}
    for e in models.Edition.objects.all():
        standing: Any = e.standing
        aggregation: Any = e.aggregation
        found[e.slug] = engine.Edition(
            family=e.family,
            year=e.year,
            name=str(e),
            parts=_exact(tuple(parts.get(e.pk, ()))),
            units=e.units,
            standing=standing,
            aggregation=aggregation,
            scale=e.scale,
            part_scale=(e.part_low, e.part_high),
            rounding=e.rounding,
            scaling=e.scaling,
            published_on=e.published_on,
            unknown=tuple(e.unknown),
            verified=e.verified,
            note=e.note,
            tiers=tuple(engine.Tier(t["code"], t["units"], tuple(t["parts"])) for t in e.tiers),
        )
    return found


def _exact(parts: tuple[engine.SubIndex, ...]) -> tuple[engine.SubIndex, ...]:
    """Undo the rounding of shares such as a third, which a table cannot hold: near 1, the sum is 1."""
    total = sum(p.weight or 0.0 for p in parts)
    if not parts or any(p.weight is None for p in parts) or not 1e-9 < abs(total - 1.0) < 1e-6:
        return parts
    return tuple(
        engine.SubIndex(p.key, p.name, p.english, (p.weight or 0.0) / total, p.direction, p.unit, p.name_verified)
        for p in parts
    )


def _build() -> Twin:
    choices = {
        (d.edition.family, d.edition.year, d.province.name, d.indicator): d
        for d in models.Dispute.objects.filter(ended_at__isnull=True).select_related("edition", "province", "source")
    }
    rows = (
        models.Score.objects.in_force()
        .order_by("pk")
        .values_list(
            "edition__family",
            "edition__year",
            "province__name",
            "indicator",
            "value",
            "source__code",
            "source__reviewed",
            "key",
        )
    )
    cells: dict[str, dict[tuple[int, str, str], list[tuple[Figure, bool]]]] = {}
    keys = {}
    for family, year, province, indicator, value, source, reviewed, key in rows:
        cells.setdefault(family, {}).setdefault((year, province, indicator), []).append(
            (Figure(float(value), source), reviewed)
        )
        keys[family, year, province, indicator, source] = key
    books = {family: ScoreBook(family, _cells(family, found, choices)) for family, found in cells.items()}
    sources = dict(models.Source.objects.values_list("code", "what"))
    return Twin(_stamp(), _editions(), books, sources, keys)


def _cells(
    family: str, found: dict[tuple[int, str, str], list[tuple[Figure, bool]]], choices: dict[Any, models.Dispute]
) -> dict[tuple[int, str, str], Cell]:
    cells = {}
    for (year, province, indicator), figures in found.items():
        choice = choices.get((family, year, province, indicator))
        first = choice.source.code if choice else ""
        # The province's own booklet stands before what others printed, the newest entry before older ones.
        ordered = sorted(
            enumerate(figures),
            key=lambda at: (at[1][0].source != first, at[1][1], at[0] if at[1][1] else -at[0]),
        )
        row = tuple(figure for _, (figure, _) in ordered)
        why = choice.why if choice else ""
        if not why and len({f.value for f in row}) > 1:
            why = "dùng số ghi trước" if ordered[0][1][1] else "dùng bản kết quả của tỉnh, nhập sau cùng"
        cells[year, province, indicator] = Cell(year, province, indicator, row, why, bool(choice and choice.suspect))
    return cells


_HELD: Stamped[Twin] = Stamped(_stamp, _build)


def twin() -> Twin:
    """Return the book of now."""
    return _HELD.get()


def forget() -> None:
    """Read anew at the next question; services do so after a write."""
    _HELD.forget()


def edition(code: str) -> engine.Edition:
    """Return one edition by its code (``pci-2022``); an unknown one is refused."""
    found = twin().editions.get(code.strip().lower())
    if found is None:
        raise Invalid("indices.edition", f"Không có ấn bản “{code}”; hãy chọn một ấn bản trong danh sách.")
    return found


def editions_of(family: str) -> tuple[engine.Edition, ...]:
    """Return the editions of a family, oldest first."""
    return twin().of(family.upper())


@lru_cache(maxsize=1)
def _known_names() -> dict[tuple[str, str], str]:
    return {
        (family, fold_vi(name)): key
        for family, raw in read_yaml("indices", "families.yaml").items()
        for key, names in raw["subindices"].items()
        for name in names
    }


def part_of(family: str, name: str) -> str:
    """Return which part of a family a plan means by a name; nothing where the name is unknown."""
    return _known_names().get((family.upper(), fold_vi(name)), "")


@lru_cache(maxsize=1)
def _slugs() -> dict[tuple[str, str], str]:
    return {
        (family, key): slugify_vi(names[0])
        for family, raw in read_yaml("indices", "families.yaml").items()
        for key, names in raw["subindices"].items()
    }


def part_slug(family: str, part: str) -> str:
    """Return how a part is written in an address: by its first name, so that a new name does not break links."""
    return _slugs().get((family, part), part)


def part_at(family: str, slug: str) -> str:
    """Return the part that an address means; nothing where there is none."""
    return next((key for (f, key), s in _slugs().items() if f == family.upper() and s == slug), "")


def province_named(text: str) -> models.Province:
    """Return the province that a name in any spelling means; an unknown name is refused, never guessed."""
    name = engine.province(text).name
    found = models.Province.objects.filter(name=name).first()
    if found is None:
        raise Invalid("indices.province", f"Chưa có “{name}” trong danh mục tỉnh, thành phố; hãy nạp dữ liệu gốc.")
    return found


def source_says(code: str) -> str:
    """Return what a source is."""
    return twin().sources.get(code, code)


def standing_scores(edition_slug: str, province: str) -> QuerySet[models.Score]:
    """Return every standing figure of a province in an edition, with its source."""
    return (
        models.Score.objects.in_force()
        .filter(edition__slug=edition_slug, province__name=province)
        .select_related("source", "edition", "province")
        .order_by("indicator", "pk")
    )
