"""The index engine: pure arithmetic on editions, scores and composite indices; no database, no Django.

For notebooks and for the room's own services: ``from donghanh.work.indices import engine``. Formulas, sources and a
worked example: ``docs/indices.md``. Everything takes and returns frozen dataclasses, numpy arrays and plain figures;
random draws take a seed; what cannot be done is refused with ``kit.errors.Invalid`` and one Vietnamese sentence.

Editions and scores
    edition(code) -> Edition                      "pci-2022"; parts, names in force, weights, what is not known
    editions() -> {code: Edition}                 PCI 2005-2025, PGI 2022-2024, DDCI examples
    comparability(one, other) -> (Caution, …)     why two editions do not stand on one axis
    breaks(family, since=, until=)                the years at which an axis must be broken
    scores(family) -> ScoreBook                   every published figure with its sources; .table(year, parts) -> Table
    book(family, rows) -> ScoreBook               the same from rows (year, unit, indicator, value, source)
    province(name), living(on), successor(name, on=), regions()

What was published, and what it means
    reproduce(book, edition) -> Reproduction      row by row: computed, published, difference, verdict
    rank_check(book, edition) -> RankCheck        ranks by computed and by published composites, ties named
    identify(book, edition, …) -> Identification  how tightly the rows at hand fix the weights
    weight_ranges(book, edition) -> {part: (low, high)}     each weight's range without any grid
    composite_range(book, edition, scores)        what these scores could amount to under all of them
    rescore(book, year=, under=, own=) -> Rescored;   composites(table, edition) -> figures
    split(book, unit, before=, after=) -> Split   real and method, both orders, Shapley average, by part

Outlook and odds
    history(family, first=, last=) -> History     yearly changes: national shifts and residuals
    odds(past, part, gain) -> Odds                how many province-years gained as much
    set_odds(past, gains, under) -> SetOdds       all gains at once; the composite gain they amount to
    field(book, edition, unit, base=) -> Field    where the others stand
    outlook(field, past, set_scores=, draws=, seed=, level=, national=) -> Outlook
    targets(field, past, wanted) -> (TargetOutlook, …)      worth(field, gain=) -> (Step, …)
    cheapest(field, past, composite=, …) -> Advice          needed_composite(field, past, rank=, probability=)
    evaluate(field, past, gains, costs=) -> Mix             what a plan's own mix yields
    frontier(field, past, least_share=, costs=, fixed=) -> Frontier     the least effort for every composite
    what_if(book, unit, year=, changes=), widened(part, code, year=, value=, extreme=)   indicators, 2013-2016
    brier(chance, happened), crps(draws, truth), coverage(intervals, truths), reckon(chances, happened)
    backtest(past, under) -> Honesty              were past outlooks honest?

Any composite index
    rows_of(content, what="META") -> rows         a CSV file as its makers save it
    read_structure(meta_rows) -> Structure        read_data(data_rows, structure) -> Table
    make(data, structure, Recipe(…)) -> Build     build.changed(how=…) regenerates; recipe.log(), recipe_from(log)
    compare(before, after), importance(build), structure.effective_weights()
    uncertainty(build, Doubt(…), draws=, seed=) -> Uncertainty          rank ranges
    sobol(function, bounds, n=, seed=), weight_sensitivity(build, Doubt(…), unit=, n=)
"""

from __future__ import annotations

