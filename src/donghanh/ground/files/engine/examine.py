"""One look at a file from outside: what it is, or one sentence why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from donghanh.ground.files.engine import images, kinds, office, pdf, plain, secrecy


@dataclass(frozen=True)
class Finding:
    """What a file is: its kind, pages where it has pages, and whether a cleaned copy was written."""

    kind: kinds.Kind
    pages: int | None
    cleaned: bool


def examine(path: Path, clean_into: Path, *, name: str, accepted: tuple[str, ...], inside: kinds.Inside) -> Finding:
    """Look into a file; write a cleaned picture to ``clean_into``; raise ``Invalid`` with one sentence otherwise."""
    kind = kinds.kind_by_name(name, accepted)
    kinds.check_filled(path, name)
    with path.open("rb") as file:
        head = file.read(kinds.HEAD)
    kinds.check_head(head, kind, name)
    pages: int | None = None
    cleaned = False
    if kind.family == "pdf":
        pages = pdf.check_pdf(path, name)
    elif kind.family in ("ooxml", "odf"):
        office.check_office(path, kind, name, inside)
    elif kind.family == "image":
        images.clean_image(path, clean_into, kind, name, inside)
        cleaned = True
    else:
        plain.check_plain(path, name)
    secrecy.refuse_marked(path, kind, name)
    return Finding(kind, pages, cleaned)
