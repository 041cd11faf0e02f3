"""Editions of an index: what was measured in which year, under which names, with which weights, for how many units.

Weights and names stand in ``data/indices/families.yaml``, which the plan compiler reads too; the years, what each
edition holds and what is not known in ``editions.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from donghanh.kit.data import read_yaml
from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.tables import Floats

Standing = Literal["exact", "identified", "borrowed", "none"]
WEIGHT_TOLERANCE = 1e-9


@dataclass(frozen=True)
class SubIndex:
    """One part of an index as a year's edition called it; ``weight`` in shares of 1, None when not known."""

    key: str
    name: str
    english: str
    weight: float | None
    direction: Literal["up", "down"] = "up"
    unit: str = "điểm"
    name_verified: bool = True


@dataclass(frozen=True)
class Tier:
    """A group of units that is scored on its own set of parts, for example departments and communes in DDCI."""

    code: str
    units: int | None
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """One yearly publication of an index."""

    family: str
    year: int
    name: str
    parts: tuple[SubIndex, ...]
    units: int | None
    standing: Standing
    aggregation: Literal["weighted", "sum"]
    scale: float
    part_scale: tuple[float, float]
    rounding: float
    scaling: int
    published_on: date | None
    unknown: tuple[str, ...]
    verified: bool
    note: str
    tiers: tuple[Tier, ...] = ()

    @property
    def code(self) -> str:
        """Return the short name used on the command line, for example ``pci-2022``."""
        return f"{self.family.lower()}-{self.year}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the parts in their fixed order."""
        return tuple(p.key for p in self.parts)

    @property
    def has_weights(self) -> bool:
        """Say whether a composite can be computed at all."""
        return all(p.weight is not None for p in self.parts)

    def weight(self, key: str) -> float:
        """Return a part's share, 0 for a part that this edition does not have."""
        self.weights()
        return next((p.weight or 0.0 for p in self.parts if p.key == key), 0.0)

    def weights(self) -> Floats:
        """Return the shares in the order of the parts (sum 1); an edition without weights is refused."""
        if not self.has_weights:
            raise Invalid(
                "indices.no_weights",
                f"Ấn bản {self.family} {self.year} chưa biết trọng số nên không tính được điểm tổng hợp; "
                "hãy chọn ấn bản khác.",
            )
        return check_weights(
            np.array([p.weight for p in self.parts], dtype=np.float64), of=f"{self.family} {self.year}"
        )

    def points(self) -> Floats:
        """Return the composite points that one point of each part is worth (PCI: share times 10; PGI: 1)."""
        if self.aggregation == "sum":
            return np.ones(len(self.parts))
        return self.weights() * (self.scale / self.part_scale[1])


def check_weights(weights: Floats, *, of: str) -> Floats:
    """Refuse weights that are negative, missing or do not add up to 1."""
    if np.isnan(weights).any() or (weights < 0).any():
        raise Invalid("indices.weights_bad", f"Trọng số của {of} có ô trống hoặc số âm; hãy nhập số từ 0 đến 100 %.")
    total = float(weights.sum())
    if abs(total - 1.0) > WEIGHT_TOLERANCE:
        raise Invalid(
            "indices.weights_sum",
            f"Trọng số của {of} cộng lại được {show_number(round(total * 100, 4))} % chứ không phải 100 "
            "%; hãy sửa rồi nhập lại.",
        )
    return weights


def _in(row: dict[str, Any], year: int) -> bool:
    return bool(row["years"][0] <= year <= row["years"][1])


def _parts(raw: dict[str, Any], family: dict[str, Any] | None, row: dict[str, Any]) -> tuple[SubIndex, ...]:
    year, dropped, added = row["year"], row.get("drop", ()), row.get("add", ())
    weights = next((w for w in (family or {}).get("weights", ()) if _in(w, year)), None)
    if row["standing"] == "none":
        weights = None
    named = {n["part"]: n for n in raw["names"] if _in(n, year)}
    known = (family or {}).get("subindices", {})
    keys = [k for k in raw["parts"] if (k in known or family is None or k in added) and k not in dropped]
    equal = 1 / len(keys) if (family or {}).get("composite") == "sum" else None
    return tuple(
        SubIndex(
            key,
            named[key]["name"] if key in named else known[key][0],
            raw["parts"][key],
            equal if weights is None else weights[key] / 100,
            raw["direction"],
            raw["unit"],
            bool(named[key]["verified"]) if key in named else True,
        )
        for key in keys
    )


