"""``donghanh compile`` and ``donghanh plan lint``: read one official document; no database, no network, no Django."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import gc
import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from donghanh.work.plan.engine import Compiled


class _Day(click.ParamType[date]):
    name = "ngày"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from donghanh.kit.dates import read_date  # noqa: PLC0415

        day = value if isinstance(value, date) else read_date(str(value))
        if day is None:
            self.fail(f"“{value}” không phải là ngày; hãy ghi như 31/12/2026.", param, ctx)
        return day


def _compiled(file: str, on: date | None) -> Compiled:
    """Compile, or say in one sentence why not and stop with 2."""
    gc.disable()  # one document, one process: nothing lives long enough to be worth collecting
    from donghanh.work.plan.engine import Unreadable, compile_file  # noqa: PLC0415

    try:
        return compile_file(file, on=on)
    except Unreadable as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(2)


def _put(where: str, content: bytes) -> None:
    """Write whole or not at all."""
    if where == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = Path(where)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = file.name
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        click.echo(
            f"Không ghi được “{where}”: {error.strerror or 'lỗi ghi tệp'}; hãy kiểm tra thư mục và dung lượng đĩa.",
            err=True,
        )
        sys.exit(2)


@click.command(
    "compile",
    help="Biên dịch một văn bản (.txt .md .html .docx .pdf) thành cấu trúc: mục, chỉ số, mục tiêu, nhiệm vụ, thời hạn.",
)
@click.argument("file", metavar="TỆP")
@click.option("--json", "as_json", metavar="TỆP|-", help="Ghi cấu trúc dạng JSON; “-” là đầu ra chuẩn.")
@click.option("--akn", metavar="TỆP|-", help="Ghi dạng Akoma Ntoso 3.0.")
@click.option("--html", "as_html", metavar="TỆP|-", help="Ghi một trang đọc được.")
@click.option("--on", type=_Day(), metavar="NGÀY", help="Soát văn bản theo bộ máy của ngày này (mặc định: hôm nay).")
def compile_command(file: str, as_json: str | None, akn: str | None, as_html: str | None, on: date | None) -> None:
    """Compile one document and write what was asked for."""
    if [as_json, akn, as_html].count("-") > 1:
        click.echo("Chỉ được ghi một dạng ra đầu ra chuẩn; hãy đặt tên tệp cho các dạng còn lại.", err=True)
        sys.exit(2)
    compiled = _compiled(file, on)
    if as_json:
        _put(as_json, compiled.as_json().encode("utf-8", "replace"))
    if akn:
        from donghanh.work.plan.engine import to_akn  # noqa: PLC0415

        _put(akn, to_akn(compiled))
    if as_html:
        from donghanh.work.plan.engine import to_html  # noqa: PLC0415

        _put(as_html, to_html(compiled).encode("utf-8", "replace"))
    warnings = sum(1 for f in compiled.lint if f.severity != "info")
    click.echo(
        f"{compiled.source.name}: {len(compiled.indices)} chỉ số, {len(compiled.targets)} mục tiêu, {len(compiled.assignments)} khối giao việc, "
        f"{len(compiled.duties)} nhiệm vụ; đọc {compiled.coverage.claimed}/{compiled.coverage.non_blank} dòng; {warnings} điều cần xem lại.",
        err=True,
    )


@click.command(
    "lint", help="Soát một kế hoạch: nhiệm vụ thiếu cơ quan, thời hạn, chỉ tiêu; số cộng không khớp; mục tiêu khó đạt."
)
@click.argument("file", metavar="TỆP")
@click.option("--strict", is_flag=True, help="Kết thúc với mã 1 khi có điều cần xem lại (mức cảnh báo trở lên).")
@click.option("--all", "everything", is_flag=True, help="In cả những điều chỉ để biết.")
@click.option("--on", type=_Day(), metavar="NGÀY", help="Soát theo bộ máy của ngày này (mặc định: hôm nay).")
def lint_command(file: str, strict: bool, everything: bool, on: date | None) -> None:
    """Print what is wrong or doubtful in a plan."""
    compiled = _compiled(file, on)
    serious = [f for f in compiled.lint if f.severity != "info"]
    for finding in compiled.lint if everything else serious:
        click.echo(f"{finding.code}\t{finding.eid or '-'}\t{finding.message}")
    quiet = len(compiled.lint) - len(serious)
    click.echo(f"{len(serious)} điều cần xem lại, {quiet} điều để biết.", err=True)
    if strict and serious:
        sys.exit(1)
