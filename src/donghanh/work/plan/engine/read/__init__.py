"""Reading a document: from a file of any accepted kind to numbered lines, or one sentence why not."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.normalise import Line
from donghanh.work.plan.engine.read import text as plain


@dataclass(frozen=True)
class Limits:
    """How much the compiler is willing to read."""

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    characters: int = 8_000_000
    pages: int = 3_000


@dataclass(frozen=True)
class Read:
    """A document as lines, with what was noticed while reading."""

    name: str
    sha256: str
    media_type: str
    lines: tuple[Line, ...]
    damaged: bool = False


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PICTURES = {b"\x89PNG": "ảnh PNG", b"\xff\xd8\xff": "ảnh JPEG", b"GIF8": "ảnh GIF", b"II*\x00": "ảnh TIFF",
             b"MM\x00*": "ảnh TIFF", b"BM": "ảnh BMP", b"RIFF": "ảnh hoặc âm thanh"}  # fmt: skip
_OTHERS = {b"\x7fELF": "chương trình", b"MZ\x90": "chương trình", b"Rar!": "tệp nén RAR", b"7z\xbc\xaf": "tệp nén 7z",
           b"\x1f\x8b": "tệp nén GZIP", b"{\\rtf": "văn bản RTF"}  # fmt: skip


def read_document(path: str | Path, *, name: str | None = None, limits: Limits | None = None) -> Read:
    """Read a file, judged by its contents and not by its name; ``name`` is what people call it."""
    limits = limits or Limits()
    path = Path(path)
    name = name or path.name
    try:
        if path.is_dir():
            raise Unreadable("file.directory", f"“{name}” là thư mục; hãy chọn một tệp văn bản.")
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise _too_big(name, size, limits)
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable("file.missing", f"Không tìm thấy tệp “{name}”; hãy kiểm tra lại đường dẫn.") from None
    except (OSError, ValueError) as error:
        raise Unreadable(
            "file.unopenable",
            f"Không mở được tệp “{name}”: {getattr(error, 'strerror', None) or 'lỗi đọc tệp'}; hãy kiểm tra quyền đọc.",
        ) from None
    if len(data) > limits.file_bytes:
        raise _too_big(name, len(data), limits)
    return read_bytes(data, name=name, limits=limits)


def _too_big(name: str, size: int, limits: Limits) -> Unreadable:
    return Unreadable(
        "file.too-big",
        f"Tệp “{name}” nặng {size // 1048576} MB, vượt giới hạn {limits.file_bytes // 1048576} MB; hãy tách hoặc nén lại văn bản.",
    )


def read_bytes(data: bytes, *, name: str, limits: Limits | None = None) -> Read:
    """Read a document already in memory."""
    limits = limits or Limits()
    sha = hashlib.sha256(data).hexdigest()
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable("file.empty", f"Tệp “{name}” rỗng; hãy chọn tệp có nội dung văn bản.")
    media, lines, damaged = _dispatch(data, name, limits)
    if sum(len(line.text) for line in lines) > limits.characters:
        raise Unreadable("file.too-long", f"Văn bản trong “{name}” quá dài; hãy tách thành nhiều tệp.")
    return Read(name, sha, media, tuple(lines), damaged)


def _dispatch(data: bytes, name: str, limits: Limits) -> tuple[str, list[Line], bool]:
    head = data[:1024]
    if b"%PDF-" in head:
        from donghanh.work.plan.engine.read.pdf import read_pdf  # noqa: PLC0415 - heavy, only where needed

        return "application/pdf", read_pdf(data, name=name, pages=limits.pages), False
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from donghanh.work.plan.engine.read.docx import read_docx  # noqa: PLC0415 - heavy, only where needed

        return DOCX, read_docx(data, name=name, limit=limits.unpacked_bytes), False
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("file.encrypted", f"Tệp Word “{name}” được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
        raise Unreadable("file.old-word", f"“{name}” là tệp Word kiểu cũ (.doc); hãy lưu lại thành .docx rồi nạp.")
    for magic, what in (_PICTURES | _OTHERS).items():
        if head.startswith(magic):
            raise Unreadable(
                "file.wrong-type",
                f"“{name}” thực chất là {what}, không phải văn bản; hãy nạp tệp .docx, .pdf có lớp chữ, .html hoặc .txt.",
            )
    decoded, damaged = plain.decode(data, name=name)
    opening = decoded[:2000].lstrip("\ufeff \t\r\n").lower()
    if opening.startswith(
        ("<!doctype html", "<html", "<?xml", "<head", "<body", "<div", "<p>", "<p ", "<table", "<!--")
    ):
        from donghanh.work.plan.engine.read.html import read_html  # noqa: PLC0415 - heavy, only where needed

        return "text/html", read_html(decoded), damaged
    if name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in decoded:
        from donghanh.work.plan.engine.read.html import read_html  # noqa: PLC0415 - heavy, only where needed

        return "text/html", read_html(decoded), damaged
    media = "text/markdown" if name.lower().endswith((".md", ".markdown")) else "text/plain"
    return media, plain.split(decoded), damaged
