"""What an audit is given and what it gives back: plain values, no query, no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Limits:
    """How much of a site an audit may take: kept small, because the site serves people first."""

    pages: int = 400
    depth: int = 6
    seconds: float = 900.0
    delay: float = 1.0
    page_bytes: int = 3_000_000
    file_bytes: int = 25_000_000
    total_bytes: int = 400_000_000
    redirects: int = 5
    timeout: float = 15.0
    page_seconds: float = 60.0
    variants: int = 60
    dated_variants: int = 24
    alike: int = 4
    longest_delay: float = 10.0


@dataclass(frozen=True)
class Expected:
    """One category of information that a site must show: by which words a business would look for it, and how fresh."""

    code: str
    label: str
    phrases: tuple[str, ...]
    clicks: int = 3
    fresh_days: int | None = None
    machine: bool = False
    basis: str = ""


@dataclass(frozen=True)
class Seen:
    """What an address held at an earlier audit: the digest of its content and the newest date it bore."""

    url: str
    sha256: str
    dated_on: date | None
    at: str
    kind: str = ""


@dataclass(frozen=True)
class Site:
    """Whose site it is: the names it must bear, and those of agencies that it came from."""

    url: str
    names: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    expected: tuple[Expected, ...] = ()
    before: Mapping[str, Seen] = field(default_factory=dict)


@dataclass(frozen=True)
class Fetched:
    """One answer of a server, read up to a limit; ``error`` says why there is none."""

    url: str
    final_url: str
    at: datetime
    status: int = 0
    media: str = ""
    charset: str = ""
    body: bytes = b""
    sha256: str = ""
    error: str = ""
    detail: str = ""
    hops: tuple[str, ...] = ()

    @property
    def alive(self) -> bool:
        """Say whether something came that can be read."""
        return not self.error and 200 <= self.status < 300


@dataclass(frozen=True)
class Link:
    """One link of a page: where it leads, its words, and whether it stands in the page's own part."""

    url: str
    text: str
    own: bool


@dataclass
class Reading:
    """What a reader (and a screen reader) finds on an HTML page."""

    title: str = ""
    lang: str = ""
    text: str = ""
    links: list[Link] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    images_without_alt: list[str] = field(default_factory=list)
    fields_without_label: list[str] = field(default_factory=list)
    empty_links: list[str] = field(default_factory=list)
    insecure: list[str] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    fingerprint: str = ""
    own_words: int = 0
    bad_encoding: str = ""


@dataclass(frozen=True)
class FileReading:
    """What a document is, whatever its name says."""

    kind: str
    pages: int = 0
    words: int = 0
    scanned: bool = False
    problem: str = ""
    digest: str = ""


@dataclass
class Page:
    """One address of a crawl: how it was reached and what was there."""

    url: str
    depth: int
    parent: str
    link_text: str
    own: bool
    fetched: Fetched
    kind: str = ""
    reading: Reading | None = None
    file: FileReading | None = None
    kept: bytes = b""

    @property
    def digest(self) -> str:
        """Return what the address is known by at the next audit: its words, or its content whoever packed it when."""
        if self.reading is not None:
            return self.reading.fingerprint
        return (self.file.digest if self.file else "") or self.fetched.sha256


@dataclass
class Crawl:
    """Everything an audit read, and why it stopped."""

    start: str
    pages: dict[str, Page] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    forbidden: dict[str, str] = field(default_factory=dict)
    traps: dict[str, tuple[str, str]] = field(default_factory=dict)
    found_links: list[tuple[str, Link]] = field(default_factory=list)
    outside: int = 0
    bytes: int = 0
    stopped: str = ""
    robots: str = ""


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where, why it is said, and what shows it."""

    code: str
    severity: Severity
    sentence: str
    url: str
    category: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "sentence": self.sentence,
            "url": self.url,
            "category": self.category,
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True)
class Found:
    """How one category stands on the site: after how many clicks, where, and how fresh."""

    code: str
    label: str
    state: str
    url: str = ""
    clicks: int | None = None
    newest_on: date | None = None
    files: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        newest = self.newest_on.isoformat() if self.newest_on else None
        return {
            "code": self.code, "label": self.label, "state": self.state, "url": self.url, "clicks": self.clicks,
            "newest_on": newest, "files": list(self.files),
        }  # fmt: skip


@dataclass
class Report:
    """The whole audit."""

    url: str
    on: date
    started_at: datetime
    finished_at: datetime
    findings: list[Finding]
    found: list[Found]
    seen: list[Seen]
    pages: int
    files: int
    bytes: int
    stopped: str
    robots: str
    outside: int

    @property
    def reached(self) -> bool:
        """Say whether the site answered at all."""
        return not any(f.code in ("unreachable", "address-refused") for f in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "url": self.url,
            "on": self.on.isoformat(),
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat(),
            "pages": self.pages,
            "files": self.files,
            "bytes": self.bytes,
            "stopped": self.stopped,
            "robots": self.robots,
            "outside_links_not_followed": self.outside,
            "categories": [f.as_dict() for f in self.found],
            "findings": [f.as_dict() for f in self.findings],
            "seen": [
                {
                    "url": s.url, "sha256": s.sha256, "kind": s.kind, "at": s.at,
                    "dated_on": s.dated_on.isoformat() if s.dated_on else None,
                }
                for s in self.seen
            ],
        }  # fmt: skip
