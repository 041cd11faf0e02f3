"""``donghanh petitions``: derive all due dates anew and show what moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from donghanh.config import prepare
from donghanh.config.cli import django_ready
from donghanh.kit import dates


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
