"""What a document really is, whatever its name and its server say; nothing in it is run, little of it is unpacked."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from donghanh.work.disclosure.engine.model import Fetched, FileReading

MACHINE = frozenset({"csv", "json", "geojson", "xml", "xlsx", "ods", "parquet"})
EDITABLE = frozenset({"docx", "odt", "pptx", "odp"})
OLD = frozenset({"doc", "xls", "ppt"})
CLOSED = frozenset({"rar", "7z", "exe"})
_MEDIA = {
    "application/pdf": "pdf", "text/csv": "csv", "application/json": "json", "application/geo+json": "geojson",
    "application/xml": "xml", "text/xml": "xml", "text/plain": "txt", "application/zip": "zip",
    "application/msword": "doc", "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.rar": "rar", "application/x-rar-compressed": "rar", "application/x-7z-compressed": "7z",
}  # fmt: skip
_ENDINGS = set(_MEDIA.values()) | {"jpg", "jpeg", "png", "gif", "webp", "parquet", "odp", "exe"}
_PICTURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"II*\x00": "tiff", b"MM\x00*": "tiff"}
_MOST_UNPACKED = 500_000_000
_ODD_RATIO = 200


def named_kind(url: str, media: str) -> str:
    """Return what an address and its server say a document is; "" for a page."""
    ending = urlsplit(url).path.rpartition(".")[2].lower() if "." in urlsplit(url).path.rpartition("/")[2] else ""
    if ending in _ENDINGS:
        return "jpg" if ending == "jpeg" else ending
    return _MEDIA.get(media, "")


def looks_like_page(fetched: Fetched) -> bool:
    """Say whether a browser would show this as a page."""
    if fetched.media in ("text/html", "application/xhtml+xml"):
        return True
    head = fetched.body[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return not fetched.media and head.startswith((b"<!doctype html", b"<html"))


def real_kind(body: bytes) -> str:
    """Return what a document is by its content."""
    head = body[:1024]
    if b"%PDF-" in head:
        return "pdf"
    for mark, kind in _PICTURES.items():
        if head.startswith(mark):
            return kind
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if head.startswith(b"Rar!"):
        return "rar"
    if head.startswith(b"7z\xbc\xaf"):
        return "7z"
    if head.startswith((b"MZ", b"\x7fELF")):
        return "exe"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"<?xml", b"<rss")):
        return "xml"
    if start.startswith((b"{", b"[")):
        return "json"
    return "text" if b"\x00" not in head else "binary"


_known: dict[tuple[str, str], FileReading] = {}
_MOST_KNOWN = 5000


def examine(url: str, fetched: Fetched) -> FileReading:
    """Say what a document is, whether it can be searched, and what is wrong with it; the same content once only."""
    key = fetched.sha256, named_kind(fetched.final_url or url, fetched.media)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = _examine(url, fetched)
    return _known[key]


def _examine(url: str, fetched: Fetched) -> FileReading:
    named, body = named_kind(fetched.final_url or url, fetched.media), fetched.body
    if not body:
        return FileReading(named or "?", problem="empty")
    real = real_kind(body)
    if real == "zip":
        return _zipped(body, named)
    if real == "ole":
        return FileReading(named if named in OLD else "doc", problem="" if named in OLD else _other(named, "ole"))
    if real == "pdf":
        found = _pdf(body)
        return found if named in ("pdf", "") else replace(found, problem="other-kind")
    if real in ("text", "json", "xml"):
        return _plain(body, named, real)
    if real == "binary" and named in ("csv", "txt", "xml", "json") and _wide(body):
        return FileReading(named, problem="bad-encoding")
    if named and named != real and not (named in ("tif", "tiff") and real == "tiff"):
        return FileReading(real, problem="other-kind")
    return FileReading(real)


def _wide(body: bytes) -> bool:
    """Say whether bytes are text of two bytes a letter."""
    return max(body[:2000:2].count(0), body[1:2000:2].count(0)) > len(body[:2000]) // 8


def _other(named: str, real: str) -> str:
    return "other-kind" if named and named != real else ""


def _plain(body: bytes, named: str, real: str) -> FileReading:
    if named in ("json", "geojson"):
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            return FileReading(named, problem="broken")
        return FileReading(named)
    if named == "csv":
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            return FileReading("csv", problem="bad-encoding")
        rows = list(csv.reader(io.StringIO(text[:200_000])))
        return FileReading("csv", words=len(rows), problem="" if rows and len(rows[0]) > 1 else "broken")
    if named in ("xml", "txt", ""):
        return FileReading("xml" if real == "xml" else named or real, words=len(body.split()))
    return FileReading(real, problem="other-kind")


def _zipped(body: bytes, named: str) -> FileReading:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inside = packed.infolist()
            size, digest = sum(i.file_size for i in inside), _digest(inside)
            if size > _MOST_UNPACKED or (size > 10_000_000 and size > len(body) * _ODD_RATIO):
                return FileReading(named or "zip", problem="bomb", digest=digest)
            names = {i.filename for i in inside[:2000]}
            kind = _office(names, packed)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return FileReading(named or "zip", problem="broken")
    if kind == "zip" and named in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
        return FileReading(named, problem="broken")
    return FileReading(kind, problem=_other(named, kind), digest=digest)


def _digest(inside: list[zipfile.ZipInfo]) -> str:
    """Hash what is in an archive, not when it was packed: the same workbook exported twice is the same."""
    parts = sorted(f"{i.filename} {i.CRC:08x} {i.file_size}" for i in inside if not i.filename.startswith("docProps/"))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _office(names: set[str], packed: zipfile.ZipFile) -> str:
    for part, kind in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")):
        if part in names:
            return kind
    if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
        return _MEDIA.get(packed.read("mimetype").decode("ascii", "replace").strip(), "zip")
    return "zip"


def _pdf(body: bytes) -> FileReading:
    """Let a child look into it: words on its pages make it searchable, pictures without words a scan."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(body)
        file.flush()
        child = Path(__file__).with_name("pdf_child.py")
        try:
            done = subprocess.run(  # noqa: S603 - our own file, our own interpreter
                [sys.executable, "-I", str(child), file.name], capture_output=True, timeout=15, check=False
            )
            told = json.loads(done.stdout or b"{}")
        except (subprocess.TimeoutExpired, ValueError):
            return FileReading("pdf", problem="broken")
    if not told or "problem" in told:
        return FileReading("pdf", problem=str(told.get("problem", "broken")))
    scanned = bool(told["pictures"]) and told["blank"] * 2 > told["looked"]
    return FileReading("pdf", int(told["pages"]), int(told["words"]), scanned)
