"""``donghanh index odds`` and ``outlook``: what targets imply, from the reviewed figures and the plan's register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from donghanh.kit.data import read_yaml
from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.kit.text import fold_vi
from donghanh.work.indices import engine

FIRST, LAST = 2014, 2021  # one set of weights and parts throughout


def promises(name: str, province: str, *, draws: int, seed: int) -> dict[str, Any]:
    """Return what a plan's targets imply, family by family."""
    plan = _plan(name)
    unit = engine.province(province).name
    families = []
    for family, wanted in _wanted(plan).items():
        years = {w["baseline_year"] for w in wanted}
        if len(years) != 1 or None in years:
            raise Invalid("indices.plan_base", f"Mục tiêu {family} của kế hoạch không cùng một năm gốc.")
        edition = engine.edition(f"{family.lower()}-{years.pop()}")
        families.append(_family(edition, unit, wanted, draws=draws, seed=seed))
    return {
        "plan": name,
        "province": unit,
        "draws": draws,
        "seed": seed,
        "history": f"{FIRST}-{LAST}",
        "families": families,
    }


def _plan(name: str) -> dict[str, Any]:
    """Read a register (``124-2023``, a file) or compile a document."""
    from donghanh.work.plan.engine import compile_file  # noqa: PLC0415 - as above
    from donghanh.work.plan.engine.register import load_register  # noqa: PLC0415 - the plan's engine on demand

    path = Path(name)
    try:
        if path.suffix.lower() not in {".yaml", ".yml", ""}:
            return compile_file(path).as_dict()
        return load_register(path if path.is_file() else f"{name.removesuffix('.yaml')}.yaml").as_dict()
    except (FileNotFoundError, LookupError) as error:
        raise Invalid(
            "indices.plan", f"Không thấy kế hoạch “{name}”; hãy ghi mã trong data/plans (124-2023) hoặc đường dẫn tệp."
        ) from error


