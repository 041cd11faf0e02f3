"""When a reading of the machine room is good, doubtful or bad: pure decisions, no query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

# What the worker's jobs are called on the page; one without a name here shows its own.
JOBS = {
    "accounts.disable_idle": "Khóa tài khoản lâu không dùng",
    "files.sweep": "Dọn tệp không còn dùng",
    "journal.seal": "Niêm phong sổ minh bạch",
    "journal.tidy": "Dọn hàng chờ của nhật ký",
    "notify.digest": "Thư tổng hợp hằng ngày",
    "notify.tidy": "Dọn thông báo cũ",
    "plan.open_periods": "Mở kỳ báo cáo mới",
    "plan.remind": "Nhắc hạn",
}

GOOD, DOUBTFUL, BAD = "done", "soon", "late"

# A backup is made each night (docs/operate/): two days without one is a fault, not a delay.
BACKUP_DOUBTFUL = timedelta(hours=30)
BACKUP_BAD = timedelta(hours=54)
DISK_DOUBTFUL, DISK_BAD = 0.15, 0.05
WAITING_DOUBTFUL = timedelta(minutes=15)


@dataclass(frozen=True)
class Check:
    """One reading: what, how it stands, in words, and where to go on."""

    name: str
    kind: str
    word: str
    detail: str
    href: str = ""
    action: str = ""


def backup_kind(last: datetime | None, now: datetime) -> str:
    """Judge the age of the newest backup."""
    if last is None or now - last > BACKUP_BAD:
        return BAD
    return DOUBTFUL if now - last > BACKUP_DOUBTFUL else GOOD


def disk_kind(free: int, total: int) -> str:
    """Judge the free space."""
    share = free / total if total else 0
    return BAD if share < DISK_BAD else DOUBTFUL if share < DISK_DOUBTFUL else GOOD


def deliveries_kind(stuck: int, oldest_waiting: datetime | None, now: datetime) -> str:
    """Judge what waits after commit: stuck work needs a person, old waiting work a worker."""
    if stuck:
        return BAD
    return DOUBTFUL if oldest_waiting and now - oldest_waiting > WAITING_DOUBTFUL else GOOD


def seal_kind(last_day: date | None, today: date) -> str:
    """Judge the public log's newest seal: made each night."""
    if last_day is None:
        return DOUBTFUL
    return GOOD if (today - last_day).days <= 1 else BAD if (today - last_day).days > 3 else DOUBTFUL
