"""``donghanh seal``: enter what is new in the public log and publish its root."""

from __future__ import annotations

import json
from typing import IO

import click

from donghanh.config.cli import django_ready


@click.command()
@click.option("--check", is_flag=True, help="Không niêm phong; đọc lại cả sổ và so với mọi gốc đã công bố.")
@click.option("--json", "as_json", type=click.File("w"), metavar="TỆP", help="Ghi kết quả dạng JSON (“-” là màn hình).")
@click.pass_context
def seal(ctx: click.Context, check: bool, as_json: IO[str] | None) -> None:
    """Niêm phong sổ minh bạch đến lúc này và in gốc để công bố."""
    django_ready()
    from donghanh.kit import dates  # noqa: PLC0415 - needs Django
    from donghanh.record.journal import api  # noqa: PLC0415

    if check:
        found = api.problems()
        if as_json:
            as_json.write(json.dumps({"problems": found}, ensure_ascii=False) + "\n")
        for sentence in found:
            click.echo(sentence, err=True)
        if not found:
            click.echo("Sổ minh bạch khớp với mọi gốc đã công bố.", err=True)
        ctx.exit(1 if found else 0)
    api.seal(at=dates.now())
    root = api.roots(1)[0]
    if as_json:
        as_json.write(json.dumps(root, ensure_ascii=False) + "\n")
    else:
        click.echo(f"{root['day']} số {root['number']} {root['size']} dòng {root['root']}")
