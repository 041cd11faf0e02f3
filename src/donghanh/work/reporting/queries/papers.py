"""A province's report as an official paper, and what has changed in the returns since it was drafted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from donghanh.ground.orgs import api as orgs
from donghanh.kit.dates import show_date
from donghanh.kit.text import POINT_LETTERS, sort_key
from donghanh.record.papers.api import (
    Annex,
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Number,
    Paper,
    Paragraph,
    Piece,
    Reference,
    Signer,
    Source,
    TableBlock,
    cell_words,
    table_of_data,
)
from donghanh.ui import charts
from donghanh.work.reporting import domain
from donghanh.work.reporting.engine import draw
from donghanh.work.reporting.models import Report, ReportParagraph, Return, Section
from donghanh.work.reporting.queries import tables

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# Which tables stand in the body; the others are annexes, in this order.
IN_BODY = ("by_index", "targets")
_BEGINNING = re.compile(r"^Báo cáo (?:quý |năm |tháng )?")
MARK = "Bản dùng thử: số liệu tiến độ là minh họa."
TEMPLATE = "bao-cao"  # officers may replace the Word template of this kind
# Who signs by Nghị định 30/2020: the head of a department for it, the chair on behalf of the committee.
_SIGNERS = {
    "department": Signer("", "GIÁM ĐỐC", ""),
    "province": Signer("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", ""),
}
ANNEXES = ("received", "by_agency", "late", "difficulties", "evidence")


def tables_of(report: Report) -> dict[str, TableBlock]:
    """Return the tables as they were when the report was built."""
    return {code: table_of_data(data) for code, data in report.tables.items()}


def paper_of(report: Report, *, successors_on: date | None = None) -> Paper:
    """Write a report as an official paper: the agencies' words in place, the tables, the annexes, the signer.

    Agencies bear the names of the period; ``successors_on`` adds an annex that says who answers for them on a day.
    """
    period, rules = report.period, report.period.rules
    printed = tables_of(report)
    through, to_whom = _body_of(rules.through, report), _body_of(rules.to_whom, report)
    issuer, whom = through or to_whom, to_whom.name if through and to_whom else ""
    words = _by_part(report)
    held = [printed[code] for code in ANNEXES if code in printed and printed[code].rows]
    places = (
        {key: f"PL\N{NO-BREAK SPACE}I.{n}" for n, key in enumerate(held[0].keys, start=1)}
        if held and held[0].keys
        else {}
    )
    blocks: list[Block] = []
    for n, part in enumerate(rules.outline):
        blocks.append(Heading(1, f"{_ROMAN[n]}.", part.heading))
        blocks += _body_tables(printed) if part.code == "duties" else []
        blocks += _paragraphs(words.get(part.code, []), part.code, places)
    held += [successors(report, successors_on)] if successors_on else []
    annexes = tuple(
        Annex(f"Phụ lục {_ROMAN[n]}", table.caption, _with_sums(table), landscape=table.landscape)
        for n, table in enumerate(table for table in held if table.rows)
    )
    told = issuer.name if issuer else f"Tỉnh {settings.PROVINCE}"
    return Paper(
        kind="BÁO CÁO",
        number=report.number,
        place=str(settings.PROVINCE),
        signed_on=report.signed_on,
        superior=f"Ủy ban nhân dân\ntỉnh {settings.PROVINCE}" if issuer and issuer.kind != "province" else "",
        issuer=told,
        title=_title(report),
        paragraphs=(
            *(Paragraph(f"Căn cứ {basis.strip()};", kind="basis") for basis in rules.basis.split(";")),
            Paragraph(
                f"{told} báo cáo kết quả như sau (số liệu từ {show_date(period.data_from)} đến "
                f"{show_date(period.data_until)}, tính đến {show_date(report.as_of)}):"
            ),
            *blocks,
        ),
        recipients=(*(("- Như trên;",) if whom else ()), "- Các cơ quan, đơn vị báo cáo;", "- Lưu: VT."),
        signer=_SIGNERS.get(issuer.kind if issuer else "", Signer("", "", "")),
        annexes=annexes,
        addressed_to=(whom,) if whom else (),
        draft=report.state != Report.State.ISSUED,
        mark=MARK if settings.TRIAL else "",
        template=TEMPLATE,
    )


def successors(report: Report, on: date) -> TableBlock:
    """Say who answers on a day for each agency of the period that no longer answers for itself: by what, since when."""
    rows: list[tuple[Cell, ...]] = []
    agencies = Return.objects.filter(period_id=report.period_id).order_by("agency__name", "agency_id")
    for agency_id, name in agencies.values_list("agency_id", "agency__name"):
        found = orgs.living(agency_id, on=on)
        if found.owner is not None and found.owner.id == agency_id:
            continue
        now = found.owner.name if found.owner else "; ".join(one.name for one in found.candidates)
        last = found.path[-1] if found.path else None
        basis = Reference(last.basis, "document") if last and last.basis else "chưa kiểm chứng"
        rows.append((str(len(rows) + 1), name, now or "chưa rõ", last.effective_on if last else None, basis))
    return TableBlock(
        f"Cơ quan kế nhiệm tính đến ngày {show_date(on)}",
        (
            Column("TT", 1, "center", kind="order"),
            Column("Cơ quan trong báo cáo", 4, kind="name"),
            Column("Cơ quan kế nhiệm", 5, kind="name"),
            Column("Từ ngày", 2),
            Column("Căn cứ", 4),
        ),
        tuple(rows),
        landscape=True,
    )


def _title(report: Report) -> tuple[Piece, ...]:
    """A report's name as its regime has it, and its period; the digits in both name things and count nothing."""
    name = _BEGINNING.sub("", report.period.rules.name)
    label = report.period.label
    label = f"{label[:1].lower()}{label[1:]}".replace(" ", "\N{NO-BREAK SPACE}")
    return (Reference(name[:1].upper() + name[1:], "document"), ", ", Reference(label, "period"))