def _wanted(plan: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the targets that name a part of an index, by family."""
    family_of = {i["eid"]: i["family"] for i in plan["indices"]}
    parts = {
        (family, fold_vi(said)): key
        for family, raw in read_yaml("indices", "families.yaml").items()
        for key, names in raw["subindices"].items()
        for said in names
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for target in plan["targets"]:
        family = family_of.get(target["index"], "")
        key = parts.get((family, fold_vi(target["subject"])))
        if key and target["value"] is not None and target["baseline"] is not None:
            row = {
                "part": key,
                "name": target["subject"],
                "target": float(target["value"]),
                "baseline": float(target["baseline"]),
                "baseline_year": target["baseline_year"],
                "year": target["year"],
            }
            found.setdefault(family, []).append(row)
    if not found:
        raise Invalid("indices.plan_targets", "Kế hoạch không có mục tiêu nào về điểm thành phần PCI hoặc PGI.")
    return found


def _family(
    edition: engine.Edition, unit: str, wanted: list[dict[str, Any]], *, draws: int, seed: int
) -> dict[str, Any]:
    book = engine.scores(edition.family)
    points = dict(zip(edition.keys, edition.points(), strict=True))
    start = {w["part"]: w["baseline"] for w in wanted}
    for key in edition.keys:
        start.setdefault(key, book.value(edition.year, unit, key))
    gains = {w["part"]: round(w["target"] - w["baseline"], 6) for w in wanted}
    base = sum(points[k] * start[k] for k in edition.keys)
    implied = base + sum(points[k] * g for k, g in gains.items())
    past = engine.history(edition.family, first=FIRST, last=LAST) if edition.family == "PCI" else None
    column = book.table(edition.year, (engine.COMPOSITE,))
    known = [(v, u) for v, u in zip(column.column(engine.COMPOSITE), column.units, strict=True) if v == v]
    best = max(known, default=(None, None))
    published = book.value(edition.year, unit, engine.COMPOSITE)
    gap = base - published
    told: dict[str, Any] = {
        "family": edition.family,
        "edition": edition.code,
        "base_composite": base,
        "published_composite": published,
        "gap_beyond_rounding": gap if abs(gap) > edition.rounding + 1e-9 else None,
        "implied_composite": implied,
        "implied_gain": implied - base,
        "best_published": best[0],
        "best_province": best[1],
        "targets": [_target(w, gains[w["part"]], points[w["part"]], past) for w in wanted],
        "together": None,
        "outlook_if_met": None,
        "text": f"đạt đủ {len(wanted)} mục tiêu thì được {show_number(implied, 3)} điểm (nay {show_number(base, 3)}).",
    }
    told["targets"].sort(key=lambda t: -t["points"])
    if past is None:
        told["text"] += " Chưa đủ năm so sánh được để tính xác suất."
        return told
    both = engine.set_odds(past, gains, edition)
    field = engine.field(book, edition, unit, base=start)
    targets = {w["part"]: w["target"] for w in wanted}
    met = engine.outlook(field, past, set_scores=targets, draws=draws, seed=seed)
    cheapest = engine.cheapest(field, past, composite=implied)
    own = engine.evaluate(field, past, gains)
    told["together"] = {
        "points": both.points,
        "all_at_once": both.all_at_once,
        "most_at_once": both.most_at_once,
        "composite_rose_as_much": both.composite_reached,
        "of": both.of,
    }
    told["outlook_if_met"] = {
        "rank_range": met.rank_range(),
        "level": met.level,
        "composite_range": met.composite_range(),
    }
    told["own_mix"] = _mix(own)
    told["cheapest_mix"] = _mix(cheapest.mix) if cheapest.mix else None
    told["field"] = field.text
    return told


def _target(wanted: dict[str, Any], gain: float, points: float, past: engine.History | None) -> dict[str, Any]:
    chance = engine.odds(past, wanted["part"], gain) if past else None
    return {
        **{k: wanted[k] for k in ("part", "name", "baseline", "target", "year")},
        "gain": gain,
        "points": float(points) * gain,
        "reached": chance.reached if chance else None,
        "of": chance.of if chance else None,
        "share": chance.share if chance else None,
        "percent": round(chance.share * 100) if chance else None,
        "share_from_high_start": chance.share_high if chance else None,
        "percent_from_high_start": round(chance.share_high * 100) if chance else None,
        "share_for_this_start": chance.share_for(wanted["baseline"]) if chance else None,
        "median_start": chance.median_start if chance else None,
    }


def _mix(mix: engine.Mix) -> dict[str, Any]:
    return {
        "composite": mix.composite,
        "effort": mix.effort,
        "chance_if_independent": mix.chance,
        "gains": {g.part: g.gain for g in mix.gains},
    }


def tried(
    edition: engine.Edition, province: str, scores: dict[str, float], *, draws: int, seed: int, level: float
) -> dict[str, Any]:
    """Return what would come of setting some scores of a province."""
    if edition.family != "PCI":
        raise Invalid("indices.no_history", f"{edition.family} chưa đủ các năm so sánh được để tính kịch bản.")
    book, unit = engine.scores(edition.family), engine.province(province).name
    past = engine.history(edition.family, first=FIRST, last=LAST)
    field = engine.field(book, edition, unit)
    found = engine.outlook(field, past, set_scores=scores, draws=draws, seed=seed, level=level)
    return {
        "province": unit,
        "edition": edition.code,
        "set": scores,
        "base": field.own_composite,
        "base_scores": field.own,
        "implied": found.implied,
        "implied_gain": found.implied - field.own_composite,
        "implied_rank": found.implied_rank,
        "level": level,
        "draws": draws,
        "seed": seed,
        "composite_range": found.composite_range(),
        "rank_range": found.rank_range(),
        "chance_of_rank": {str(r): found.chance_of_rank(r) for r in (1, 5, 10, 15, 20, 30)},
        "others_known": field.known,
        "others_estimated": field.estimated,
        "field": field.text,
        "worth_of_a_tenth": [
            {"part": s.part, "points": s.points, "places": s.places, "places_typical": s.places_typical}
            for s in engine.worth(field)
        ],
    }
