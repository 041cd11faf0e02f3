"""The fields of a return's long page: as they are kept, or as somebody typed them where they could not be kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from donghanh.kit import numbers
from donghanh.kit.errors import Invalid
from donghanh.work.reporting import domain
from donghanh.work.reporting.engine import cells
from donghanh.work.reporting.engine.cells import stamp_of
from donghanh.work.reporting.models import Return

SPARE_ROWS = 2
MOST_ROWS = 2000


def figure_fields(figure: Any, before: Decimal | None, typed: Any) -> dict[str, Any]:
    """Return a figure with what it owes, the last one, and the fields as they were typed or as they are kept."""
    code, asked = figure.code, ""
    if figure.value is not None and not figure.reason:
        asked = domain.question_about(figure.form, figure.value, before)
    kept = {"n": figure.numerator, "d": figure.denominator, "f": figure.value}
    fields = {
        name: typed.get(f"{name}-{code}", "") if typed is not None else numbers.show_number(value)
        for name, value in kept.items()
        if typed is not None or value is not None
    }
    return {"it": figure, "form": figure.form, "question": asked, "before": before, "fields": fields}


def unsaved(sections: list[Any], typed: Any) -> list[tuple[str, str]]:
    """List what somebody wrote into a return that was locked meanwhile: they must be able to take it away."""
    found = [(s.title, str(typed.get(f"t-{s.order}", ""))) for s in sections]
    kept = {s.title: s.text for s in sections}
    return [(title, text) for title, text in found if text.strip() and text.replace("\r\n", "\n") != kept[title]]


def table_fields(row: Return, form: Any, typed: Any = None) -> dict[str, Any]:
    held = [r.cells for r in row.rows.filter(table=form.code)]
    stamp = stamp_of(held)
    shown_rows = [[cells.for_input(c.kind, r.get(c.code, "")) for c in form.columns] for r in held]
    if typed is not None and typed.get(f"rows-{form.code}", "").isdigit():
        rows = typed_rows(typed, form)
        shown_rows = [[r[c.code] for c in form.columns] for r in rows]
        stamp = typed.get(f"h-{form.code}", stamp)
    spare = [[""] * len(form.columns) for _ in range(SPARE_ROWS)]
    lines = [_line(form, n, texts) for n, texts in enumerate([*shown_rows, *spare])]
    return {
        "form": form, "lines": lines[: len(shown_rows)], "all": lines, "count": len(lines), "stamp": stamp,
        "reason": form.reason,
    }  # fmt: skip


def typed_rows(posted: Any, form: Any) -> list[dict[str, str]]:
    """Read a table's rows as they were typed; blank ones are left out."""
    count = posted.get(f"rows-{form.code}", "")
    rows = [
        {c.code: posted.get(f"r-{form.code}-{n}-{c.code}", "") for c in form.columns}
        for n in range(min(int(count), MOST_ROWS) if count.isdigit() else 0)
    ]
    return [r for r in rows if any(v.strip() for v in r.values())]


def _line(form: Any, n: int, texts: list[str]) -> list[dict[str, Any]]:
    return [
        {"name": f"r-{form.code}-{n}-{c.code}", "column": c, "value": text}
        for c, text in zip(form.columns, texts, strict=True)
    ]


def decimal_of(request: HttpRequest, name: str, label: str) -> Decimal | None:
    text = request.POST.get(name, "").strip().removesuffix("%")
    if not text:
        return None
    read = numbers.read_number(text)
    if read is None:
        raise Invalid("reporting.number", f"“{label}”: “{text[:40]}” không phải là số; hãy viết như 1.234,5.")
    return read.value
