"""``donghanh demo``: marked demonstration progress, made by the real verbs, the same each time."""

from __future__ import annotations

import click

from donghanh.config import env, prepare
from donghanh.config.cli import django_ready
from donghanh.kit.errors import NotAllowed


@click.command()
def demo() -> None:
    """Sinh số liệu minh họa cho bản dùng thử chưa có việc nào; chạy lại không sinh thêm."""
    if env.read().production:
        raise NotAllowed("demo.production", "Số liệu minh họa chỉ có ở bản dùng thử; bản vận hành không nhận.")
    django_ready()
    if prepare.make_demo():
        click.echo("Đã sinh số liệu minh họa; mọi màn hình đều ghi rõ là bản dùng thử.", err=True)
    else:
        click.echo("Không sinh gì: kế hoạch đã được giao việc, hoặc không có danh mục nào trong data/plans.", err=True)
