"""What the index twin promises about speed, each beside a plain-numpy lower bound measured in the same run.

Run: ``python bench/indices.py`` (no database; the what-if request uses an empty one of its own). Prints JSON; with
``--keep`` the figures go to docs/budgets.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

PROMISES: dict[str, tuple[str, Any]] = {
    "indices.rescore": ("Tính lại mọi năm theo mọi ấn bản: dưới 0,5 s", lambda v: v <= 0.5),
    "indices.draws_10": ("10.000 lượt × 63 tỉnh × 10 chỉ số thành phần: dưới 1 s", lambda v: v <= 1),
    "indices.draws_120": ("10.000 lượt × 63 tỉnh × 120 chỉ tiêu: dưới 5 s", lambda v: v <= 5),
    "indices.sobol": ("Sobol 49 chỉ tiêu, 51 đơn vị, 1.000 mẫu gốc: dưới 20 s", lambda v: v <= 20),
    "indices.what_if": ("Một lần thử kịch bản trên trang, khách xem: dưới 0,05 s", lambda v: v <= 0.05),
    "indices.what_if_rank": ("Thử kịch bản và hỏi tổ hợp cho một thứ hạng: dưới 0,05 s", lambda v: v <= 0.05),
    "indices.what_if_leader": ("Như trên, lãnh đạo đã đăng nhập, có kế hoạch: dưới 0,05 s", lambda v: v <= 0.05),
    "indices.draws_10_ratio": ("Mô phỏng 10 chỉ số so với numpy trần: không quá 10 lần", lambda v: v <= 10),
    "indices.draws_120_ratio": ("Mô phỏng 120 chỉ tiêu so với numpy trần: không quá 20 lần", lambda v: v <= 20),
    "indices.sobol_ratio": ("Sobol so với numpy trần: không quá 10 lần", lambda v: v <= 10),
}


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Return the shortest of a few runs, in seconds of one core and more."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def every_year_under_every_edition(told: dict[str, Any]) -> None:
    """Re-score all years under all editions that know their weights."""
    from donghanh.work.indices import engine

    book = engine.scores("PCI")
    editions = [e for e in engine.editions().values() if e.family == "PCI"]
    pairs = [
        (y, e)
        for y in editions
        for e in editions
        if y.year in book.years and e.has_weights and {k for k in e.keys if e.weight(k)} <= set(y.keys)
    ]  # the others are refused: that year did not measure a part which the edition weighs

    def rescored() -> int:
        return sum(engine.rescore(book, year=y.year, under=e, own=y).n for y, e in pairs)

    tables = [np.nan_to_num(book.table(y.year, e.keys).values) for y, e in pairs]
    points = [e.points() for _, e in pairs]

    def floor() -> None:
        for table, weight in zip(tables, points, strict=True):
            np.argsort(-(table @ weight), kind="stable")

    rescored()
    told |= _pair("indices.rescore", best(rescored), best(floor), pairs=len(tables))


def draws(told: dict[str, Any]) -> None:
    """Ten thousand draws of 63 provinces with ten parts, then with 120 indicators in three levels."""
    from donghanh.work.indices import engine
    from donghanh.work.indices.engine.tables import Table

    random = np.random.default_rng(1)
    for name, indicators in (("indices.draws_10", 10), ("indices.draws_120", 120)):
        codes = [f"i{n}" for n in range(indicators)]
        groups = [f"g{n}" for n in range(10)] if indicators > 10 else []
        tree = engine.Structure(
            (
                *(engine.Element(c, c, 1, groups[n % 10] if groups else "top") for n, c in enumerate(codes)),
                *(engine.Element(g, g, 2, "top") for g in groups),
                engine.Element("top", "top", 3 if groups else 2, None),
            )
        )
        data = Table(tuple(f"u{n}" for n in range(63)), tuple(codes), random.uniform(1, 10, (63, indicators)))
        made = engine.make(data, tree, engine.Recipe(normalise=engine.Keep(1, 10)))
        x = made.normalised.values

        def floor(x: Any = x, n: int = indicators) -> None:
            weights = np.random.default_rng(1).uniform(0.75, 1.25, (10_000, n))
            np.argsort(-((weights @ x.T) / weights.sum(axis=1, keepdims=True)), axis=1, kind="stable")

        def drawn(made: Any = made) -> None:
            engine.uncertainty(made, engine.Doubt(), draws=10_000, seed=1)

        told |= _pair(name, best(drawn), best(floor))


def sobol(told: dict[str, Any]) -> None:
    """Sobol indices of 49 indicators over 51 units with a thousand base samples: 51,000 indices made."""
    from donghanh.work.indices import engine
    from donghanh.work.indices.engine.tables import Table

    random = np.random.default_rng(2)
    codes = [f"i{n}" for n in range(49)]
    tree = engine.Structure((*(engine.Element(c, c, 1, "top") for c in codes), engine.Element("top", "top", 2, None)))
    data = Table(tuple(f"u{n}" for n in range(51)), tuple(codes), random.uniform(0, 1, (51, 49)))
    made = engine.make(data, tree, engine.Recipe(normalise=engine.MinMax()))
    x = made.normalised.values

    def floor() -> None:
        weights = np.random.default_rng(1).uniform(0.75, 1.25, (1000, 49))
        for _ in range(51):
            np.argsort(-((weights @ x.T) / weights.sum(axis=1, keepdims=True)), axis=1, kind="stable")

    spent = best(lambda: engine.weight_sensitivity(made, engine.Doubt(), n=1000, seed=1), times=1)
    told |= _pair("indices.sobol", spent, best(floor, times=1))


def what_if(told: dict[str, Any]) -> None:
    """One whole request of the scenario page, from middleware to the last byte, warm, as a reader makes it: by the
    public, by the public who also ask for the cheapest mix that holds a rank, and by a leader who is signed in. A plan
    with all its targets stands in the house; each request asks for scores and ranks that none asked before."""
    os.environ["DONGHANH_VAR"] = tempfile.mkdtemp(prefix="bench-indices-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0, interactive=False)
    from donghanh.ground.accounts.tests.factories import make_post, make_user
    from donghanh.ground.orgs import api as orgs
    from donghanh.ground.orgs.models import Agency
    from donghanh.kit import dates
    from donghanh.work.indices import engine, services
    from donghanh.work.indices.tests.factories import plan_with_targets

    orgs.import_reference(at=dates.now())
    services.import_reference(at=dates.now())
    agency = Agency.objects.order_by("pk").first()
    plan_with_targets(agency)
    guest, leader = Client(), Client()
    chair = make_user("chu-tich")
    make_post(chair, "leader", agency)
    leader.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    past = engine.history("PCI", first=2014, last=2021)
    field = engine.field(engine.scores("PCI"), engine.edition("pci-2022"), "Lạng Sơn")
    pool = past.residual @ field.edition.points()

    def floor() -> None:
        pick = np.random.default_rng(1).integers(past.n, size=(10_000, 62))
        (field.others + pool[pick] > 70).sum(axis=1)

    bare = best(floor)
    for name, client, rank in (("", guest, False), ("_rank", guest, True), ("_leader", leader, True)):
        spent = []
        for n in range(14):
            address = f"/chi-so/kich-ban/?an_ban=pci-2022&support=6,{50 + n}&land=7,2"
            begun = time.perf_counter()
            answer = client.get(address + f"&hang={5 + n}" * rank)
            spent.append(time.perf_counter() - begun)
            assert answer.status_code == 200
        told |= _pair(f"indices.what_if{name}", float(np.median(spent[2:])), bare)


def _pair(name: str, spent: float, floor: float, **more: Any) -> dict[str, Any]:
    return {name: {"seconds": round(spent, 4), "ratio": round(spent / floor, 1), **more}}


def main() -> None:
    """Measure, print, keep."""
    told: dict[str, Any] = {}
    for measure in (every_year_under_every_edition, draws, sobol, what_if):
        measure(told)
    print(json.dumps(told, indent=1))
    if "--keep" in sys.argv:
        from bench.run import keep

        keep(**{k.replace(".", "__"): v["seconds"] for k, v in told.items()})
        keep(**{f"{k.replace('.', '__')}_ratio": v["ratio"] for k, v in told.items()})


if __name__ == "__main__":
    main()
