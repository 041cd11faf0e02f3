"""The chair's brief as an official paper: the same figures as the page, each leading to the rows it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.record.papers import api as papers
from donghanh.work.indices import domain
from donghanh.work.indices.engine import round_half_up
from donghanh.work.indices.queries.book import twin
from donghanh.work.indices.queries.leading import Work
from donghanh.work.indices.queries.plans import Promise
from donghanh.work.indices.queries.seen import Year


@dataclass(frozen=True)
class BriefPart:
    """What the brief says of one family: the newest figures, what the plan's targets imply, a drawing."""

    code: str
    newest: Year
    promise: Promise | None
    split: Any
    drawing: str


def paper(parts: Sequence[BriefPart], *, province: str, on: date, mark: str, work: Work | None = None) -> papers.Paper:
    """Return the brief in the layout of Nghị định 30/2020, unsigned and without a number: an internal reading note."""
    blocks: list[papers.Block] = []
    for at, part in enumerate(parts):
        blocks.append(papers.Heading(1, f"{('I', 'II', 'III')[at]}.", domain.FAMILY_NAMES[part.code]))
        blocks += _part(part, province)
    if work is not None:
        blocks += _work(work, ("I", "II", "III", "IV")[len(parts)])
    return papers.Paper(
        kind="TÓM TẮT",
        number="",
        place=province,
        signed_on=None,
        superior=f"ỦY BAN NHÂN DÂN TỈNH {province.upper()}",
        issuer="CƠ QUAN ĐẦU MỐI THEO DÕI CHỈ SỐ",
        title=f"Chỉ số của {province}: điều cần biết, đến ngày {on:%d/%m/%Y}",
        paragraphs=tuple(blocks),
        draft=True,
        mark=mark,
    )


def _part(part: BriefPart, province: str) -> list[papers.Block]:
    newest, edition = part.newest, part.newest.edition
    own = _rows(edition.family, edition.year, province, (domain.COMPOSITE, domain.RANK))

    def number(value: float, source: papers.Source, places: int = 2) -> papers.Number:
        return papers.Number(Decimal(str(float(round_half_up(value, places)))), source, places)

    told: list[Any] = [papers.Reference(edition.name, "name"), ": ", number(newest.own or 0, own), " điểm"]
    if newest.rank is not None:
        told += [", hạng ", papers.Number(newest.rank, own)]
    blocks: list[papers.Block] = [papers.Paragraph((*told, "."))]
    if part.split is not None:
        one = part.split
        both = _rows(
            "PCI", one.before.year, province, one.before.keys, _rows("PCI", one.after.year, province, one.after.keys)
        )
        blocks.append(
            papers.Paragraph(
                (
                    "Từ năm ",
                    _year(one.before.year),
                    " đến năm ",
                    _year(one.after.year),
                    " điểm tổng hợp đổi ",
                    number(one.published_total, both),
                    "; tính cùng trọng số năm ",
                    _year(one.before.year),
                    " thì đổi ",
                    number(one.published_real_at_old, both),
                    ", cùng trọng số năm ",
                    _year(one.after.year),
                    " thì đổi ",
                    number(one.published_real_at_new, both),
                    "; phần còn lại do cách tính.",
                )
            )
        )
    if part.promise is not None:
        blocks += _promised(part, province, number)
    if part.drawing:
        blocks.append(
            papers.Figure(
                f"Điểm {part.code} qua các năm và nửa số tỉnh ở giữa", part.drawing, told="Số ở trang Chỉ số."
            )
        )
    return blocks


