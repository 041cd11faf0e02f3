"""How fast registers are, beside DuckDB's raw read and ``frictionless validate``: ``bench/run.py registers``.

One run, one machine, one file of a million rows made here; memory is measured in a process of its own.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
ROWS = 1_000_000
FEW = 20_000  # rows that frictionless is given: it is asked for its rate, not for its patience

BUDGETS: dict[str, tuple[str, Any]] = {
    "registers.load": ("Kiểm tra và nạp danh mục 1.000.000 dòng CSV: không quá 60 s", lambda v: v <= 60),
    "registers.memory": ("… bộ nhớ cao nhất: dưới 400 MB", lambda v: v < 400),
    "registers.against_raw": ("… so với DuckDB đọc thô cùng lượt: không quá 8 lần", lambda v: v <= 8),
    "registers.against_frictionless": ("Nhanh hơn `frictionless validate` cùng lượt: từ 10 lần", lambda v: v >= 10),
    "registers.diff": ("So hai bản 1.000.000 dòng: không quá 30 s", lambda v: v <= 30),
}

SCHEMA = {
    "name": "gia-dat-do",
    "title": "Giá đất để đo",
    "primaryKey": ["xa", "thua", "vi_tri"],
    "missingValues": [""],
    "fields": [
        {"name": "xa", "type": "string", "constraints": {"required": True}, "donghanh": {"references": "units"}},
        {"name": "thua", "type": "integer", "constraints": {"required": True, "minimum": 1}},
        {"name": "vi_tri", "type": "integer", "constraints": {"required": True, "minimum": 1, "maximum": 9}},
        {"name": "ten", "type": "string", "constraints": {"required": True, "maxLength": 200}},
        {"name": "loai", "type": "string", "constraints": {"enum": ["ONT", "ODT", "TMD", "SKC"]}},
        {"name": "dien_tich", "type": "number", "constraints": {"minimum": 0}},
        {"name": "gia", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "ngay", "type": "date"},
        {"name": "kinh_do", "type": "number"},
        {"name": "vi_do", "type": "number"},
    ],
    "donghanh": {"geometry": {"lon": "kinh_do", "lat": "vi_do"}, "label": "ten"},
}


def make(path: Path, rows: int, *, changed: int = 0) -> None:
    """Write an invented land-price list; every ``changed``-th row has another price."""
    dice = random.Random(124)
    units = ["05977", "06184", "06187", "06385", "06463", "06529", "06613"]
    day = date(2026, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f["name"] for f in SCHEMA["fields"]])  # type: ignore[index, union-attr]
        for n in range(rows):
            price = (n % 900 + 1) * 10_000 + (5_000 if changed and n % changed == 0 else 0)
            writer.writerow(
                [
                    units[n % 7], n // 28 + 1, n // 7 % 4 + 1, f"Đường số {n % 997}, thôn Đồng Đăng {n % 13}",
                    ("ONT", "ODT", "TMD", "SKC")[n % 4], round(50 + n % 5000 / 7, 2), price,
                    (day + timedelta(days=n % 300)).isoformat(), round(106.4 + dice.random() / 2, 5),
                    round(21.5 + dice.random() / 2, 5),
                ]
            )  # fmt: skip


_CHILD = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from donghanh.record.registers.engine import schema, staging
began = time.perf_counter()
with staging.staged(schema.load(sys.argv[2]), Path(sys.argv[3])) as found:
    found.write_parquet(Path(sys.argv[4]))
    report = found.report
took = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"s": took, "mb": peak, "rows": report.rows, "clean": report.clean, "way": report.way}))
"""

_VALIDATE = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from donghanh.record.registers.engine import schema, staging
began = time.perf_counter()
report = staging.validate(schema.load(sys.argv[2]), Path(sys.argv[3]))
print(json.dumps({"s": time.perf_counter() - began, "clean": report.clean, "rows": report.rows}))
"""

_DIFF = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from donghanh.record.registers.engine import schema, staging, stored
began = time.perf_counter()
with staging.workbench() as (con, _):
    found = stored.difference(con, Path(sys.argv[3]), Path(sys.argv[4]), schema.load(sys.argv[2]))
print(json.dumps({"s": time.perf_counter() - began, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  "changed": found.changed, "added": found.added, "removed": found.removed}))
"""


def _child(code: str, *args: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", code, str(ROOT / "src"), *map(str, args)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def raw_read(path: Path) -> float:
    """Let DuckDB read the same file into a table of texts, with the same memory and cores; seconds."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        con = duckdb.connect(str(Path(folder) / "raw.duckdb"))
        con.execute("SET memory_limit = '200MB'")
        con.execute("SET threads = 2")
        began = time.perf_counter()
        con.execute(f"CREATE TABLE raw AS SELECT * FROM read_csv('{path}', all_varchar=true, header=true)")  # noqa: S608
        took = time.perf_counter() - began
        con.close()
    return took


def frictionless_rate(folder: Path) -> float:
    """Return how many rows a second ``frictionless validate`` checks against the same schema."""
    few, schema = folder / "few.csv", folder / "plain.json"
    make(few, FEW)
    plain = {k: v for k, v in SCHEMA.items() if k != "donghanh"}
    plain["fields"] = [{k: v for k, v in f.items() if k != "donghanh"} for f in SCHEMA["fields"]]  # type: ignore[union-attr]
    schema.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    code = (
        "import json, time\nfrom frictionless import Resource, Schema\nbegan = time.perf_counter()\n"
        "schema = Schema.from_descriptor(json.load(open('plain.json')))\n"
        "report = Resource(path='few.csv', schema=schema).validate()\n"
        "assert report.valid, report.flatten(['message'])[:3]\nprint(time.perf_counter() - began)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=600, cwd=folder
    )
    return FEW / float(answer.stdout)


def figures() -> dict[str, Any]:
    """Measure everything in one run and return the figures."""
    with tempfile.TemporaryDirectory(prefix="donghanh-bench-") as name:
        folder = Path(name)
        schema = folder / "schema.yaml"
        schema.write_text(json.dumps(SCHEMA, ensure_ascii=False), encoding="utf-8")
        old, new = folder / "old.csv", folder / "new.csv"
        make(old, ROWS)
        make(new, ROWS, changed=1000)
        raw = min(raw_read(old) for _ in range(2))
        loaded = _child(_CHILD, schema, old, folder / "old.parquet")
        assert loaded["clean"], loaded
        assert loaded["rows"] == ROWS, loaded
        _child(_CHILD, schema, new, folder / "new.parquet")
        compared = _child(_DIFF, schema, folder / "old.parquet", folder / "new.parquet")
        assert compared["changed"] == ROWS // 1000, compared
        checked = _child(_VALIDATE, schema, old)
        rate = frictionless_rate(folder)
    print(loaded, checked, compared, {"raw_s": raw, "frictionless_rows_a_second": rate})
    return {
        "registers__load": round(loaded["s"], 2),
        "registers__memory": round(max(loaded["mb"], compared["mb"])),
        "registers__against_raw": round(loaded["s"] / raw, 2),
        "registers__against_frictionless": round((ROWS / checked["s"]) / rate, 1),
        "registers__diff": round(compared["s"], 2),
    }
