"""One file against one schema: validated, and laid out as typed rows, in bounded memory.

``staged(schema, path)`` chooses the fast way for an ordinary CSV file and the plain one for everything else; both end
in the same table: ``n`` (the sheet's line), one typed column for each field, ``_key``.
"""

# ruff: noqa: E501 - a sentence, and a query, is read whole on one line

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from donghanh.record.registers.engine import books as house_books
from donghanh.record.registers.engine import checks, columns, sheets, texts
from donghanh.record.registers.engine.books import Book
from donghanh.record.registers.engine.checks import Checker, Head
from donghanh.record.registers.engine.columns import key_text, literal, quoted, sql_type
from donghanh.record.registers.engine.findings import NOTE, Finding, Report
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.engine.values import canonical

MEMORY = "200MB"
THREADS = 2
BATCH = 4096
Others = Mapping[str, frozenset[tuple[str, ...]]]


@dataclass
class Staged:
    """What came of a file: the report, and where the typed rows lie as long as the ``with`` lasts."""

    schema: Schema
    report: Report
    con: duckdb.DuckDBPyConnection
    head: Head | None = None
    columns: tuple[str, ...] = field(default_factory=tuple)  # the fields that the file holds

    def write_parquet(self, path: Path) -> None:
        """Write the rows, sorted by key, with the columns of the schema and ``_key``."""
        write_parquet(self.con, "typed", self.schema, path)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give the typed rows in the order of the sheet."""
        names = [f.name for f in self.schema.fields]
        found = self.con.execute(f"SELECT {', '.join(map(quoted, names))} FROM typed ORDER BY n")  # noqa: S608 - our names
        while batch := found.fetchmany(BATCH):
            for row in batch:
                yield dict(zip(names, row, strict=True))


def write_parquet(con: duckdb.DuckDBPyConnection, table: str, schema: Schema, path: Path) -> None:
    """Write a table of typed rows as Parquet, sorted by key."""
    listed = ", ".join([*(quoted(f.name) for f in schema.fields), "_key"])
    con.execute(
        f"COPY (SELECT {listed} FROM {table} ORDER BY _key) TO {literal(path)} "  # noqa: S608 - our names
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)"
    )


@contextmanager
def workbench() -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Give a database of its own in a folder of its own, gone afterwards; memory is bounded, the disk takes the rest."""
    with tempfile.TemporaryDirectory(prefix="donghanh-") as folder:
        con = duckdb.connect(str(Path(folder) / "work.duckdb"))
        try:
            con.execute(f"SET memory_limit = '{MEMORY}'")
            con.execute(f"SET temp_directory = {literal(Path(folder) / 'spill')}")
            con.execute(f"SET threads = {THREADS}")
            con.execute("SET enable_progress_bar = false")
            yield con, Path(folder)
        finally:
            con.close()


@contextmanager
def staged(
    schema: Schema,
    path: Path,
    *,
    books: Mapping[str, Book] | None = None,
    others: Others | None = None,
    limit: int = 1000,
    fast: bool = True,
    kind: str = "",
) -> Iterator[Staged]:
    """Read a file against a schema; ``Invalid`` with one sentence where it cannot be read at all.

    ``kind`` (csv, xlsx, ods) is asked where the name does not say it. ``limit`` is how many findings are kept (0: all); beyond it reading stops early and the report says so.
    """
    path = Path(path)
    if not path.is_file():
        raise texts.refuse("no-file", f"Không có tệp “{path.name}”; hãy kiểm tra lại đường dẫn.")
    known = dict(house_books.house() if books is None else books)
    report = Report(limit=limit or 10**9)
    with workbench() as (con, folder):
        one = Staged(schema, report, con)
        kind = kind or path.suffix.lower().lstrip(".")
        if kind in ("xlsx", "ods"):
            _from_sheet(one, path, folder, known, others)
        elif kind in ("csv", "txt", "tsv"):
            _from_text(one, path, folder, known, others, fast=fast)
        else:
            raise texts.refuse("kind", f"Không đọc được tệp .{kind}; hãy gửi CSV, XLSX hoặc ODS.")
        one.report.settle()
        yield one


# --- CSV -----------------------------------------------------------------------------------------------------


def _from_text(
    one: Staged, path: Path, folder: Path, books: dict[str, Book], others: Others | None, *, fast: bool
) -> None:
    schema = one.schema
    text = texts.open_text(path, folder, lambda cells: checks.score(schema, cells))
    first = next(texts.rows(text), [])
    if len(first) > sheets.WIDEST:
        raise texts.refuse(
            "wide", f"Tệp có {len(first)} cột, nhiều hơn {sheets.WIDEST}; hãy bỏ các cột thừa rồi gửi lại."
        )
    at = 1
    if checks.score(schema, first) * 2 < len(schema.fields):
        at, first = _find_head(schema, enumerate(texts.rows(text), start=1), first)
    head = checks.read_head(schema, first, at, letters=sheets.letters, machine=text.delimiter == ",")
    one.head, one.columns = head, tuple(head.places)
    one.report.take(head.findings)
    if not head.places:
        _empty(one)
        return
    if fast and at == 1 and text.plain and not schema.foreign_keys and not head.findings and "\n" not in "".join(first):
        try:
            _columnwise(one, text, head, books, folder)
            one.report.way = "columns"
            return
        except duckdb.Error:
            # Whatever a column reader stumbles over (a line too short, a quote out of place), the plain way explains.
            one.report = Report(limit=one.report.limit)
            one.con.execute("DROP TABLE IF EXISTS typed")
    rows = ((n, cells) for n, cells in enumerate(texts.rows(text), start=1) if n > at)
    _rowwise(one, rows, head, books, others, folder)


