"""Catalogues of translations: reviewed ``.po`` files become what gettext reads; no tool is needed."""

from __future__ import annotations

import ast
import os
import struct
import tempfile
from pathlib import Path


def read_po(text: str) -> dict[str, str]:
    """Read a catalogue without plurals or contexts: msgid -> msgstr; entries left empty are not there."""
    found: dict[str, str] = {}
    key: list[str] = []
    value: list[str] = []
    into = key

    def close() -> None:
        if value and "".join(value):
            found["".join(key)] = "".join(value)
        key.clear()
        value.clear()

    for number, line in enumerate(text.splitlines(), start=1):
        row = line.strip()
        if not row or row.startswith("#"):
            continue
        if row.startswith("msgid "):
            close()
            into, row = key, row.removeprefix("msgid ")
        elif row.startswith("msgstr "):
            into, row = value, row.removeprefix("msgstr ")
        if not (row.startswith('"') and row.endswith('"')):
            raise ValueError(f"line {number} of the catalogue is no entry: {row[:60]}")
        into.append(ast.literal_eval(row))
    close()
    return found


def compiled(entries: dict[str, str]) -> bytes:
    """Return a catalogue as GNU gettext's binary file: header, two tables, the texts."""
    rows = sorted((k.encode(), v.encode()) for k, v in entries.items())
    start = 28 + 16 * len(rows)
    keys: list[tuple[int, int]] = []
    values: list[tuple[int, int]] = []
    texts = b""
    for place in (0, 1):
        for row in rows:
            (keys, values)[place].append((len(row[place]), start + len(texts)))
            texts += row[place] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    return head + b"".join(struct.pack("<2I", *pair) for pair in [*keys, *values]) + texts


def prepared(source: Path, folder: Path, language: str, *, domain: str = "django") -> Path:
    """Compile ``source`` below ``folder`` where that was not done since it changed; return the folder."""
    into = folder / language / "LC_MESSAGES" / f"{domain}.mo"
    if not into.exists() or into.stat().st_mtime < source.stat().st_mtime:
        into.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=into.parent, suffix=".new")
        with os.fdopen(handle, "wb") as file:
            file.write(compiled(read_po(source.read_text(encoding="utf-8"))))
        Path(name).chmod(0o644)
        Path(name).replace(into)
    return folder
