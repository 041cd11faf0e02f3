"""``donghanh up``: a trial instance from nothing to an open door, in one command."""

from __future__ import annotations

import signal
from typing import Any

import click

from donghanh.config import env, prepare
from donghanh.config.cli.serve import listen
from donghanh.config.keeper import Companion, need_free_port
from donghanh.kit.errors import NotAllowed


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--port", default=8123, show_default=True, type=click.IntRange(1, 65535), help="Cổng.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Số tiến trình web.")
@click.option("--demo/--no-demo", default=True, help="Sinh số liệu minh họa khi dựng lần đầu.")
@click.option("--again", is_flag=True, help="Nạp lại dữ liệu gốc dù không đổi; dữ liệu đã nhập được giữ.")
@click.option("--prepare-only", is_flag=True, help="Chỉ dựng cơ sở dữ liệu và dữ liệu gốc, không mở cổng.")
def up(host: str, port: int, workers: int, demo: bool, again: bool, prepare_only: bool) -> None:
    """Dựng và chạy bản dùng thử; chạy lần nữa thì mở ngay và giữ mọi điều đã nhập."""
    production = env.read().production
    if production and not prepare_only:
        raise NotAllowed(
            "up.production",
            "`donghanh up` chỉ mở bản dùng thử; vận hành thì dùng `donghanh up --prepare-only` rồi `donghanh serve`.",
        )
    if not prepare_only:
        need_free_port(host, port)
    record = (None if again else prepare.is_ready()) or prepare.prepare(
        trial=not production, demo=demo and not production, again=again
    )
    if prepare_only:
        click.echo("Đã dựng xong cơ sở dữ liệu và dữ liệu gốc.", err=True)
        return
    background = Companion("worker", say=lambda text: click.echo(text, err=True))

    def ready() -> None:
        background.start()
        click.echo(_welcome(host, port, record.kept.get("accounts") or []))

    try:
        listen(host, port, workers, ready=ready, stop_on=_hang_up(), load_once=True)
    finally:
        background.stop()
    click.echo("Đã dừng. Dữ liệu đã nhập vẫn còn; `make run` để mở lại.", err=True)


def _hang_up() -> tuple[signal.Signals, ...]:
    """Stop when the terminal closes, unless whoever started us asked to outlive it (``nohup``)."""
    return () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)


def _welcome(host: str, port: int, accounts: list[list[Any]]) -> str:
    """Say where the door is and who may enter."""
    lines = ["", f"  Đồng Hành (bản dùng thử): http://{host}:{port}/", ""]
    if accounts:
        rows = [[str(cell) for cell in row] for row in accounts]
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines += ["  Tài khoản dùng thử:"]
        lines += ["    " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
        lines += [""]
    return "\n".join([*lines, "  Nhấn Ctrl-C để dừng."])
