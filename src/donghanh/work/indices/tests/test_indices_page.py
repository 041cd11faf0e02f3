"""The worked example of docs/indices.md: every figure of the page, computed."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from donghanh.work.indices import engine

PAGE = (Path(__file__).resolve().parents[5] / "docs" / "indices.md").read_text(encoding="utf-8")


def block(name: str) -> dict[str, Any]:
    found = re.search(rf"```yaml {name}\n(.*?)```", PAGE, re.DOTALL)
    assert found, f"docs/indices.md lost its block “{name}”"
    return yaml.safe_load(found[1])


def percent(share: float) -> int:
    return math.floor(share * 100 + 0.5)


def test_every_figure_of_the_page_is_computed() -> None:
    given, expected = block("example"), block("expected")
    book, past = engine.scores("PCI"), engine.history()
    after, before = engine.edition(given["edition"]), engine.edition(given["before"])
    unit = given["unit"]
    field = engine.field(book, after, unit)
    taken = engine.split(book, unit, before=before, after=after)
    again = engine.rescore(book, year=before.year, under=after, own=before)
    seen = engine.outlook(field, past, set_scores=given["targets"], draws=given["draws"], seed=given["seed"])
    rows = {t.part: t for t in engine.targets(field, past, given["targets"])}
    together = engine.set_odds(past, {k: t.gain for k, t in rows.items()}, after)
    advice = engine.cheapest(field, past, composite=seen.implied)
    pinned = engine.identify(book, after)
    assert advice.mix is not None
    loose = engine.weight_ranges(book, after)
    old_scores = book.table(before.year, before.keys).row(unit)
    old_loose = engine.composite_range(book, after, old_scores)
    implied_loose = engine.composite_range(book, after, given["targets"])
    assert loose is not None
    assert old_loose is not None
    assert implied_loose is not None
    got = {
        "weights_2022_without_grid": {
            k: [round(100 * end, 1) for end in loose[k]] for k in expected["weights_2022_without_grid"]
        },
        "before_under_new_weights_without_grid": [round(end, 2) for end in old_loose],
        "implied_composite_without_grid": [round(end, 2) for end in implied_loose],
        "composite": field.own_composite,
        "under_old_weights": taken.after_at_old,
        "before_under_new_weights": taken.before_at_new,
        "rank_before_under_new_weights": again.of(unit)[1],
        "median_before_under_new_weights": again.median,
        "change_published": taken.published_total,
        "real_at_old_weights": taken.published_real_at_old,
        "real_at_new_weights": taken.published_real_at_new,
        "real_shapley": taken.real,
        "method_shapley": taken.method,
        "implied_composite": seen.implied,
        "implied_gain": seen.implied - field.own_composite,
        "rank_range_80": list(seen.rank_range()),
        "odds_percent": {k: percent(t.share) for k, t in rows.items()},
        "odds_percent_from_high_start": {k: percent(t.share_high) for k, t in rows.items()},
        "all_ten_at_once": together.all_at_once,
        "composite_rose_as_much": together.composite_reached,
        "cheapest_mix_for_the_same": {g.part: g.gain for g in advice.mix.gains},
        "identified_2022": {
            "rows": pinned.rows,
            "fixed": pinned.rank,
            "free": pinned.free,
            "vectors_on_grid": len(pinned.grid),
        },
    }
    assert set(got) == set(expected)
    for key, value in expected.items():
        assert got[key] == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value), key


def test_the_page_names_every_data_file_of_the_engine() -> None:
    folder = Path(__file__).resolve().parents[5] / "data" / "indices"
    names = {p.name for p in folder.iterdir() if p.name != "pci-gains-2014-2021.csv"}
    assert {
        n
        for n in names
        if f"`{n}`" not in PAGE
        and n.startswith(("editions", "families", "pci_", "pgi_", "sources", "disputes", "provinces"))
    } == set()
