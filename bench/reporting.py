"""Forty agencies, four periods a year, ten years, eighty duties each: the board, one build, two builds, memory.

Run: ``python bench/reporting.py`` (an empty database of its own, dropped afterwards). Prints JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AGENCIES, YEARS, DUTIES = 40, 10, 80


def main() -> None:
    """Make the data, time what people wait for."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ["DONGHANH_VAR"] = tempfile.mkdtemp(prefix="bench-reporting-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0, interactive=False)
    from donghanh.kit.dates import ZONE
    from donghanh.work.plan.models import Obligation
    from donghanh.work.plan.tests import factories as plans
    from donghanh.work.reporting import jobs, services
    from donghanh.work.reporting.models import Period, Return, Section
    from donghanh.work.reporting.queries import board as boards
    from donghanh.work.reporting.queries import papers

    when = datetime(2023, 9, 5, 9, tzinfo=ZONE)
    with transaction.atomic():
        agencies = [plans.agency(f"Cơ quan báo cáo số {n}") for n in range(AGENCIES)]
        rows = [
            plans.duty_row(
                f"part_B__n_{a}_{d}", f"Nhiệm vụ {d} của cơ quan {a}", lead=[agencies[a].name], index="idx_1"
            )
            for a in range(AGENCIES)
            for d in range(DUTIES)
        ]
        plans.active_plan(*rows, number="124/KH-UBND", when=plans.at(2023, 6, 1))
        periods = []
        for year in range(2016, 2016 + YEARS):
            for quarter in range(1, 5):
                end = date(year, quarter * 3, 28)
                periods.append(
                    Period.objects.create(
                        regime="kh124-quy", name=f"{year}-Q{quarter}", label=f"Quý {quarter}/{year}",
                        starts_on=date(year, quarter * 3 - 2, 1), ends_on=end, data_from=date(year, quarter * 3 - 2, 1),
                        data_until=end, named_on=end, due_on=end, due_rule="bench", opened_at=when,
                    )
                )  # fmt: skip
                Return.objects.bulk_create(
                    Return(
                        period=periods[-1], agency=a, number=f"{periods[-1].name}-{a.code}", created_at=when,
                        changed_at=when, state="accepted", received_on=end, edition=1,
                    )
                    for a in agencies
                )  # fmt: skip
    told: dict[str, object] = {"obligations": Obligation.objects.count(), "returns": Return.objects.count()}
    full = next(p for p in periods if p.name == "2023-Q3")
    began = time.perf_counter()
    with transaction.atomic():
        services.periods.fill(full, list(full.returns.select_related("agency")), when)
        Section.objects.filter(returned__period=full, code="duties").update(
            text="Đã hoàn thành phần việc được giao. " * 6
        )
    told["fill_seconds"] = round(time.perf_counter() - began, 2)
    told["sections"] = Section.objects.count()
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        boards.board(Return.objects.all(), on=date(2026, 1, 1))
    told["board"] = {"queries": len(queries), "seconds": round(time.perf_counter() - began, 3)}
    began = time.perf_counter()
    one = services.request_report(full, by=None, at=when)
    jobs.build_report(one)
    told["build_seconds"] = round(time.perf_counter() - began, 2)
    began = time.perf_counter()
    paper = papers.paper_of(one)
    told["paper_seconds"] = round(time.perf_counter() - began, 2)
    told["paragraphs"] = one.paragraphs.count()
    began = time.perf_counter()
    two, three = (services.request_report(full, by=None, at=when) for _ in range(2))
    more = True
    while more:
        more = any([services.build_next(two, at=when), services.build_next(three, at=when)])
    told["two_at_once_seconds"] = round(time.perf_counter() - began, 2)
    two.refresh_from_db()
    three.refresh_from_db()
    told["two_at_once_alike"] = two.tables == three.tables and two.paragraphs.count() == three.paragraphs.count()
    told["annexes"] = len(paper.annexes)
    told["peak_megabytes"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
