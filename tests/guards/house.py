"""What the guards look at: the rooms, the tracked files, the source as text."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "donghanh"
FLOORS = ("ground", "record", "work", "front")
TEXT = {
    *(".py", ".html", ".css", ".js", ".mjs", ".md", ".yaml", ".yml", ".toml", ".txt", ".csv", ".json", ".cfg", ".ini"),
    *(".sh", ".service", ".timer", ".conf", ".svg", ".xml", ".po", ""),
}


@cache
def rooms() -> dict[str, Path]:
    """Return every room by ``floor.name``."""
    found = {}
    for floor in FLOORS:
        for folder in sorted((PACKAGE / floor).iterdir()):
            if (folder / "apps.py").exists():
                found[f"{floor}.{folder.name}"] = folder
    return found


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the repository, those about to be added included; outside of git, all but what is built."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
        return tuple(path for name in sorted(names) if (path := ROOT / name).is_file())
    built = {".git", ".venv", "node_modules", "var", "vendor", "__pycache__", "dist"}
    return tuple(p for p in sorted(ROOT.rglob("*")) if p.is_file() and not built & set(p.relative_to(ROOT).parts))


@cache
def texts() -> dict[Path, str]:
    """Return the text files of the repository with their contents."""
    found = {}
    for path in tracked():
        if path.suffix in TEXT:
            try:
                found[path] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


@cache
def code() -> dict[Path, str]:
    """Return the product's Python files (no tests, no migrations) with their contents."""
    skipped = {"tests", "migrations"}
    return {
        p: t for p, t in texts().items() if p.suffix == ".py" and PACKAGE in p.parents and not skipped & set(p.parts)
    }


def room_of(path: Path) -> str:
    """Return the room a file belongs to, or nothing."""
    for name, folder in rooms().items():
        if folder in path.parents:
            return name
    return ""


def short(path: Path) -> str:
    """Write a path from the repository's root."""
    return str(path.relative_to(ROOT))
