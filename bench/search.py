"""Search over 200,000 invented public documents: time of one search, at the 95th of 100, on the engine of the instance.

Run: ``python bench/search.py`` (an empty embedded database of its own in a temporary folder), or with
``DONGHANH_DATABASE=postgresql://…`` on an empty PostgreSQL database. Prints JSON; ``--keep`` keeps the figures.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
ITEMS, ASKED = 200_000, 300

PROMISES: dict[str, tuple[str, Any]] = {
    "search.sqlite_p95": ("Tìm trong 200.000 mục, SQLite, p95: không quá 150 ms", lambda v: v <= 150),
    "search.postgresql_p95": ("Tìm trong 200.000 mục, PostgreSQL, p95: không quá 150 ms", lambda v: v <= 150),
}
# Syllables of administration, the commonest first: they are drawn as words of a language are, few often, most seldom.
SYLLABLES = [
    *(
        "đất",
        "công",
        "nghiệp",
        "thủ",
        "tục",
        "hành",
        "chính",
        "doanh",
        "giá",
        "tỉnh",
        "xã",
        "quy",
        "hoạch",
        "đầu",
        "tư",
    ),
    *("dự", "án", "kế", "cơ", "quan", "sở", "ban", "ngành", "hồ", "sơ", "giấy", "phép", "chứng", "nhận", "đăng", "ký"),
    *("kinh", "hỗ", "trợ", "sách", "vốn", "vay", "thuế", "phí", "lệ", "khu", "cụm", "hạ", "tầng", "đường", "điện"),
    *("nước", "môi", "trường", "xanh", "thanh", "tra", "kiểm", "đối", "thoại", "kiến", "nghị", "trả", "lời", "hạn"),
    *(
        "ngày",
        "tháng",
        "năm",
        "quyết",
        "định",
        "thông",
        "báo",
        "văn",
        "bản",
        "lao",
        "động",
        "đào",
        "tạo",
        "việc",
        "làm",
    ),
    *("xuất", "nhập", "khẩu", "cửa", "hàng", "hóa", "nông", "lâm", "sản", "chợ", "du", "lịch", "số", "chuyển", "mạng"),
]
REAL = [
    *("đất đai", "dat dai", "giá đất", "thủ tục hành chính", "TTHC", "khu công nghiệp", "KCN", "UBND", "dau tu"),
    *("huyện Hữu Lũng", "giấy phép xây dựng", "quy hoạch", "đăng ký kinh doanh", "chinh sach ho tro", "doi thoai"),
    *(
        "xuất nhập khẩu",
        "doanh nghi",
        "công nghiệp môi trường",
        "bao cao",
        "2026",
        "thanh tra doanh nghiệp",
        "việc làm",
    ),
]


def documents(dice: random.Random) -> Iterator[Any]:
    """Invent documents: fifteen kinds, forty agencies, sixty-five communes, ten years; one in fifty is not public."""
    from donghanh.record.search.api import Document

    weights = [1 / (n + 3) for n in range(len(SYLLABLES))]
    rare = [f"{a}{b}" for a in ("khanh", "vien", "dong", "lang", "tam") for b in range(400)]
    for n in range(ITEMS):
        title = [*dice.choices(SYLLABLES, weights, k=dice.randint(5, 10)), dice.choice(rare)]
        body = dice.choices(SYLLABLES, weights, k=dice.randint(20, 60))
        yield Document(
            kind=f"kind-{n % 15}",
            key=str(n),
            title=" ".join(title),
            url=f"/x/{n}/",
            body=" ".join(body),
            agency=f"co-quan-{n % 40}",
            year=2017 + n % 10,
            place=f"xã {n % 65}",
            readers=("*",) if n % 50 else (f"agency:co-quan-{n % 40}",),
            weight=1 + n % 9,
        )


def questions(dice: random.Random) -> list[str]:
    """Return what is asked: real questions, and one to three drawn syllables with marks or without."""
    from donghanh.kit.text import fold_vi

    weights = [1 / (n + 3) for n in range(len(SYLLABLES))]
    found = list(REAL)
    while len(found) < ASKED:
        words = " ".join(dice.choices(SYLLABLES, weights, k=dice.randint(1, 3)))
        found.append(fold_vi(words) if len(found) % 2 else words)
    return found


def measured() -> dict[str, Any]:
    """Build the index and ask."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from donghanh.record.search import api

    call_command("migrate", verbosity=0)
    dice = random.Random(20)
    begun = time.monotonic()
    api.put_many(documents(dice))
    told: dict[str, Any] = {
        "engine": connection.vendor,
        "items": ITEMS,
        "index_seconds": round(time.monotonic() - begun),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    on = date(2026, 11, 25)
    asked = questions(dice)
    for text in asked[:20]:
        api.find(text, None, on=on)
    times: list[tuple[float, str, int]] = []
    for text in asked:
        begun = time.perf_counter()
        found = api.find(text, None, on=on)
        times.append(((time.perf_counter() - begun) * 1000, text, found.total))
    times.sort()
    told["p50_ms"] = round(times[len(times) // 2][0], 1)
    told["p95_ms"] = round(times[int(len(times) * 0.95)][0], 1)
    told["slowest"] = [(round(ms), text, total) for ms, text, total in times[-6:]]
    return told


def main() -> None:
    """Measure and print; ``--keep`` keeps the figure of this engine."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DONGHANH_VAR"] = folder
        told = measured()
        print(json.dumps(told, ensure_ascii=False, indent=1))
        if "--keep" in sys.argv:
            from bench.run import keep

            keep(**{f"search.{told['engine']}_p95": told["p95_ms"]})


if __name__ == "__main__":
    main()
