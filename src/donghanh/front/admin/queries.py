"""Readings of the machine room; nothing here tells a secret, a path or an address of another machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from donghanh.front.admin import domain
from donghanh.front.admin.domain import BAD, DOUBTFUL, GOOD, Check
from donghanh.ground.accounts.models import User
from donghanh.kit.dates import ZONE, local_date, show_date, show_moment
from donghanh.kit.numbers import show_number
from donghanh.record.journal import api as journal

_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def readings(at: datetime) -> tuple[list[Check], list[Any]]:
    """Return every check, worst things not hidden, and the last run of each background job."""
    work = journal.health(at)
    checks = [
        _database(),
        _migrations(),
        _reference(),
        _workers(work),
        _deliveries(work, at),
        _seal(work, at),
        _backup(at),
        _disk(),
        _accounts(),
    ]
    return checks, work["runs"]


def _database() -> Check:
    start = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    spent = (perf_counter() - start) * 1000
    engine = _ENGINES.get(connection.vendor, connection.vendor)
    size = ""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        size = f", {_bytes(path.stat().st_size)}" if path.is_file() else ""
    return Check("Cơ sở dữ liệu", GOOD, "Trả lời", f"{engine}, {show_number(round(spent, 1))} mili giây{size}")


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return Check(
            "Cấu trúc bảng",
            BAD,
            "Chưa khớp",
            f"{waiting} bước chưa chạy: dừng dịch vụ rồi chạy “donghanh up --prepare-only”.",
        )
    return Check("Cấu trúc bảng", GOOD, "Khớp", "mọi bước chuyển đổi đã chạy")


def _reference() -> Check:
    try:
        kept = json.loads((settings.VAR / "prepared.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    version = str(kept.get("data", ""))
    if not version:
        return Check("Dữ liệu gốc", DOUBTFUL, "Chưa rõ", "chưa có ghi nhận lần nạp cơ quan, lịch, thời hạn")
    return Check("Dữ liệu gốc", GOOD, "Đã nạp", f"bản {version[:12]} (cơ quan, đơn vị, lịch, thời hạn, kế hoạch)")


def _workers(work: dict[str, Any]) -> Check:
    alive = work["workers"]
    if not alive:
        return Check(
            "Việc nền",
            BAD,
            "Không chạy",
            "không tiến trình nào còn sống: chạy “donghanh worker”; thông báo, niêm phong đang dừng.",
        )
    return Check("Việc nền", GOOD, "Đang chạy", f"{alive} tiến trình còn sống")


def _deliveries(work: dict[str, Any], at: datetime) -> Check:
    kind = domain.deliveries_kind(work["stuck"], work["oldest_waiting"], at)
    word = {GOOD: "Thông suốt", DOUBTFUL: "Chậm", BAD: "Cần người xem"}[kind]
    detail = f"{work['waiting']} chờ, {work['stuck']} hỏng sau nhiều lần thử"
    if work["oldest_waiting"]:
        detail += f"; cũ nhất từ {show_moment(work['oldest_waiting'])}"
    return Check("Việc sau ghi nhận", kind, word, detail)


def _seal(work: dict[str, Any], at: datetime) -> Check:
    root = work["root"]
    day = date.fromisoformat(root["day"]) if root else None
    kind = domain.seal_kind(day, local_date(at))
    if root is None:
        return Check(
            "Niêm phong sổ minh bạch",
            kind,
            "Chưa có",
            "dấu đầu tiên có sau lần chạy “donghanh seal” hoặc sau đêm nay",
            "journal:roots",
            "Sổ",
        )
    detail = f"dấu số {root['number']} ngày {show_date(day)}, {show_number(root['size'])} dòng"
    return Check(
        "Niêm phong sổ minh bạch", kind, "Đã niêm phong" if kind == GOOD else "Đã cũ", detail, "journal:roots", "Sổ"
    )


def _backup(at: datetime) -> Check:
    found = max(_backups(settings.VAR / "backups"), default=None)
    kind = domain.backup_kind(found, at)
    if found is None:
        return Check("Sao lưu", kind, "Chưa có", "chạy “donghanh backup”, rồi đặt lịch hằng đêm (docs/operate).")
    word = {GOOD: "Mới", DOUBTFUL: "Hơi cũ", BAD: "Quá cũ"}[kind]
    return Check("Sao lưu", kind, word, f"bản gần nhất {show_moment(found)}")


def _backups(folder: Path) -> Iterator[datetime]:
    if folder.is_dir():
        for path in folder.glob("donghanh-*.tar*"):
            yield datetime.fromtimestamp(path.stat().st_mtime, ZONE)


def _disk() -> Check:
    usage = shutil.disk_usage(settings.VAR)
    kind = domain.disk_kind(usage.free, usage.total)
    word = {GOOD: "Đủ", DOUBTFUL: "Sắp hết", BAD: "Gần hết"}[kind]
    return Check("Ổ đĩa", kind, word, f"còn {_bytes(usage.free)} trong {_bytes(usage.total)}")


def _accounts() -> Check:
    opened = User.objects.open()
    never = opened.filter(reviewed_at__isnull=True).count()
    detail = f"{opened.count()} tài khoản mở, {never} chưa từng được rà soát"
    return Check(
        "Tài khoản",
        DOUBTFUL if never else GOOD,
        "Cần rà soát" if never else "Đã rà soát",
        detail,
        "accounts:list",
        "Danh sách",
    )


def _bytes(size: int) -> str:
    for unit, limit in (("KB", 1024**2), ("MB", 1024**3)):
        if size < limit:
            return f"{show_number(round(size * 1024 / limit, 1))} {unit}"
    return f"{show_number(round(size / 1024**3, 1))} GB"
