"""``donghanh index compute``: two tables in, every aggregate of every unit out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from donghanh.config.cli.index import read_bytes
from donghanh.kit.errors import Invalid
from donghanh.work.indices import engine

HOWS = ("arithmetic", "geometric", "harmonic")


def computed(
    *,
    meta: Path,
    data: Path,
    normalise: str,
    aggregate: str,
    missing: Any,
    least_present: float,
    winsorise: int,
    no_denominators: bool,
    draws: int,
    noise: float,
    seed: int,
    replay: Path | None,
) -> dict[str, Any]:
    """Make the index and return everything about it as plain data."""
    described = engine.rows_of(read_bytes(meta, "META"), what="META")
    rows = engine.rows_of(read_bytes(data, "DATA"), what="DATA")
    tree = engine.read_structure(described)
    table = engine.read_data(rows, tree, denominate=not no_denominators)
    recipe = (
        _replayed(replay)
        if replay
        else engine.Recipe(
            treat=engine.Winsorise(most=winsorise) if winsorise else None,
            missing=missing,
            normalise=_method(normalise, tree),
            how=_how(aggregate, tree),
            least_present=least_present,
        )
    )
    made = engine.make(table, tree, recipe)
    groups = [
        r["iCode"] for r in described if (r.get("Type") or "").strip().lower() == "group" and r["iCode"] in rows[0]
    ]
    doubt = engine.uncertainty(made, engine.Doubt(weight_noise=noise), draws=draws, seed=seed) if draws else None
    present = made.coverage()
    effective = made.structure.effective_weights()
    shares = made.structure.shares()
    codes = [a.code for a in made.structure.aggregates]
    units = []
    for i, (unit, row) in enumerate(zip(made.results.units, rows, strict=True)):
        rank = int(made.ranks[i])
        told: dict[str, Any] = {
            "code": unit,
            "name": (row.get("uName") or unit).strip(),
            "rank": rank or None,
            "coverage": present[unit],
            "aggregates": {c: made.results.column(c)[i] for c in codes},
            "normalised": {e.code: made.normalised.column(e.code)[i] for e in made.structure.indicators},
        }
        if groups:
            told["groups"] = {g: row[g] for g in groups}
        if doubt:
            own = doubt.rows[i]
            told["rank_range"] = [own.best, own.median, own.worst]
        units.append(told)

    def element(one: engine.Element) -> dict[str, Any]:
        return {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "parent": one.parent,
            "direction": one.direction,
            "weight_given": one.weight,
            "weight": shares.get(one.code),
            "effective_weight": effective[one.code],
        }

    return {
        "index": made.structure.top.code,
        "n": len(units),
        "units": units,
        "aggregates": [element(a) for a in made.structure.aggregates],
        "indicators": [element(e) for e in made.structure.indicators],
        "changes": [
            {"unit": c.unit, "indicator": c.part, "before": c.before, "after": c.after, "why": c.why}
            for c in made.changes
        ],
        "recipe": made.recipe.log(),
        "notes": _notes(described, rows, made, denominate=not no_denominators),
    }


def _method(text: str, tree: engine.Structure) -> Any:
    if text.strip().lower() == "target":
        return engine.ToTarget({e.code: e.target for e in tree.indicators if e.target is not None})
    return engine.method_from(text)


def _how(text: str, tree: engine.Structure) -> Any:
    names = [n.strip().lower() for n in text.split(",")]
    wrong = [n for n in names if n not in HOWS]
    levels = sorted({a.level for a in tree.aggregates})
    if wrong:
        raise Invalid(
            "indices.how", f"Không hiểu cách tổng hợp “{wrong[0]}”; hãy ghi arithmetic, geometric hoặc harmonic."
        )
    if len(names) == 1:
        return names[0]
    if len(names) != len(levels):
        raise Invalid(
            "indices.how",
            f"Chỉ số có {len(levels)} cấp tổng hợp nhưng --aggregate ghi {len(names)} cách; hãy ghi một hoặc đủ.",
        )
    return dict(zip(levels, names, strict=True))


def _replayed(path: Path) -> engine.Recipe:
    try:
        log = json.loads(read_bytes(path, "nhật ký"))
    except (ValueError, UnicodeDecodeError) as error:
        raise Invalid("indices.log", f"“{path}” không phải nhật ký JSON đọc được.") from error
    if not isinstance(log, dict):
        raise Invalid("indices.log", f"“{path}” không phải nhật ký dựng chỉ số.")
    try:
        return engine.recipe_from(log.get("recipe", log))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Invalid("indices.log", f"Nhật ký “{path}” thiếu hoặc sai mục ({error}).") from error


def _notes(
    described: list[dict[str, str]], rows: list[dict[str, str]], made: engine.Build, *, denominate: bool
) -> list[str]:
    """Say what was read in a way that the files themselves do not force."""
    notes = []
    for column, said in (
        ("Weight", "mọi phần của một nhóm nặng như nhau"),
        ("Direction", "mọi chỉ tiêu càng cao càng tốt"),
    ):
        if column not in described[0]:
            notes.append(f"META không có cột {column}: {said}.")
    relative = made.structure.unsummed()
    if relative:
        notes.append(f"Trọng số trong {', '.join(relative)} không cộng thành 1 nên được chia theo tỷ lệ.")
    divided = [e.code for e in made.structure.indicators if e.denominator]
    if divided and denominate:
        notes.append(f"Đã chia cho mẫu số nêu trong META: {', '.join(divided)}.")
    known = {r["iCode"] for r in described} | {"uCode", "uName", "Time"}
    unknown = [c for c in rows[0] if c not in known]
    if unknown:
        notes.append(f"DATA có cột không khai trong META, bỏ qua: {', '.join(unknown)}.")
    turned = [e.code for e in made.structure.aggregates if e.direction < 0]
    if turned:
        notes.append(f"Direction = -1 ở {', '.join(turned)} không có tác dụng: chiều chỉ áp dụng cho chỉ tiêu.")
    empty = [u for u, share in made.coverage().items() if share == 0]
    if empty:
        notes.append(f"Không có số liệu nào của {', '.join(empty)}: không có điểm, không xếp hạng.")
    short = sum(1 for share in made.coverage().values() if 0 < share < 1)
    if short and made.recipe.missing == "leave":
        notes.append(f"{short} đơn vị thiếu một phần số liệu: trọng số của ô thiếu được chia cho các ô còn lại.")
    return notes
