"""``donghanh report``: who has reported, and the province's report as files with every figure's source."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from donghanh.config.cli import django_ready
from donghanh.kit import dates
from donghanh.kit.errors import Invalid


def plain(value: Any) -> Any:
    """Write what JSON does not know."""
    return value.isoformat() if isinstance(value, date) else str(value)


@click.group()
def report() -> None:
    """Báo cáo định kỳ: bảng nhận báo cáo, lập báo cáo của tỉnh."""


def _period(regime: str, name: str) -> Any:
    """Return an open period, or refuse with what there is."""
    from donghanh.work.reporting import domain  # noqa: PLC0415 - needs Django
    from donghanh.work.reporting.models import Period  # noqa: PLC0415

    if regime not in domain.regimes():
        known = ", ".join(domain.regimes())
        raise Invalid("reporting.no-such-regime", f"Không có chế độ báo cáo “{regime}”; có: {known}.")
    found = Period.objects.filter(regime=regime, name=name).first()
    if found is None:
        names = ", ".join(Period.objects.filter(regime=regime).values_list("name", flat=True)) or "chưa có kỳ nào"
        raise Invalid("reporting.no-such-period", f"Kỳ “{name}” chưa mở; các kỳ đã mở: {names}.")
    return found


def _day(text: str) -> date:
    """Read a day, or refuse with how one is written."""
    found = dates.read_date(text)
    if found is None:
        raise Invalid("reporting.day", f"“{text}” không phải một ngày; hãy viết như 01/6/2023.")
    return found


@report.command()
@click.option("--regime", required=True, metavar="MÃ", help="Chế độ báo cáo, ví dụ kh124-quy.")
@click.option("--period", "name", required=True, metavar="KỲ", help="Ví dụ 2023-Q3.")
@click.option("--on", "day", metavar="NGÀY", help="Tính đến ngày này (mặc định: hôm nay).")
@click.option("--json", "out", metavar="TỆP", help="Ghi JSON; “-” là màn hình.")
def board(regime: str, name: str, day: str | None, out: str | None) -> None:
    """Phải gửi, đã nhận, đúng hạn của một kỳ."""
    on = _day(day) if day else dates.today()
    django_ready()
    from donghanh.work.reporting.models import Return  # noqa: PLC0415 - needs Django
    from donghanh.work.reporting.queries import board as boards  # noqa: PLC0415

    period = _period(regime, name)
    matrix = boards.board(Return.objects.filter(period=period), on=on)
    cells = [(a, matrix.cells[a.id, period.pk]) for a in matrix.agencies]
    if out:
        rate = matrix.total.on_time_rate
        facts = {
            "regime": regime,
            "period": name,
            "on": on,
            "due_on": period.due_on,
            "total": {**asdict(matrix.total), "received": matrix.total.received, "fell_due": matrix.total.fell_due},
            "on_time_rate": None if rate is None else str(rate.quantize(Decimal("0.01"))),
            "agencies": [
                {"code": a.code, "name": a.name, "word": c.word, "received_on": c.received_on, "return": c.key}
                for a, c in cells
            ],
        }
        _write(out, facts)
        return
    for agency, cell in cells:
        click.echo(f"{cell.word:<14} {dates.show_date(cell.received_on):<12} {agency.name} ({agency.code})")
    total = matrix.total
    click.echo(
        f"Phải gửi {total.expected}, đã nhận {total.received}, đúng hạn {total.on_time}, quá hạn {total.overdue}."
    )


@report.command()
@click.option("--regime", required=True, metavar="MÃ", help="Chế độ báo cáo, ví dụ kh124-quy.")
@click.option("--period", "name", required=True, metavar="KỲ", help="Ví dụ 2023-Q3.")
@click.option("--out", "folder", required=True, metavar="THƯ MỤC", type=click.Path(path_type=Path, file_okay=False))
@click.option("--on", "day", metavar="NGÀY", help="Số liệu đến ngày này (mặc định: ngày khóa kỳ, hoặc cuối kỳ).")
@click.option("--successors", is_flag=True, help="Thêm phụ lục cơ quan kế nhiệm hiện nay.")
@click.option("--json", "out", metavar="TỆP", help="Ghi kết quả dạng JSON; “-” là màn hình.")
def build(regime: str, name: str, folder: Path, day: str | None, successors: bool, out: str | None) -> None:
    """Lập báo cáo của tỉnh cho một kỳ: tệp văn bản và figures.json với nguồn của từng con số."""
    as_of = _day(day) if day else None
    django_ready()
    from donghanh.record.papers import api as writers  # noqa: PLC0415 - needs Django
    from donghanh.work.reporting import jobs, services  # noqa: PLC0415
    from donghanh.work.reporting.queries import papers  # noqa: PLC0415

    period = _period(regime, name)
    built = jobs.build_report(services.request_report(period, by=None, at=dates.now(), as_of=as_of))
    paper = papers.paper_of(built, successors_on=dates.today() if successors else None)
    folder.mkdir(parents=True, exist_ok=True)
    found = writers.figures_of(paper)
    head = {"regime": regime, "period": name, "report": built.key, "as_of": built.as_of}
    names = ["figures.json"]
    _write(str(folder / "figures.json"), {**head, **found})
    for kind, write in (("docx", writers.word), ("pdf", writers.pdf), ("xlsx", writers.xlsx)):
        names.append(f"bao-cao.{kind}")
        (folder / names[-1]).write_bytes(write(paper))
    figures = found["figures"]
    told = {"report": built.key, "returns": built.done, "figures": len(figures), "files": names}
    if out:
        _write(out, told)
    else:
        click.echo(f"Đã lập từ {built.done} báo cáo, {len(figures)} con số: {', '.join(names)} trong {folder}.")


def _write(out: str, facts: Any) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=1, default=plain)
    if out == "-":
        click.echo(text)
    else:
        Path(out).write_text(text + "\n", encoding="utf-8")


@click.group()
def measure() -> None:
    """Số đo: giá trị, công thức và các dòng phía sau."""


@measure.command("show")
@click.argument("key")
@click.option("--period", "name", metavar="KỲ", help="Ví dụ 2023-Q3; bỏ trống là số hiện nay.")
@click.option("--regime", default="kh124-quy", metavar="MÃ", help="Chế độ báo cáo của kỳ.")
@click.option("--agency", "code", metavar="MÃ", help="Mã cơ quan; bỏ trống là toàn tỉnh.")
@click.option("--json", "out", metavar="TỆP", help="Ghi JSON; “-” là màn hình.")
def measure_show(key: str, name: str | None, regime: str, code: str | None, out: str | None) -> None:
    """Một số đo: hiện nay, và số đã chốt của kỳ nếu có; của toàn tỉnh hay của một cơ quan."""
    django_ready()
    from donghanh.record.measures import api as measures  # noqa: PLC0415 - needs Django
    from donghanh.work.reporting.queries import figures  # noqa: PLC0415

    if key not in measures.registry():
        raise Invalid("measures.no-such", f"Không có số đo “{key}”; có: {', '.join(measures.registry())}.")
    one, on = measures.measure(key), dates.today()
    agency = _agency(code) if code else None
    scope, frozen = measures.Scope(agency_id=agency.id if agency else None), None
    if name:
        period = _period(regime, name)
        scope = figures.scope_of(period, scope.agency_id)
        frozen = next((s for s in _frozen(period, scope.agency_id) if s.measure == key), None)
    found = one.compute(on, scope)
    if out:
        facts = {
            "code": one.code,
            "label": one.label,
            "unit": one.unit,
            "formula": one.formula,
            "legal_basis": one.legal_basis,
            "by_hand": one.by_hand,
            "as_of": on,
            "scope": scope.name(),
            "agency": agency and {"code": agency.code, "name": agency.name},
            "value": found.value,
            "numerator": found.numerator,
            "denominator": found.denominator,
            "estimated": found.estimated,
            "rows": [asdict(r) for r in found.rows],
            "frozen": frozen and {"value": frozen.value, "as_of": frozen.as_of, "digest": frozen.digest},
        }
        _write(out, facts)
        return
    whose = f"{one.label}, {agency.name}" if agency else one.label
    click.echo(f"{whose}: {found.value if found.value is not None else '—'} {one.unit}")
    click.echo(f"  Công thức: {one.formula}\n  Căn cứ: {one.legal_basis}\n  Số dòng phía sau: {len(found.rows)}")
    if frozen:
        click.echo(f"  Đã chốt {dates.show_date(frozen.as_of)}: {frozen.value} (băm {frozen.digest[:12]}…)")


def _agency(code: str) -> Any:
    """Return an agency of any time by its code, or refuse with where codes are found."""
    from donghanh.ground.orgs import api as orgs  # noqa: PLC0415 - needs Django

    try:
        return orgs.ref(code=code)
    except LookupError as why:
        message = f"Không có cơ quan mang mã “{code}”; “donghanh report board” liệt kê mã của các cơ quan báo cáo."
        raise Invalid("measures.no-such-agency", message) from why


def _frozen(period: Any, agency_id: int | None) -> Any:
    """Return what was frozen of a period: the province's figures, or those of one agency's return."""
    from donghanh.record.measures import api as measures  # noqa: PLC0415 - needs Django

    if agency_id is None:
        return measures.frozen(about=("reporting.period", period.key))
    row = period.returns.filter(agency_id=agency_id).first()
    return measures.frozen(about=("reporting.return", row.key)) if row else []
