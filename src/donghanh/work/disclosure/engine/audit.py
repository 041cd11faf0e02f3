"""The audit as a whole: crawl, then ask of every page and of every category what a business would ask."""

from __future__ import annotations

import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from donghanh.kit.dates import local_date, show_date
from donghanh.kit.text import search_key
from donghanh.work.disclosure.engine import checks, contents
from donghanh.work.disclosure.engine.checks import finding
from donghanh.work.disclosure.engine.crawl import Crawler, Progress
from donghanh.work.disclosure.engine.model import (
    Crawl,
    Expected,
    Finding,
    Found,
    Limits,
    Page,
    Report,
    Seen,
    Site,
)
from donghanh.work.disclosure.engine.net import Asker
from donghanh.work.disclosure.engine.pages import newest
from donghanh.work.disclosure.engine.words import WHY

THIN = 12


def audit(
    site: Site,
    *,
    clock: Callable[[], datetime],
    limits: Limits | None = None,
    allow_loopback: bool = False,
    contact: str = "",
    context: ssl.SSLContext | None = None,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Report, Crawl]:
    """Audit one site; ``allow_loopback`` is for tests and trials only. Returns the report and what was read."""
    limits = limits or Limits()
    started = clock()
    with Asker(
        limits, clock=clock, allow_loopback=allow_loopback, contact=contact, context=context, sleep=sleep
    ) as asker:
        crawl = Crawler(site, asker, limits, progress).run()
    return judge(site, crawl, limits=limits, started=started, finished=clock()), crawl


def judge(site: Site, crawl: Crawl, *, limits: Limits, started: datetime, finished: datetime) -> Report:
    """Turn what was read into findings, states of categories and digests for next time."""
    on = local_date(started)
    judging = _Judging(site, crawl, limits, on)
    findings = judging.findings()
    return Report(
        url=crawl.start or site.url,
        on=on,
        started_at=started,
        finished_at=finished,
        findings=findings,
        found=judging.found,
        seen=judging.seen(),
        pages=sum(p.kind == "html" for p in crawl.pages.values()),
        files=sum(p.file is not None for p in crawl.pages.values()),
        bytes=crawl.bytes,
        stopped=crawl.stopped,
        robots=crawl.robots,
        outside=crawl.outside,
    )


