"""Report regimes and their periods as Nghị định 09/2019 describes them: pure reading of data, pure dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from donghanh.kit.numbers import show_number

_ROMAN = ("I", "II", "III", "IV")
ONE = timedelta(days=1)
_SIGNS = {">=": ("từ ", " trở lên"), ">": ("trên ", ""), "<=": ("không quá ", ""), "<": ("dưới ", ""), "=": ("", "")}


@dataclass(frozen=True)
class Part:
    """One part of the outline: its code, heading and what is expected in it."""

    code: str
    heading: str
    hint: str


@dataclass(frozen=True)
class TableColumn:
    """One column of a regime's table: what may stand in it."""

    code: str
    title: str
    kind: str  # text | number | date
    required: bool
    width: int
    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    reason: bool = False  # this column holds the reason for a figure outside its bounds


@dataclass(frozen=True)
class TableForm:
    """One table of figures that a return carries."""

    code: str
    title: str
    columns: tuple[TableColumn, ...]

    def measure(self, column: TableColumn) -> str:
        """Return the code of the measure that adds up a column of numbers."""
        return f"reporting.{self.code}_{column.code}"

    @property
    def numbers(self) -> tuple[TableColumn, ...]:
        """Return the columns that hold numbers."""
        return tuple(c for c in self.columns if c.kind == "number")

    @property
    def reason(self) -> TableColumn | None:
        """Return the column in which a row says why a figure is outside its bounds, if the table has one."""
        return next((c for c in self.columns if c.reason), None)


@dataclass(frozen=True)
class FigureForm:
    """One target figure that agencies enter by hand until a source exists, with its bounds and the plan's aim."""

    code: str
    label: str
    unit: str
    formula: str
    numerator: str
    denominator: str
    basis: str
    owners: tuple[str, ...]
    operator: str
    target: Decimal
    low: Decimal
    high: Decimal
    source: str = ""  # the measure that counts it, where one exists: then nobody enters it

    @property
    def aim(self) -> str:
        """Say what the plan asks for in words: ``từ 75 % trở lên``."""
        before, after = _SIGNS[self.operator]
        return f"{before}{show_number(self.target)} {self.unit}{after}"


@dataclass(frozen=True)
class Slot:
    """One period of a regime: its span, the span of its figures, and the day its due date is named after."""

    name: str
    label: str
    starts_on: date
    ends_on: date
    data_from: date
    data_until: date
    named_on: date


@dataclass(frozen=True)
class Regime:
    """A report regime: who reports what to whom, how often, figures until when, due when."""

    code: str
    name: str
    basis: str
    plan: str
    duty: str
    place: str
    frequency: str  # quarter | year | once
    months: tuple[int, ...]
    since: date
    until: date | None
    who: tuple[str, ...]
    through: str
    to_whom: str
    sending: str
    due_kind: str  # before | end
    due_day: int
    inclusive: bool
    cutoff: str  # default | calendar | day
    outline: tuple[Part, ...]
    tables: tuple[TableForm, ...]
    figures: tuple[FigureForm, ...]
    verified: bool

    def slot(self, year: int, month: int) -> Slot:
        """Return the period that falls due in a month of a year."""
        starts, ends, name, label = self._span(year, month)
        named = date(year, month, self.due_day) if self.due_kind == "before" else ends
        since, until = self._figures(starts, ends, named)
        return Slot(name, label, starts, ends, since, until, named)

    def slots(self, since: date, until: date) -> Iterator[Slot]:
        """List the periods that begin by ``until`` and fall due from ``since`` on."""
        for year in range(max(since, self.since).year, until.year + 1):
            for month in self.months:
                slot = self.slot(year, month)
                ended = self.until is not None and slot.starts_on > self.until
                if not ended and slot.starts_on <= until and slot.named_on >= max(since, self.since):
                    yield slot

    def _span(self, year: int, month: int) -> tuple[date, date, str, str]:
        if self.frequency == "quarter":
            quarter = (month + 2) // 3
            first = date(year, quarter * 3 - 2, 1)
            return first, _month_end(year, quarter * 3), f"{year}-Q{quarter}", f"Quý {_ROMAN[quarter - 1]}/{year}"
        if self.frequency == "year":
            return date(year, 1, 1), date(year, 12, 31), str(year), f"Năm {year}"
        day = date(year, month, self.due_day)
        return max(self.since, date(year, 1, 1)), day, f"{year}-{month:02d}", f"Năm {year}"

    def _figures(self, starts: date, ends: date, named: date) -> tuple[date, date]:
        """Return from when to when figures count (default cut-offs: Nghị định 09/2019)."""
        if self.cutoff == "calendar":
            return starts, ends
        if self.cutoff == "day":
            return starts, named
        before = starts - ONE
        return date(before.year, before.month, 15), date(ends.year, ends.month, 14)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - ONE


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def read_figures(rows: list[Mapping[str, Any]]) -> dict[str, FigureForm]:
    """Read the target figures that are entered by hand."""
    return {
        row["code"]: FigureForm(
            code=row["code"],
            label=row["label"],
            unit=row["unit"],
            formula=row["formula"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            basis=row["basis"],
            owners=tuple(row.get("owner") or ()),
            operator=row["operator"],
            target=Decimal(row["target"]),
            low=Decimal(row["low"]),
            high=Decimal(row["high"]),
            source=row.get("source", ""),
        )
        for row in rows
    }


def read_regimes(data: Mapping[str, Any], figures: Mapping[str, FigureForm]) -> dict[str, Regime]:
    """Read every regime; a mistake in the data raises ``KeyError`` or ``ValueError`` when the house starts."""
    outlines = {
        name: tuple(Part(p["code"], p["heading"], p.get("hint", "")) for p in parts)
        for name, parts in data["outlines"].items()
    }
    tables = {code: _table(code, row) for code, row in data["tables"].items()}
    found = {}
    for row in data["regimes"]:
        due = row["due"]
        found[row["code"]] = Regime(
            code=row["code"],
            name=row["name"],
            basis=row["basis"],
            plan=row.get("plan", ""),
            duty=row.get("duty", ""),
            place=row.get("place", ""),
            frequency=row["frequency"],
            months=tuple(row["months"]),
            since=row["since"],
            until=row.get("until"),
            who=tuple(row["who"]),
            through=row.get("through", ""),
            to_whom=row["to_whom"],
            sending=row.get("sending", ""),
            due_kind=due["kind"],
            due_day=int(due.get("month_day", 0)),
            inclusive=bool(due.get("inclusive", False)),
            cutoff=row["cutoff"]["rule"],
            outline=outlines[row["outline"]],
            tables=tuple(tables[t] for t in row["tables"]),
            figures=tuple(figures[f] for f in row["figures"]),
            verified=bool(row.get("verified", False)),
        )
    return found


def _table(code: str, row: Mapping[str, Any]) -> TableForm:
    columns = tuple(
        TableColumn(
            code=c["code"],
            title=c["title"],
            kind=c["kind"],
            required=bool(c.get("required", False)),
            width=int(c.get("width", 1)),
            low=_decimal(c.get("low")),
            high=_decimal(c.get("high")),
            unit=c.get("unit", ""),
            reason=bool(c.get("reason", False)),
        )
        for c in row["columns"]
    )
    return TableForm(code, row["title"], columns)
