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
from itertools import accumulate
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


OBJECTS = [
    *("quy hoạch phân khu xây dựng", "kế hoạch sử dụng đất", "bảng giá đất", "hồ sơ mời thầu", "chủ trương đầu tư"),
    *(
        "báo cáo đánh giá tác động môi trường",
        "giấy phép xây dựng",
        "danh mục thủ tục hành chính",
        "phương án bồi thường",
    ),
    *("chính sách hỗ trợ doanh nghiệp nhỏ và vừa", "kế hoạch thanh tra", "đề án chuyển đổi số", "dự toán ngân sách"),
    *("điều lệ hội doanh nghiệp", "quy chế phối hợp", "hạ tầng khu công nghiệp", "đối thoại doanh nghiệp", "việc làm"),
]
DEEDS = ["Quyết định phê duyệt", "Thông báo về", "Kế hoạch triển khai", "Công văn về việc", "Kết luận về", "Báo cáo về"]
BODIES = ["Sở Tài chính", "Sở Công Thương", "UBND xã", "Ban Quản lý khu kinh tế", "Sở Xây dựng", "Văn phòng UBND tỉnh"]


def vocabulary() -> tuple[list[str], list[float]]:
    """Return some 3,000 syllables, the commonest first, and Zipf's weights of theirs."""
    heads = [
        "b",
        "c",
        "ch",
        "d",
        "đ",
        "g",
        "h",
        "kh",
        "l",
        "m",
        "n",
        "ng",
        "nh",
        "ph",
        "qu",
        "s",
        "t",
        "th",
        "tr",
        "v",
        "x",
    ]
    rimes = [
        *("a", "ả", "ã", "ạ", "ai", "ải", "am", "ăn", "ân", "ấp", "át", "âu", "e", "em", "ên", "ết", "i", "ích", "iên"),
        *("iếu", "in", "o", "óc", "oi", "om", "ong", "ô", "ốc", "ôi", "ơ", "ơm", "u", "úc", "ui", "um", "ư", "ức"),
    ]
    tail = [a + b for b in rimes for a in heads]
    random.Random(3).shuffle(tail)
    found = list(dict.fromkeys([*SYLLABLES, *tail]))
    return found, [1 / (n + 2) for n in range(len(found))]


def documents(dice: random.Random) -> Iterator[Any]:
    """Invent documents: fifteen kinds, forty agencies, sixty-five communes, ten years; one in fifty is not public.

    Half of the titles read as those of papers do (and repeat each other as those do), half are drawn syllables; bodies
    are drawn, of a size as in the tables of a province.
    """
    from donghanh.record.search.api import Document

    syllables, weights = vocabulary()
    heaped = list(accumulate(weights))
    for n in range(ITEMS):
        drawn = dice.choices(syllables, cum_weights=heaped, k=dice.randint(15, 45))
        if n % 2:
            title = (
                f"{dice.choice(DEEDS)} {dice.choice(OBJECTS)} {' '.join(drawn[:2])} số {n} của {dice.choice(BODIES)}"
            )
        else:
            title = " ".join(drawn[: dice.randint(4, 9)])
        yield Document(
            kind=f"kind-{n % 15}",
            key=str(n),
            title=title,
            url=f"/x/{n}/",
            body=" ".join(drawn[4:]),
            agency=f"co-quan-{n % 40}",
            year=2017 + n % 10,
            place=f"xã {n % 65}",
            readers=("*",) if n % 50 else (f"agency:co-quan-{n % 40}",),
            weight=1 + n % 15 % 9,
        )


def questions(dice: random.Random) -> list[str]:
    """Return what is asked: real questions, and one to three syllables drawn as those of the texts, marks or none."""
    from donghanh.kit.text import fold_vi

    syllables, weights = vocabulary()
    found = list(REAL)
    while len(found) < ASKED:
        words = " ".join(dice.choices(syllables, weights, k=dice.randint(1, 3)))
        found.append(fold_vi(words) if len(found) % 2 else words)
    return found


def measured() -> dict[str, Any]:
    """Build the index and ask."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from donghanh.kit import memo
    from donghanh.record.search import api

    call_command("migrate", verbosity=0)
    dice = random.Random(20)
    begun = time.monotonic()
    if not api.size():
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
        memo.request_started()  # as each page does
        begun = time.perf_counter()
        found = api.find(text, None, on=on)
        times.append(((time.perf_counter() - begun) * 1000, text, found.total))
    memo.request_finished()
    times.sort()
    told["p50_ms"] = round(times[len(times) // 2][0], 1)
    told["p95_ms"] = round(times[int(len(times) * 0.95)][0], 1)
    told["found_nothing"] = sum(1 for _ms, _text, total in times if not total)
    told["slowest"] = [(round(ms), text, total) for ms, text, total in times[-6:]]
    return told


def main() -> None:
    """Measure and print; ``--keep`` keeps the figure of this engine."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DONGHANH_VAR", folder)
        told = measured()
        print(json.dumps(told, ensure_ascii=False, indent=1))
        if "--keep" in sys.argv:
            from bench.run import keep

            keep(**{f"search.{told['engine']}_p95": told["p95_ms"]})


if __name__ == "__main__":
    main()