class _Judging:
    """One reading of one crawl."""

    def __init__(self, site: Site, crawl: Crawl, limits: Limits, on: date) -> None:
        self.site, self.crawl, self.limits, self.on = site, crawl, limits, on
        self.found: list[Found] = []
        self.children: dict[str, list[Page]] = defaultdict(list)
        for page in crawl.pages.values():
            if page.own and page.parent:
                self.children[page.parent].append(page)

    def findings(self) -> list[Finding]:
        """Collect everything, each thing once."""
        collected: dict[tuple[str, str, str], Finding] = {}
        for one in self._all():
            collected.setdefault((one.code, one.url, one.category), one)
        order = {"error": 0, "warning": 1, "info": 2}
        return sorted(collected.values(), key=lambda f: (order[str(f.severity)], f.code, f.url))

    def _all(self) -> Iterator[Finding]:
        crawl = self.crawl
        start = next(iter(crawl.pages.values()), None)
        if crawl.robots == "unreachable":
            yield finding("robots-unreachable", crawl.start)
            return
        if start is None:
            yield finding("robots-forbid", crawl.start)
            return
        if not start.fetched.alive or (start.reading is None and start.file is None):
            code = (
                "address-refused" if start.fetched.error in ("address-refused", "redirect-private") else "unreachable"
            )
            said = start.fetched.detail if code == "address-refused" else checks.why(start.fetched)
            yield finding(code, start, filled={"why": said})
            return
        if urlsplit(start.fetched.final_url).scheme != "https":
            yield finding("no-https", start)
        for page in crawl.pages.values():
            yield from self._of_page(page)
        if start.reading is not None:
            yield from checks.check_agency(start, start.reading, self.site)
        for wanted in self.site.expected:
            yield from self._of_category(wanted)
        for shape, (url, parent) in crawl.traps.items():
            yield checks.check_trap(shape, url, parent)
        if crawl.stopped:
            filled = {"why": WHY.get(crawl.stopped, crawl.stopped), "pages": len(crawl.pages)}
            yield finding("stopped", crawl.start, filled=filled)

    def _of_page(self, page: Page) -> Iterator[Finding]:
        yield from checks.check_link(page, self.limits)
        if page.reading is not None:
            yield from checks.check_reading(page, page.reading)
        yield from checks.check_file(page)
        before = self.site.before.get(page.url)
        if before is not None:
            parent = self.crawl.pages.get(page.parent)
            own = newest(page.reading.dates, self.on) if page.reading else None
            above = newest(parent.reading.dates, self.on) if parent and parent.reading and not page.reading else None
            yield from checks.check_history(page, before, own, above)

    def _of_category(self, wanted: Expected) -> Iterator[Finding]:
        """Can a business get to a category, and is what is there whole, fresh and usable."""
        page, forbidden = self._landing(wanted)
        named = {"category": wanted.label}
        if page is None:
            self.found.append(Found(wanted.code, wanted.label, "missing"))
            if forbidden:
                yield finding("robots-forbid", forbidden, category=wanted.code, filled=named)
            else:
                filled = named | {"words": ", ".join(wanted.phrases), "pages": len(self.crawl.pages)}
                start = next(iter(self.crawl.pages.values()))
                yield finding("not-found", start, category=wanted.code, filled=filled)
            return
        if not page.fetched.alive or (page.reading is not None and checks.soft_dead(page.reading)):
            self.found.append(Found(wanted.code, wanted.label, "broken", page.url, page.depth))
            said = checks.why(page.fetched) if not page.fetched.alive else "trang báo không có nội dung"
            yield finding("category-dead", page, category=wanted.code, filled=named | {"why": said})
            return
        found = list(self._of_landing(wanted, page))
        yield from found
        self.found.append(self._standing(wanted, page, {f.code for f in found}))

    def _landing(self, wanted: Expected) -> tuple[Page | None, str]:
        """Find the nearest page that a link with the category's words leads to, or the address robots keep shut."""
        phrases = [search_key(p) for p in wanted.phrases]
        best: Page | None = None
        forbidden = ""
        for parent, link in self.crawl.found_links:
            said = f" {search_key(link.text)} "
            if not any(f" {p} " in said or said.startswith(f" {p}") for p in phrases):
                continue
            if link.url in self.crawl.forbidden:
                forbidden = forbidden or link.url
                continue
            page = self.crawl.pages.get(link.url)
            if page is not None and page.url != parent and (best is None or page.depth < best.depth):
                best = page
        return best, forbidden

    def _of_landing(self, wanted: Expected, page: Page) -> Iterator[Finding]:
        named: dict[str, Any] = {"category": wanted.label}
        if page.depth > wanted.clicks:
            filled = named | {"clicks": page.depth, "most": wanted.clicks}
            yield finding("too-deep", page, category=wanted.code, filled=filled)
        if page.reading is None:
            return
        items = self._items(page)
        files = self._files(page, items)
        if not items and not files and page.reading.own_words < THIN:
            yield finding("category-empty", page, category=wanted.code, filled=named)
            return
        for one in (page, *items):
            if one.reading is not None and not checks.soft_dead(one.reading):
                yield from checks.check_agency(one, one.reading, self.site)
                if one is not page:
                    yield from checks.check_dated(one, one.reading, self.on)
        dated = self._newest(page, items)
        if dated is None and not any(i.reading for i in items):
            yield finding("undated", page, category=wanted.code)
        elif dated is not None and wanted.fresh_days is not None and (self.on - dated).days > wanted.fresh_days:
            age = (self.on - dated).days
            filled = named | {"day": show_date(dated), "age": age, "most": wanted.fresh_days}
            yield finding("stale", page, category=wanted.code, filled=filled)
        if wanted.machine and not any(f.kind in contents.MACHINE and not _broken(f) for f in files):
            yield finding("not-machine-readable", page, category=wanted.code, filled=named)

    def _items(self, page: Page) -> list[Page]:
        """The pages that a category lists: linked from its own part, one click further."""
        return [p for p in self.children[page.url] if p.reading is not None and p.depth == page.depth + 1]

    def _files(self, page: Page, items: list[Page]) -> list[Page]:
        wanted = {page.url, *(i.url for i in items)}
        linked = {link.url for parent, link in self.crawl.found_links if parent in wanted and link.own}
        return [p for url in linked if (p := self.crawl.pages.get(url)) is not None and p.file is not None]

    def _newest(self, page: Page, items: list[Page]) -> date | None:
        days = [d for one in (page, *items) if one.reading is not None for d in one.reading.dates]
        return newest(days, self.on)

    def _standing(self, wanted: Expected, page: Page, codes: set[str]) -> Found:
        items = self._items(page)
        files = self._files(page, items)
        state = "ok"
        for code, name in (("category-empty", "missing"), ("stale", "stale"), ("not-machine-readable", "format")):
            if code in codes:
                state = name
                break
        newest_on = self._newest(page, items)
        return Found(
            wanted.code, wanted.label, state, page.url, page.depth, newest_on, tuple(sorted(f.url for f in files))
        )

    def seen(self) -> list[Seen]:
        """Keep the digest of what should not change silently: documents, and the pages that categories list."""
        kept: dict[str, Seen] = {}
        landings = {f.url for f in self.found if f.url}
        for page in self.crawl.pages.values():
            fetched = page.fetched
            if not fetched.alive:
                continue
            at = fetched.at.isoformat()
            if page.file is not None:
                parent = self.crawl.pages.get(page.parent)
                day = newest(parent.reading.dates, self.on) if parent and parent.reading else None
                kept[page.url] = Seen(page.url, page.digest, day, at, page.kind)
            elif page.reading is not None and page.parent in landings and page.own and page.url not in landings:
                day = newest(page.reading.dates, self.on)
                kept[page.url] = Seen(page.url, page.digest, day, at, "html")
        return list(kept.values())


def _broken(page: Page) -> bool:
    return page.file is None or bool(page.file.problem)
