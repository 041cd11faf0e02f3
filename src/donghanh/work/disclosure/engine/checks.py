"""What is wrong with single pages and documents; each rule returns findings, none touches the network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from donghanh.kit.dates import show_date
from donghanh.kit.text import search_key, shorten
from donghanh.work.disclosure.engine import contents, words
from donghanh.work.disclosure.engine.model import Fetched, Finding, Limits, Page, Reading, Seen, Site
from donghanh.work.disclosure.engine.pages import newest

_GONE = ("404", "khong tim thay trang", "trang khong ton tai", "khong tim thay noi dung", "page not found")
_DEAD_AS_OTHER = {"redirect-loop", "redirect-private", "too-large", "bomb"}
AHEAD = timedelta(days=400)


def finding(code: str, page: Page | str, *, category: str = "", filled: dict[str, Any] | None = None) -> Finding:
    """Make a finding: its sentence filled, its evidence with time, digest, status and where the link stood."""
    severity, _, sentence = words.CODES[code]
    filled = filled or {}
    evidence: dict[str, Any] = {k: v for k, v in filled.items() if v not in ("", None)}
    if isinstance(page, Page):
        fetched = page.fetched
        evidence |= {"at": fetched.at.isoformat(), "status": fetched.status, "sha256": fetched.sha256}
        evidence |= {"clicks": page.depth} if page.depth < 99 else {}
        evidence |= {"from": page.parent, "link": page.link_text} if page.parent else {}
        evidence |= {"hops": list(fetched.hops)} if fetched.hops else {}
    url = page.url if isinstance(page, Page) else page
    return Finding(code, severity, sentence.format_map(_Filled(filled)), url, category, evidence)


class _Filled(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def why(fetched: Fetched) -> str:
    """Say why an address gave nothing."""
    if fetched.error:
        return words.WHY.get(fetched.error, fetched.error)
    return f"máy chủ trả mã {fetched.status}"


def check_link(page: Page, limits: Limits) -> Iterator[Finding]:
    """Is what a link leads to there at all."""
    fetched = page.fetched
    if fetched.alive or page.depth in (0, 99) or fetched.error in ("redirect-outside", "redirect-forbidden"):
        return
    link = shorten(page.link_text, 80) or page.url
    if fetched.error in _DEAD_AS_OTHER:
        limit = limits.page_bytes if fetched.media in ("text/html", "") else limits.file_bytes
        yield finding(fetched.error, page, filled={"link": link, "limit": max(1, round(limit / 1_000_000))})
    else:
        yield finding("link-dead", page, filled={"link": link, "why": why(fetched)})


def check_reading(page: Page, reading: Reading) -> Iterator[Finding]:
    """What anybody needs of any page: that it opens, reads right, and can be used by ear and keyboard."""
    if soft_dead(reading):
        yield finding("soft-dead", page)
        return
    if reading.bad_encoding:
        yield finding("encoding-wrong", page, filled={"why": reading.bad_encoding})
    if not reading.lang:
        yield finding("lang-missing", page)
    if not reading.title:
        yield finding("title-missing", page)
    for code, found in (
        ("alt-missing", reading.images_without_alt),
        ("label-missing", reading.fields_without_label),
        ("link-empty", reading.empty_links),
        ("mixed-content", reading.insecure),
    ):
        if found:
            yield finding(code, page, filled={"n": len(found), "what": ", ".join(found[:3])})
    jump = next(((a, b) for a, b in zip(reading.headings, reading.headings[1:], strict=False) if b > a + 1), None)
    if jump:
        yield finding("heading-order", page, filled={"a": jump[0], "b": jump[1]})


def soft_dead(reading: Reading) -> bool:
    """Say whether a page says itself that it is not there."""
    title = search_key(reading.title)
    return any(title.startswith(g) or title.endswith(g) for g in _GONE) and reading.own_words < 120


def check_agency(page: Page, reading: Reading, site: Site) -> Iterator[Finding]:
    """Does the page say whose it is, by the name of today."""
    if not site.names:
        return
    text = search_key(f"{reading.title} {reading.text}")
    if any(search_key(name) in text for name in site.names):
        return
    former = next((name for name in site.former if search_key(name) in text), "")
    if former:
        yield finding("agency-former", page, filled={"former": former, "agency": site.names[0]})
    else:
        yield finding("agency-missing", page, filled={"agency": site.names[0]})


def check_dated(page: Page, reading: Reading, on: date) -> Iterator[Finding]:
    """Does the page bear a day that it can be from."""
    if not reading.dates:
        yield finding("undated", page)
        return
    ahead = [d for d in reading.dates if d > on + AHEAD]
    if ahead and not newest(reading.dates, on):
        yield finding("date-future", page, filled={"day": show_date(min(ahead))})


def check_file(page: Page) -> Iterator[Finding]:
    """Can the document be opened, searched and used."""
    file = page.file
    if file is None:
        return
    name = page.url.rpartition("/")[2][:80]
    named = contents.named_kind(page.url, page.fetched.media) or "?"
    if file.problem in ("broken", "empty"):
        yield finding("file-broken", page, filled={"name": name})
    elif file.problem == "locked":
        yield finding("pdf-locked", page)
    elif file.problem == "bomb":
        yield finding("bomb", page)
    elif file.problem == "bad-encoding":
        yield finding("encoding-wrong", page, filled={"why": "tệp không phải UTF-8"})
    elif file.problem == "other-kind":
        yield finding("wrong-type", page, filled={"named": named, "real": file.kind})
    elif file.kind in contents.CLOSED:
        yield finding("closed-format", page, filled={"named": file.kind})
    elif file.kind in contents.OLD:
        yield finding("old-format", page, filled={"named": file.kind})
    if file.scanned:
        yield finding("scan-only", page, filled={"pages": file.pages})


def check_history(page: Page, before: Seen, dated_on: date | None, parent_on: date | None) -> Iterator[Finding]:
    """Is what was there still there, and if it changed, does it say so."""
    day = show_date(date.fromisoformat(before.at[:10]))
    if not page.fetched.alive:
        yield finding("removed", page, filled={"before": day, "why": why(page.fetched), "sha256_before": before.sha256})
        return
    digest = page.digest
    if digest == before.sha256:
        return
    newer = [d for d in (dated_on, parent_on) if d is not None]
    if before.dated_on is not None and any(d > before.dated_on for d in newer):
        return
    filled = {"before": day, "sha256_before": before.sha256, "sha256_now": digest}
    yield finding("replaced-silently", page, filled=filled)


def check_trap(shape: str, url: str, parent: str) -> Finding:
    """Tell of a place that makes addresses without end."""
    shown = shape.removeprefix("endless:")
    return finding("crawler-trap", url, filled={"shape": shown, "from": parent})