def _find_head(
    schema: Schema, rows: Iterable[tuple[int, Sequence[Any]]], first: Sequence[Any]
) -> tuple[int, list[Any]]:
    """Return the line, among the first twenty, that names most columns: above a head there is often a title."""
    best, at, cells = checks.score(schema, first), 1, list(first)
    for number, row in rows:
        if number > 20:
            break
        worth = checks.score(schema, row)
        if worth > best:
            best, at, cells = worth, number, list(row)
    return at, cells


def _columnwise(one: Staged, text: texts.Text, head: Head, books: dict[str, Book], folder: Path) -> None:
    """Check and convert whole columns; hand the doubtful rows to the plain way."""
    schema, con = one.schema, one.con
    names = [f"c{i}" for i in range(head.width)]
    source = (
        f"read_csv({literal(text.path)}, auto_detect=false, header=true, delim={literal(text.delimiter)}, quote='\"', "
        "escape='\"', strict_mode=true, null_padding=false, max_line_size=8000000, "
        "columns={" + ", ".join(f"'{n}': 'VARCHAR'" for n in names) + "})"
    )
    cells = {n: f"coalesce({n}, '')" for n in names}
    numbered = (
        f"SELECT row_number() OVER () + 1 AS n, {', '.join(f'{e} AS {n}' for n, e in cells.items())} FROM {source}"  # noqa: S608
    )
    sure, values = [], {}
    for f in schema.fields:
        place = head.places.get(f.name)
        if place is None:
            values[f.name] = f"CAST(NULL AS {sql_type(f)})"
            continue
        ok, value = columns.condition(f, names[place], head.decimal, books, schema.missing)
        sure.append(f"({ok})")
        values[f.name] = value
    sure.append(columns.place_condition(schema, {n: f"({v})" for n, v in values.items() if n in head.places}))
    sure += [f"{names[head.places[n]]} <> ''" for n in schema.primary_key if n in head.places]
    filled = " OR ".join(f"{n} <> ''" for n in names)
    typed = ", ".join(f"CASE WHEN ok THEN {v} END AS {quoted(n)}" for n, v in values.items())
    key = key_text(schema, {n: f"({values[n]})" for n in schema.primary_key})
    con.execute(
        f"CREATE TABLE typed AS SELECT n, ok, {typed}, CASE WHEN ok THEN {key} END AS _key FROM "  # noqa: S608 - names and literals are ours
        f"(SELECT *, coalesce({' AND '.join(sure)}, false) AS ok FROM ({numbered}) WHERE {filled})"
    )
    total, doubtful = con.execute("SELECT count(*), count(*) FILTER (NOT ok) FROM typed").fetchone() or (0, 0)
    one.report.rows = total
    if doubtful:
        cursor = con.cursor()
        found = cursor.execute(
            f"SELECT r.* FROM ({numbered}) r WHERE r.n IN (SELECT n FROM typed WHERE NOT ok) ORDER BY r.n"  # noqa: S608
        )
        checker = Checker(schema, head, books, remember=False)
        _explain(one, _batches(found), checker, folder)
        expression = key_text(schema, {n: quoted(n) for n in schema.primary_key})
        con.execute(f"UPDATE typed SET _key = {expression} WHERE _key IS NULL")  # noqa: S608
    _repeats(one, head)