def _body_of(code: str, report: Report) -> orgs.AgencyRef | None:
    """Return a body as it was called when the report fell due; its successor where it had ended by then."""
    if not code:
        return None
    try:
        ref = orgs.ref(code=code)
    except LookupError:
        return None
    return orgs.living(ref.id, on=report.period.due_on).owner or ref


def _body_tables(printed: Mapping[str, TableBlock]) -> list[Block]:
    found: list[Block] = []
    for code in IN_BODY:
        if code in printed and printed[code].rows:
            table = printed[code]
            found.append(
                TableBlock(table.caption, table.columns, table.rows, table.totals, False, table.note, table.sources)
            )
    drawn = figure_of(printed["by_index"]) if "by_index" in printed else None
    return [*found, drawn] if drawn else found


def _bars(table: TableBlock) -> list[tuple[str, list[int]]]:
    return [(cell_words(row[0]), [c if isinstance(c, int) else 0 for c in row[2:7]]) for row in table.rows]


def chart_of(table: TableBlock) -> dict[str, Any] | None:
    """Return the chart of the statistics of a table; an empty table has none."""
    return draw.stacked_bars(_bars(table), [c.title for c in table.columns[2:7]])


def figure_of(table: TableBlock) -> Figure | None:
    """Return the chart for paper: each number drawn keeps the source it has in the table, and words say it all."""
    spec, lines, parts = chart_of(table), _bars(table), [c.title.lower() for c in table.columns[2:7]]
    if spec is None:
        return None
    sources = {(y, x): source for y, x, source in table.sources}
    values = [Number(lines[y][1][x], sources[y, x + 2]) for y, x in draw.labelled(lines)]
    values += [Number(sum(numbers), sources[y, 1]) for y, (_, numbers) in enumerate(lines)]
    told = "; ".join(
        f"{name}: " + ", ".join(f"{part} {n}" for part, n in zip(parts, numbers, strict=True) if n)
        for name, numbers in lines
    )
    return Figure("Nhiệm vụ theo chỉ số", charts.svg(spec, paper=True), told, tuple(values))