def _promised(part: BriefPart, province: str, number: Any) -> list[papers.Block]:
    promise = part.promise
    assert promise is not None  # noqa: S101 - the caller has looked
    base, aims = promise.aims.base, promise.aims
    source = papers.Source(rows=(aims.plan_slug,), note=f"mục tiêu của {aims.plan_short}")
    starts = _rows(base.family, base.year, province, base.keys)
    told: list[Any] = [
        "Đạt đủ mọi mục tiêu của ",
        papers.Reference(aims.plan_short, "document"),
        " thì được ", number(promise.implied, source), " điểm (từ ",
        number(promise.base_composite, starts, 3), ")",
    ]  # fmt: skip
    if promise.best is not None:
        best = _rows(base.family, base.year, promise.best_of, (domain.COMPOSITE,))
        told += ["; cao nhất năm ", _year(base.year), " là ", number(promise.best, best), f" ({promise.best_of})"]
    if promise.if_met is not None:
        low, _, high = promise.if_met.rank_range()
        told += [
            "; hạng ",
            papers.Number(low, source),
            " đến ",
            papers.Number(high, source),
            " nếu các tỉnh khác biến động như lịch sử",
        ]
    if promise.together is not None:
        history = papers.Source(rows=("pci-2014-2021",), note="biến động hằng năm 2014-2021")
        told += [
            ". Trong ", papers.Number(promise.together.of, history), " lượt tỉnh từng thấy, cùng lúc đạt cả bộ: ",
            papers.Number(promise.together.all_at_once, history),
        ]  # fmt: skip
    columns = [
        papers.Column("Chỉ số thành phần", 5, kind="name"), papers.Column("Gốc", 1, "right", 2),
        papers.Column("Mục tiêu", 1, "right", 2), papers.Column(f"Điểm {part.code}", 1, "right", 3),
    ]  # fmt: skip
    odds = promise.together is not None
    if odds:
        columns.append(papers.Column("Từng tăng được, %", 1, "right", 0))
    rows, keys = [], []
    for line in sorted(promise.rows, key=lambda r: -r.points):
        cells: list[Any] = [line.name, _exact(line.baseline), _exact(line.target), _exact(line.points, 3)]
        if odds:
            cells.append(None if line.share is None else _exact(line.share * 100, 0))
        rows.append(tuple(cells))
        keys.append(f"{aims.plan_slug}:{line.part}")
    table = papers.TableBlock("Mục tiêu, điểm cộng thêm, mức hiếm", tuple(columns), tuple(rows), keys=tuple(keys))
    return [papers.Paragraph((*told, ".")), table]


def _work(work: Work, number: str) -> list[papers.Block]:
    """Set the work beside the points: what the parts with most points hold of either, then every part."""
    points = papers.Source(rows=tuple(line.part for line in work.lines), note="điểm cộng thêm nếu đạt mục tiêu")
    counted = papers.Source(rows=tuple(line.part for line in work.lines), note="phần việc của kế hoạch, ngày lập")
    told = (
        papers.Reference(str(work.first), "order"),
        " chỉ số nhiều điểm nhất giữ ", papers.Number(_exact(work.points_share * 100, 0), points, 0),
        " % số điểm có thể tăng và ", papers.Number(_exact(work.work_share * 100, 0), counted, 0),
        " % phần việc.",
    )  # fmt: skip
    columns = (
        papers.Column("Chỉ số thành phần", 5, kind="name"), papers.Column("Điểm PCI", 1, "right", 3),
        papers.Column("Phần việc", 1, "right", 0), papers.Column("Đã xong", 1, "right", 0),
        papers.Column("Quá hạn", 1, "right", 0), papers.Column("Kiến nghị mở", 1, "right", 0),
    )  # fmt: skip
    rows = tuple(
        (
            line.name, _exact(line.points, 3), Decimal(line.total), Decimal(line.done), Decimal(line.overdue),
            papers.Reference(f"dưới {line.stuck.few}", "order") if line.stuck.few else Decimal(line.stuck.open),
        )
        for line in work.lines
    )  # fmt: skip
    keys = tuple(f"viec:{line.part}" for line in work.lines)
    return [
        papers.Heading(1, f"{number}.", "Việc có ở đúng chỗ điểm không?"),
        papers.Paragraph(told),
        papers.TableBlock("Việc bên cạnh điểm", columns, rows, keys=keys),
    ]


def _year(year: int) -> papers.Reference:
    return papers.Reference(str(year), "period")


def _exact(value: float, places: int = 2) -> Decimal:
    return Decimal(str(float(round_half_up(value, places))))


def _rows(
    family: str, year: int, province: str, indicators: Sequence[str], more: papers.Source | None = None
) -> papers.Source:
    """Return the rows behind figures of a province in a year: the public keys of the scores that are used."""
    held = twin()
    keys = list(more.rows) if more else []
    for indicator in indicators:
        cell = held.books[family].cell(year, province, indicator)
        if cell is not None:
            keys.append(held.keys[family, year, province, indicator, cell.source])
    return papers.Source(rows=tuple(keys), note=f"{family} {year}")
