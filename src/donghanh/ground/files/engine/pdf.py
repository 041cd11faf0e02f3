"""PDF files: what in them is refused, how many pages they have, and the words of their first page."""

from __future__ import annotations

import ctypes
import re
import zlib
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from donghanh.kit.errors import Invalid

# Actions and objects that run something; names may be written with #xx escapes, which are undone before the search.
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia|XFA|ImportData|SubmitForm|Movie|Rendition)(?![A-Za-z0-9])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_CAP = 64_000_000  # bytes of object streams looked into
_SAFE_ATTACHMENTS = {"pdf", "xml", "xlsx", "docx", "ods", "odt", "csv", "txt", "png", "jpg", "jpeg"}


def check_pdf(path: Path, name: str) -> int:
    """Return the number of pages; refuse a PDF that is locked, broken or carries something that runs."""
    content = path.read_bytes()
    if b"%%EOF" not in content[-2048:]:
        raise _damaged(name)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as why:
        raise (
            _locked(name) if "password" in str(why).lower() or "security" in str(why).lower() else _damaged(name)
        ) from why
    try:
        if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise _locked(name)
        pages = len(document)
        if pages == 0:
            raise _damaged(name)
        document[0].close()
        document[pages - 1].close()
        if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or raw.FPDF_GetFormType(document) in (
            raw.FORMTYPE_XFA_FULL,
            raw.FORMTYPE_XFA_FOREGROUND,
        ):
            raise _active(name)
        _check_attachments(document, name)
    except pypdfium2.PdfiumError as why:
        raise _damaged(name) from why
    finally:
        document.close()
    if _runs(content):
        raise _active(name)
    return pages


def _damaged(name: str) -> Invalid:
    return Invalid(
        "files.damaged",
        f"Tệp “{name}” bị hỏng hoặc tải lên chưa đủ; hãy mở tệp trên máy để kiểm tra, lưu lại rồi tải lên lần nữa.",
    )


def _locked(name: str) -> Invalid:
    return Invalid(
        "files.locked",
        f"Tệp “{name}” được đặt mật khẩu hoặc bị hạn chế quyền nên không thể kiểm tra; hãy bỏ khóa rồi tải lên.",
    )


def _active(name: str) -> Invalid:
    return Invalid(
        "files.active-content",
        f"Tệp “{name}” chứa mã lệnh hoặc biểu mẫu động nên không được nhận; hãy in lại ra PDF thường rồi tải lên.",
    )


def _runs(content: bytes) -> bool:
    """Search the names of the file, and those inside its compressed object streams."""
    if _ACTIVE.search(_names(content)):
        return True
    left = _CAP
    for found in _OBJECT_STREAM.finditer(content):
        start = _STREAM.search(content, found.end(), found.end() + 2048)
        if start is None:
            continue
        unfold = zlib.decompressobj()
        try:
            inner = unfold.decompress(content[start.end() :][:16_000_000], left)
        except zlib.error:
            continue
        left -= len(inner)
        if _ACTIVE.search(_names(inner)) or left <= 0:
            return True
    return False


def _names(content: bytes) -> bytes:
    """Return the content outside streams' bodies with ``#xx`` escapes undone."""
    bare = re.sub(rb"(?s)stream\r?\n.*?endstream", b"stream endstream", content)
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), bare)


def _check_attachments(document: pypdfium2.PdfDocument, name: str) -> None:
    for index in range(raw.FPDFDoc_GetAttachmentCount(document)):
        attachment = raw.FPDFDoc_GetAttachment(document, index)
        length = raw.FPDFAttachment_GetName(attachment, None, 0)
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFAttachment_GetName(attachment, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        inner = buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")
        if inner.rpartition(".")[2].lower() not in _SAFE_ATTACHMENTS or _is_program(attachment):
            raise Invalid(
                "files.active-content",
                f"Tệp “{name}” đính kèm bên trong một tệp không được nhận (“{inner}”); hãy bỏ tệp đính kèm đó "
                "rồi tải lên.",
            )


def _is_program(attachment: object) -> bool:
    size = ctypes.c_ulong()
    if not raw.FPDFAttachment_GetFile(attachment, None, 0, size) or size.value == 0:
        return False
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDFAttachment_GetFile(attachment, buffer, size.value, size)
    return buffer.raw.startswith((b"MZ", b"\x7fELF", b"#!"))


def first_page_lines(path: Path) -> list[str]:
    """Return the lines of text on the first page; none for a scanned one."""
    document = pypdfium2.PdfDocument(path)
    try:
        return list(document[0].get_textpage().get_text_bounded().splitlines())
    finally:
        document.close()
