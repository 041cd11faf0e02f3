"""The auditor against a site whose defects are known: it finds every one, and cries wolf hardly ever."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

from donghanh.kit.dates import ZONE
from donghanh.work.disclosure.engine import Limits, Seen, Site, audit
from donghanh.work.disclosure.tests.site import FORMER, NAMES, build, serve
from donghanh.work.disclosure.tests.site.plan import expected
from donghanh.work.disclosure.tests.site.plants import wild

LIMITS = Limits(pages=900, delay=0, page_bytes=400_000, file_bytes=2_000_000, timeout=5)
FIRST, SECOND = (datetime(2026, 11, d, 9, 0, tzinfo=ZONE) for d in (2, 20))


def test_every_planted_defect_is_found_and_hardly_a_clean_page_is_blamed() -> None:
    with serve(build()[0], wild) as site:
        wanted = Site(site.url, NAMES, FORMER, expected())
        first, _ = audit(wanted, clock=lambda: FIRST, limits=LIMITS, allow_loopback=True)
        book, plants = build(changed=True)
        site.book = book
        before = {s.url: Seen(s.url, s.sha256, s.dated_on, s.at, s.kind) for s in first.seen}
        again = Site(site.url, NAMES, FORMER, expected(), before)
        report, crawl = audit(again, clock=lambda: SECOND, limits=LIMITS, allow_loopback=True)
    planted = Counter((p.code, p.path, p.category) for p in plants)
    assert max(planted.values()) == 1
    found = {
        (f.code, _path(f.url) if f.code != "crawler-trap" else f.evidence["shape"], f.category) for f in report.findings
    }
    missed = set(planted) - found
    false = found - set(planted)
    blamed = {path for _, path, _ in found}
    clean = [p for p in crawl.pages if _path(p) not in {path for _, path, _ in planted}]
    wrongly = [p for p in clean if _path(p) in blamed]
    sys.stdout.write(
        f"\nplanted {len(planted)}, found {len(planted) - len(missed)}; findings {len(found)}, false {len(false)} "
        f"({len(false) / len(found):.1%}); pages {report.pages}, files {report.files}, clean {len(clean)}, "
        f"clean ones blamed {len(wrongly)} ({len(wrongly) / len(clean):.1%})\n"
    )
    assert report.pages >= 300
    assert len(planted) >= 60
    assert not missed
    assert len(false) / len(found) <= 0.02, false
    assert len(wrongly) / len(clean) <= 0.02, wrongly
    assert not report.stopped


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
