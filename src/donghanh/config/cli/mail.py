"""``donghanh mail``: the petitions box, fetched by IMAP or handed over by LMTP, and the letters that leave."""

from __future__ import annotations

import threading
from typing import Any

import click

from donghanh.config.cli import django_ready
from donghanh.kit import dates
from donghanh.kit.errors import Invalid


@click.group()
def mail() -> None:
    """Hộp thư kiến nghị: nhận qua IMAP hoặc LMTP, gửi biên nhận."""


@mail.command()
def fetch() -> None:
    """Lấy thư chưa đọc từ hộp thư DONGHANH_MAIL_IN."""
    django_ready()
    from django.conf import settings  # noqa: PLC0415 - needs Django

    from donghanh.work.petitions.services import postbox  # noqa: PLC0415

    if not settings.MAIL_IN:
        raise Invalid("petitions.mail-in", "Chưa đặt DONGHANH_MAIL_IN; xem docs/operate/settings.md.")
    done = postbox.fetch(settings.MAIL_IN, clock=dates.now)
    click.echo(f"Nhận {done.taken} thư vào hồ sơ, để riêng {done.aside} thư.")


@mail.command()
def send() -> None:
    """Gửi biên nhận và thư báo đang chờ."""
    django_ready()
    from donghanh.work.petitions.services import mailroom  # noqa: PLC0415 - needs Django

    sent, failed = mailroom.send_waiting(at=dates.now())
    click.echo(f"Đã gửi {sent} thư, {failed} thư chưa gửi được.")


@mail.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Chỉ nên là máy này; máy chủ thư chuyển tiếp vào.")
@click.option("--port", default=8024, show_default=True, type=click.IntRange(1, 65535))
def lmtp(host: str, port: int) -> None:
    """Mở cổng LMTP để máy chủ thư của tỉnh giao thư tại chỗ."""
    django_ready()
    from donghanh.config.lmtp import Door  # noqa: PLC0415 - needs Django

    door: Any = Door(host, port)
    door.start()
    click.echo(f"Nhận thư LMTP tại {host}:{port}.", err=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("Đã dừng nhận thư.", err=True)
    finally:
        door.stop()
