"""``donghanh serve``: the web server, in production and on trial alike."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import click

from donghanh.config import env
from donghanh.config.cli import django_ready
from donghanh.config.keeper import claim_children, need_free_port, wait_until_open


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe (đặt sau máy chủ ủy quyền ngược)."
)
@click.option("--port", default=8123, show_default=True, type=click.IntRange(1, 65535), help="Cổng.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Số tiến trình web.")
def serve(host: str, port: int, workers: int) -> None:
    """Mở máy chủ web (granian, WSGI)."""
    django_ready()
    from donghanh.config.checks import refuse_unsafe_production  # noqa: PLC0415 - needs Django

    refuse_unsafe_production()
    need_free_port(host, port)
    listen(host, port, workers, ready=lambda: click.echo(f"Đang phục vụ tại http://{host}:{port}/", err=True))


def listen(
    host: str,
    port: int,
    workers: int,
    *,
    ready: Callable[[], None],
    stop_on: tuple[signal.Signals, ...] = (),
    load_once: bool = False,
) -> None:
    """Serve until asked to stop; ``ready`` is called once when the first answer came.

    ``stop_on`` names signals that end the server besides the usual two; a hang-up otherwise renews the workers.
    ``load_once`` loads the house here and forks it, which starts faster but renews workers with the same code.
    One blocking thread per worker: SQLite and Django gain nothing from more (docs/budgets.md).
    """
    from granian.constants import Interfaces  # noqa: PLC0415 - only verbs that serve pay for it
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
    name = next((h.lstrip(".") for h in env.read().hosts if "*" not in h), "localhost")
    if load_once:
        _load(name)
    claim_children()
    server = Server(
        "donghanh.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        backlog=1024,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
    )

    def announce() -> None:
        if wait_until_open("127.0.0.1" if host in {"0.0.0.0", ""} else host, port, name=name):  # noqa: S104 - compared, not bound
            ready()
        else:
            click.echo("Máy chủ web không trả lời sau 60 giây; xem lỗi ở trên.", err=True)

    threading.Thread(target=announce, name="announce", daemon=True).start()

    def stop(*_: Any) -> None:
        server.signal_handler_interrupt()  # type: ignore[no-untyped-call]

    server.on_startup(lambda: [signal.signal(s, stop) for s in stop_on])
    server.serve()


def _load(name: str) -> None:
    """Load the house and its first page here, so that workers forked from here have both."""
    from django.db import connections  # noqa: PLC0415 - only the trial loads before it forks
    from django.test import RequestFactory  # noqa: PLC0415

    from donghanh.config.wsgi import application  # noqa: PLC0415

    application.get_response(RequestFactory().get("/", headers={"Host": name}))
    connections.close_all()  # a connection must not be shared