from donghanh.work.indices.engine.backtest import Honesty, backtest
from donghanh.work.indices.engine.composite.aggregate import mean, roll_up, roll_up_draws
from donghanh.work.indices.engine.composite.build import (
    Build,
    Difference,
    Recipe,
    compare,
    importance,
    make,
    recipe_from,
)
from donghanh.work.indices.engine.composite.normalise import (
    Goalposts,
    Keep,
    MinMax,
    Ranking,
    ToReference,
    ToTarget,
    ZScore,
    method_from,
    normalise,
    percentile_places,
    pooled_bounds,
)
from donghanh.work.indices.engine.composite.reading import rows_of
from donghanh.work.indices.engine.composite.sobol import Sensitivity, sobol, weight_sensitivity
from donghanh.work.indices.engine.composite.structure import Element, Structure, read_data, read_structure
from donghanh.work.indices.engine.composite.treat import Winsorise, fill, winsorise
from donghanh.work.indices.engine.composite.uncertainty import Doubt, RankRange, Uncertainty, uncertainty
from donghanh.work.indices.engine.editions import (
    Caution,
    Edition,
    SubIndex,
    Tier,
    breaks,
    check_weights,
    comparability,
    edition,
    editions,
)
from donghanh.work.indices.engine.forecasts import Reckoning, brier, coverage, crps, reckon
from donghanh.work.indices.engine.history import (
    History,
    Movement,
    Odds,
    SetOdds,
    history,
    history_of,
    movement,
    odds,
    set_odds,
)
from donghanh.work.indices.engine.identify import Identification, composite_range, identify, weight_ranges
from donghanh.work.indices.engine.indicators import (
    Effect,
    Indicator,
    Widening,
    indicator,
    indicators,
    pooled_range,
    what_if,
    widened,
    worth_of,
)
from donghanh.work.indices.engine.mix import (
    Advice,
    Frontier,
    Gain,
    Mix,
    cheapest,
    evaluate,
    frontier,
    needed_composite,
)
from donghanh.work.indices.engine.outlook import (
    Draws,
    Field,
    Outlook,
    Step,
    TargetOutlook,
    draw,
    field,
    outlook,
    targets,
    worth,
)
from donghanh.work.indices.engine.provinces import (
    Province,
    Region,
    living,
    members,
    province,
    provinces,
    regions,
    successor,
)
from donghanh.work.indices.engine.reproduce import RankCheck, Reproduction, Row, rank_check, reproduce
from donghanh.work.indices.engine.rescore import PartSplit, Rescored, Split, composites, rescore, split
from donghanh.work.indices.engine.scores import COMPOSITE, RANK, Cell, Figure, ScoreBook, book, scores, sources
from donghanh.work.indices.engine.tables import Table, ranks, round_half_up

__all__ = [
    "COMPOSITE",
    "RANK",
    "Advice",
    "Build",
    "Caution",
    "Cell",
    "Difference",
    "Doubt",
    "Draws",
    "Edition",
    "Effect",
    "Element",
    "Field",
    "Figure",
    "Frontier",
    "Gain",
    "Goalposts",
    "History",
    "Honesty",
    "Identification",
    "Indicator",
    "Keep",
    "MinMax",
    "Mix",
    "Movement",
    "Odds",
    "Outlook",
    "PartSplit",
    "Province",
    "RankCheck",
    "RankRange",
    "Ranking",
    "Recipe",
    "Reckoning",
    "Region",
    "Reproduction",
    "Rescored",
    "Row",
    "ScoreBook",
    "Sensitivity",
    "SetOdds",
    "Split",
    "Step",
    "Structure",
    "SubIndex",
    "Table",
    "TargetOutlook",
    "Tier",
    "ToReference",
    "ToTarget",
    "Uncertainty",
    "Widening",
    "Winsorise",
    "ZScore",
    "backtest",
    "book",
    "breaks",
    "brier",
    "cheapest",
    "check_weights",
    "comparability",
    "compare",
    "composite_range",
    "composites",
    "coverage",
    "crps",
    "draw",
    "edition",
    "editions",
    "evaluate",
    "field",
    "fill",
    "frontier",
    "history",
    "history_of",
    "identify",
    "importance",
    "indicator",
    "indicators",
    "living",
    "make",
    "mean",
    "members",
    "method_from",
    "movement",
    "needed_composite",
    "normalise",
    "odds",
    "outlook",
    "percentile_places",
    "pooled_bounds",
    "pooled_range",
    "province",
    "provinces",
    "rank_check",
    "ranks",
    "read_data",
    "read_structure",
    "recipe_from",
    "reckon",
    "regions",
    "reproduce",
    "rescore",
    "roll_up",
    "roll_up_draws",
    "round_half_up",
    "rows_of",
    "scores",
    "set_odds",
    "sobol",
    "sources",
    "split",
    "successor",
    "targets",
    "uncertainty",
    "weight_ranges",
    "weight_sensitivity",
    "what_if",
    "widened",
    "winsorise",
    "worth",
    "worth_of",
]