def _batches(found: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    while batch := found.fetchmany(BATCH):
        for row in batch:
            yield row[0], row[1:]


def _explain(one: Staged, rows: Iterable[tuple[int, Sequence[Any]]], checker: Checker, folder: Path) -> None:
    """Let the plain way decide on rows, and put what it read in place of what the fast way left out."""
    schema, report, con = one.schema, one.report, one.con
    names = [f.name for f in schema.fields]
    aside = folder / "explained.csv"
    with aside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for number, cells in rows:
            values, findings = checker.check(number, cells)
            report.take(findings)
            writer.writerow([number, *(_kept(values[n]) for n in names)])
            if len(report.findings) >= report.limit:
                report.cut = True
                break
    con.execute("DELETE FROM typed WHERE NOT ok")
    _take_in(one, aside)


def _kept(value: Any) -> str:
    """Write a value so that nothing and an empty text stay apart in a file of texts."""
    return "\x01" if value is None else canonical(value)


def _take_in(one: Staged, aside: Path) -> None:
    """Read rows written aside into the typed table."""
    schema = one.schema
    types = "{'n': 'BIGINT', " + ", ".join(f"{literal(f.name)}: 'VARCHAR'" for f in schema.fields) + "}"
    listed = ", ".join(
        f"TRY_CAST(nullif({quoted(f.name)}, chr(1)) AS {sql_type(f)})"
        if sql_type(f) != "VARCHAR"
        else f"nullif({quoted(f.name)}, chr(1))"
        for f in schema.fields
    )
    names = ", ".join(quoted(f.name) for f in schema.fields)
    one.con.execute(
        f"INSERT INTO typed (n, ok, {names}) SELECT n, true, {listed} FROM "  # noqa: S608 - our names
        f"read_csv({literal(aside)}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
        f"max_line_size=80000000, columns={types})"
    )


def _repeats(one: Staged, head: Head) -> None:
    """Find keys and unique values that stand twice: by a short digest first, so that memory stays small."""
    for row, key, first in _twice(one.con, "_key"):
        one.report.take([checks.key_repeated(one.schema, row, first, key)])
    for f in one.schema.fields:
        if f.constraints.get("unique") and f.name in head.places:
            for row, value, first in _twice(one.con, columns.as_text(f, quoted(f.name))):
                one.report.take([checks.repeated(row, f.name, first, value)])


def _twice(con: duckdb.DuckDBPyConnection, text: str) -> list[tuple[int, str, int]]:
    found = con.execute(
        f"WITH t AS (SELECT n, {text} AS k FROM typed), "  # noqa: S608 - our names
        "d AS (SELECT hash(k) AS h FROM t WHERE k IS NOT NULL GROUP BY h HAVING count(*) > 1), "
        "s AS (SELECT n, k FROM t WHERE k IS NOT NULL AND hash(k) IN (SELECT h FROM d)) "
        "SELECT n, k, f FROM (SELECT n, k, min(n) OVER (PARTITION BY k) AS f FROM s) WHERE n <> f ORDER BY n"
    ).fetchall()
    return [(int(n), str(k), int(f)) for n, k, f in found]


# --- spreadsheets and odd CSV files ------------------------------------------------------------------------------


def _from_sheet(one: Staged, path: Path, folder: Path, books: dict[str, Book], others: Others | None) -> None:
    schema = one.schema
    pages = sheets.open_book(path)
    heads = []
    for page in pages:
        first = page.head_rows()
        at, cells = _find_head(
            schema, [(n, c) for n, (_, c) in enumerate(first, start=1)], first[0][1] if first else []
        )
        heads.append((checks.score(schema, cells), first[at - 1][0] if first else 1, cells))
    best = max(range(len(pages)), key=lambda i: (heads[i][0], -i))
    page, (_, at, cells) = pages[best], heads[best]
    while cells and not str(cells[-1] if cells[-1] is not None else "").strip():
        cells = cells[:-1]
    head = checks.read_head(schema, cells, at, letters=sheets.letters, machine=False)
    one.head, one.columns = head, tuple(head.places)
    one.report.take(head.findings)
    one.report.take(page.oddities(at))
    unread = [p.name for i, p in enumerate(pages) if i != best and p.name != "Huong dan" and p.name != "Hướng dẫn"]
    if unread:
        one.report.take(
            [
                Finding(
                    0,
                    "",
                    "sheet-unread",
                    f"chỉ đọc trang “{page.name}”; không đọc: {', '.join(unread)[:80]}.",
                    level=NOTE,
                )
            ]
        )
    if not head.places:
        _empty(one)
        return
    rows = ((n, _as_wide(row, head.width)) for n, row in page.rows() if n > at)
    _rowwise(one, rows, head, books, others, folder)


def _as_wide(row: list[Any], width: int) -> list[Any]:
    return row if len(row) >= width else [*row, *[""] * (width - len(row))]


def _empty(one: Staged) -> None:
    listed = ", ".join(f"{quoted(f.name)} {sql_type(f)}" for f in one.schema.fields)
    one.con.execute(f"CREATE TABLE typed (n BIGINT, ok BOOLEAN, {listed}, _key VARCHAR)")


def _rowwise(
    one: Staged,
    rows: Iterable[tuple[int, Sequence[Any]]],
    head: Head,
    books: dict[str, Book],
    others: Others | None,
    folder: Path,
) -> None:
    """Check every row by itself."""
    one.report.way = "rows"
    checker = Checker(one.schema, head, books, others=others)
    _empty(one)
    names = [f.name for f in one.schema.fields]
    aside = folder / "read.csv"
    with aside.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for number, cells in rows:
            if checker.blank(cells):
                continue
            values, findings = checker.check(number, cells)
            one.report.rows += 1
            one.report.take(findings)
            writer.writerow([number, *(_kept(values[n]) for n in names)])
            if len(one.report.findings) >= one.report.limit:
                one.report.cut = True
                break
    one.report.take(checker.last())
    _take_in(one, aside)
    expression = key_text(one.schema, {n: quoted(n) for n in one.schema.primary_key})
    one.con.execute(f"UPDATE typed SET _key = {expression}")  # noqa: S608 - our names


def validate(schema: Schema, path: Path, **how: Any) -> Report:
    """Say what is wrong with a file; nothing is kept."""
    with staged(schema, path, **how) as one:
        return one.report
