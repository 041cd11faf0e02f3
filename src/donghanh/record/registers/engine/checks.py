"""Checking rows one by one: the reading that explains itself, and the judge of the fast way (``columns.py``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from donghanh.kit.text import nfc, search_key
from donghanh.record.registers.engine import geo
from donghanh.record.registers.engine.books import Book
from donghanh.record.registers.engine.findings import NOTE, Finding
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.engine.values import Manner, Value, canonical, read

Row = dict[str, Value]


def row_key(schema: Schema, values: Mapping[str, Value]) -> str:
    """Return a row's key as one text; ``|`` joins the parts of a key of several columns."""
    parts = (canonical(values.get(name)) for name in schema.primary_key)
    return "|".join(p.replace("\\", "\\\\").replace("|", "\\|") for p in parts)


@dataclass(frozen=True)
class Head:
    """Which column of the sheet is which field: positions by field, and the mark that the file writes numbers with."""

    places: dict[str, int]
    row: int
    width: int
    decimal: str
    findings: tuple[Finding, ...] = ()


def _names(schema: Schema) -> tuple[dict[str, str], dict[str, str]]:
    exact = {f.name: f.name for f in schema.fields}
    folded: dict[str, str] = {}
    for f in schema.fields:
        for name in (f.name, f.title, f.label, f.title_en):
            if name:
                folded.setdefault(search_key(name), f.name)
    return exact, folded


def match_head(schema: Schema, cells: Sequence[Any]) -> list[str | None]:
    """Say which field each cell of a head names; ``None`` where none."""
    exact, folded = _names(schema)
    found: list[str | None] = []
    for cell in cells:
        text = nfc(str(cell if cell is not None else "").strip())
        found.append(exact.get(text) or folded.get(search_key(text.rstrip("*"))) if text else None)
    return found


def score(schema: Schema, cells: Sequence[Any]) -> int:
    """Count how many fields a line names."""
    return len({name for name in match_head(schema, cells) if name})


def read_head(schema: Schema, cells: Sequence[Any], row: int, *, letters: Any, machine: bool) -> Head:
    """Place the columns; say which are missing, unknown, or named twice."""
    found = match_head(schema, cells)
    places: dict[str, int] = {}
    findings = []
    for n, (cell, name) in enumerate(zip(cells, found, strict=True)):
        text = str(cell if cell is not None else "").strip()
        if name is None and text:
            findings.append(
                Finding(
                    row,
                    text[:60],
                    "column-unknown",
                    f"cột {letters(n)} “{text[:60]}” không có trong lược đồ; hãy bỏ cột hoặc sửa tên.",
                )
            )
        elif name is not None and name in places:
            findings.append(
                Finding(row, name, "column-twice", f"cột “{text[:60]}” được nêu hai lần; hãy bỏ bớt một cột.")
            )
        elif name is not None:
            places[name] = n
    for f in schema.fields:
        if f.name not in places and not (f.personal and not f.required):
            findings.append(
                Finding(row, f.name, "column-missing", f"thiếu cột “{f.title}”; hãy giữ đủ các cột của tệp tải về.")
            )
    # Names as the schema spells them come from programs, titles from people: that tells 1.234 from 1.234.
    named = machine and all(str(c).strip() in schema.by_name for c in cells if str(c or "").strip())
    return Head(places, row, len(cells), "." if named else ",", tuple(findings))


