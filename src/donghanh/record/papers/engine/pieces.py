"""Text as typed pieces: dates, documents and places in the law are recognised, any other digit is a naked number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from donghanh.kit.dates import show_date
from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.record.papers.engine.paper import Cell, Column, Number, Piece, Quoted, Reference, Source, Text

DIGIT = re.compile(r"\d")
# What counts something when it stands in somebody's words: 1.234,5 is one number, 3/2023 two.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
COUNTED = re.compile(r"\d+(?:[.,]\d+)*")
_ABBREVIATION = r"[A-ZĐ][A-ZĐa-zđ]*"
_PLACE = r"(?:[IVX]+|\d+|[a-zđ])"
_YEARS = r"(?:[Nn]ăm|NĂM|[Gg]iai đoạn|[Nn]hiệm kỳ)\s+\d{4}(?:\s?[-–]\s?\d{4})?"
_QUARTER = r"(?:[Qq]uý|QUÝ)\s+(?:[IV]+|\d)(?:[/-]\d{4}|\s+năm\s+\d{4})?|\d{4}-Q\d"
_PARTS = "[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Pp]hần|[Mm]ục|[Cc]hương|[Bb]iểu|[Pp]hụ lục|[Mm]ẫu(?: số)?"
_STEPS = rf"{_PLACE}(?:\.{_PLACE})*"
# Kinds of reference in the order in which they are looked for; the first that begins earliest is taken.
_KINDS: tuple[tuple[str, str], ...] = (
    ("date", r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d\d-\d\d"),
    ("document", rf"\d+(?:/\d{{4}})?/(?:QH\d+|{_ABBREVIATION}(?:[-&]{_ABBREVIATION})*)|QCVN\s[\d:-]+\w*"),
    ("time", r"\d{1,2}(?::\d\d|\s?giờ(?:\s\d\d)?)"),
    ("period", rf"{_QUARTER}|(?:[Tt]háng|THÁNG)\s+\d{{1,2}}(?:/\d{{4}})?|{_YEARS}"),
    ("provision", rf"(?:{_PARTS})\s+(?:[A-Z]\.)?{_STEPS}\b|\b[A-Z](?:\.{_PLACE})+\b|[Kk]ế hoạch(?: số)? \d+\b"),
    ("code", r"SHA-\d+|ISO \d+|A\d\b"),
)
_REFERENCE = re.compile("|".join(f"(?P<{kind}>(?<![\\w.,])(?:{form}))" for kind, form in _KINDS))


def read(text: Text, source: Source | None = None, *, place: str = "") -> Iterator[Piece]:
    """Take text apart into typed pieces; a digit left over leads to ``source``'s rows or is refused as naked."""
    for piece in (text,) if isinstance(text, str) else text:
        if not isinstance(piece, str):
            yield piece
            continue
        at = 0
        for match in _REFERENCE.finditer(piece):
            if DIGIT.search(match[0]) is None:
                continue
            if match.start() > at:
                yield _plain(piece[at : match.start()], source, place)
            yield Reference(match[0], str(match.lastgroup))
            at = match.end()
        if at < len(piece):
            yield _plain(piece[at:], source, place)


def _plain(text: str, source: Source | None, place: str) -> Piece:
    if DIGIT.search(text) is None:
        return text
    if source is not None and source.rows:
        return Quoted(text, source)
    found = COUNTED.search(text)
    number = found[0] if found else text
    raise Invalid(
        "papers.naked-number",
        f"Con số “{number}” ở “{place or text.strip()[:60]}” chưa ghi nguồn nên chưa in được; hãy gắn số đo và dòng "
        "dữ liệu của nó.",
    )


def read_cell(cell: Cell, column: Column, source: Source | None, *, place: str = "") -> tuple[Piece, ...]:
    """Take one cell apart; a bare number leads to the cell's source, or is refused as naked."""
    if cell is None or cell == "":
        return ()
    if isinstance(cell, date):
        return (Reference(show_date(cell), "date"),)
    if isinstance(cell, (int, Decimal)):
        if source is None or not (source.rows or source.measure):
            raise Invalid(
                "papers.naked-number",
                f"Con số “{show_number(cell)}” ở “{place}” chưa ghi nguồn nên chưa in được; hãy gắn số đo và dòng dữ "
                "liệu của nó.",
            )
        return (Number(cell, source, column.places),)
    if isinstance(cell, (Number, Reference, Quoted)):
        return (cell,)
    if isinstance(cell, str) and column.kind:
        return (Reference(cell, column.kind),) if DIGIT.search(cell) else (cell,)
    return tuple(read(cell, source, place=place))


def said(piece: Piece) -> str:
    """Write one piece as it is printed."""
    if isinstance(piece, str):
        return clean(piece)
    if isinstance(piece, Number):
        return show_number(piece.value, piece.places)
    if isinstance(piece, Reference) and piece.kind == "hash":
        return grouped(piece.text)
    return clean(piece.text)


def clean(text: str) -> str:
    """Return text without the control marks that no kind of paper can hold."""
    return _CONTROL.sub("", text)


def plain(text: Text) -> str:
    """Write a text as it is printed, without looking for naked numbers."""
    return clean(text) if isinstance(text, str) else "".join(said(p) for p in text)


def grouped(digest: str) -> str:
    """Write a hash in groups of eight, so that it can be read aloud and breaks between groups only."""
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))
