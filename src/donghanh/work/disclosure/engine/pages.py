"""Reading a page as a visitor would, and as somebody would who does not see it."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import lxml.html
from lxml import etree

from donghanh.kit.text import nfc, squeeze
from donghanh.work.disclosure.engine import addresses
from donghanh.work.disclosure.engine.days import dates_in
from donghanh.work.disclosure.engine.model import Fetched, Link, Reading

_FRAME = {"nav", "header", "footer", "aside"}
_FRAME_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search"}
_UNREAD = {"script", "style", "noscript", "template", "svg", "head"}
_META_DATES = {
    *("article:published_time", "article:modified_time", "dc.date", "dcterms.issued", "dcterms.modified"),
    *("datepublished", "datemodified", "last-modified", "pubdate", "og:updated_time"),
}
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
MOST_LINKS = 3000


def decode(fetched: Fetched) -> tuple[str, str]:
    """Return a page's text and, where it is not written as it says it is, the sentence that tells."""
    body = fetched.body
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), ""
    declared = _META_CHARSET.search(body[:4096])
    said = fetched.charset or (declared[1].decode("ascii", "replace") if declared else "")
    codec = _codec(said)
    if said and not codec:
        return body.decode("utf-8", "replace"), f"trang ghi bảng mã “{said}” không có thật"
    try:
        return body.decode(codec or "utf-8"), ""
    except UnicodeError:
        if not said:
            return body.decode("cp1258", "replace"), "trang không ghi bảng mã và không phải UTF-8"
        return body.decode("utf-8", "replace"), f"trang ghi bảng mã “{said}” nhưng nội dung không phải vậy"


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    # Some codecs turn bytes into bytes: no page is written in those.
    return found.name if found and getattr(found, "_is_text_encoding", True) else ""


def read_page(fetched: Fetched) -> Reading:
    """Read one HTML page; whatever it is made of, this ends and yields something."""
    text, bad = decode(fetched)
    reading = Reading(bad_encoding=bad)
    text = nfc(text.replace("\x00", ""))
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        return reading
    try:
        root = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True, recover=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return reading
    _head(root, reading)
    _body(root, reading, fetched.final_url)
    return reading


def _head(root: Any, reading: Reading) -> None:
    reading.lang = squeeze(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    title = root.find(".//head/title")
    reading.title = squeeze(title.text_content()) if title is not None else ""
    marked: list[str] = []
    for meta in root.iterfind(".//meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("http-equiv") or "").lower()
        if name in _META_DATES:
            marked.append(meta.get("content") or "")
    marked += [t.get("datetime") or "" for t in root.iterfind(".//time")]
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        marked += _dates_of_json(script.text or "")
    reading.dates = [day for stamp in marked for day in dates_in(stamp)]


def _dates_of_json(text: str) -> list[str]:
    try:
        data = json.loads(text[:200_000])
    except (ValueError, RecursionError):
        return []
    entries = data if isinstance(data, list) else [data]
    keys = ("datePublished", "dateModified", "dateCreated")
    return [str(e[k]) for e in entries if isinstance(e, dict) for k in keys if k in e]


def _body(root: Any, reading: Reading, url: str) -> None:
    named = {e.get("for") for e in root.iterfind(".//label") if e.get("for")}
    base_tag = root.find(".//base[@href]")
    base = addresses.normal(base_tag.get("href"), url) or url if base_tag is not None else url
    own_text: list[str] = []
    all_text: list[str] = []
    for element, framed in _walk(root):
        tag = element.tag
        for piece in (element.text,) if tag not in _UNREAD else ():
            _say(piece, framed, own_text, all_text)
        if tag == "a":
            _link(element, framed, base, reading)
        elif tag == "img":
            if element.get("alt") is None and element.get("role") not in ("presentation", "none"):
                reading.images_without_alt.append((element.get("src") or "")[:200])
        elif tag in ("input", "select", "textarea"):
            _control(element, named, reading)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6") and squeeze(element.text_content()):
            reading.headings.append(int(tag[1]))
        _insecure(element, tag, url, reading)
        for child in element:
            _say(child.tail, framed, own_text, all_text)
    reading.text = squeeze(nfc(" ".join(all_text)))
    own = squeeze(nfc(" ".join(own_text)))
    reading.own_words = len(own.split())
    reading.dates += dates_in(own)
    reading.fingerprint = hashlib.sha256(re.sub(r"\d+", "#", own).encode()).hexdigest()


def _walk(root: Any) -> Iterator[tuple[Any, bool]]:
    """Go through the elements with whether they stand in the site's frame; no recursion: pages nest without shame."""
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, framed = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _UNREAD:
            continue
        framed = framed or element.tag in _FRAME or (element.get("role") or "") in _FRAME_ROLES
        yield element, framed
        waiting.extend((child, framed) for child in reversed(element))


def _say(piece: str | None, framed: bool, own: list[str], everything: list[str]) -> None:
    if piece and piece.strip():
        everything.append(piece)
        if not framed:
            own.append(piece)


def _link(element: Any, framed: bool, base: str, reading: Reading) -> None:
    href = element.get("href")
    if href is None or len(reading.links) >= MOST_LINKS:
        return
    alts = " ".join(i.get("alt") or "" for i in element.iterfind(".//img"))
    words = squeeze(
        " ".join((element.text_content(), alts, element.get("aria-label") or "", element.get("title") or ""))
    )
    if not words and not href.startswith("#"):
        reading.empty_links.append(href[:200])
    url = addresses.normal(href, base)
    if url and not href.strip().startswith("#") and "nofollow" not in (element.get("rel") or ""):
        reading.links.append(Link(url, nfc(words)[:300], not framed))


def _control(element: Any, named: set[str], reading: Reading) -> None:
    if element.tag == "input" and (element.get("type") or "text").lower() in _UNLABELLED:
        return
    labelled = element.get("aria-label") or element.get("aria-labelledby") or element.get("title")
    inside = any(parent.tag == "label" for parent in element.iterancestors())
    if not labelled and not inside and element.get("id") not in named:
        reading.fields_without_label.append((element.get("name") or element.get("id") or element.tag)[:100])


def _insecure(element: Any, tag: str, url: str, reading: Reading) -> None:
    if not url.startswith("https:"):
        return
    target = {"form": "action", "img": "src", "iframe": "src", "script": "src", "link": "href"}.get(tag)
    if target and (element.get(target) or "").lower().startswith("http:"):
        reading.insecure.append(str(element.get(target))[:200])


def newest(days: list[date], on: date) -> date | None:
    """Return the newest date that is not in the future."""
    return max((d for d in days if d <= on), default=None)
