"""The fast way through a CSV file: whole columns at once, in DuckDB, for every cell whose reading is beyond doubt.

Each field has a condition that is true only of cells which :mod:`values` reads without any remark, and an expression
for the value it would read. Rows where all conditions hold are done; the rest go, in full, to the plain way, which
decides and explains. So the fast way may be timid, never wrong: a property test holds the two together.
"""

# ruff: noqa: E501 - a sentence, and a query, is read whole on one line

from __future__ import annotations

import re
from typing import Any

from donghanh.record.registers.engine import geo
from donghanh.record.registers.engine.books import Book
from donghanh.record.registers.engine.schema import Field, Schema
from donghanh.record.registers.engine.values import LONGEST, bound

SQL_TYPES = {
    "integer": "BIGINT",
    "year": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
# Letters of Latin alphabets in their composed form, and the signs of everyday texts: nothing that NFC would change,
# no blank at either end, no first sign that a spreadsheet runs.
_FIRST = "[A-Za-z0-9(À-ɏẠ-ỹ“]"
_MIDDLE = r"[\x20-\x7E¡-ɏẠ-ỹ–-…₫]*"
_LAST = "[A-Za-z0-9.)%²³À-ɏẠ-ỹ”]"
_WORDS = f"{_FIRST}({_MIDDLE}{_LAST})?"
_SIMPLE_PATTERN = re.compile(r"(?:[A-Za-z0-9_ ,/\[\]{}()?*+|^$-]|\\[d./-])*\Z")
_TRUE, _FALSE = ("true", "1", "x", "có", "đúng"), ("false", "0", "không", "sai")


def sql_type(field: Field) -> str:
    """Return the column type in which values are kept."""
    return SQL_TYPES.get(field.type, "VARCHAR")


def quoted(name: str) -> str:
    """Return a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """Return a text as SQL takes it."""
    return "'" + str(value).replace("'", "''") + "'"


def _among(cell: str, words: Any) -> str:
    listed = ", ".join(literal(w) for w in words)
    return f"{cell} IN ({listed})" if listed else "false"


def _matches(cell: str, pattern: str) -> str:
    return f"regexp_full_match({cell}, {literal(pattern)})"


def condition(
    field: Field, cell: str, decimal: str, books: dict[str, Book], missing: tuple[str, ...]
) -> tuple[str, str]:
    """Return for one column the condition of an undoubted cell, and its value, as SQL."""
    sure, value = _sure(field, cell, field.decimal or decimal, books)
    tokens = [m for m in missing if m]
    if tokens:
        sure = f"({sure}) AND NOT {_among(cell, tokens)}"
    limits = _limits(field, value)
    if limits is None:
        sure = "false"
    elif limits:
        sure = f"({sure}) AND {limits}"
    if not field.required:
        sure = f"({cell} = '' OR ({sure}))"
    return sure, f"CASE WHEN {cell} <> '' THEN {value} END"


def _sure(field: Field, cell: str, decimal: str, books: dict[str, Book]) -> tuple[str, str]:
    """Return condition and value of a filled cell, before its limits."""
    if field.type in ("string", "any"):
        return _sure_words(field, cell, books), cell
    if field.type == "number":
        sure = f"({_matches(cell, '-?[0-9]{1,15}')} OR ({_matches(cell, rf'-?[0-9]+[{decimal}][0-9]+')} AND length({cell}) <= 16))"
        if decimal == ".":
            return sure, f"(TRY_CAST({cell} AS DOUBLE) + 0.0)"
        grouped = r"[1-9][0-9]{0,2}([.][0-9]{3})+(,[0-9]+)?"
        plain = f"replace(replace({cell}, '.', ''), ',', '.')"
        return (
            f"({sure} OR ({_matches(cell, grouped)} AND length({cell}) <= 15))",
            f"(TRY_CAST({plain} AS DOUBLE) + 0.0)",
        )
    if field.type == "integer":
        sure = _matches(cell, "-?[0-9]{1,15}")
        if decimal == ".":
            return sure, f"TRY_CAST({cell} AS BIGINT)"
        grouped = f"({_matches(cell, '[1-9][0-9]{0,2}([.][0-9]{3})+')} AND length({cell}) <= 19)"
        return f"({sure} OR {grouped})", f"TRY_CAST(replace({cell}, '.', '') AS BIGINT)"
    if field.type == "year":
        return _matches(cell, "[1-9][0-9]{3}"), f"TRY_CAST({cell} AS BIGINT)"
    if field.type == "boolean":
        return _among(cell, (*_TRUE, *_FALSE)), f"({_among(cell, _TRUE)})"
    if field.type == "date":
        iso = f"CASE WHEN {_matches(cell, '(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}')} THEN TRY_CAST({cell} AS DATE) END"
        ours = (
            f"CASE WHEN {_matches(cell, '[0-9]{2}/[0-9]{2}/(1[89]|2[01])[0-9]{2}')} "
            f"THEN TRY_CAST({cell}[7:10] || '-' || {cell}[4:5] || '-' || {cell}[1:2] AS DATE) END"
        )
        value = f"coalesce({iso}, {ours})"
        return f"{value} IS NOT NULL", value
    if field.type == "datetime":
        value = (
            f"CASE WHEN {_matches(cell, '(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9]')} "
            f"THEN TRY_CAST(replace({cell}, 'T', ' ') AS TIMESTAMP) END"
        )
        return f"{value} IS NOT NULL", value
    return "false", "NULL"


def _sure_words(field: Field, cell: str, books: dict[str, Book]) -> str:
    if field.book:
        book = books.get(field.book)
        return _among(cell, book.codes) if book else _matches(cell, _WORDS)
    if field.enum:
        return _among(cell, field.enum)
    if field.format == "uri":
        return f"{_matches(cell, 'https?://[A-Za-z0-9][!-~]*')} AND length({cell}) <= {LONGEST}"
    if field.format == "email":
        return _matches(cell, r"[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+")
    return f"({_matches(cell, _WORDS)} AND length({cell}) <= {LONGEST})"


def _limits(field: Field, value: str) -> str | None:
    """Return the constraints as SQL; ``None`` where one has no certain twin in SQL."""
    rules = field.constraints
    found = []
    if field.enum and field.type not in ("string", "any"):
        return None
    for name, mark in (("minimum", ">="), ("maximum", "<=")):
        if name in rules:
            limit = bound(field, rules[name])
            if field.type not in ("number", "integer", "year", "date"):
                return None
            found.append(f"{value} {mark} {f'DATE {literal(limit)}' if field.type == 'date' else repr(limit)}")
    if field.type in ("string", "any"):
        if "minLength" in rules:
            found.append(f"length({value}) >= {int(rules['minLength'])}")
        if "maxLength" in rules:
            found.append(f"length({value}) <= {int(rules['maxLength'])}")
        if "pattern" in rules:
            pattern = str(rules["pattern"])
            if not _SIMPLE_PATTERN.match(pattern):
                return None
            found.append(_matches(value, pattern.replace(r"\d", "[0-9]")))
    return " AND ".join(found)


def place_condition(schema: Schema, values: dict[str, str]) -> str:
    """Return the condition that a row's longitude and latitude lie in the province's box, or are both empty."""
    if not (schema.lon in values and schema.lat in values):
        return "true"
    lon, lat, box = values[schema.lon], values[schema.lat], geo.province()
    inside = f"({lon} BETWEEN {box.west} AND {box.east} AND {lat} BETWEEN {box.south} AND {box.north})"
    return f"(({lon} IS NULL AND {lat} IS NULL) OR coalesce({inside}, false))"


def as_text(field: Field, column: str) -> str:
    """Return the canonical text of a kept value as SQL: what ``values.canonical`` writes."""
    if field.type == "number":
        whole = f"({column} = trunc({column}) AND abs({column}) < 1e15)"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    if field.type == "datetime":
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%S')"
    return f"CAST({column} AS VARCHAR)"


def key_text(schema: Schema, columns: dict[str, str]) -> str:
    r"""Return a row's key as SQL: the parts' canonical texts, ``\`` and ``|`` escaped, joined by ``|``; NULL if any is."""
    parts = []
    for name in schema.primary_key:
        text = as_text(schema.by_name[name], columns[name])
        if sql_type(schema.by_name[name]) == "VARCHAR":
            text = f"replace(replace({text}, '\\', '\\\\'), '|', '\\|')"
        parts.append(f"({text})")
    return " || '|' || ".join(parts)
