"""The door: what other rooms may read of the indices; answers are plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from donghanh.work.indices import queries

__all__ = ["PublicScore", "public_scores"]


@dataclass(frozen=True)
class PublicScore:
    """One figure of one source: what anybody may read."""

    family: str
    year: int
    province: str
    part: str
    part_name: str
    value: float
    source: str
    source_name: str


def public_scores() -> Iterator[PublicScore]:
    """Give every figure in force, by family, year, province and part; sources that differ are all there."""
    twin = queries.twin()
    names = {
        (e.family, e.year, part.key): part.name
        for e in sorted(twin.editions.values(), key=lambda e: e.name)
        for part in e.parts
    }
    for family in sorted(twin.books):
        for (year, province, part), cell in sorted(twin.books[family].cells.items()):
            for figure in cell.figures:
                name = names.get((family, year, part), "")
                told = twin.sources.get(figure.source, figure.source)
                yield PublicScore(family, year, province, part, name, figure.value, figure.source, told)
