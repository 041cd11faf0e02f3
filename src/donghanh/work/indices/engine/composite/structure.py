"""What an index is made of: indicators under aggregates under one index, with directions and weights at every level.

Read from the two tables that makers of composite indicators already have:
META  Level, iCode, iName, Direction, Weight, Unit, Target, Denominator, Parent, Type  (other columns are ignored)
DATA  uName, uCode, optional groups and denominators, one column for each indicator; missing values allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.composite.reading import MISSING, Figures, figures_of
from donghanh.work.indices.engine.tables import Floats, Table

_COLUMNS_ONLY = {"group", "denominator", "target", "other"}
_KINDS = {"indicator", "aggregate"} | _COLUMNS_ONLY


@dataclass(frozen=True)
class Element:
    """One indicator or aggregate: its level (1 is lowest), what it belongs to, its weight there and its direction."""

    code: str
    name: str
    level: int
    parent: str | None
    weight: float = 1.0
    direction: int = 1
    unit: str = ""
    target: float | None = None
    denominator: str | None = None


@dataclass(frozen=True)
class Structure:
    """The tree of an index. Weights are relative within one parent; they need not add up to one."""

    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        """Refuse trees that do not hold together."""
        codes = [e.code for e in self.elements]
        for code in codes:
            if codes.count(code) > 1:
                raise Invalid(
                    "indices.meta_twice", f"Mã “{code}” khai báo hai lần trong tệp META; mỗi mã chỉ một dòng."
                )
        for one in self.elements:
            if one.parent is not None and one.parent not in self.by_code:
                raise Invalid("indices.meta_parent", f"“{one.code}” thuộc “{one.parent}” nhưng META không có mã đó.")
            if one.parent is not None and one.parent == one.code:
                raise Invalid("indices.meta_level", f"“{one.code}” không thể thuộc chính nó.")
            if one.parent is not None and self.by_code[one.parent].level <= one.level:
                raise Invalid("indices.meta_level", f"“{one.parent}” phải ở cấp cao hơn “{one.code}” mà nó chứa.")
            if not one.weight >= 0:
                raise Invalid("indices.meta_weight", f"Trọng số của “{one.code}” phải là số không âm.")
        tops = [e.code for e in self.elements if e.parent is None]
        if len(tops) != 1:
            raise Invalid(
                "indices.meta_top", f"META phải có đúng một chỉ số cao nhất (không có Parent); hiện có {len(tops)}."
            )
        for one in self.aggregates:
            if sum(c.weight for c in self.children(one.code)) <= 0:
                raise Invalid("indices.meta_empty", f"“{one.code}” không có phần nào mang trọng số lớn hơn 0.")

    @cached_property
    def by_code(self) -> dict[str, Element]:
        """Return the elements by code."""
        return {e.code: e for e in self.elements}

    @cached_property
    def _parents(self) -> frozenset[str]:
        return frozenset(e.parent for e in self.elements if e.parent is not None)

    @cached_property
    def indicators(self) -> tuple[Element, ...]:
        """Return what is measured: the elements that hold nothing else."""
        return tuple(e for e in self.elements if e.code not in self._parents)

    @cached_property
    def aggregates(self) -> tuple[Element, ...]:
        """Return what is computed, lowest level first: the order of computing."""
        return tuple(sorted((e for e in self.elements if e.code in self._parents), key=lambda e: e.level))

    @property
    def top(self) -> Element:
        """Return the index itself."""
        return next(e for e in self.elements if e.parent is None)

    def children(self, code: str) -> tuple[Element, ...]:
        """Return the parts of an aggregate."""
        return tuple(e for e in self.elements if e.parent == code)

    @cached_property
    def directions(self) -> Floats:
        """Return the directions of the indicators: 1 more is better, -1 less is better."""
        return np.array([e.direction for e in self.indicators], dtype=np.float64)

    @cached_property
    def weights(self) -> dict[str, float]:
        """Return every weight as given."""
        return {e.code: e.weight for e in self.elements}

    def with_weights(self, weights: Mapping[str, float]) -> Structure:
        """Return the same tree with some weights changed."""
        unknown = sorted(set(weights) - set(self.by_code))
        if unknown:
            raise Invalid("indices.weight_unknown", f"Không có mã {', '.join(unknown)} để gán trọng số.")
        return Structure(tuple(replace(e, weight=weights.get(e.code, e.weight)) for e in self.elements))

    def shares(self) -> dict[str, float]:
        """Return each element's share within its parent: what the given weights come to when they add up to one."""
        out: dict[str, float] = {}
        for one in self.aggregates:
            parts = self.children(one.code)
            total = sum(p.weight for p in parts)
            out |= {p.code: p.weight / total for p in parts}
        return out

    def unsummed(self) -> tuple[str, ...]:
        """Return the aggregates whose weights differ and do not add up to one, so that a reader is told."""
        return tuple(
            one.code
            for one in self.aggregates
            if len({c.weight for c in self.children(one.code)}) > 1
            and abs(sum(c.weight for c in self.children(one.code)) - 1) > 1e-9
        )

    def without(self, code: str) -> Structure:
        """Return the tree without an element and all it holds, to see what it contributed."""
        gone = {code}
        while more := {e.code for e in self.elements if e.parent in gone} - gone:
            gone |= more
        return Structure(tuple(e for e in self.elements if e.code not in gone))

    def effective_weights(self) -> dict[str, float]:
        """Return each element's share of the index: its share within its parent times its parent's, top = 1."""
        out = {self.top.code: 1.0}
        for one in reversed(self.aggregates):
            parts = self.children(one.code)
            total = sum(p.weight for p in parts)
            out |= {p.code: out[one.code] * p.weight / total for p in parts}
        return out


