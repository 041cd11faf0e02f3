"""What a reader is shown of the figures: a province through the years, a part beside the whole country, a ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine import (
    COMPOSITE,
    RANK,
    Cell,
    Edition,
    Identification,
    Reproduction,
    Rescored,
    ScoreBook,
    Split,
    identify,
    ranks,
    regions,
    reproduce,
    rescore,
    round_half_up,
    split,
)
from donghanh.work.indices.queries.book import Twin, twin


@dataclass(frozen=True)
class Year:
    """One edition seen from one province: its figure, the middle half of the country, the best, how many are known."""

    edition: Edition
    own: float | None
    source: str
    disputed: bool
    suspect: bool
    median: float | None
    low: float | None
    high: float | None
    best: float | None
    best_of: str
    n: int
    rank: int | None
    rank_published: bool

    @property
    def year(self) -> int:
        """Return the year."""
        return self.edition.year

    @property
    def covered(self) -> bool:
        """Say whether enough provinces are known to speak of the country's middle."""
        return self.edition.units is not None and self.n >= 0.9 * self.edition.units

    @property
    def above_median(self) -> float | None:
        """Return how far the province stands above the middle of the country."""
        return None if self.own is None or self.median is None else self.own - self.median


def series(family: str, indicator: str, province: str, *, since: int = 0) -> tuple[Year, ...]:
    """Return an indicator's years, for a province against all others; years in which it did not exist are left out."""
    held = twin()
    book = held.books.get(family)
    if book is None:
        return ()
    found = []
    for edition in held.of(family):
        if edition.year < since or edition.year not in book.years:
            continue
        if indicator != COMPOSITE and indicator not in edition.keys:
            continue
        found.append(_year(book, edition, indicator, province))
    return tuple(found)


def _year(book: ScoreBook, edition: Edition, indicator: str, province: str) -> Year:
    table = book.table(edition.year, (indicator,))
    column = table.column(indicator)
    known = column[~np.isnan(column)]
    cell = book.cell(edition.year, province, indicator)
    whole = edition.units is not None and known.size >= 0.9 * edition.units
    low, median, high = (float(v) for v in np.percentile(known, [25, 50, 75])) if whole else (None, None, None)
    best = int(np.nanargmax(column)) if known.size else None
    rank, published = None, False
    if indicator == COMPOSITE:
        stated = book.cell(edition.year, province, RANK)
        if stated is not None:
            rank, published = int(stated.value), True
    if rank is None and cell is not None and edition.units == known.size:
        rank = int(ranks(column)[table.units.index(province)])
    return Year(
        edition,
        cell.value if cell else None,
        cell.source if cell else "",
        bool(cell and cell.disputed),
        bool(cell and cell.suspect),
        median,
        low,
        high,
        float(column[best]) if best is not None else None,
        table.units[best] if best is not None else "",
        int(known.size),
        rank,
        published,
    )


@dataclass(frozen=True)
class Ranked:
    """One province of a ranking: its figures, its rank among those known, its distance to the middle."""

    province: str
    region: str
    values: tuple[float | None, ...]
    rank: int | None
    own: bool = False

    @property
    def value(self) -> float | None:
        """Return the figure the ranking is by."""
        return self.values[0]


@dataclass(frozen=True)
class Ranking:
    """A year's provinces by one figure: how many are known of how many, and the middle."""

    edition: Edition
    indicator: str
    columns: tuple[str, ...]
    rows: tuple[Ranked, ...]
    known: int
    median: float | None

    @property
    def whole(self) -> bool:
        """Say whether every unit of the edition is known."""
        return self.edition.units is not None and self.known >= self.edition.units


def ranking(edition: Edition, indicator: str, *, region: str = "", province: str = "") -> Ranking:
    """Return the provinces of an edition by one figure, best first; unknown ones are left out, not put last."""
    held = twin()
    book = _book(held, edition)
    columns = (indicator, *(k for k in (COMPOSITE, *edition.keys) if k != indicator))
    table = book.table(edition.year, columns)
    lead = table.column(indicator)
    places = ranks(lead)
    stated = {u: book.cell(edition.year, u, RANK) for u in table.units} if indicator == COMPOSITE else {}
    rows = []
    for i, unit in enumerate(table.units):
        published = stated.get(unit)
        complete = edition.units == int(np.count_nonzero(~np.isnan(lead)))
        rank = int(published.value) if published else int(places[i]) if places[i] and complete else None
        if np.isnan(lead[i]) and rank is None:
            continue
        if region and held.regions.get(unit) != region:
            continue
        values = tuple(None if np.isnan(v) else float(v) for v in table.values[i])
        rows.append(Ranked(unit, held.regions.get(unit, ""), values, rank, unit == province))
    rows.sort(key=lambda r: (r.rank if r.rank is not None else 999, -(r.value or 0.0), r.province))
    known = lead[~np.isnan(lead)]
    middle = float(np.median(known)) if edition.units and known.size >= 0.9 * edition.units else None
    return Ranking(edition, indicator, columns, tuple(rows), int(known.size), middle)


