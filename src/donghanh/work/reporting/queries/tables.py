"""The tables of a province's report, every figure with the measure and the rows it was counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.ground.orgs import api as orgs
from donghanh.kit.dates import read_date
from donghanh.kit.text import shorten, sort_key
from donghanh.record.papers.api import Cell, Column, Number, Source, TableBlock
from donghanh.work.plan import api as plan
from donghanh.work.plan.api import Material, Standing
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import Attachment, Period, Return, ReturnFigure, ReturnRow
from donghanh.work.reporting.queries import figures as figures_of
from donghanh.work.reporting.queries.board import stands

_N = "right"
_READY = (domain.State.ACCEPTED, domain.State.LOCKED)
# How an aim is said: before and after its number.
_SIGNS = {">=": ("từ ", " trở lên"), ">": ("trên ", ""), "<=": ("không quá ", ""), "<": ("dưới ", ""), "=": ("", "")}
# The four-way statistics (QĐ 42/2014/QĐ-TTg as provinces copy it), and all that has no deadline or is only asked.
GROUPS: tuple[tuple[str, frozenset[Standing]], ...] = (
    ("Xong đúng hạn", frozenset({Standing.DONE_ON_TIME})),
    ("Xong quá hạn", frozenset({Standing.DONE_LATE})),
    ("Trong hạn", frozenset({Standing.IN_TIME})),
    ("Quá hạn", frozenset({Standing.OVERDUE})),
)


def tables(period: Period, *, as_of: date) -> dict[str, TableBlock]:
    """Build every table of a period's report, in a number of queries that does not grow with the returns."""
    returns = sorted(Return.objects.filter(period=period).with_context(), key=lambda r: (sort_key(r.agency.name), r.pk))
    names = {r.agency_id: r.agency.name for r in returns}
    found: dict[str, TableBlock] = {"received": received(period, returns, as_of)}
    rules = period.rules
    if rules.plan and any(part.code == "duties" for part in rules.outline):
        materials = plan.report_material(
            plan_number=rules.plan,
            on=as_of,
            since=period.data_from,
            until=period.data_until,
        )
        names |= {i: ref.name for i, ref in orgs.refs({m.agency_id for m in materials}).items()}
        found["by_agency"] = statistics(
            "Nhiệm vụ theo cơ quan", "Cơ quan", materials, lambda m: names[m.agency_id], as_of
        )
        found["by_index"] = statistics(
            "Nhiệm vụ theo chỉ số",
            "Chỉ số",
            materials,
            lambda m: m.index_name or "Tổ chức thực hiện",
            as_of,
            order=lambda m: m.index_order,
        )
        found["late"] = late(materials, names, as_of)
        found["evidence"] = evidence(materials, names, returns)
    accepted = [r.pk for r in returns if r.state in _READY]
    if rules.figures:
        found["targets"] = targets(period, accepted, as_of)
    for form in rules.tables:
        found[form.code] = gathered(form, accepted)
    return found


def received(period: Period, returns: Iterable[Return], as_of: date) -> TableBlock:
    """Tell who reported when, and the honest totals."""
    rows: list[tuple[Cell, ...]] = []
    whole = domain.Count()
    keys = []
    held = list(returns)
    standing = stands(held, on=as_of)
    expected = [row for row in held if standing[row.pk].count.expected]
    for n, row in enumerate(expected, start=1):
        count, came = standing[row.pk].count, standing[row.pk].received_on
        whole = whole + count
        keys.append(row.key)
        told = "đúng hạn" if count.on_time else "trễ" if count.late else "quá hạn" if count.overdue else ""
        told = told or ("đã gửi" if count.asked_received else "đề nghị" if row.requested else "chưa đến hạn")
        rows.append(
            (str(n), row.agency.name, period.due_on, came if count.received else None, told, row.document_number)
        )
    rate = whole.on_time_rate
    source = Source("reporting.received", as_of, tuple(keys))
    total_rows: tuple[tuple[Cell, ...], ...] = (
        ("", "Phải gửi", None, None, whole.expected, ""),
        ("", "Đã nhận", None, None, whole.received, ""),
        ("", "Nhận đúng hạn", None, None, whole.on_time, ""),
        ("", "Quá hạn chưa gửi", None, None, whole.overdue, ""),
        ("", "Tỷ lệ đúng hạn (%)", None, None, rate.quantize(Decimal("0.1")) if rate is not None else None, ""),
    )
    first = len(rows)
    sources = [(first + y, 4, source) for y in range(4)]
    if rate is not None:
        sources.append((first + 4, 4, Source("reporting.on_time_rate", as_of, tuple(keys))))
    return TableBlock(
        "Tình hình gửi báo cáo",
        (
            Column("TT", 1, "center", kind="order"),
            Column("Cơ quan", 7, kind="name"),
            Column("Hạn", 2),
            Column("Ngày nhận", 2),
            Column("Kết quả", 2),
            Column("Số văn bản", 2, kind="document"),
        ),
        (*rows, *total_rows),
        note="Tỷ lệ đúng hạn = số gửi đúng hạn chia số đã gửi và số quá hạn chưa gửi.",
        sources=tuple(sources),
        keys=tuple(keys),
    )