def _with_sums(table: TableBlock) -> tuple[Block, ...]:
    """Put the lines that add up the list (no row of their own stands behind them) under it, kept together."""
    first = len(table.keys)
    if table.totals or not 0 < first < len(table.rows):
        return (table,)
    last = max(x for row in table.rows[first:] for x, cell in enumerate(row) if cell not in ("", None))
    told = [y for y in range(first, len(table.rows)) if table.rows[y][last] is not None]  # nothing to judge, no rate
    sums = TableBlock(
        "Cộng",
        (Column("Nội dung", 6), Column("Số lượng", 2, "right")),
        tuple((next(c for c in table.rows[y] if c), table.rows[y][last]) for y in told),
        note=table.note,
        sources=tuple((told.index(y), 1, s) for y, x, s in table.sources if y in told and x == last),
    )
    rows = TableBlock(
        table.caption,
        table.columns,
        table.rows[:first],
        landscape=table.landscape,
        sources=tuple(s for s in table.sources if s[0] < first),
        keys=table.keys,
    )
    return (rows, sums)


def _paragraphs(written: list[ReportParagraph], code: str, places: Mapping[str, str]) -> list[Block]:
    rows = [p for p in written if not p.left_out]
    found: list[Block] = []
    index = title = None
    points = 0
    number = 0
    for row in rows:
        if code == "duties" and row.index_name != index:
            index, title, number, points = row.index_name, None, number + 1, 0
            found.append(Heading(2, f"{number}.", row.index_name or "Tổ chức thực hiện"))
        if code == "duties" and row.title != title:
            title = row.title
            found.append(Heading(3, f"{point(points)})", row.title, _source("plan.words", row)))
            points += 1
        source = _source("return.words", row)
        found.append(Paragraph(row.text, places.get(row.returned.key, ""), source, lead=f"{row.agency.name}:"))
    return found


def _source(measure: str, row: ReportParagraph) -> Source:
    """Return the return whose words a paragraph holds; whether the coordinator changed them is said."""
    note = "đã biên tập" if row.text != row.source_text else ""
    return Source(measure, None, (row.returned.key,), (row.agency.code,), note, _address(row.returned.key))


@lru_cache(maxsize=512)
def _address(key: str) -> str:
    """Return where a return is read; thousands of paragraphs share a few dozen."""
    return reverse("reporting:return", args=[key])


def point(n: int) -> str:
    """Letter the n-th point from 0: a, b, c, d, đ …; after y come aa, ab, and so on without end."""
    letters, n = "", n + 1
    while n:
        n, rest = divmod(n - 1, len(POINT_LETTERS))
        letters = POINT_LETTERS[rest] + letters
    return letters


def _by_part(report: Report) -> dict[str, list[ReportParagraph]]:
    found: dict[str, list[ReportParagraph]] = {}
    for row in in_order(report.paragraphs.select_related("agency", "returned")):
        found.setdefault(row.code, []).append(row)
    return found


def in_order(rows: Iterable[ReportParagraph]) -> list[ReportParagraph]:
    """Put paragraphs in the order of reading: by index, then by duty as the plan has them, then by agency.

    Duties of the same words stand together where the first of them stands: the plan gives one duty to several in turn.
    """
    held = list(rows)
    first: dict[tuple[str, int, str], int] = {}
    for row in held:
        duty = (row.code, row.index_order, row.title)
        first[duty] = min(first.get(duty, row.duty_order), row.duty_order)
    return sorted(
        held,
        key=lambda r: (
            r.code, r.index_order, first[r.code, r.index_order, r.title], r.title, sort_key(r.agency.name), r.pk
        ),
    )  # fmt: skip