def _book(held: Twin, edition: Edition) -> ScoreBook:
    book = held.books.get(edition.family)
    if book is None or edition.year not in book.years:
        raise Invalid("indices.year", f"Chưa có số liệu {edition.name}; hãy chọn ấn bản khác.")
    return book


def region_names() -> dict[str, str]:
    """Return the regions by code."""
    return {r.code: r.name for r in regions()}


def reproduction(edition: Edition) -> Reproduction | None:
    """Recompute an edition; nothing where it has no weights or no figures."""
    book = twin().books.get(edition.family)
    if book is None or edition.year not in book.years or not edition.has_weights:
        return None
    return reproduce(book, edition)


@lru_cache(maxsize=64)
def _pinned(stamp: str, code: str) -> Identification | None:  # noqa: ARG001 - the stamp is the key it is remembered by
    held = twin()
    one = held.editions[code]
    book = held.books.get(one.family)
    if book is None or one.year not in book.years or one.aggregation == "sum" or not one.has_weights:
        return None
    try:
        return identify(book, one)
    except Invalid:
        return None  # no row with all its parts: the page says that nothing can be checked


def pinned(edition: Edition) -> Identification | None:
    """Say how tightly the rows at hand fix an edition's weights; nothing where there is nothing to check."""
    return _pinned(twin().stamp, edition.code)


def taken_apart(province: str, before: Edition, after: Edition) -> Split:
    """Take a province's change between two editions apart; refused in one sentence where parts are missing."""
    if before.family != after.family:
        raise Invalid("indices.family", "Hai ấn bản phải thuộc cùng một bộ chỉ số.")
    first, last = sorted((before, after), key=lambda e: e.year)
    if first.year == last.year:
        raise Invalid("indices.same_year", "Hãy chọn hai năm khác nhau.", fields={"den": "Chọn năm khác."})
    return split(_book(twin(), first), province, before=first, after=last)


def scored_again(edition: Edition, under: Edition) -> Rescored:
    """Score a year under another edition's weights."""
    return rescore(_book(twin(), edition), year=edition.year, under=under, own=edition)


@dataclass(frozen=True)
class Beside:
    """One province in a year scored again, beside what was published."""

    province: str
    composite: float
    rank: int
    published: float | None
    rank_published: int | None

    @property
    def printed(self) -> float:
        """Return the composite with two decimals, rounded as a publisher does."""
        return float(round_half_up(self.composite))

    @property
    def places_won(self) -> int | None:
        """Return how many places better the other weights make it stand."""
        return None if self.rank_published is None else self.rank_published - self.rank


def beside_published(edition: Edition, found: Rescored) -> tuple[Beside, ...]:
    """Return the provinces of a year scored again, best first; ranks by published figures count the same provinces."""
    book = _book(twin(), edition)
    published = book.table(edition.year, (COMPOSITE,), units=found.units).column(COMPOSITE)
    counted = np.where(found.rank > 0, published, np.nan)
    before = ranks(counted)
    rows = [
        Beside(
            unit,
            float(round_half_up(found.composite[i], 4)),
            int(found.rank[i]),
            None if np.isnan(published[i]) else float(published[i]),
            int(before[i]) or None,
        )
        for i, unit in enumerate(found.units)
        if found.rank[i]
    ]
    return tuple(sorted(rows, key=lambda r: (r.rank, r.province)))


def doubtful(family: str = "") -> tuple[tuple[Edition, Cell], ...]:
    """Return every figure on which sources disagree or that looks wrong, newest first."""
    held = twin()
    by_year = {(e.family, e.year): e for e in held.editions.values()}
    cells = [
        (by_year[name, cell.year], cell)
        for name, book in held.books.items()
        if not family or name == family
        for cell in (*book.disputed(), *(c for c in book.suspect() if not c.disputed))
    ]
    return tuple(sorted(cells, key=lambda at: (-at[0].year, at[0].family, at[1].unit, at[1].indicator)))


def sources_of(edition: Edition) -> tuple[tuple[str, int], ...]:
    """Return where an edition's figures come from, and how many from each, most first."""
    held = twin()
    book = held.books.get(edition.family)
    counted = Counter(
        figure.source
        for (year, _, _), cell in (book.cells.items() if book else ())
        if year == edition.year
        for figure in cell.figures
    )
    return tuple((held.sources.get(code, code), n) for code, n in counted.most_common())


def span(years: Sequence[Year]) -> tuple[int, int]:
    """Return the first and last year of a series."""
    return (years[0].year, years[-1].year) if years else (0, 0)
