"""What one audited page costs the auditor: three hundred pages of loopback, no pause, then stopped. Prints JSON.

Run: ``python bench/disclosure.py``. The ratio is to a bare client that only fetches the same pages over one connection.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
PAGES = 300


def _name(n: int) -> str:
    """Name a page in letters, because pages that differ in numbers alone are taken for a machine's."""
    return "".join("bcdghklmnt"[int(d)] + "a" for d in str(n))


def main() -> None:
    """Serve, crawl, fetch barely, tell."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
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
        limits = Limits(pages=PAGES, delay=0, seconds=120)
        report, _ = audit(Site(site.url), clock=lambda: at, limits=limits, allow_loopback=True)
        audited = time.perf_counter() - started
        asked = [p for p in site.asked if p in book]
        started = time.perf_counter()
        with httpx.Client() as bare:
            for path in asked:
                bare.get(site.url.rstrip("/") + path).read()
        fetched = time.perf_counter() - started
    figures = {
        "pages": report.pages,
        "ms_per_page": round(audited * 1000 / max(report.pages, 1), 2),
        "ratio_to_bare_fetch": round(audited / fetched, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
