"""Any list of the house as an annex: the rows of the screen, in its order, under what it says of itself."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from donghanh.kit.dates import local_date, show_date, show_moment
from donghanh.kit.errors import NotNow
from donghanh.kit.numbers import show_number
from donghanh.record.papers.engine import figures, pdf
from donghanh.record.papers.engine.paper import (
    Annex,
    Cell,
    Column,
    Number,
    Paper,
    Paragraph,
    Reference,
    Source,
    TableBlock,
)
from donghanh.ui.lists import MOST_ON_PAPER, DateColumn, Leaving, NumberColumn

MOST_COLUMNS = 18
TRIAL = "Bản dùng thử: số liệu tiến độ là minh họa."
_MEASURE = "list.value"  # a value read from the very row that the line shows


def list_paper(table: tables.Table, leaving: Leaving) -> Paper:
    """Describe a list as an annex on wide pages; each line leads to the row it shows."""
    columns = [c for c in table.columns if not c.column.exclude_from_export]
    if len(columns) > MOST_COLUMNS:
        raise NotNow(
            "papers.wide-list",
            f"Bảng có {len(columns)} cột, quá rộng cho trang A4 (nhiều nhất {MOST_COLUMNS}); hãy lọc bớt, hoặc tải bản "
            "Excel.",
        )
    lines, keys, count = [], [], 0
    for n, row in enumerate(table.rows, start=1):
        if n > MOST_ON_PAPER:
            raise NotNow(
                "papers.long-list",
                f"Danh sách dài hơn {show_number(MOST_ON_PAPER)} dòng nên không in thành phụ lục được; hãy lọc bớt, "
                "hoặc tải bản Excel.",
            )
        sums = isinstance(row.record, dict) and row.record.get("adds_up", False)
        lines.append(("" if sums else str(n), *(_cell(row.get_cell_value(c.name)) for c in columns)))
        keys.append(_key(row.record, n))
        count += not sums
    heads = [
        Column("TT", 4, "center", kind="order"),
        *(_column(c, [line[x] for line in lines]) for x, c in enumerate(columns, 1)),
    ]
    title = str(getattr(table, "caption", "") or leaving.name)
    block = TableBlock(
        caption=title,
        columns=tuple(heads),
        rows=tuple(lines),
        totals=_totals(columns, lines, tuple(keys)),
        landscape=True,
        keys=tuple(keys),
    )
    return Paper(
        kind="",
        number="",
        place=str(settings.PROVINCE),
        signed_on=local_date(leaving.at),
        superior="",
        issuer=f"Tỉnh {settings.PROVINCE}",
        title="",
        annexes=(Annex("Phụ lục", title, (*_told(leaving, count), block), landscape=True),),
        cover=False,
        mark=TRIAL if leaving.trial else "",
    )


def page_of(paper: Paper) -> dict[str, Any]:
    """Return what the page of a paper shows, in the words of print; refuse a number without an origin."""
    figures.printed(paper)
    data = pdf.data_of(paper)
    return {
        "paper": paper,
        "title": data["title"],
        "subject": data["subject"],
        "place_line": figures.place_line(paper),
        "goes_with": figures.goes_with(paper),
        "blocks": [_shown(b) for b in data["blocks"]],
        "annexes": [{**a, "blocks": [_shown(b) for b in a["blocks"]]} for a in data["annexes"]],
    }


def _shown(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] == "figure":
        return {**block, "svg": mark_safe(block["svg"])}  # noqa: S308 - drawn here, every text escaped
    if block["type"] != "table":
        return block
    lines = [[{"text": t, "align": a} for t, a in zip(r, block["aligns"], strict=True)] for r in block["rows"]]
    totals = [{"text": t, "align": a} for t, a in zip(block["totals"], block["aligns"], strict=False)]
    return {**block, "rows": lines, "totals": totals}


def _told(leaving: Leaving, count: int) -> tuple[Paragraph, ...]:
    """Say of what day the list is, by what it was filtered, who printed it and when."""
    filters = "; ".join(f"{label}: {value}" for label, value in leaving.filters) or "không, in toàn bộ"
    rows = Number(count, Source(_MEASURE, leaving.as_of, note="số dòng của phụ lục này"))
    by = f" Người in: {leaving.by}." if leaving.by else ""
    said = (
        f"Số liệu đến ngày {show_date(leaving.as_of)}. Bộ lọc: ",
        Reference(filters, "name"),
        ". Số dòng: ",
        rows,
        f". In lúc {show_moment(leaving.at)}.",
        Reference(by, "name"),
    )
    note = (Paragraph((Reference(leaving.note, "name"),), kind="note"),) if leaving.note else ()
    return (Paragraph(said, kind="note"), *note)


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, (int, Decimal)):
        return value
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, datetime):
        return local_date(value)
    if isinstance(value, date):
        return value
    return " ".join(strip_tags(value).split()) if isinstance(value, SafeString) else str(value)


def _key(record: Any, n: int) -> str:
    """Name the row behind a line: its public key or number, else its place in the list."""
    for name in ("key", "number", "code"):
        found = record.get(name) if isinstance(record, dict) else getattr(record, name, None)
        if found:
            return str(found)
    return f"dòng {n}"


def _column(column: Any, cells: list[Cell]) -> Column:
    """Give a column the room its words ask for, and stand its values as offices do."""
    title = str(column.header)
    lengths = sorted(len(str(c)) for c in cells if c not in (None, "")) or [0]
    usual = lengths[min(len(lengths) - 1, len(lengths) * 4 // 5)]
    width = max(min(usual, 70), 5, *(len(word) for word in title.split()))
    number, day = isinstance(column.column, NumberColumn), isinstance(column.column, DateColumn)
    places = column.column.places if number else None
    return Column(title, width, "right" if number else "center" if day else "left", places)


def _totals(columns: list[Any], lines: list[tuple[Cell, ...]], keys: tuple[str, ...]) -> tuple[Cell, ...]:
    """Add up the columns that the screen adds up."""
    if not any(getattr(c.column, "total", False) for c in columns):
        return ()
    found: list[Cell] = ["", *("" for _ in columns)]
    for x, column in enumerate(columns, start=1):
        if getattr(column.column, "total", False):
            values = [v for line in lines if isinstance(v := line[x], (int, Decimal))]
            found[x] = Number(sum(values, Decimal(0)), Source(_MEASURE, None, keys), column.column.places)
    first = next((x for x, cell in enumerate(found) if x and cell == ""), 0)
    found[first] = "Cộng"
    return tuple(found)
