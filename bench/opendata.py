"""A catalogue of 2,000 datasets: time of one package_search, at the 95th of 100, whole answer by the whole stack.

Run: ``python bench/opendata.py`` (an empty embedded database of its own in a temporary folder). The figure kept is CPU
time, which a busy machine does not blow up; wall time is printed beside it. ``--keep`` keeps the figure.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
DATASETS, ASKED = 2_000, 200

PROMISES: dict[str, tuple[str, Any]] = {
    "opendata.search_p95": ("package_search trong 2.000 bộ, p95 CPU: không quá 200 ms", lambda v: v <= 200),
    "opendata.search_queries": ("Truy vấn của một package_search: không quá 4", lambda v: v <= 4),
}
QUERIES = (
    "q=dat", "q=giá đất&rows=20", "q=thu tuc&sort=title asc", "fq=organization:so-3&rows=50", "q=*:*&rows=100",
    'fq=tags:"đất đai" +res_format:CSV', "q=khu cong nghiep&facet.field=[\"organization\",\"tags\",\"groups\"]&rows=20",
    "start=500&rows=20&sort=metadata_modified desc", "q=khong co gi", "q=quy hoach -organization:so-1",
)  # fmt: skip


def fill() -> None:
    """Write 2,000 registers with one version each, straight into the tables: only the catalogue is measured."""
    from donghanh.ground.orgs.models import Agency
    from donghanh.record.registers.models import Register, SchemaEdition, Version

    agencies = [
        Agency(
            code=f"so-{n}", name=f"Sở thử số {n}", name_folded=f"so thu so {n}", kind="department", command="ordered"
        )
        for n in range(40)
    ]
    agencies = Agency.objects.bulk_create(agencies)
    at = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    subjects = ("Bảng giá đất", "Quy hoạch sử dụng đất", "Khu công nghiệp", "Thủ tục hành chính", "Chính sách hỗ trợ")
    registers = [
        Register(
            slug=f"danh-muc-{n}",
            title=f"{subjects[n % 5]} số {n}",
            folded="",
            category=("dat-dai", "dau-tu", "thu-tuc")[n % 3],
            owner=agencies[n % 40],
            opened_at=at,
        )
        for n in range(DATASETS)
    ]
    registers = Register.objects.bulk_create(registers, batch_size=500)
    fields = [{"name": f"cot_{i}", "type": "string", "title": f"Cột thứ {i}"} for i in range(12)]
    editions = SchemaEdition.objects.bulk_create(
        [
            SchemaEdition(
                register=r,
                number=1,
                loaded_at=at,
                descriptor={
                    "name": r.slug,
                    "title": r.title,
                    "description": f"Mô tả của {r.title.lower()}, một danh mục để đo.",
                    "primaryKey": "cot_0",
                    "fields": fields,
                    "donghanh": {
                        "owner": r.owner.code,
                        "category": r.category,
                        "licence": "CC-BY-4.0",
                        "keywords": ["đất đai" if n % 2 else "đầu tư", f"nhóm {n % 30}"],
                        "cadence": {"every": "quarter", "basis": "để đo"},
                    },
                },
            )
            for n, r in enumerate(registers)
        ],
        batch_size=500,
    )
    versions = Version.objects.bulk_create(
        [
            Version(
                register=r,
                number=1,
                schema_edition=e,
                published_at=at + timedelta(minutes=n),
                sha256="0" * 64,
                size=1000,
                rows=10,
            )
            for n, (r, e) in enumerate(zip(registers, editions, strict=True))
        ],
        batch_size=500,
    )
    for register, edition, version in zip(registers, editions, versions, strict=True):
        register.schema_edition, register.current = edition, version
    Register.objects.bulk_update(registers, ["schema_edition", "current"], batch_size=500)


def measured() -> dict[str, Any]:
    """Fill, warm up, ask."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from donghanh.front.opendata import domain

    settings.ALLOWED_HOSTS = ["*"]
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("PublicPages")]  # each answer is worked out
    domain.settings()["limits"]["anonymous"] = 10**9
    call_command("migrate", verbosity=0)
    fill()
    client = Client()
    begun = time.monotonic()
    first = client.get("/api/3/action/package_search?q=dat").json()
    told: dict[str, Any] = {"datasets": DATASETS, "found": first["result"]["count"]}
    told["build_seconds"] = round(time.monotonic() - begun, 2)
    cpu, wall = [], []
    for n in range(ASKED):
        asked = QUERIES[n % len(QUERIES)]
        a, b = time.process_time(), time.perf_counter()
        answer = client.get(f"/api/3/action/package_search?{asked}")
        cpu.append((time.process_time() - a) * 1000)
        wall.append((time.perf_counter() - b) * 1000)
        assert answer.status_code == 200, answer.content[:300]
    told["cpu_p50_ms"], told["cpu_p95_ms"] = (round(sorted(cpu)[int(ASKED * part)], 1) for part in (0.5, 0.95))
    told["wall_p50_ms"], told["wall_p95_ms"] = (round(sorted(wall)[int(ASKED * part)], 1) for part in (0.5, 0.95))
    with CaptureQueriesContext(connection) as queries:
        client.get("/api/3/action/package_search?q=dat&rows=100")
    told["queries"] = len(queries)
    return told


def main() -> None:
    """Measure and print; ``--keep`` keeps the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DONGHANH_VAR"] = folder
        told = measured()
        print(json.dumps(told, ensure_ascii=False, indent=1))
        if "--keep" in sys.argv:
            from bench.run import keep

            keep(opendata__search_p95=told["cpu_p95_ms"], opendata__search_queries=told["queries"])


if __name__ == "__main__":
    main()