class Checker:
    """Checks rows against a schema, remembering keys and unique values over the whole file."""

    def __init__(
        self,
        schema: Schema,
        head: Head,
        books: Mapping[str, Book],
        *,
        others: Mapping[str, frozenset[tuple[str, ...]]] | None = None,
        remember: bool = True,
    ) -> None:
        self.schema, self.head = schema, head
        self.manner = Manner(head.decimal, books)
        self.others = others or {}
        self.remember = remember
        self.keys: dict[str, int] = {}
        self.unique: dict[str, dict[str, int]] = {
            f.name: {} for f in schema.fields if f.constraints.get("unique") and f.name in head.places
        }
        self._columns = [(f, head.places[f.name]) for f in schema.fields if f.name in head.places]
        self._absent = [f.name for f in schema.fields if f.name not in head.places]
        self._own: list[tuple[int, str, str, tuple[str, ...]]] = []
        self._seen_own: dict[tuple[str, ...], set[tuple[str, ...]]] = {
            key.reference: set() for key in schema.foreign_keys if not key.resource
        }

    def blank(self, cells: Sequence[Any]) -> bool:
        """Say whether a row holds nothing."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)

    def check(self, number: int, cells: Sequence[Any]) -> tuple[Row, list[Finding]]:
        """Read one row: its values, and what is wrong with or worth knowing of each cell."""
        findings: list[Finding] = []
        values: Row = dict.fromkeys(self._absent)
        width = len(cells)
        if width > self.head.width and any(str(c if c is not None else "").strip() for c in cells[self.head.width :]):
            findings.append(
                Finding(
                    number,
                    "",
                    "row-long",
                    f"dòng có {width} ô, nhiều hơn {self.head.width} cột; hãy kiểm tra dấu phân cách.",
                )
            )
        elif width < self.head.width:
            findings.append(
                Finding(
                    number,
                    "",
                    "row-short",
                    f"dòng chỉ có {width} ô, thiếu so với {self.head.width} cột; hãy kiểm tra dấu phân cách.",
                )
            )
        for field, place in self._columns:
            cell = cells[place] if place < width else None
            value, said = read(field, cell, self.manner, self.schema.missing)
            values[field.name] = value
            for code, message, level in said:
                findings.append(
                    Finding(number, field.name, code, message, str(cell if cell is not None else "")[:80], level)
                )
        findings.extend(self._empty_keys(number, values, {f.column for f in findings if f.level != NOTE}))
        findings.extend(self._place(number, values))
        if self.remember:
            findings.extend(self._repeats(number, values))
        findings.extend(self._references(number, values))
        return values, findings

    def _empty_keys(self, number: int, values: Row, told: set[str]) -> Iterator[Finding]:
        """A key cell may never be empty, whether or not its column says so; what is told once is not told twice."""
        for name in self.schema.primary_key:
            if values.get(name) is None and name in self.head.places and name not in told:
                yield Finding(number, name, "required", "là cột khóa nên không được để trống.")

    def _place(self, number: int, values: Row) -> Iterator[Finding]:
        """Longitude and latitude are judged together: only so can swapped ones be told from distant ones."""
        if not (self.schema.lon and self.schema.lat):
            return
        lon, lat = values.get(self.schema.lon), values.get(self.schema.lat)
        if lon is None and lat is None:
            return
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            if (lon is None) != (lat is None):
                yield Finding(
                    number,
                    self.schema.lon if lon is None else self.schema.lat,
                    "geometry",
                    "cần đủ cả kinh độ và vĩ độ, hoặc để trống cả hai.",
                )
            return
        wrong = geo.complaint(float(lon), float(lat), geo.province())
        if wrong:
            yield Finding(number, self.schema.lon, wrong[0], wrong[1], f"{canonical(lon)}; {canonical(lat)}")

    def _repeats(self, number: int, values: Row) -> Iterator[Finding]:
        yield from self._key_repeats(number, values)
        for name, seen in self.unique.items():
            value = values.get(name)
            if value is None:
                continue
            first = seen.setdefault(canonical(value), number)
            if first != number:
                yield repeated(number, name, first, canonical(value))

    def _key_repeats(self, number: int, values: Row) -> Iterator[Finding]:
        if any(values.get(n) is None for n in self.schema.primary_key):
            return
        key = row_key(self.schema, values)
        first = self.keys.setdefault(key, number)
        if first != number:
            yield key_repeated(self.schema, number, first, key)

    def _references(self, number: int, values: Row) -> Iterator[Finding]:
        for wanted, seen in self._seen_own.items():
            seen.add(tuple(canonical(values.get(n)) for n in wanted))
        for key in self.schema.foreign_keys:
            parts = tuple(canonical(values.get(n)) for n in key.fields)
            if not any(parts):
                continue
            if not key.resource:
                self._own.append((number, key.fields[0], " | ".join(parts), parts))
                continue
            known = self.others.get(key.resource)
            if known is not None and parts not in known:
                yield Finding(
                    number,
                    key.fields[0],
                    "reference",
                    f"“{' | '.join(parts)[:40]}” không có trong danh mục {key.resource}.",
                    parts[0][:80],
                )

    def last(self) -> Iterator[Finding]:
        """Say, once every row was seen, which references to this list itself lead nowhere."""
        for key in self.schema.foreign_keys:
            if key.resource:
                continue
            seen = self._seen_own[key.reference]
            for number, column, told, parts in self._own:
                if column == key.fields[0] and parts not in seen:
                    yield Finding(
                        number,
                        column,
                        "reference",
                        f"“{told[:40]}” không có dòng nào trong chính bảng này.",
                        parts[0][:80],
                    )


def key_repeated(schema: Schema, number: int, first: int, key: str) -> Finding:
    """Say that a key stands twice."""
    names = ", ".join(schema.by_name[n].title for n in schema.primary_key)
    return Finding(
        number,
        schema.primary_key[0],
        "key-duplicate",
        f"trùng khóa ({names}) với dòng {first}; mỗi khóa chỉ được một dòng.",
        key[:80],
    )


def repeated(number: int, name: str, first: int, value: str) -> Finding:
    """Say that a unique value stands twice."""
    return Finding(number, name, "unique", f"trùng với dòng {first}; cột này không được lặp.", value[:80])
