"""Forty agencies, four periods a year, ten years, eighty duties each: board, one build to Word, two at once, a kill.

Run: ``python bench/reporting.py`` (an empty database of its own, dropped afterwards). Prints JSON; ``bench/run.py
reporting`` keeps what is promised.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AGENCIES, YEARS, DUTIES = 40, 10, 80
PROMISES: dict[str, tuple[str, Any]] = {
    "reporting.board_queries": ("Trang bảng nhận báo cáo, 40 cơ quan, 40 kỳ: không quá 15 truy vấn", lambda v: v <= 15),
    "reporting.to_word_seconds": ("Một kỳ (40 cơ quan, 80 nhiệm vụ) ra Word: không quá 10 s CPU", lambda v: v <= 10),
    "reporting.peak_megabytes": ("Bộ nhớ khi tổng hợp ra Word: dưới 500 MB", lambda v: v < 500),
    "reporting.undisturbed": ("Hai bản cùng lúc, một tiến trình bị giết: kết quả như nhau", lambda v: v == 1),
}


def figures() -> dict[str, Any]:
    """Return what ``bench/run.py reporting`` keeps: measured in a process of its own."""
    said = subprocess.run([sys.executable, __file__], check=True, capture_output=True, text=True)
    told = json.loads(said.stdout)
    return {
        "reporting.board_queries": told["board_page"]["queries"],
        "reporting.to_word_seconds": told["to_word_seconds"],
        "reporting.peak_megabytes": told["peak_megabytes"],
        "reporting.undisturbed": int(told["two_at_once_alike"] and told["killed_then_whole"]),
    }


def main() -> None:
    """Make the data, time what people wait for."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    folder = tempfile.mkdtemp(prefix="bench-reporting-")
    os.environ["DONGHANH_VAR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0, interactive=False)
    from donghanh.kit.dates import ZONE
    from donghanh.record.papers import api as writers
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
    for name, on in (("board", date(2026, 1, 1)), ("board_of_a_past_day", date(2020, 1, 1))):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            boards.board(Return.objects.all(), on=on)
        told[name] = {"queries": len(queries), "seconds": round(time.perf_counter() - began, 3)}
    told["board_page"] = _page(plans.person("Người điều phối", ("coordinator", agencies[0])))
    began, spent = time.perf_counter(), time.process_time()
    one = services.request_report(full, by=None, at=when)
    jobs.build_report(one)
    told["build_seconds"] = round(time.perf_counter() - began, 2)
    began = time.perf_counter()
    paper = papers.paper_of(one)
    told["paper_seconds"] = round(time.perf_counter() - began, 2)
    began = time.perf_counter()
    body = writers.word(paper)
    told["word_seconds"] = round(time.perf_counter() - began, 2)
    told["word_megabytes"] = round(len(body) / 1_000_000, 1)
    told["to_word_seconds"] = round(time.process_time() - spent, 2)  # of one core: a busy machine changes nothing
    told["paragraphs"] = one.paragraphs.count()
    told["peak_megabytes"] = _peak()
    began = time.perf_counter()
    with transaction.atomic():
        told["frozen"] = services.periods.freeze_period(
            full, list(full.returns.select_related("agency", "period")), by=None, at=when
        )
    told["freeze_seconds"] = round(time.perf_counter() - began, 2)
    two, three = (services.request_report(full, by=None, at=when) for _ in range(2))
    began = time.perf_counter()
    connection.close()
    workers = [multiprocessing.get_context("fork").Process(target=_build, args=(r.key,)) for r in (two, three)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
    told["two_at_once_seconds"] = round(time.perf_counter() - began, 2)
    for report in (two, three):
        report.refresh_from_db()
    told["two_at_once_alike"] = two.tables == three.tables == one.tables and (
        two.paragraphs.count() == three.paragraphs.count() == told["paragraphs"]
    )
    four = services.request_report(full, by=None, at=when)
    connection.close()
    worker = multiprocessing.get_context("fork").Process(target=_build, args=(four.key,))
    worker.start()
    end = time.monotonic() + 60
    while not four.parts.exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    four.refresh_from_db()
    told["killed_at"] = f"{four.parts.count()}/{four.total}"
    jobs.build_report(four)
    told["killed_then_whole"] = four.tables == one.tables and four.paragraphs.count() == told["paragraphs"]
    told["annexes"] = len(paper.annexes)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    shutil.rmtree(folder, ignore_errors=True)


def _page(coordinator: Any) -> dict[str, Any]:
    """Open the whole board as the coordinator does, every year of it: what the page asks, with its frame."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    address = "/bao-cao/bang/?nam=&che_do="
    client.get(address)  # warms what is remembered per process
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return {"queries": len(queries), "seconds": round(time.perf_counter() - began, 3)}


def _build(key: str) -> None:
    """Build a report as a worker process does."""
    from django.db import connections

    from donghanh.work.reporting import jobs
    from donghanh.work.reporting.models import Report

    connections.close_all()
    jobs.build_report(Report.objects.get(key=key))


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
