"""``donghanh check``: an instance looks itself over and says what it found."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import click

from donghanh.config import env, prepare
from donghanh.config.cli import django_ready
from donghanh.kit.data import data_dir

_FREE_AT_LEAST = 1024**3  # one GiB: below it an upload of the largest size could fill the disk
FINE, NOTE, BAD = "tốt", "lưu ý", "lỗi"


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was looked at, how it stands, what was seen."""

    name: str
    state: str
    seen: str


@click.command()
@click.option("--json", "as_json", type=click.File("w"), metavar="TỆP", help="Ghi kết quả dạng JSON (“-” là màn hình).")
@click.option("--sample", default=50, show_default=True, type=click.IntRange(0), help="Số tệp băm lại; 0 là tất cả.")
@click.option("--no-worker", is_flag=True, help="Không đòi tiến trình việc nền phải đang chạy.")
@click.pass_context
def check(ctx: click.Context, as_json: Any, sample: int, no_worker: bool) -> None:
    """Tự kiểm tra bản cài đặt và dữ liệu; mã thoát 1 khi có lỗi."""
    django_ready()
    found = look_over(sample=sample, need_worker=not no_worker)
    if as_json:
        as_json.write(json.dumps([asdict(f) for f in found], ensure_ascii=False) + "\n")
    else:
        width = max(len(f.name) for f in found)
        for f in found:
            mark = {FINE: "✓", NOTE: "·", BAD: "✗"}[f.state]
            click.echo(f"{mark} {f.name.ljust(width)}  {f.seen}")
    ctx.exit(1 if any(f.state == BAD for f in found) else 0)


def look_over(*, sample: int, need_worker: bool) -> list[Finding]:
    """Look at everything, each thing by itself: one that cannot be looked at is a finding, not the end."""
    looks: list[tuple[str, Callable[[], tuple[str, str]]]] = [
        ("Cơ sở dữ liệu", _database),
        ("Cấu trúc bảng", _migrations),
        ("Thiết lập vận hành", _settings),
        ("Dữ liệu gốc", _reference),
        ("Tài nguyên giao diện", _static),
        ("Kho tệp", lambda: _files(sample)),
        ("Sổ minh bạch", _journal),
        ("Việc nền", lambda: _worker(need_worker)),
        ("Chỗ trống trên đĩa", _disk),
    ]
    found: list[Finding] = []
    for name, look in looks:
        try:
            found.append(Finding(name, *look()))
        except Exception as error:  # noqa: BLE001 - whatever it is, the operator must read it here
            found.append(Finding(name, BAD, f"không kiểm tra được: {error}".splitlines()[0]))
            if name == "Cơ sở dữ liệu":
                break
    return found


def _database() -> tuple[str, str]:
    from django.db import connection  # noqa: PLC0415 - needs Django

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    if connection.vendor == "postgresql":
        return FINE, f"PostgreSQL {'.'.join(map(str, connection.get_database_version()))}"
    return FINE, f"{connection.display_name} {sqlite3.sqlite_version}"


def _migrations() -> tuple[str, str]:
    from django.db import connection  # noqa: PLC0415 - needs Django
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return BAD, f"{len(waiting)} bước nâng cấp chưa chạy; hãy chạy `donghanh up --prepare-only`."
    return FINE, f"{len(executor.loader.applied_migrations)} bước đã chạy"


def _settings() -> tuple[str, str]:
    from donghanh.config import checks  # noqa: PLC0415 - needs Django

    if not env.read().production:
        return NOTE, "bản dùng thử"
    faults = checks.faults()
    return (BAD, " ".join(sentence for _, sentence in faults)) if faults else (FINE, "đúng yêu cầu vận hành")


def _reference() -> tuple[str, str]:
    from donghanh.ground.orgs.models import Agency  # noqa: PLC0415 - needs Django

    agencies = Agency.objects.count()
    if not agencies:
        return BAD, "chưa nạp cơ quan nào; hãy chạy `donghanh up --prepare-only`."
    if prepare.Record(env.read().var).kept.get("data") != prepare.digest(data_dir()):
        return BAD, "tệp dữ liệu gốc đã đổi so với lần nạp cuối; hãy chạy `donghanh up --prepare-only`."
    return FINE, f"{agencies} cơ quan; mã băm các tệp khớp với lần nạp cuối"


def _static() -> tuple[str, str]:
    here = env.read()
    if not (here.var / "static" / "staticfiles.json").exists():
        return BAD, "chưa gom; hãy chạy `donghanh up --prepare-only`."
    if prepare.Record(here.var).kept.get("static") != prepare.sources()["static"]:
        return BAD, "cũ hơn mã nguồn; hãy chạy `donghanh up --prepare-only`."
    return FINE, "đủ"


def _files(sample: int) -> tuple[str, str]:
    from donghanh.ground.files import api as files  # noqa: PLC0415 - needs Django

    rows = files.StoredFile.objects.order_by("?")
    total = rows.count()
    looked = list(rows[:sample] if sample else rows)
    broken = [row.key for row in looked if not files.check(row)]
    if broken:
        return BAD, f"{len(broken)} tệp mất hoặc khác mã băm: {', '.join(broken[:5])}"
    return FINE, f"{total} tệp; băm lại {len(looked)}, tất cả khớp"


def _journal() -> tuple[str, str]:
    from donghanh.record.journal import api as journal  # noqa: PLC0415 - needs Django

    problems = journal.problems()
    if problems:
        return BAD, " ".join(problems[:3])
    root = next(iter(journal.roots(1)), None)
    return (
        (FINE, f"gốc số {root['number']} ngày {root['day']}, {root['size']} dòng")
        if root
        else (NOTE, "chưa niêm phong")
    )


def _worker(needed: bool) -> tuple[str, str]:
    from donghanh.kit import dates  # noqa: PLC0415 - needs Django
    from donghanh.record.journal import api as journal  # noqa: PLC0415

    state = journal.health(dates.now())
    seen = f"{state['workers']} tiến trình đang chạy, {state['waiting']} tin chờ gửi, {state['stuck']} tin kẹt"
    if state["stuck"]:
        return BAD, seen
    if not state["workers"]:
        return (BAD if needed else NOTE), f"{seen}; chạy `donghanh worker`."
    return FINE, seen


def _disk() -> tuple[str, str]:
    free = shutil.disk_usage(env.read().var).free
    seen = f"còn {free / 1024**3:.1f} GiB cho {env.read().var.name}/"
    return (FINE if free >= _FREE_AT_LEAST else BAD), seen