def read_structure(rows: Sequence[Mapping[str, str]]) -> Structure:
    """Read the META table; rows of Type Group, Denominator, Target or Other describe columns of DATA, not elements.

    An element without Type is an indicator where nothing names it as Parent. A file without the column Weight gives
    equal weights, one without Direction takes more as better; an empty cell in a column that is there is refused.
    """
    if not rows:
        raise Invalid("indices.meta_none", "Tệp META không có dòng nào.")
    lacking = {"iCode", "Level", "Parent"} - set(rows[0])
    if lacking:
        raise Invalid("indices.meta_columns", f"Tệp META thiếu cột {', '.join(sorted(lacking))}.")
    figures = figures_of(rows, ("Level", "Direction", "Weight", "Target"), what="META")
    named = {(row.get("Parent") or "").strip() for row in rows}
    out, kinds = [], {}
    for number, row in enumerate(rows, start=2):
        kind = (row.get("Type") or "").strip().lower()
        code = (row.get("iCode") or "").strip()
        if kind and kind not in _KINDS:
            raise Invalid(
                "indices.meta_type",
                f"Dòng {number} của META: loại “{kind}” lạ; chỉ nhận Indicator, Aggregate, Group, Denominator, Target, "
                "Other.",
            )
        if kind in _COLUMNS_ONLY:
            continue
        if not code:
            raise Invalid("indices.meta_code", f"Dòng {number} của META không có iCode.")
        kinds[code] = kind
        out.append(_element(row, number, code, figures))
    if not out:
        raise Invalid("indices.meta_none", "Tệp META không có chỉ tiêu nào.")
    made = Structure(tuple(out))
    for code, kind in kinds.items():
        if kind == "indicator" and code in named:
            raise Invalid("indices.meta_kind", f"“{code}” khai là Indicator nhưng có mã khác nhận làm Parent.")
        if kind == "aggregate" and code not in named:
            raise Invalid("indices.meta_kind", f"“{code}” khai là Aggregate nhưng không có mã nào thuộc nó.")
    return made


def _element(row: Mapping[str, str], number: int, code: str, figures: Figures) -> Element:
    where = f"dòng {number} của META"
    direction = figures.read(row.get("Direction"), f"cột Direction, {where}")
    level = figures.read(row.get("Level"), f"cột Level, {where}")
    weight = figures.read(row.get("Weight"), f"cột Weight, {where}")
    parent = _word(row.get("Parent"))
    if direction not in {None, 1.0, -1.0} or level is None or level != int(level):
        raise Invalid(
            "indices.meta_value", f"Dòng {number} của META: Direction phải là 1 hoặc -1 và phải có Level là số nguyên."
        )
    if "Direction" in row and direction is None:
        raise Invalid("indices.meta_value", f"Dòng {number} của META ({code}) để trống Direction; hãy ghi 1 hoặc -1.")
    if "Weight" in row and weight is None and parent is not None:
        raise Invalid(
            "indices.meta_weight",
            f"Dòng {number} của META ({code}) để trống Weight; hãy ghi trọng số hoặc bỏ cả cột để tính đều nhau.",
        )
    return Element(
        code,
        (row.get("iName") or code).strip(),
        int(level),
        parent,
        1.0 if weight is None else weight,
        int(direction or 1),
        (row.get("Unit") or "").strip(),
        figures.read(row.get("Target"), f"cột Target, {where}"),
        _word(row.get("Denominator")),
    )


def _word(text: str | None) -> str | None:
    return None if text is None or text.strip().lower() in MISSING else text.strip()


def read_data(rows: Sequence[Mapping[str, str]], structure: Structure, *, denominate: bool = True) -> Table:
    """Read the DATA table into units by indicators; indicators with a denominator are divided by that column."""
    if not rows:
        raise Invalid("indices.data_none", "Tệp DATA không có dòng nào.")
    wanted = [e.code for e in structure.indicators]
    below = sorted({e.denominator for e in structure.indicators if e.denominator and denominate})
    lacking = [c for c in ("uCode", *wanted) if c not in rows[0]]
    if lacking:
        raise Invalid("indices.data_columns", f"Tệp DATA thiếu cột {', '.join(lacking)}.")
    for one in structure.indicators:
        if denominate and one.denominator and one.denominator not in rows[0]:
            raise Invalid("indices.denominator", f"DATA không có cột mẫu số “{one.denominator}” của {one.code}.")
    if len({row["Time"] for row in rows if "Time" in row}) > 1:
        raise Invalid("indices.data_time", "DATA có nhiều kỳ (cột Time); hãy tách mỗi kỳ thành một tệp.")
    figures = figures_of(rows, [*wanted, *below], what="DATA")
    values = np.full((len(rows), len(wanted)), np.nan)
    for i, row in enumerate(rows):
        if not row["uCode"].strip():
            raise Invalid("indices.data_code", f"Dòng {i + 2} của DATA không có uCode.")
        for j, one in enumerate(structure.indicators):
            value = figures.read(row[one.code], f"cột {one.code}, dòng {i + 2} của DATA")
            if value is not None and one.denominator and denominate:
                value = _divided(value, row, one.denominator, i + 2, figures)
            values[i, j] = np.nan if value is None else value
    return Table(tuple(row["uCode"].strip() for row in rows), tuple(wanted), values)


def _divided(value: float, row: Mapping[str, str], by: str, number: int, figures: Figures) -> float | None:
    below = figures.read(row[by], f"cột {by}, dòng {number} của DATA")
    if below == 0:
        raise Invalid("indices.denominator", f"Mẫu số {by} ở dòng {number} của DATA bằng 0.")
    return None if below is None else value / below
