"""``donghanh petitions``: derive all due dates anew and show what moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from donghanh.config import prepare
from donghanh.config.cli import django_ready
from donghanh.kit import dates
from donghanh.kit.errors import Invalid


@click.group()
def petitions() -> None:
    """Kiến nghị: tính lại hạn, nhận bảng của hiệp hội."""


@petitions.command()
@click.option("--all", "everything", is_flag=True, help="Tính lại mọi thời hạn đang chạy, dù lịch không đổi.")
@click.option("--json", "out", metavar="TỆP", help="Ghi danh sách hạn đổi ra JSON; “-” là màn hình.")
def recheck(everything: bool, out: str | None) -> None:
    """Tính lại mọi thời hạn đang chạy, liệt kê hạn nào đổi; hạn sớm hơn chỉ áp dụng sau khi báo."""
    django_ready()
    from donghanh.work.petitions import services  # noqa: PLC0415 - needs Django

    at = dates.now()
    with prepare.bar("Tính lại hạn") as move:
        done = services.recheck(at=at, everything=everything, progress=move)
    told = services.tell_earlier(at)
    facts: dict[str, Any] = {
        "clocks": done.clocks,
        "changed": done.changed,
        "earlier": done.earlier,
        "told": told,
        "changes": [
            {
                "number": c.clock.petition.number,
                "clock": c.clock.kind,
                "rule": c.clock.rule,
                "before": c.before.isoformat() if c.before else None,
                "after": c.after.isoformat() if c.after else None,
                "earlier": c.earlier,
                "applies_on": c.applies_on.isoformat(),
            }
            for c in done.changes
        ],
    }
    if out:
        text = json.dumps(facts, ensure_ascii=False, indent=2)
        if out == "-":
            click.echo(text)
        else:
            Path(out).write_text(text + "\n", encoding="utf-8")
        return
    for change in facts["changes"]:
        mark = f" (sớm hơn, áp dụng từ {change['applies_on']})" if change["earlier"] else ""
        click.echo(f"{change['number']} {change['rule']}: {change['before']} → {change['after']}{mark}")
    click.echo(f"{done.clocks} thời hạn đã tính lại, {done.changed} đổi ngày, {done.earlier} sớm hơn.")


@petitions.command("import")
@click.argument("path", metavar="TỆP.xlsx", type=click.Path(exists=True, dir_okay=False))
@click.option("--association", required=True, metavar="MÃ", help="Mã của hiệp hội, liên minh gửi bảng.")
@click.option("--period", default="", metavar="KỲ", help="Ví dụ: Quý IV/2026.")
@click.option("--check", is_flag=True, help="Chỉ đọc và báo lỗi từng ô, không tạo hồ sơ.")
def import_batch(path: str, association: str, period: str, check: bool) -> None:
    """Nạp bảng khó khăn, vướng mắc của hiệp hội; mỗi dòng tốt thành một hồ sơ, dòng sai được nêu từng ô."""
    django_ready()
    from donghanh.ground.orgs.models import Agency  # noqa: PLC0415 - needs Django
    from donghanh.work.petitions.models import Batch  # noqa: PLC0415
    from donghanh.work.petitions.services import batches  # noqa: PLC0415

    agency = Agency.objects.filter(code=association).first() or Agency.objects.filter(key=association).first()
    if agency is None:
        raise Invalid("petitions.no-association", f"Không có hiệp hội nào mang mã “{association}”.")
    row = batches.upload(
        Path(path).read_bytes(), name=Path(path).name, association=agency, by=None, at=dates.now(), period=period
    )
    row = batches.read(row, at=dates.now())
    for _kind, said in row.findings:
        click.echo(said)
    if check or row.state == Batch.State.REFUSED or not row.total:
        batches.drop(row, by=None, at=dates.now())
        click.echo(f"{row.total} dòng đọc được, {row.wrong} dòng sai, {row.repeated} dòng trùng; chưa tạo hồ sơ nào.")
        raise SystemExit(1 if row.findings or row.state == Batch.State.REFUSED else 0)
    batches.confirm(row, by=None, at=dates.now())
    with prepare.bar("Tạo hồ sơ") as move:
        while batches.make_next(row, at=dates.now()):
            row.refresh_from_db()
            move(row.done, row.total)
    row.refresh_from_db()
    click.echo(f"Đã tạo {row.done} hồ sơ; {row.wrong} dòng sai, {row.repeated} dòng trùng không lấy.")
