"""An index and the log that made it: change one argument, regenerate, compare.

A recipe says every choice; building follows it step by step and keeps what each step made. The log of a recipe is
plain data (JSON), so that a figure can be made again years later by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.composite.aggregate import How, roll_up
from donghanh.work.indices.engine.composite.normalise import (
    Goalposts,
    Keep,
    Method,
    MinMax,
    Ranking,
    ToReference,
    ToTarget,
    ZScore,
    normalise,
)
from donghanh.work.indices.engine.composite.structure import Structure
from donghanh.work.indices.engine.composite.treat import Change, Fill, Winsorise, fill, winsorise
from donghanh.work.indices.engine.tables import Floats, Ints, Table, ranks

_METHODS = {m.__name__: m for m in (MinMax, Goalposts, ZScore, Ranking, ToTarget, ToReference, Keep)}


@dataclass(frozen=True)
class Recipe:
    """Every choice in making an index; ``weights`` replaces weights by code, ``leave_out`` drops elements."""

    treat: Winsorise | None = None
    missing: Fill = "leave"
    normalise: Method = field(default_factory=MinMax)
    how: How | Mapping[int, How] = "arithmetic"
    weights: Mapping[str, float] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    least_present: float = 0.0

    def log(self) -> dict[str, Any]:
        """Return the recipe as plain data that JSON can hold."""
        return {
            "treat": None if self.treat is None else asdict(self.treat),
            "missing": self.missing,
            "normalise": {"method": type(self.normalise).__name__, **asdict(self.normalise)},
            "how": self.how if isinstance(self.how, str) else {str(k): v for k, v in self.how.items()},
            "weights": dict(self.weights),
            "leave_out": list(self.leave_out),
            "least_present": self.least_present,
        }


def recipe_from(log: Mapping[str, Any]) -> Recipe:
    """Return the recipe that a log tells, to replay it."""
    unknown = set(log) - {f.name for f in fields(Recipe)}
    given = dict(log.get("normalise", {"method": "MinMax"}))
    kind = _METHODS.get(str(given.pop("method", "")))
    if unknown or kind is None:
        raise Invalid(
            "indices.log", f"Không hiểu nhật ký dựng chỉ số: {', '.join(sorted(unknown)) or 'cách chuẩn hóa lạ'}."
        )
    for name in ("bounds", "posts"):
        if given.get(name):
            given[name] = {k: (float(v[0]), float(v[1])) for k, v in given[name].items()}
    how: Any = log.get("how", "arithmetic")
    return Recipe(
        treat=None if log.get("treat") is None else Winsorise(**log["treat"]),
        missing=log.get("missing", "leave"),
        normalise=kind(**given),
        how={int(k): v for k, v in how.items()} if isinstance(how, Mapping) else how,
        weights=dict(log.get("weights", {})),
        leave_out=tuple(log.get("leave_out", ())),
        least_present=float(log.get("least_present", 0.0)),
    )


@dataclass(frozen=True, eq=False)
class Build:
    """A made index: the tables of each step, what was changed on the way, and the results."""

    data: Table
    given: Structure
    recipe: Recipe
    structure: Structure
    treated: Table
    normalised: Table
    results: Table
    changes: tuple[Change, ...]

    @property
    def scores(self) -> Floats:
        """Return the index by unit."""
        return self.results.column(self.structure.top.code)

    @property
    def ranks(self) -> Ints:
        """Return the units' ranks, 1 for the best."""
        return ranks(self.scores, places=None)

    def coverage(self) -> dict[str, float]:
        """Return the share of indicators that each unit really has."""
        present = (~np.isnan(self.data.pick(parts=[e.code for e in self.structure.indicators]).values)).mean(axis=1)
        return dict(zip(self.data.units, present.tolist(), strict=True))

    def changed(self, **choices: Any) -> Build:
        """Regenerate with some choices of the recipe changed: ``build.changed(how="geometric")``."""
        return make(self.data, self.given, replace(self.recipe, **choices))


def make(data: Table, structure: Structure, recipe: Recipe | None = None) -> Build:
    """Make an index: treat outliers, fill gaps, normalise, add up level by level."""
    chosen = recipe or Recipe()
    tree = structure
    for code in chosen.leave_out:
        if code not in tree.by_code:
            raise Invalid("indices.part", f"Không có mã “{code}” để bỏ ra.")
        tree = tree.without(code)
    tree = tree.with_weights(chosen.weights)
    table = data.pick(parts=[e.code for e in tree.indicators])
    changes: tuple[Change, ...] = ()
    if chosen.treat is not None:
        table, changes = winsorise(table, chosen.treat)
    table, filled = fill(table, chosen.missing)
    normal = normalise(table, chosen.normalise, directions=tree.directions)
    results = roll_up(normal, tree, how=chosen.how, least_present=chosen.least_present)
    return Build(data, structure, chosen, tree, table, normal, results, (*changes, *filled))


@dataclass(frozen=True)
class Difference:
    """One unit in two versions of an index."""

    unit: str
    score_before: float
    score_after: float
    rank_before: int
    rank_after: int

    @property
    def places_won(self) -> int:
        """Return by how many places the unit stands better in the second version."""
        return self.rank_before - self.rank_after


def compare(before: Build, after: Build) -> tuple[Difference, ...]:
    """Set two versions side by side, the largest moves first; units in one version only are left out."""
    rows = []
    for unit in before.results.units:
        if unit in after.results.row_of:
            i, j = before.results.row_of[unit], after.results.row_of[unit]
            rows.append(
                Difference(
                    unit,
                    float(before.scores[i]),
                    float(after.scores[j]),
                    int(before.ranks[i]),
                    int(after.ranks[j]),
                )
            )
    return tuple(sorted(rows, key=lambda r: (-abs(r.places_won), r.unit)))


def importance(build: Build) -> dict[str, float]:
    """Return how strongly each part really moves the index: the squared correlation of its scores with the index."""
    out = {}
    for one in build.structure.elements:
        if one.parent is None:
            continue
        x, y = build.results.column(one.code), build.scores
        both = ~np.isnan(x) & ~np.isnan(y)
        flat = both.sum() < 3 or x[both].std() == 0 or y[both].std() == 0
        out[one.code] = 0.0 if flat else float(np.corrcoef(x[both], y[both])[0, 1] ** 2)
    return out
