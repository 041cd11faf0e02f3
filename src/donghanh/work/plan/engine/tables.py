"""Tables: real ones of Word and HTML, rows between ``|``, and the cells of a lost table one to a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.agencies import read_field
from donghanh.work.plan.engine.labels import read_label
from donghanh.work.plan.engine.normalise import Line, canon

ROLES = ("number", "supporting", "lead", "due", "product", "note", "task", "value")
_CAPTION = re.compile(r"(?:bảng|biểu)\s+(?:số\s+)?\d+\s*[.:]")
_RULE = re.compile(r"\|?[\s:|+=-]*-{2,}[\s:|+=-]*\|?")
_NUMBER = re.compile(r"(?:\d{1,3}|[IVX]{1,6}|[A-HĐ])(?:\.\d{1,2})*[.)]?")


@dataclass
class Cell:
    """One cell: its words and the lines they stand on."""

    text: str
    lines: list[int]
    above: bool = False  # merged with the cell above it


@dataclass
class Row:
    """One row: its cells in order, by role where the head of the table says what they are."""

    cells: list[Cell]
    roles: dict[str, str] = field(default_factory=dict)
    head: bool = False

    @property
    def lines(self) -> list[int]:
        """Return the lines of the row."""
        return sorted({no for cell in self.cells for no in cell.lines})

    @property
    def text(self) -> str:
        """Return the row as one text."""
        return " | ".join(cell.text for cell in self.cells if cell.text)


@dataclass
class Table:
    """A table with its rows; ``lines`` holds also rules and separators."""

    rows: list[Row]
    lines: list[int]


def role_of(text: str) -> str | None:
    """Say what a column with this head holds."""
    low = " ".join(canon(text).split()).strip(" .:*")
    if not low or len(low) > 120:
        return None
    heads = vocabulary.words()["table_heads"]
    for role in ROLES:
        if re.fullmatch(heads[role], low):
            return role
    return None


def find_tables(lines: list[Line]) -> Iterator[Line | Table]:
    """Pass lines on, with every table taken out and put in its place."""
    i = 0
    while i < len(lines):
        line = lines[i]
        end = 0
        table: Table | None = None
        if line.cell:
            table, end = _real(lines, i)
        elif line.text.count("|") >= 2 and not re.fullmatch(r"[|\s]+", line.text):
            table, end = _barred(lines, i)
        elif line.text:
            table, end = _piped(lines, i)
            if table is None:
                table, end = _loose(lines, i)
        if table is not None and end > i:
            yield table
            i = end
        else:
            yield line
            i += 1


def _real(lines: list[Line], i: int) -> tuple[Table | None, int]:
    first = lines[i].cell
    end = i
    grid: dict[int, dict[int, Cell]] = {}
    while end < len(lines) and (cell := lines[end].cell) and first and cell[0] == first[0]:
        here = grid.setdefault(cell[1], {}).setdefault(cell[2], Cell("", []))
        here.above = here.above or lines[end].above
        if lines[end].text:
            here.text = f"{here.text}\n{lines[end].text}".strip("\n")
            here.lines.append(lines[end].no)
        end += 1
    if len({c for row in grid.values() for c in row}) < 2:
        return None, i
    rows = [Row([row[c] for c in sorted(row)]) for _, row in sorted(grid.items())]
    positions = [sorted(row) for _, row in sorted(grid.items())]
    return _finish(rows, [line.no for line in lines[i:end] if line.text], positions), end


def _barred(lines: list[Line], i: int) -> tuple[Table | None, int]:
    rows: list[Row] = []
    taken: list[int] = []
    end = i
    while end < len(lines):
        text = lines[end].text
        if not text and end + 1 < len(lines) and lines[end + 1].text.count("|") >= 2:
            end += 1
            continue
        if text.count("|") < 2:
            break
        taken.append(lines[end].no)
        if not _RULE.fullmatch(text):
            inner = re.sub(r"^\||\|$", "", text)
            parts = [p.strip() for p in inner.split("|")]
            rows.append(Row([Cell(re.sub(r"<br\s*/?>", "\n", p), [lines[end].no]) for p in parts]))
        end += 1
    if len(rows) < 2:
        return None, i
    return _finish(rows, taken, [list(range(len(r.cells))) for r in rows]), end


def _heads_ahead(lines: list[Line], i: int, *, piped: bool) -> tuple[list[Cell], int]:
    """Read the heads of columns that follow from ``i``, one to a line or between lone bars."""
    cells: list[Cell] = []
    j, misses = i, 0
    while j < len(lines) and len(cells) < 12:
        text = lines[j].text
        if not text or text == "|":
            j += 1
            continue
        role, used = role_of(text), 1
        if (
            role is None
            and j + 1 < len(lines)
            and lines[j + 1].text
            and (joined := role_of(f"{text} {lines[j + 1].text}"))
        ):
            role, used = joined, 2
        elif role is not None and j + 1 < len(lines) and lines[j + 1].text and not role_of(lines[j + 1].text):
            longer = role_of(f"{text} {lines[j + 1].text}")
            if longer and lines[j + 1].text[0].islower():
                role, used = longer, 2
        if role is None:
            misses += 1
            if misses > (3 if piped else 0) or not cells or _NUMBER.fullmatch(text):
                break
        words = " ".join(lines[k].text for k in range(j, j + used))
        cells.append(Cell(words, [lines[k].no for k in range(j, j + used)]))
        j += used
    return cells, j


def _piped(lines: list[Line], i: int) -> tuple[Table | None, int]:
    """Read cells between lone ``|`` lines; a table needs several of them close together."""
    window = lines[i : i + 14]
    if sum(1 for line in window if line.text == "|") < 3 or lines[i].text == "|":
        return None, i
    if role_of(lines[i].text) is None and not (i + 1 < len(lines) and lines[i + 1].text == "|"):
        return None, i
    cells: list[Cell] = []
    current = Cell("", [])
    taken: list[int] = []
    j, since, last_bar = i, 0, i
    while j < len(lines):
        text = lines[j].text
        if text == "|":
            if current.text or cells:
                cells.append(current)
            current, since, last_bar = Cell("", []), 0, j + 1
            taken.append(lines[j].no)
        elif text:
            since += 1
            if since > 40 or (cells and _opens_text(text, fresh=not current.text)):
                break
            current.text = f"{current.text} {text}".strip()
            current.lines.append(lines[j].no)
        j += 1
    if len(cells) < 4:
        return None, i
    end = last_bar
    own = [no for cell in cells for no in cell.lines]
    return _cut(cells, sorted(set(own + taken))), end


def _opens_text(text: str, *, fresh: bool) -> bool:
    """Say whether the text of the document goes on here, so that the table has ended."""
    label = read_label(text)
    if label is not None and label.style in {"roman", "upper", "phan", "chuong", "dieu"} and label.length < len(text):
        return True
    return (
        (not fresh and canon(text).startswith("nơi nhận"))
        or text.startswith("(Nguồn")
        or bool(_CAPTION.match(canon(text)))
    )


def _loose(lines: list[Line], i: int) -> tuple[Table | None, int]:
    """Read a table that lost its bars: heads one to a line, then the cells one to a line."""
    first = role_of(lines[i].text)
    if first is None or first in {"value", "note"} or len(lines[i].text) > 60:
        return None, i
    heads, j = _heads_ahead(lines, i, piped=False)
    roles = [role_of(c.text) for c in heads]
    if len(heads) < 3 or len({r for r in roles if r}) < 3 or "number" not in roles[:1]:
        return None, i
    cells = list(heads)
    expected, end = 1, j
    while end < len(lines):
        text = lines[end].text
        if text and _ends_table(lines, end, expected):
            break
        if text and text != "|":
            if re.fullmatch(rf"0?{expected}[.)]?", text):
                expected += 1
            cells.append(Cell(text, [lines[end].no]))
        end += 1
    if expected == 1:
        return None, i
    return _cut(cells, [no for c in cells for no in c.lines]), end


def _ends_table(lines: list[Line], at: int, expected: int) -> bool:
    text = lines[at].text
    label = read_label(text)
    if canon(text).startswith(("nơi nhận", "phụ lục")):
        return True
    if re.fullmatch(r"[IVX]{1,5}\.?|[A-H]\.?", text):
        return False
    if label and label.style in {"roman", "upper", "phan", "chuong", "dieu"}:
        return not any(re.fullmatch(rf"0?{expected}[.)]?", later.text) for later in lines[at + 1 : at + 4])
    return False


def _cut(cells: list[Cell], taken: list[int]) -> Table:
    """Cut a run of cells into rows: a row starts at the next serial number."""
    start = next(
        (k for k, c in enumerate(cells) if re.fullmatch(r"0?1[.)]?|I[.)]?|A[.)]?", c.text) and k >= 2), len(cells)
    )
    if start == len(cells):
        start = _head_width(cells)
    width = max(2, start)
    rows = [Row(cells[:start])]
    current: list[Cell] = []
    expected = {"n": 1, "r": 1}
    romans = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
    heads = [c.text for c in cells[:start]]
    numbered = start < len(cells) and bool(_NUMBER.fullmatch(cells[start].text)) and len(cells[start].text) < 4
    if not numbered and start < len(cells):
        rows += [Row(cells[k : k + width]) for k in range(start, len(cells), width)]
        return _finish(rows, taken, None)
    for k in range(start, len(cells)):
        cell = cells[k]
        bare = cell.text.rstrip(".)")
        is_next = (bare.isdigit() and len(bare) <= 3 and int(bare) == expected["n"]) or (
            bare == "1" and len(current) >= 2
        )
        is_roman = expected["r"] < len(romans) and bare == romans[expected["r"]]
        repeated = heads and cell.text == heads[0] and [c.text for c in cells[k : k + len(heads)]] == heads
        if (is_next or is_roman or repeated or re.fullmatch(r"[A-H]", bare)) and not (
            current and len(current) < 2 and not is_roman
        ):
            if current:
                rows.append(Row(current))
            current = []
            if is_roman:
                expected["r"] += 1
            elif bare.isdigit():
                expected["n"] = int(bare) + 1
        current.append(cell)
    if current:
        rows.append(Row(current))
    rows = [_wrapped(row, width) if n else row for n, row in enumerate(rows)]
    return _finish(rows, taken, None)


def _head_width(cells: list[Cell]) -> int:
    """Return how many cells the head has where rows carry no serial number but every row is full."""
    width = next((k for k, c in enumerate(cells) if re.fullmatch(r"[\d.,%\s/-]+", c.text)), len(cells))
    return width if width >= 2 and len(cells) > width and (len(cells) - width) % width == 0 else len(cells)


def _wrapped(row: Row, width: int) -> Row:
    """Join the lines of a cell that was broken, until the row has as many cells as the table has columns."""
    cells = list(row.cells)
    while len(cells) > width:
        joins = [
            k
            for k in range(1, len(cells) - 1)
            if cells[k + 1].text[:1].islower() or re.search(r"[,–(-]\s*$|\b(?:và|của|các|với)\s*$", cells[k].text)
        ]
        if not joins:
            break
        k = joins[0]
        cells[k] = Cell(f"{cells[k].text} {cells[k + 1].text}", cells[k].lines + cells[k + 1].lines)
        del cells[k + 1]
    return Row(cells)


def _finish(rows: list[Row], taken: list[int], positions: list[list[int]] | None) -> Table:
    """Find the heads, then give every cell its role by column, else by what it says."""
    columns: dict[int, str] = {}
    heads: list[list[str | None]] = []
    for n, row in enumerate(rows):
        roles = [role_of(cell.text.replace("\n", " ")) for cell in row.cells]
        named = sum(1 for r in roles if r)
        if (
            named >= 2
            and named >= len([c for c in row.cells if c.text]) - 2
            and (n < 3 or roles in heads or named >= 3)
        ):
            row.head = True
            heads.append(roles)
            for k, role in enumerate(roles):
                if role:
                    columns[positions[n][k] if positions else k] = role
    previous: dict[str, str] = {}
    merged: dict[str, str] = {}
    for n, row in enumerate(rows):
        if row.head or not columns:
            continue
        row.roles = _roles(row, columns, positions[n] if positions else None)
        for k, cell in enumerate(row.cells):
            role = columns.get(positions[n][k]) if positions and cell.above and not cell.text else None
            if role in {"lead", "supporting", "due", "product"} and role in merged:
                row.roles.setdefault(role, merged[role])
        merged = {role: text for role, text in row.roles.items() if role != "task"}
        if len(row.roles) >= 2 or "task" in row.roles:
            _inherit(row, columns, previous)
    return Table(rows, sorted(set(taken)))


def _roles(row: Row, columns: dict[int, str], places: list[int] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    full = places is not None or len(row.cells) == len(columns) or len(row.cells) == max(columns) + 1
    if full:
        for k, cell in enumerate(row.cells):
            role = columns.get(places[k] if places else k)
            if role and cell.text:
                found[role] = f"{found[role]}\n{cell.text}" if role in found else cell.text
        return found
    order = [columns[c] for c in sorted(columns)]
    rest = list(row.cells)
    if rest and _NUMBER.fullmatch(rest[0].text.strip()):
        found["number"] = rest.pop(0).text
    if rest and "task" in order:
        found["task"] = rest.pop(0).text
    for cell in rest:
        mentions, left = read_field(cell.text)
        if mentions and len(left) < 30:
            role = "lead" if "lead" not in found and "lead" in order else "supporting"
        elif (
            re.search(r"\d{4}|quý|tháng|thường xuyên|hằng|hàng năm|ngày", canon(cell.text))
            and "due" in order
            and "due" not in found
            and len(cell.text) < 80
        ):
            role = "due"
        else:
            role = "product" if "product" in order and "product" not in found else "note"
        found[role] = f"{found[role]}\n{cell.text}" if role in found else cell.text
    return found


def _inherit(row: Row, columns: dict[int, str], previous: dict[str, str]) -> None:
    """Carry a merged cell down: a row without its own lead or time takes that of the row above."""
    number = row.roles.get("number", "")
    if re.fullmatch(r"[IVXA-H]+\.?", number):
        previous.clear()
        if not row.roles.get("lead"):
            return
    for role in ("lead", "supporting", "due"):
        if role not in columns.values():
            continue
        if row.roles.get(role):
            previous[role] = row.roles[role]
        elif role == "lead" and role in previous and "task" in row.roles:
            row.roles[role] = previous[role]
