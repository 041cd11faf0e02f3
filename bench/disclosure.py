"""How good the auditor is and what one page costs it: the planted site audited twice, then three hundred bare pages.

``run.py disclosure`` keeps the figures; alone it prints them as JSON. The ratio is to a bare client that only fetches
the same pages over one connection. Pauses between pages are off, loopback is allowed, everything stops by itself.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
PAGES = 300
PROMISES: dict[str, tuple[str, Any]] = {
    "disclosure.planted": ("Trang thử có lỗi cài sẵn: ít nhất 60 lỗi, trên ít nhất 300 trang", lambda v: v >= 60),
    "disclosure.missed": ("… lỗi cài sẵn mà chương trình kiểm tra không thấy: 0", lambda v: v == 0),
    "disclosure.false_percent": ("… báo sai, phần trăm số phát hiện: không quá 2", lambda v: v <= 2),
    "disclosure.blamed_percent": ("… trang sạch bị báo lỗi, phần trăm: không quá 2", lambda v: v <= 2),
    "disclosure.ratio": ("Kiểm tra một trang so với chỉ tải trang đó: không quá 20 lần", lambda v: v <= 20),
    "disclosure.memory_mb": ("Bộ nhớ cao nhất khi kiểm tra một trang 300 địa chỉ: dưới 400 MB", lambda v: v < 400),
}


def _name(n: int) -> str:
    """Name a page in letters, because pages that differ in numbers alone are taken for a machine's."""
    return "".join("bcdghklmnt"[int(d)] + "a" for d in str(n))


def quality() -> dict[str, float]:
    """Audit the planted site and count what was told against what was planted."""
    from donghanh.work.disclosure.tests.site.measure import measure

    seen = measure()
    return {
        "disclosure__planted": len(seen.planted),
        "disclosure__missed": len(seen.missed),
        "disclosure__false_percent": round(len(seen.false) * 100 / len(seen.told), 2),
        "disclosure__blamed_percent": round(len(seen.blamed) * 100 / len(seen.clean), 2),
    }


def cost() -> dict[str, float]:
    """Time an audit of three hundred pages against fetching them barely."""
    import httpx

    from donghanh.work.disclosure.engine import Limits, Site, audit
    from donghanh.work.disclosure.tests.site.plan import page
    from donghanh.work.disclosure.tests.site.server import serve

    words = "công bố quyết định phê duyệt danh mục khu đất " * 60
    book = {
        f"/{n}": page(
            f"Trang {n}", f"<h1>Trang {n}</h1><p>Ngày 1/11/2026 {words}{_name(n)}</p><a href='/{n + 1}x'>Sau</a>"
        )
        for n in range(PAGES)
    }
    links = "".join(f'<a href="/{n}">Trang {n}</a> ' for n in range(PAGES))
    book["/"] = page("Trang chủ", f"<h1>Trang chủ</h1>{links}")
    at = datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with serve(book) as site:
        started = time.perf_counter()
        limits = Limits(pages=3 * PAGES, delay=0, seconds=120)  # a dead link on every page is asked for too
        report, _ = audit(Site(site.url), clock=lambda: at, limits=limits, allow_loopback=True)
        audited = time.perf_counter() - started
        asked = list(site.asked)
        started = time.perf_counter()
        with httpx.Client() as bare:
            for path in asked:
                bare.get(site.url.rstrip("/") + path).read()
        fetched = time.perf_counter() - started
    if report.pages < PAGES:
        raise SystemExit(f"chỉ đọc được {report.pages} trên {PAGES} trang")
    return {
        "disclosure__ratio": round(audited / fetched, 2),
        "disclosure__memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def figures() -> dict[str, float]:
    """Measure both; the cost first, so that its memory is its own."""
    return cost() | quality()


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    sys.stdout.write(json.dumps(figures()) + "\n")
