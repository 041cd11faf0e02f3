"""``make check``: style, types, the borders between floors and rooms, and missing migrations, two at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# The slow ones first, so that both cores stay busy.
CHECKS = {
    "kiểu dữ liệu (mypy)": ["mypy", "src/donghanh"],
    "migration còn thiếu": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "ranh giới tầng, phòng (import-linter)": ["lint-imports", "--no-cache"],
    "khuôn mẫu HTML (djlint)": ["djlint", "src", "--lint", "--quiet"],
    "quy tắc mã (ruff)": ["ruff", "check", "."],
    "định dạng (ruff)": ["ruff", "format", "--check", "."],
}


def one(item: tuple[str, list[str]]) -> tuple[str, int, str, float]:
    """Run one check and keep what it said."""
    name, command = item
    started = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return name, done.returncode, done.stdout, time.monotonic() - started


def main() -> int:
    """Run every check; exit 1 when any has something to say."""
    bad = 0
    with ThreadPoolExecutor(2) as pool:
        for name, code, said, seconds in pool.map(one, CHECKS.items()):
            print(f"{'✗' if code else '✓'} {name} ({seconds:.1f} giây)", flush=True)
            if code:
                bad += 1
                print(said.rstrip(), flush=True)
    print("Mọi quy tắc đều đạt." if not bad else f"{bad} quy tắc chưa đạt.")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
