"""Going through a site as a visitor does, link by link, nearest first; it ends whatever the site does."""

from __future__ import annotations

import time
import zlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from donghanh.kit.text import search_key
from donghanh.work.disclosure.engine import addresses, contents, pages
from donghanh.work.disclosure.engine.model import Crawl, Fetched, Limits, Link, Page, Site
from donghanh.work.disclosure.engine.net import AGENT, Asker
from donghanh.work.disclosure.engine.robots import Robots, read_robots

Progress = Callable[[int, int, str], None]
_ROOM = 25  # addresses remembered for each page that may be read
_ASSETS = ("css", "js", "mjs", "woff", "woff2", "ico", "svg", "mp3", "mp4", "webm", "avi", "mov", "map")


@dataclass(frozen=True)
class _Next:
    url: str
    depth: int
    parent: str
    link: Link


class Crawler:
    """One crawl of one site."""

    def __init__(self, site: Site, asker: Asker, limits: Limits, progress: Progress | None = None) -> None:
        self.site, self.asker, self.limits = site, asker, limits
        self.crawl = Crawl(addresses.normal(site.url))
        self._progress = progress
        self._robots = Robots()
        self._queue: deque[_Next] = deque()
        self._wanted: deque[_Next] = deque()
        self._known: set[str] = set()
        self._alike: Counter[tuple[str, str]] = Counter()
        self._chained: Counter[tuple[str, str]] = Counter()
        self._phrases = [search_key(p) for e in site.expected for p in e.phrases]
        self._ends = 0.0

    def run(self) -> Crawl:
        """Read robots.txt, then pages and documents until a limit or the end."""
        crawl = self.crawl
        self._ends = time.monotonic() + self.limits.seconds
        if not crawl.start:
            crawl.pages[self.site.url] = self._broken_start("address")
            return crawl
        self._read_robots()
        self._put(_Next(crawl.start, 0, "", Link(crawl.start, "", own=True)))
        while self._queue or self._wanted:
            crawl.stopped = self._over()
            if crawl.stopped:
                break
            self._visit(self._take())
        for url in self.site.before:
            if not self._over() and url not in crawl.pages and self._may(url):
                self._look_again(url)
        return crawl

    def _take(self) -> _Next:
        """Nearest first; among equally near ones those whose words are looked for."""
        if self._wanted and (not self._queue or self._wanted[0].depth <= self._queue[0].depth):
            return self._wanted.popleft()
        return self._queue.popleft()

    def _over(self) -> str:
        crawl, limits = self.crawl, self.limits
        crawl.bytes = self.asker.bytes
        if len(crawl.pages) >= limits.pages:
            return "pages"
        if crawl.bytes >= limits.total_bytes:
            return "bytes"
        return "time" if time.monotonic() > self._ends else ""

    def _broken_start(self, error: str) -> Page:
        broken = Fetched(self.site.url, self.site.url, self.asker.clock(), error=error)
        return Page(self.site.url, 0, "", "", own=True, fetched=broken)

    def _read_robots(self) -> None:
        url = addresses.normal("/robots.txt", self.crawl.start)
        answer = self.asker.get(url, may=self._hop)
        if answer.alive:
            self._robots = read_robots(pages.decode(answer)[0], AGENT)
            self.crawl.robots = "read"
        elif answer.status >= 500 or answer.error in ("timeout",):
            self._robots = Robots(everything_closed=True)
            self.crawl.robots = "unreachable"
        else:
            self.crawl.robots = "none"
        if self._robots.delay:
            self.asker.delay = min(max(self.asker.delay, self._robots.delay), self.limits.longest_delay)

    def _hop(self, onward: str) -> str:
        if addresses.same_site(onward, self.crawl.start):
            return ""
        return "redirect-private" if self.asker.refuses(onward) else "redirect-outside"

    def _onward(self, onward: str) -> str:
        return self._hop(onward) or ("" if self._robots.allows(onward) else "redirect-forbidden")

    def _may(self, url: str) -> bool:
        return addresses.same_site(url, self.crawl.start) and self._robots.allows(url)

    def _put(self, one: _Next) -> None:
        """Line an address up, unless it is known, forbidden, too deep, or smells of a trap."""
        crawl = self.crawl
        if one.url in self._known or one.depth > self.limits.depth or len(self._known) > self.limits.pages * _ROOM:
            return
        if not addresses.same_site(one.url, crawl.start):
            crawl.outside += 1
            self._known.add(one.url)
            return
        if one.url.rpartition(".")[2].lower() in _ASSETS:
            return
        self._known.add(one.url)
        if not self._robots.allows(one.url):
            crawl.forbidden[one.url] = one.parent
            return
        if one.depth and self._trapped(one.url, one.parent):
            return
        wanted = any(p in search_key(one.link.text) for p in self._phrases)
        (self._wanted if wanted else self._queue).append(one)

    def _trapped(self, url: str, parent: str) -> bool:
        crawl, shape = self.crawl, addresses.shape(url)
        if shape in crawl.traps:
            return True
        if addresses.endless(url):
            crawl.traps.setdefault("endless:" + shape[:60], (url, parent))
            return True
        return False

    def _repeats(self, shape: str, url: str) -> bool:
        """A shape is a trap when much was read of it and half of that says the same: real lists differ."""
        most = self.limits.dated_variants if addresses.looks_dated(url) else self.limits.variants
        if shape.count(",") >= 2:
            most = min(most, self.limits.dated_variants)
        said = [n for key, n in self._alike.items() if key[0] == shape]
        return sum(said) > most and max(said) * 2 >= sum(said)

    def _visit(self, one: _Next) -> None:
        crawl = self.crawl
        if addresses.shape(one.url) in crawl.traps:
            return
        page = self._fetch(one.url, one.depth, one.parent, one.link.text, one.link.own)
        crawl.pages[one.url] = page
        crawl.order.append(one.url)
        if self._progress is not None:
            self._progress(len(crawl.pages), self.limits.pages, one.url)
        if page.reading is None:
            return
        self._note_alike(page)
        for link in page.reading.links:
            crawl.found_links.append((one.url, link))
            self._put(_Next(link.url, one.depth + 1, one.url, link))

    def _note_alike(self, page: Page) -> None:
        reading, shape = page.reading, addresses.shape(page.url)
        if reading is None or ("#" not in shape and "?" not in shape):
            return
        key = shape, reading.fingerprint
        self._alike[key] += 1
        # Entries of a list may differ in their numbers alone; a trap leads from one such page to the next.
        self._chained[key] += bool(page.parent) and addresses.shape(page.parent) == shape
        if self._chained[key] > self.limits.alike or self._repeats(shape, page.url):
            self.crawl.traps.setdefault(shape, (page.url, page.parent))

    def _look_again(self, url: str) -> None:
        """An address known from an earlier audit that no link leads to any more: is it still there?"""
        page = self._fetch(url, 99, "", "", own=True)
        self.crawl.pages[url] = page
        self.crawl.order.append(url)

    def _fetch(self, url: str, depth: int, parent: str, words: str, own: bool) -> Page:
        fetched = self.asker.get(url, may=self._onward)
        page = Page(url, depth, parent, words, own, fetched)
        if fetched.alive:
            if contents.looks_like_page(fetched) and not contents.named_kind(url, ""):
                page.kind, page.reading = "html", pages.read_page(fetched)
                # Its words are read; the page itself is held packed, for a picture of it where something is wrong.
                page.kept = zlib.compress(pages.decode(fetched)[0].encode("utf-8", "replace"), 6)
                page.fetched = replace(fetched, body=b"")
            else:
                page.file = contents.examine(url, fetched)
                page.kind = page.file.kind
                # A document is known by its digest from here on: its content need not be held.
                page.fetched = replace(fetched, body=b"")
        return page