@lru_cache(maxsize=1)
def editions() -> MappingProxyType[str, Edition]:
    """Return every known edition by its code, oldest first within a family."""
    families = read_yaml("indices", "families.yaml")
    out: dict[str, Edition] = {}
    for code, raw in read_yaml("indices", "editions.yaml").items():
        family = families.get(code)
        for row in raw["editions"]:
            parts = _parts(raw, family, row)
            tiers = tuple(
                Tier(t["code"], t["units"], tuple(p.key for p in parts if p.key not in t.get("drop", ())))
                for t in row.get("tiers", ())
            )
            edition = Edition(
                family=code,
                year=row["year"],
                name=f"{code} {row['year']}",
                parts=parts,
                units=row["units"],
                standing=row["standing"],
                aggregation=family["composite"] if family else "weighted",
                scale=float(raw["scale"]),
                part_scale=(float(raw["part_scale"][0]), float(raw["part_scale"][1])),
                rounding=float(raw["rounding"]),
                scaling=row["scaling"],
                published_on=row.get("published_on"),
                unknown=tuple(row.get("unknown", ())),
                verified=bool(row.get("verified", True)),
                note=row.get("note", ""),
                tiers=tiers,
            )
            if edition.has_weights:
                edition.weights()
            out[edition.code] = edition
    return MappingProxyType(out)


def edition(code: str) -> Edition:
    """Return one edition by its code (``pci-2022``) or by family and year (``PCI 2022``)."""
    key = code.strip().lower().replace(" ", "-")
    found = editions().get(key)
    if found is None:
        raise Invalid("indices.edition", f"Không có ấn bản “{code}”; các ấn bản có là {', '.join(editions())}.")
    return found


@dataclass(frozen=True)
class Caution:
    """One reason why two editions do not stand on one axis."""

    code: Literal["weights", "parts", "scaling", "units", "names", "unproved", "family"]
    text: str


def comparability(one: Edition, other: Edition) -> tuple[Caution, ...]:
    """Say why figures of two editions may not be compared directly; empty means they may."""
    first, last = sorted((one, other), key=lambda e: e.year)
    out: list[Caution] = []
    if first.family != last.family:
        return (Caution("family", f"{first.name} và {last.name} là hai chỉ số khác nhau, không so sánh được."),)
    gone = [p.name for p in first.parts if p.key not in last.keys]
    new = [p.name for p in last.parts if p.key not in first.keys]
    if gone or new:
        out.append(
            Caution(
                "parts",
                f"Số chỉ số thành phần đổi từ {len(first.parts)} ({first.year}) sang {len(last.parts)} ({last.year})"
                + (f"; bỏ {', '.join(gone)}" if gone else "")
                + (f"; thêm {', '.join(new)}" if new else "")
                + ".",
            )
        )
    if first.aggregation == "weighted":
        if not (first.has_weights and last.has_weights):
            which = first if not first.has_weights else last
            out.append(Caution("unproved", f"Chưa biết trọng số năm {which.year}."))
        elif any(abs(first.weight(k) - last.weight(k)) > WEIGHT_TOLERANCE for k in {*first.keys, *last.keys}):
            out.append(
                Caution(
                    "weights",
                    f"Trọng số năm {last.year} khác năm {first.year}: điểm tổng hợp không so trực tiếp được, "
                    "hãy tính lại cùng một bộ trọng số.",
                )
            )
        out.extend(
            Caution("unproved", f"Trọng số năm {e.year} chưa kiểm chứng được bằng số liệu đã công bố.")
            for e in (first, last)
            if e.standing == "borrowed"
        )
    if first.scaling != last.scaling:
        out.append(
            Caution(
                "scaling",
                f"Bộ chỉ tiêu và thang quy điểm được hiệu chỉnh giữa {first.year} và {last.year}: "
                "mức điểm thành phần không liền mạch.",
            )
        )
    if first.units != last.units:
        out.append(
            Caution(
                "units",
                f"Số đơn vị xếp hạng đổi từ {first.units} ({first.year}) sang {last.units} ({last.year}): "
                "thứ hạng không so được.",
            )
        )
    names = {p.key: p.name for p in first.parts}
    out.extend(
        Caution("names", f"“{names[p.key]}” ({first.year}) mang tên “{p.name}” ({last.year}).")
        for p in last.parts
        if p.key in names and names[p.key] != p.name
    )
    return tuple(out)


def breaks(family: str, *, since: int, until: int) -> tuple[tuple[int, tuple[Caution, ...]], ...]:
    """Return the years at which an axis must be broken, each with its reasons (changed names alone break nothing)."""
    row = [e for e in editions().values() if e.family == family.upper() and since <= e.year <= until]
    found = [
        (b.year, tuple(w for w in comparability(a, b) if w.code not in {"names", "unproved"})) for a, b in pairwise(row)
    ]
    return tuple((year, reasons) for year, reasons in found if reasons)