def statistics(
    caption: str,
    head: str,
    materials: list[Material],
    by: Callable[[Material], str],
    as_of: date,
    order: Callable[[Material], int] | None = None,
) -> TableBlock:
    """Count work in the four official classes by agency or index; the last class is all that has no deadline."""
    groups: dict[str, list[Material]] = defaultdict(list)
    for one in materials:
        groups[by(one)].append(one)
    ranked = sorted(groups, key=lambda n: (order(groups[n][0]) if order else 0, sort_key(n)))
    rows: list[tuple[Cell, ...]] = []
    sources: list[tuple[int, int, Source]] = []
    for y, name in enumerate(ranked):
        cells, found = _classes(groups[name], as_of)
        rows.append((name, *cells))
        sources += [(y, x + 1, s) for x, s in enumerate(found)]
    cells, found = _classes(materials, as_of)
    sources += [(len(rows), x + 1, s) for x, s in enumerate(found)]
    titles = ["Tổng số", *(label for label, _ in GROUPS), "Không hạn, đề nghị"]
    return TableBlock(
        caption,
        (Column(head, 5, kind="name"), *(Column(t, 1, _N, 0) for t in titles)),
        tuple(rows),
        ("Cộng", *cells),
        landscape=True,
        sources=tuple(sources),
    )


def _classes(materials: list[Material], as_of: date) -> tuple[list[int], list[Source]]:
    parts = [[m for m in materials if m.standing in kinds] for _, kinds in GROUPS]
    timed = set().union(*(kinds for _, kinds in GROUPS))
    every = [materials, *parts, [m for m in materials if m.standing not in timed]]
    names = ("plan.assigned", "plan.done_on_time", "plan.done_late", "plan.in_time", "plan.overdue", "plan.untimed")
    sources = [Source(n, as_of, tuple(m.obligation_key for m in part)) for n, part in zip(names, every, strict=True)]
    return [len(part) for part in every], sources


def late(materials: list[Material], names: dict[int, str], as_of: date) -> TableBlock:
    """List what is open and overdue, longest first."""
    found = [m for m in materials if m.standing == Standing.OVERDUE and m.due_on]
    found.sort(key=lambda m: (m.due_on or as_of, names[m.agency_id], m.order))
    rows: list[tuple[Cell, ...]] = []
    sources = []
    for y, one in enumerate(found):
        days = (as_of - one.due_on).days if one.due_on else 0
        rows.append((one.number, shorten(one.title, 200), names[one.agency_id], one.due_on, days))
        sources.append((y, 4, Source("plan.overdue", as_of, (one.obligation_key,))))
    return TableBlock(
        "Nhiệm vụ quá hạn",
        (
            Column("Mã việc", 2, kind="code"),
            Column("Nhiệm vụ", 6),
            Column("Cơ quan", 4, kind="name"),
            Column("Hạn", 2),
            Column("Số ngày quá hạn", 1, _N, 0),
        ),
        tuple(rows),
        landscape=True,
        sources=tuple(sources),
        keys=tuple(m.obligation_key for m in found),
    )


