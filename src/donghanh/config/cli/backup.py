"""``donghanh backup`` while serving, ``donghanh restore`` with every hash and count compared."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import click

from donghanh.config import env
from donghanh.config.cli import django_ready
from donghanh.kit.errors import Invalid, NotNow


@click.command()
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Thư mục đích (mặc định: var/backups)."
)
def backup(folder: Path | None) -> None:
    """Sao lưu cơ sở dữ liệu và kho tệp trong khi hệ thống vẫn phục vụ."""
    from donghanh.config import safekeeping  # noqa: PLC0415 - only these two verbs need it
    from donghanh.kit import dates  # noqa: PLC0415

    here = env.read()
    with _disk_in_words():
        made = safekeeping.back_up(here, folder or here.var / "backups", at=dates.now(), say=_say)
    click.echo(str(made))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Thư mục dữ liệu đích (thay cho DONGHANH_VAR)."
)
@click.option("--yes", is_flag=True, help="Đích đang có dữ liệu: vẫn phục hồi; dữ liệu cũ được giữ sang bên.")
@click.option("--verify-only", is_flag=True, help="Chỉ kiểm tra bản sao lưu, không phục hồi.")
def restore(file: Path, into: Path | None, yes: bool, verify_only: bool) -> None:
    """Phục hồi từ một bản sao lưu: kiểm mã băm trước, so số dòng sau."""
    from donghanh.config import safekeeping  # noqa: PLC0415 - only these two verbs need it
    from donghanh.kit import dates  # noqa: PLC0415

    if into is not None:
        os.environ["DONGHANH_VAR"] = str(into.resolve())
    with _disk_in_words():
        if verify_only:
            manifest = safekeeping.verify(file)
            click.echo(
                f"Bản sao lưu nguyên vẹn: {len(manifest['parts'])} phần, {sum(manifest['rows'].values())} dòng.",
                err=True,
            )
            return
        here = env.read()
        put = safekeeping.put_back(here, file, at=dates.now(), replace=yes, say=_say)
    django_ready()
    findings = _look_over()
    if findings:
        for sentence in findings:
            click.echo(sentence, err=True)
        raise NotNow("restore.findings", "Đã phục hồi nhưng có điều không khớp như trên; chưa nên mở cho người dùng.")
    kept = f" Dữ liệu cũ còn ở {put.kept}." if put.kept else ""
    click.echo(f"Đã phục hồi: {put.rows} dòng, {put.files} tệp, mã băm và số dòng đều khớp.{kept}", err=True)


def _look_over() -> list[str]:
    """Ask the restored instance itself: Django's checks, missing migrations, the public log."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django
    from django.core.management.base import SystemCheckError  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from donghanh.record.journal import api  # noqa: PLC0415

    found: list[str] = []
    try:
        call_command("check", "--fail-level", "ERROR", verbosity=0, stdout=StringIO(), stderr=StringIO())
    except SystemCheckError as error:
        found.append(f"Kiểm tra hệ thống: {error}")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("Bản sao lưu từ phiên bản cũ hơn: chạy `python manage.py migrate` trước khi mở hệ thống.")
        return found
    return found + api.problems()


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


@contextmanager
def _disk_in_words() -> Iterator[None]:
    """Turn what a disk can answer into one sentence; nothing half-written is left under a final name."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise NotNow("disk-refused", f"Ổ đĩa không nhận được bản sao ({error}); chưa ghi được gì.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NotNow(
                "disk-full", "Ổ đĩa đầy: chưa ghi được gì; hãy dọn chỗ hoặc chọn thư mục khác bằng --to."
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise NotNow("disk-denied", f"Không có quyền ghi vào {error.filename}; hãy chọn thư mục khác.") from error
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR):
            raise Invalid("no-such-file", f"Không có tệp {error.filename}.") from error
        raise
