"""Published scores: every figure with its source; of several sources all are kept, one is used, saying why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from donghanh.kit.data import read_csv, read_yaml
from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.provinces import province
from donghanh.work.indices.engine.tables import Table

COMPOSITE = "composite"
RANK = "rank"


@dataclass(frozen=True)
class Figure:
    """One figure as one source gives it."""

    value: float
    source: str


@dataclass(frozen=True)
class Cell:
    """What is known of one figure: all sources, the one used, and whether they disagree."""

    year: int
    unit: str
    indicator: str
    figures: tuple[Figure, ...]
    why: str = ""
    suspect: bool = False

    @property
    def value(self) -> float:
        """Return the figure that is used: the first."""
        return self.figures[0].value

    @property
    def source(self) -> str:
        """Return the source of the figure that is used."""
        return self.figures[0].source

    @property
    def disputed(self) -> bool:
        """Say whether sources give different figures."""
        return len({f.value for f in self.figures}) > 1


@dataclass(frozen=True)
class ScoreBook:
    """All scores of one index, by year, unit and indicator."""

    family: str
    cells: Mapping[tuple[int, str, str], Cell]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the years with any figure."""
        return tuple(sorted({year for year, _, _ in self.cells}))

    @cached_property
    def _units(self) -> dict[int, tuple[str, ...]]:
        out: dict[int, dict[str, None]] = {}
        for year, unit, _ in self.cells:
            out.setdefault(year, {})[unit] = None
        return {year: tuple(sorted(units)) for year, units in out.items()}

    def units(self, year: int) -> tuple[str, ...]:
        """Return the units with any figure in a year."""
        if year not in self._units:
            raise Invalid(
                "indices.year",
                f"Chưa có số liệu {self.family} năm {year}; các năm có là {self.years[0]}–{self.years[-1]}.",
            )
        return self._units[year]

    def cell(self, year: int, unit: str, indicator: str) -> Cell | None:
        """Return what is known of one figure, or None."""
        return self.cells.get((year, unit, indicator))

    def value(self, year: int, unit: str, indicator: str) -> float:
        """Return the figure that is used, NaN when none is known."""
        cell = self.cells.get((year, unit, indicator))
        return cell.value if cell else float("nan")

    def table(self, year: int, indicators: Sequence[str], *, units: Sequence[str] | None = None) -> Table:
        """Return one year's figures as a table; what is not known is NaN."""
        rows = tuple(units) if units is not None else self.units(year)
        wanted = (year, tuple(indicators), rows)
        if wanted not in self._tables:
            self._tables[wanted] = self._table(year, wanted[1], rows)
        return self._tables[wanted]

    @cached_property
    def _tables(self) -> dict[tuple[int, tuple[str, ...], tuple[str, ...]], Table]:
        return {}

    def _table(self, year: int, indicators: tuple[str, ...], rows: tuple[str, ...]) -> Table:
        values = [[self.value(year, unit, key) for key in indicators] for unit in rows]
        return Table(rows, indicators, np.array(values, dtype=np.float64).reshape(len(rows), len(indicators)))

    def disputed(self) -> tuple[Cell, ...]:
        """Return every figure on which sources disagree."""
        return tuple(c for c in self.cells.values() if c.disputed)

    def suspect(self) -> tuple[Cell, ...]:
        """Return every figure that looks wrong although only one source is known."""
        return tuple(c for c in self.cells.values() if c.suspect)

    def adding(self, rows: Iterable[tuple[int, str, str, float, str]]) -> ScoreBook:
        """Return a book with more figures, as a province enters its own booklet; what was known stays beside them."""
        return book(self.family, [*_rows_of(self), *rows])


def _rows_of(one: ScoreBook) -> list[tuple[int, str, str, float, str]]:
    return [(c.year, c.unit, c.indicator, f.value, f.source) for c in one.cells.values() for f in c.figures]


@lru_cache(maxsize=1)
def _choices() -> dict[tuple[str, int, str, str], dict[str, object]]:
    return {(r["family"], r["year"], r["province"], r["indicator"]): r for r in read_yaml("indices", "disputes.yaml")}


def book(family: str, rows: Iterable[tuple[int, str, str, float, str]]) -> ScoreBook:
    """Return the scores of an index from rows (year, unit, indicator, value, source).

    The same figure twice from one source is one figure; two different figures from one source are refused. Of several
    sources the one named in ``disputes.yaml`` is used, else the first written.
    """
    found: dict[tuple[int, str, str], dict[str, float]] = {}
    for year, unit, indicator, value, source in rows:
        have = found.setdefault((year, unit, indicator), {})
        if have.setdefault(source, value) != value:
            raise Invalid(
                "indices.disagree",
                f"Nguồn {source} ghi hai số khác nhau ({have[source]} và {value}) cho {unit}, {indicator}, "
                f"năm {year}; hãy giữ một số.",
            )
    cells = {}
    for (year, unit, indicator), have in found.items():
        choice = _choices().get((family, year, unit, indicator), {})
        first = choice.get("first")
        order = [s for s in have if s == first] + [s for s in have if s != first]
        cells[year, unit, indicator] = Cell(
            year,
            unit,
            indicator,
            tuple(Figure(have[s], s) for s in order),
            str(choice.get("why", "")) or ("dùng số ghi trước" if len(set(have.values())) > 1 else ""),
            bool(choice.get("suspect", False)),
        )
    return ScoreBook(family, cells)


@lru_cache(maxsize=2)
def scores(family: str) -> ScoreBook:
    """Return the published scores of ``PCI`` or ``PGI`` from the reviewed data."""
    name = family.upper()
    if name not in {"PCI", "PGI"}:
        raise Invalid("indices.family", f"Chưa có điểm công bố của chỉ số “{family}”; hiện có PCI và PGI.")
    rows = read_csv("indices", f"{name.lower()}_scores.csv")
    names = {n: province(n).name for n in {r["province"] for r in rows}}
    return book(
        name, ((int(r["year"]), names[r["province"]], r["indicator"], float(r["value"]), r["source"]) for r in rows)
    )


@lru_cache(maxsize=1)
def sources() -> dict[str, str]:
    """Return what each source code stands for."""
    return {r["source"]: r["what"] for r in read_csv("indices", "sources.csv")}