def targets(period: Period, accepted: list[int], as_of: date) -> TableBlock:
    """Set each plan target beside what was reported; parts are added up, never averaged."""
    figures = ReturnFigure.objects.filter(returned_id__in=accepted, value__isnull=False)
    held: dict[str, list[ReturnFigure]] = defaultdict(list)
    for figure in figures.select_related("returned", "returned__agency").order_by("returned__agency__name"):
        held[figure.code].append(figure)
    rows: list[tuple[Cell, ...]] = []
    sources = []
    for y, form in enumerate(period.rules.figures):
        counted = figures_of.counted_by(form.code)
        if counted is not None:
            told = counted.compute(as_of, figures_of.scope_of(period))
            value, above, below = told.value, told.numerator, told.denominator
            estimated, keys, how = told.estimated, tuple(r.key for r in told.rows), "hệ thống tính"
        else:
            value, above, below = figures_of.rate_of(held[form.code])
            estimated = any(f.estimated for f in held[form.code])
            keys, how = tuple(f.returned.key for f in held[form.code]), "nhập tay"
        reached = "chưa có số"
        if value is not None:
            reached = "đạt" if domain.reaches(form.operator, value, form.target) else "chưa đạt"
        code = f"reporting.{form.code}"
        promised = Source(code, rows=(form.basis,), note="mức kế hoạch đặt ra")
        before, after = _SIGNS[form.operator]
        aim = (before, Number(form.target, promised), f" {form.unit}{after}")
        rows.append((form.label, aim, above, below, value, f"{how}, số ước" if estimated else how, reached))
        source = Source(code, as_of, keys, note=how)
        sources += [(y, x, source) for x in (2, 3, 4) if rows[-1][x] is not None]
    return TableBlock(
        "Chỉ tiêu kế hoạch và kết quả",
        (
            Column("Chỉ tiêu", 5),
            Column("Mức đặt ra", 2),
            Column("Tử số", 1, _N),
            Column("Mẫu số", 1, _N),
            Column("Kết quả (%)", 1, _N, 2),
            Column("Ghi chú", 2),
            Column("Đánh giá", 2),
        ),
        tuple(rows),
        landscape=True,
        note="“Nhập tay”: cơ quan nhập, có minh chứng, vì chưa có nguồn tự động; “số ước”: chưa đến ngày chốt.",
        sources=tuple(sources),
    )


def gathered(form: Any, accepted: list[int]) -> TableBlock:
    """Put one table of all returns together, each row under the agency that gave it."""
    rows: list[tuple[Cell, ...]] = []
    sources = []
    held = ReturnRow.objects.filter(returned_id__in=accepted, table=form.code)
    found = list(held.select_related("returned__agency").order_by("returned__agency__name", "order"))
    for y, row in enumerate(found):
        cells = tuple(_cell(column.kind, row.cells.get(column.code, "")) for column in form.columns)
        rows.append((row.returned.agency.name, *cells))
        sources += [
            (y, x + 1, Source(form.measure(form.columns[x]), None, (row.key,)))
            for x, cell in enumerate(cells)
            if isinstance(cell, Decimal)
        ]
    columns = [Column(c.title, c.width, _N if c.kind == "number" else "left") for c in form.columns]
    return TableBlock(
        form.title,
        (Column("Cơ quan gửi", 3, kind="name"), *columns),
        tuple(rows),
        landscape=True,
        sources=tuple(sources),
        keys=tuple(row.key for row in found),
    )


def _cell(kind: str, text: str) -> Cell:
    if kind == "number" and text:
        return Decimal(text)
    if kind == "date" and text:
        return read_date(text)
    return text


def evidence(materials: list[Material], names: dict[int, str], returns: Iterable[Return]) -> TableBlock:
    """Print each file's hash, so that a stranger can check that what is shown is what was reported on."""
    taken = [r.pk for r in returns if r.state in _READY]
    attached = Attachment.objects.filter(returned_id__in=taken).select_related("file", "returned__agency")
    rows = [
        (names[m.agency_id], m.number, proof.label, proof.sha256)
        for m in materials
        for proof in m.proofs
        if proof.sha256
    ]
    rows += [(a.returned.agency.name, "kèm báo cáo", str(a.file), a.file.sha256) for a in attached]
    rows.sort(key=lambda r: (sort_key(r[0]), r[1], r[2]))
    return TableBlock(
        "Mã băm SHA-256 của tệp minh chứng",
        (
            Column("Cơ quan", 3, kind="name"),
            Column("Mã việc", 2, kind="code"),
            Column("Tệp", 3, kind="name"),
            Column("SHA-256", 6, kind="hash"),
        ),
        tuple(rows),
        landscape=True,
    )