@dataclass
class Changes:
    """What happened to the returns since the draft: sent again, opened again, new, and the paragraphs concerned."""

    reopened: list[Return] = field(default_factory=list)
    again: list[Return] = field(default_factory=list)
    new: list[Return] = field(default_factory=list)
    paragraphs: dict[str, str] = field(default_factory=dict)  # paragraph key -> what the return says now
    written: dict[int, int] = field(default_factory=dict)  # return -> paragraphs that say something else now
    added: dict[int, int] = field(default_factory=dict)  # return -> parts that were blank when the draft was made

    def __bool__(self) -> bool:
        return bool(self.returns or self.paragraphs)

    @property
    def returns(self) -> list[Return]:
        """List the returns that are not what the draft took in."""
        return [*self.reopened, *self.again, *self.new]

    @property
    def told(self) -> list[tuple[str, Return, int, int]]:
        """List them with what happened and how many paragraphs it touches."""
        kinds = (("reopened", self.reopened), ("again", self.again), ("new", self.new))
        return [(k, r, self.written.get(r.pk, 0), self.added.get(r.pk, 0)) for k, rows in kinds for r in rows]


def changes_since(report: Report) -> Changes:
    """Compare a draft with the returns as they are now; four queries."""
    found = Changes()
    accepted = (domain.State.ACCEPTED, domain.State.LOCKED)
    parts = {p.returned_id: p for p in report.parts.all()}
    for row in Return.objects.filter(period_id=report.period_id).with_context().order_by("agency__name"):
        part = parts.get(row.pk)
        if part is None:
            found.new += [row] if row.state in accepted else []
        elif row.state not in accepted:
            found.reopened.append(row)
        elif row.edition != part.edition:
            found.again.append(row)
    known = set()
    for paragraph in report.paragraphs.select_related("section"):
        known.add(paragraph.section_id)
        now = paragraph.section.text if paragraph.section else ""
        if now != paragraph.source_text:
            found.paragraphs[paragraph.key] = now
            found.written[paragraph.returned_id] = found.written.get(paragraph.returned_id, 0) + 1
    moved = [r.pk for r in found.returns]
    for pk, returned_id, text in Section.objects.filter(returned__in=moved).values_list("pk", "returned_id", "text"):
        if text.strip() and pk not in known:
            found.added[returned_id] = found.added.get(returned_id, 0) + 1
    return found


@dataclass(frozen=True)
class Moved:
    """One figure of a draft that would be another if the tables were counted again now."""

    table: str
    row: str
    column: str
    then: str
    now: str


def figures_moved(report: Report) -> list[Moved]:
    """Count the tables again and list each cell that differs, by table, row and column; rows that came or went too."""
    again = tables.tables(report.period, as_of=report.as_of)
    found: list[Moved] = []
    for code, before in tables_of(report).items():
        now = again.get(code)
        if now is None:
            continue
        old, new = _by_name(before), _by_name(now)
        for name in [*old, *(n for n in new if n not in old)]:
            line, other = old.get(name), new.get(name)
            if line is None or other is None:
                gone = "không còn" if other is None else "có thêm"
                found.append(Moved(before.caption, name[0], "cả dòng", "có" if line else "chưa có", gone))
                continue
            for x, column in enumerate(before.columns):
                a, b = (cell_words(cells[x], column.places) for cells in (line, other))
                if a != b and column.kind != "order":
                    found.append(Moved(before.caption, name[0], column.title, a, b))
    return found


def _by_name(table: TableBlock) -> dict[tuple[str, int], tuple[Any, ...]]:
    """Name each row by its words, told apart by their number where two are alike."""
    rows: dict[tuple[str, int], tuple[Any, ...]] = {}
    seen: dict[str, int] = {}
    first = next((x for x, c in enumerate(table.columns) if c.kind != "order"), 0)
    for line in (*table.rows, *([table.totals] if table.totals else [])):
        words = cell_words(line[first]) or cell_words(line[0])
        seen[words] = seen.get(words, 0) + 1
        rows[words, seen[words]] = line
    return rows
