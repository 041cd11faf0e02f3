"""How good the auditor is: a site with planted defects is walked twice, and what it told is held against the plants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from donghanh.kit.dates import ZONE
from donghanh.work.disclosure.engine import Limits, Report, Seen, Site, audit
from donghanh.work.disclosure.tests.site.plan import FORMER, NAMES, build, expected
from donghanh.work.disclosure.tests.site.plants import wild
from donghanh.work.disclosure.tests.site.server import serve

LIMITS = Limits(pages=900, delay=0, page_bytes=400_000, file_bytes=2_000_000, timeout=5)
FIRST, SECOND = (datetime(2026, 11, d, 9, 0, tzinfo=ZONE) for d in (2, 20))
Told = tuple[str, str, str]  # code, path, category


@dataclass(frozen=True)
class Measured:
    """What was planted, what was told, and which clean pages were read and which of them blamed."""

    planted: list[Told]
    told: set[Told]
    clean: list[str]
    report: Report

    @property
    def missed(self) -> set[Told]:
        """Return the planted defects that were not told."""
        return set(self.planted) - self.told

    @property
    def false(self) -> set[Told]:
        """Return what was told and not planted."""
        return self.told - set(self.planted)

    @property
    def blamed(self) -> list[str]:
        """Return the clean pages of which something was told."""
        told = {path for _, path, _ in self.told}
        return [path for path in self.clean if path in told]


def measure() -> Measured:
    """Walk the site, change it, walk it again, and hold the second report against what was planted."""
    with serve(build()[0], wild) as site:
        wanted = Site(site.url, NAMES, FORMER, expected())
        first, _ = audit(wanted, clock=lambda: FIRST, limits=LIMITS, allow_loopback=True)
        book, plants = build(changed=True)
        site.book = book
        before = {s.url: Seen(s.url, s.sha256, s.dated_on, s.at, s.kind) for s in first.seen}
        again = Site(site.url, NAMES, FORMER, expected(), before)
        report, crawl = audit(again, clock=lambda: SECOND, limits=LIMITS, allow_loopback=True)
    planted = [(p.code, p.path, p.category) for p in plants]
    told = {
        (f.code, _path(f.url) if f.code != "crawler-trap" else f.evidence["shape"], f.category) for f in report.findings
    }
    spoiled = {path for _, path, _ in planted}
    clean = [path for path in map(_path, crawl.pages) if path not in spoiled]
    return Measured(planted, told, clean, report)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
