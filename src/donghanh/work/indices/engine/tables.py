"""A table of figures with named rows and columns, and ranks: what every other part of the engine works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from donghanh.kit.errors import Invalid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Table:
    """Figures of units (rows: provinces, departments, countries) in parts (columns); a missing figure is NaN."""

    units: tuple[str, ...]
    parts: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        """Refuse tables whose names and figures do not fit, and make the figures unchangeable."""
        values = np.array(self.values, dtype=np.float64)
        if values.shape != (len(self.units), len(self.parts)):
            raise Invalid(
                "indices.shape",
                f"Bảng có {len(self.units)} hàng và {len(self.parts)} cột nhưng số liệu là {values.shape}; "
                "hãy kiểm tra lại tệp.",
            )
        for what, names in (("đơn vị", self.units), ("chỉ số", self.parts)):
            twice = sorted({n for n in names if names.count(n) > 1})
            if twice:
                raise Invalid(
                    "indices.twice", f"Có {what} ghi hai lần: {', '.join(twice)}; hãy giữ một dòng cho mỗi {what}."
                )
        if np.isinf(values).any():
            raise Invalid("indices.infinite", "Bảng có số vô hạn; hãy sửa ô đó thành số thường hoặc để trống.")
        values.setflags(write=False)
        object.__setattr__(self, "values", values)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Return each unit's row number."""
        return {unit: i for i, unit in enumerate(self.units)}

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Return each part's column number."""
        return {part: i for i, part in enumerate(self.parts)}

    def row(self, unit: str) -> dict[str, float]:
        """Return one unit's figures by part; an unknown unit is refused."""
        if unit not in self.row_of:
            raise Invalid("indices.unit", f"Không có số liệu của “{unit}” trong bảng này; hãy kiểm tra tên và năm.")
        return dict(zip(self.parts, self.values[self.row_of[unit]].tolist(), strict=True))

    def column(self, part: str) -> Floats:
        """Return one part's figures in the order of the units; an unknown part is refused."""
        if part not in self.column_of:
            raise Invalid("indices.part", f"Bảng này không có chỉ số “{part}”; các cột có là {', '.join(self.parts)}.")
        return self.values[:, self.column_of[part]]

    def pick(self, *, units: Sequence[str] | None = None, parts: Sequence[str] | None = None) -> Table:
        """Return the same figures for these units and parts, in this order."""
        rows = tuple(units) if units is not None else self.units
        columns = tuple(parts) if parts is not None else self.parts
        for unit in rows:
            self.row(unit)
        for part in columns:
            self.column(part)
        grid = np.ix_([self.row_of[u] for u in rows], [self.column_of[p] for p in columns])
        return Table(rows, columns, self.values[grid])

    def complete(self) -> Table:
        """Return only the units that have every figure."""
        full = np.asarray(~np.isnan(self.values).any(axis=1))
        return Table(tuple(u for u, ok in zip(self.units, full, strict=True) if ok), self.parts, self.values[full])

    def put(self, changes: Mapping[tuple[str, str], float]) -> Table:
        """Return a copy with some cells changed, as ``{(unit, part): value}``."""
        values = np.array(self.values)
        for (unit, part), value in changes.items():
            self.row(unit)
            self.column(part)
            values[self.row_of[unit], self.column_of[part]] = value
        return Table(self.units, self.parts, values)


def ranks(values: npt.ArrayLike, *, places: int | None = 2, axis: int = -1) -> Ints:
    """Return competition ranks, 1 for the highest: equal scores share a rank and the next place stays empty.

    Scores are compared as published, rounded to ``places`` decimals (None: as they are). NaN gets rank 0.
    """
    array = np.moveaxis(np.asarray(values, dtype=np.float64), axis, -1)
    if places is not None:
        array = round_half_up(array, places)
    known = np.where(np.isnan(array), -np.inf, array)
    order = np.argsort(-known, axis=-1, kind="stable")
    ordered = np.take_along_axis(known, order, axis=-1)
    place = np.broadcast_to(np.arange(1, known.shape[-1] + 1), known.shape).copy()
    place[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0  # an equal score takes the place of the one before
    result = np.empty(known.shape, dtype=np.int64)
    np.put_along_axis(result, order, np.maximum.accumulate(place, axis=-1), axis=-1)
    return np.asarray(np.moveaxis(np.where(np.isnan(array), 0, result), -1, axis), dtype=np.int64)


def round_half_up(values: npt.ArrayLike, places: int = 2) -> Floats:
    """Round as the publisher does, half upward, after removing the dust of binary arithmetic (67.875 gives 67.88)."""
    scale = 10.0**places
    scaled = np.round(np.asarray(values, dtype=np.float64) * scale, 6)
    return np.asarray(np.floor(np.abs(scaled) + 0.5) * np.sign(scaled) / scale, dtype=np.float64)
