"""Plain text, CSV and HTML: text all through, or refused."""

from __future__ import annotations

from pathlib import Path

from donghanh.kit.errors import Invalid


def check_plain(path: Path, name: str) -> None:
    """Refuse a text file that holds zero bytes anywhere; sixteen-bit text must say so by its first two bytes."""
    with path.open("rb") as file:
        start = file.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff"):
            return
        while chunk := file.read(1 << 20):
            if b"\x00" in chunk:
                raise Invalid(
                    "files.binary",
                    f"Tệp “{name}” có chứa byte rỗng nên không phải văn bản thuần; hãy lưu lại bằng mã UTF-8 "
                    "rồi tải lên.",
                )
