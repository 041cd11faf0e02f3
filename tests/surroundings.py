"""What this machine has for the tests: PostgreSQL, a Chromium, the shared folder; and how to say what it lacks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def postgres_bin() -> Path | None:
    """Find the folder of PostgreSQL's programs, the newest version first."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -int(p.parts[-3].split(".")[0]))
    if packaged:
        return packaged[0].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def chromium() -> str | None:
    """Find a Chromium that tests may drive."""
    return next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)


def shared() -> Path:
    """Return the folder of shared material, which may be absent."""
    return Path(os.environ.get("DONGHANH_SHARED") or ROOT.parent / "shared")


def official_plan() -> Path | None:
    """Return the official wording of Plan 124, which is never in the repository."""
    path = shared() / "plan" / "124-KH-UBND-2023.txt"
    return path if path.is_file() else None


def missing() -> dict[str, tuple[str, str]]:
    """Name what this machine lacks: what is left out for want of it, and the one command that would add it."""
    lacks = {}
    if postgres_bin() is None:
        lacks["postgres"] = (
            "không có PostgreSQL: chưa chạy lại các phép thử trên PostgreSQL",
            "apt-get install -y postgresql",
        )
    if chromium() is None:
        lacks["chromium"] = (
            "không có Chromium: chưa chạy các hành trình trên trình duyệt",
            "apt-get install -y chromium",
        )
    if official_plan() is None:
        where = shared() / "plan" / "124-KH-UBND-2023.txt"
        lacks["shared"] = (
            f"không có toàn văn Kế hoạch 124 tại {where}: chưa thử bộ đọc trên văn bản thật",
            "DONGHANH_SHARED=/thư/mục/có/plan make test",
        )
    return lacks
