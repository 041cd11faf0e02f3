"""A full quarter as papers: forty agencies, eighty duties each, to Word, PDF and a workbook; two at once; memory.

Run: ``python bench/papers.py`` (an empty database of its own in a temporary folder). Each size runs in its own process,
so that memory is that of one consolidation. Prints JSON; ``bench/run.py papers`` keeps the ratios and counts.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FULL, QUARTER = (40, 80), (10, 80)
WORDS = "Đã hoàn thành 12 phần việc được giao, đạt 87,5% kế hoạch, báo cáo tại văn bản số 45/BC-SCT ngày 12/8/2023. "


BUDGETS: dict[str, tuple[str, Any]] = {
    "papers.docx": ("Báo cáo quý 40 cơ quan x 80 việc, từ lập đến tệp Word: không quá 10 s", lambda v: v <= 10),
    "papers.growth": ("Thời gian ghi Word mỗi đoạn, 40 so với 10 cơ quan: không quá 1,5 lần", lambda v: v <= 1.5),
    "papers.queries": ("Truy vấn để dựng văn bản đó: không quá 5", lambda v: v <= 5),
    "papers.memory": ("Bộ nhớ lớn nhất của một tiến trình, cả Word, PDF, XLSX: dưới 500 MB", lambda v: v < 500),
}


def figures() -> dict[str, Any]:
    """Return what ``bench/run.py papers`` keeps."""
    found = measured()
    full = found["full"]
    return {
        "papers.docx": round(full["build_seconds"] + full["paper_seconds"] + full["docx_seconds"], 2),
        "papers.growth": found["docx_growth"],
        "papers.queries": full["paper_queries"],
        "papers.memory": max(full["peak_megabytes"], full["press_megabytes"]),
    }


def main() -> None:
    """Measure the full size and a quarter of it."""
    print(json.dumps(measured(), ensure_ascii=False, indent=1))


def measured() -> dict[str, Any]:
    """Return the figures of both sizes and how time per row grows between them."""
    full, part = (_apart(*size) for size in (FULL, QUARTER))
    grows = (full["docx_seconds"] / full["paragraphs"]) / (part["docx_seconds"] / part["paragraphs"])
    return {"full": full, "quarter": part, "docx_growth": round(grows, 2)}


def _apart(agencies: int, duties: int) -> dict[str, Any]:
    command = [sys.executable, __file__, str(agencies), str(duties)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def one(agencies: int, duties: int) -> dict[str, Any]:
    """Make the data of one quarter, build its report, write it in every form."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ["DONGHANH_VAR"] = tempfile.mkdtemp(prefix="bench-papers-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0, interactive=False)
    from donghanh.kit.dates import ZONE
    from donghanh.record.papers import api as papers
    from donghanh.work.plan.tests import factories as plans
    from donghanh.work.reporting import jobs, services
    from donghanh.work.reporting.models import Period, Return, Section
    from donghanh.work.reporting.queries.papers import paper_of

    when = datetime(2023, 9, 5, 9, tzinfo=ZONE)
    end = date(2023, 9, 19)
    with transaction.atomic():
        bodies = [plans.agency(f"Cơ quan báo cáo số {n}") for n in range(agencies)]
        rows = [
            plans.duty_row(
                f"part_B__n_{a}_{d}", f"Nhiệm vụ {d} của cơ quan {a}", lead=[bodies[a].name], index=f"idx_{d % 10 + 1}"
            )
            for a in range(agencies)
            for d in range(duties)
        ]
        plans.active_plan(*rows, number="124/KH-UBND", when=plans.at(2023, 6, 1))
        period = Period.objects.create(
            regime="kh124-quy", name="2023-Q3", label="Quý 3/2023", starts_on=date(2023, 7, 1), ends_on=end,
            data_from=date(2023, 5, 15), data_until=date(2023, 9, 14), named_on=end, due_on=end, due_rule="bench",
            opened_at=when,
        )  # fmt: skip
        Return.objects.bulk_create(
            Return(
                period=period, agency=a, number=f"2023-Q3-{a.code}", created_at=when, changed_at=when,
                state="accepted", received_on=end, edition=1,
            )
            for a in bodies
        )  # fmt: skip
        services.periods.fill(period, list(period.returns.select_related("agency")), when)
        Section.objects.filter(returned__period=period).update(text=WORDS * 3)
    first = _megabytes()
    told: dict[str, Any] = {"agencies": agencies, "duties": duties}
    began = time.perf_counter()
    report = services.request_report(period, by=None, at=when)
    jobs.build_report(report)
    told["build_seconds"] = _since(began)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        paper = paper_of(report)
    told["paper_queries"] = len(queries)
    told["paper_seconds"] = _since(began)
    told["paragraphs"] = report.paragraphs.count()
    for kind, write in (("docx", papers.word), ("pdf", papers.pdf), ("xlsx", papers.xlsx)):
        began = time.perf_counter()
        content = write(paper)
        told[f"{kind}_seconds"], told[f"{kind}_kilobytes"] = _since(began), len(content) // 1024
        told[f"{kind}_megabytes_so_far"] = _megabytes()
    told["numbers"] = len(papers.printed(paper))
    told["megabytes_before"], told["peak_megabytes"] = first, _megabytes()
    told["press_megabytes"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return told


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 2)


def _megabytes() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(one(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()
