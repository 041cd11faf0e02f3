"""The press: typst turns a paper's data into a PDF; a long paper in a process of its own, whose memory ends with it.

``python -m donghanh.record.papers.engine.press`` reads the data from its input and writes the PDF to its output.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import typst

from donghanh.kit.errors import NotNow

FONTS = Path(__file__).resolve().parents[3] / "ui" / "static" / "vendor" / "type"
_PROGRAM = Path(__file__).parent / "paper.typ"
# PDF/UA-1: tagged so that a screen reader follows headings, tables and the words of drawings.
STANDARD: Final = "ua-1"
LONG = 300_000  # bytes of data: some ninety pages; typst holds about a hundred times as much while it sets them
PATIENCE = 300  # seconds


def press(data: dict[str, Any], *, made: int) -> bytes:
    """Set a paper; ``made`` is the instant (in seconds) that the file says it was made at."""
    told = json.dumps({"data": data, "made": made}, ensure_ascii=False)
    if len(told) <= LONG:
        return _set(told)
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=told.encode(), capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603 - ourselves
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as why:
        raise NotNow(
            "papers.press",
            "Chưa in được bản PDF vì văn bản quá dài so với bộ nhớ đang còn; hãy tải bản Word, hoặc thử lại sau.",
        ) from why
    return done.stdout


def _set(told: str) -> bytes:
    facts: dict[str, Any] = {
        "format": "pdf",
        "font_paths": [FONTS],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(json.loads(told)["data"], ensure_ascii=False)},
        "timestamp": json.loads(told)["made"],
    }
    try:
        made = typst.compile(_PROGRAM, pdf_standards=[STANDARD], **facts)
    except typst.TypstError:  # a letter that the standard forbids: the paper is still tagged, and still printed
        made = typst.compile(_PROGRAM, **facts)
    return bytes(made)


def main() -> None:
    """Set what comes in and give it out."""
    sys.stdout.buffer.write(_set(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()
