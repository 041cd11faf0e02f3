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
from donghanh.work.indices.engine.tables import Floats, Table

_MISSING = {"", "na", "nan", "n/a", "null", ".", "-"}
_KINDS = {"indicator", "aggregate", "group", "denominator"}


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
    """Read the META table; rows of Type Group or Denominator describe columns of DATA and are no elements."""
    if not rows:
        raise Invalid("indices.meta_none", "Tệp META không có dòng nào.")
    lacking = {"iCode", "Level"} - set(rows[0])
    if lacking:
        raise Invalid("indices.meta_columns", f"Tệp META thiếu cột {', '.join(sorted(lacking))}.")
    out = []
    for number, row in enumerate(rows, start=2):
        kind = (row.get("Type") or "Indicator").strip().lower()
        if kind not in _KINDS:
            raise Invalid(
                "indices.meta_type", f"Dòng {number} của META: loại “{kind}” lạ; chỉ nhận Indicator, Aggregate."
            )
        if kind in {"group", "denominator"}:
            continue
        where = f"dòng {number} của META"
        direction = _number(row.get("Direction"), f"cột Direction, {where}")
        level = _number(row.get("Level"), f"cột Level, {where}")
        weight = _number(row.get("Weight"), f"cột Weight, {where}")
        if direction not in {None, 1.0, -1.0} or level is None:
            raise Invalid(
                "indices.meta_value", f"Dòng {number} của META: Direction phải là 1 hoặc -1 và phải có Level."
            )
        out.append(
            Element(
                row["iCode"].strip(),
                (row.get("iName") or row["iCode"]).strip(),
                int(level),
                _word(row.get("Parent")),
                1.0 if weight is None else weight,
                int(direction or 1),
                (row.get("Unit") or "").strip(),
                _number(row.get("Target"), f"cột Target, {where}"),
                _word(row.get("Denominator")),
            )
        )
    return Structure(tuple(out))


def _word(text: str | None) -> str | None:
    return None if text is None or text.strip().lower() in _MISSING else text.strip()


def _number(text: str | None, where: str) -> float | None:
    if text is None or text.strip().lower() in _MISSING:
        return None
    try:
        value = float(text)
    except ValueError:
        hint = "; hãy dùng dấu chấm thập phân" if "," in text else ""
        raise Invalid("indices.not_a_number", f"“{text}” ở {where} không phải là số{hint}.") from None
    if not np.isfinite(value):
        raise Invalid("indices.not_a_number", f"“{text}” ở {where} không phải là số hữu hạn.")
    return value


def read_data(rows: Sequence[Mapping[str, str]], structure: Structure) -> Table:
    """Read the DATA table into units by indicators; indicators with a denominator are divided by that column."""
    if not rows:
        raise Invalid("indices.data_none", "Tệp DATA không có dòng nào.")
    lacking = [e.code for e in structure.indicators if e.code not in rows[0]]
    if "uCode" not in rows[0] or lacking:
        missing = ", ".join([*(["uCode"] if "uCode" not in rows[0] else []), *lacking])
        raise Invalid("indices.data_columns", f"Tệp DATA thiếu cột {missing}.")
    codes = tuple(row["uCode"].strip() for row in rows)
    values = np.full((len(rows), len(structure.indicators)), np.nan)
    for i, row in enumerate(rows):
        for j, one in enumerate(structure.indicators):
            value = _number(row[one.code], f"cột {one.code}, dòng {i + 2} của DATA")
            if value is not None and one.denominator:
                if one.denominator not in row:
                    raise Invalid(
                        "indices.denominator", f"DATA không có cột mẫu số “{one.denominator}” của {one.code}."
                    )
                below = _number(row[one.denominator], f"cột {one.denominator}, dòng {i + 2} của DATA")
                if below == 0:
                    raise Invalid("indices.denominator", f"Mẫu số {one.denominator} ở dòng {i + 2} của DATA bằng 0.")
                value = None if below is None else value / below
            values[i, j] = np.nan if value is None else value
    return Table(codes, tuple(e.code for e in structure.indicators), values)
