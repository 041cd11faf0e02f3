"""``donghanh disclosure audit``: look at a public site as a business would; no database."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from donghanh.kit import dates


@click.group(help="Công khai: kiểm tra một trang của cơ quan như một doanh nghiệp đi tìm.")
def disclosure() -> None:
    """Group the verbs."""


def _before(path: str | None) -> dict[str, Any]:
    from donghanh.work.disclosure.engine import Seen  # noqa: PLC0415

    if path is None:
        return {}
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        seen = [
            Seen(
                s["url"], s["sha256"], date.fromisoformat(s["dated_on"]) if s["dated_on"] else None, s["at"], s["kind"]
            )
            for s in told["seen"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as why:
        click.echo(f"“{path}” không phải kết quả kiểm tra lần trước; hãy chỉ tệp JSON do lệnh này ghi ra.", err=True)
        raise click.exceptions.Exit(2) from why
    return {s.url: s for s in seen}


@disclosure.command(
    "audit", help="Kiểm tra một trang: tìm được không, đúng cơ quan, có ngày, đọc được, không bị thay lặng lẽ."
)
@click.argument("url", metavar="ĐỊA_CHỈ")
@click.option("--json", "as_json", metavar="TỆP|-", help="Ghi toàn bộ kết quả dạng JSON; “-” là đầu ra chuẩn.")
@click.option("--agency", "names", multiple=True, metavar="TÊN", help="Tên cơ quan phải có trên trang; lặp lại được.")
@click.option("--former", multiple=True, metavar="TÊN", help="Tên cũ của cơ quan; lặp lại được.")
@click.option("--category", "codes", multiple=True, metavar="MÃ", help="Chỉ hỏi các mục này (mặc định: mọi mục).")
@click.option("--no-categories", is_flag=True, help="Không hỏi mục nào, chỉ kiểm tra từng trang, từng tệp.")
@click.option("--before", "before", metavar="TỆP", help="Kết quả JSON lần trước, để biết nội dung có bị thay.")
@click.option(
    "--pages", default=400, show_default=True, type=click.IntRange(1, 5000), help="Nhiều nhất bao nhiêu trang."
)
@click.option("--depth", default=6, show_default=True, type=click.IntRange(0, 20), help="Nhiều nhất bao nhiêu lần bấm.")
@click.option(
    "--seconds", default=900, show_default=True, type=click.IntRange(1, 7200), help="Nhiều nhất bao nhiêu giây."
)
@click.option(
    "--delay", default=1.0, show_default=True, type=click.FloatRange(0, 60), help="Nghỉ bao nhiêu giây giữa hai trang."
)
@click.option("--contact", default="", metavar="ĐỊA_CHỈ", help="Địa chỉ để chủ trang biết ai đang kiểm tra.")
@click.option("--allow-loopback", is_flag=True, help="Cho phép kiểm tra máy này (127.0.0.1); chỉ để thử.")
def audit(url: str, as_json: str | None, names: tuple[str, ...], former: tuple[str, ...], codes: tuple[str, ...], *,
          no_categories: bool, before: str | None, pages: int, depth: int, seconds: int, delay: float, contact: str,
          allow_loopback: bool) -> None:  # fmt: skip
    """Audit one site; 0 nothing to mend, 1 something, 2 it could not be looked at."""
    from donghanh.work.disclosure.engine import Limits, Severity, Site  # noqa: PLC0415
    from donghanh.work.disclosure.engine import audit as look  # noqa: PLC0415
    from donghanh.work.disclosure.engine.catalogue import expected  # noqa: PLC0415

    known = {e.code: e for e in expected()}
    unknown = [c for c in codes if c not in known]
    if unknown:
        click.echo(f"Không có mục “{unknown[0]}”; các mục: {', '.join(known)}.", err=True)
        sys.exit(2)
    wanted = () if no_categories else tuple(known[c] for c in codes) or tuple(known.values())
    limits = Limits(pages=pages, depth=depth, seconds=float(seconds), delay=delay)
    report, _ = look(
        Site(url if "://" in url else f"https://{url}", names, former, wanted, _before(before)),
        clock=dates.now, limits=limits, allow_loopback=allow_loopback, contact=contact,
    )  # fmt: skip
    if as_json:
        text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n"
        if as_json == "-":
            sys.stdout.write(text)
        else:
            Path(as_json).write_text(text, encoding="utf-8")
    else:
        for one in report.findings:
            click.echo(f"{one.code:22} {one.url}\n    {one.sentence}")
    wrong = sum(f.severity != Severity.INFO for f in report.findings)
    click.echo(
        f"{report.url}: đọc {report.pages} trang, {report.files} tệp, {report.bytes / 1e6:.1f} MB; "
        f"{wrong} điều phải sửa, {len(report.findings) - wrong} điều để biết.",
        err=True,
    )
    sys.exit(2 if not report.reached else 1 if wrong else 0)
