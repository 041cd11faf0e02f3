"""Kinds of file that the house knows, and what a file's first bytes say it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import puremagic

from donghanh.kit.errors import Invalid

HEAD = 4096


@dataclass(frozen=True)
class Inside:
    """How much a compressed file or an image may unfold to."""

    entries: int
    bytes: int
    ratio: int
    pixels: int


@dataclass(frozen=True)
class Kind:
    """One kind of file: its short code, media type, the endings it goes by and its family."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    family: str  # "pdf" | "ooxml" | "odf" | "image" | "text"
    label: str


_WORD = "application/vnd.openxmlformats-officedocument."
KINDS = {
    k.code: k
    for k in (
        Kind("pdf", "application/pdf", ("pdf",), "pdf", "PDF"),
        Kind("docx", _WORD + "wordprocessingml.document", ("docx",), "ooxml", "Word (.docx)"),
        Kind("xlsx", _WORD + "spreadsheetml.sheet", ("xlsx",), "ooxml", "Excel (.xlsx)"),
        Kind("pptx", _WORD + "presentationml.presentation", ("pptx",), "ooxml", "PowerPoint (.pptx)"),
        Kind("odt", "application/vnd.oasis.opendocument.text", ("odt",), "odf", "OpenDocument (.odt)"),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",), "odf", "OpenDocument (.ods)"),
        Kind("png", "image/png", ("png",), "image", "ảnh PNG"),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg"), "image", "ảnh JPEG"),
        Kind("webp", "image/webp", ("webp",), "image", "ảnh WebP"),
        Kind("csv", "text/csv", ("csv",), "text", "CSV"),
        Kind("txt", "text/plain", ("txt",), "text", "văn bản thuần (.txt)"),
        Kind("html", "text/html", ("html", "htm"), "text", "trang HTML"),
    )
}
_BY_ENDING = {ending: kind for kind in KINDS.values() for ending in kind.endings}
_MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"}
_OLD_ENDINGS = {"doc": "docx", "xls": "xlsx", "ppt": "pptx", "rtf": "docx"}
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
NAME_LIMIT = 150


def clean_name(name: str) -> str:
    """Return a file name without folders, control or direction marks, composed, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = re.sub(r"\s+", " ", _UNSAFE.sub(" ", last)).strip(" .") or "khong-ten"
    if len(last) <= NAME_LIMIT:
        return last
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: NAME_LIMIT - len(ending) - 1]}.{ending}" if dot and len(ending) < 10 else last[:NAME_LIMIT]


def ending_of(name: str) -> str:
    """Return the lower-case ending of a name, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_by_name(name: str, accepted: tuple[str, ...]) -> Kind:
    """Return the kind that a name claims; refuse one that this purpose does not accept."""
    ending = ending_of(name)
    if ending in _MACRO_ENDINGS:
        raise Invalid(
            "files.macro",
            f"Tệp “{name}” là loại có thể chứa macro (.{ending}) nên không được nhận; hãy lưu lại thành tệp "
            "không có macro "
            "(.docx, .xlsx hoặc .pptx) rồi tải lên.",
        )
    if ending in _OLD_ENDINGS:
        raise Invalid(
            "files.old-format",
            f"Tệp “{name}” ở định dạng cũ (.{ending}); hãy mở tệp và lưu lại thành .{_OLD_ENDINGS[ending]} hoặc "
            "PDF rồi tải lên.",
        )
    kind = _BY_ENDING.get(ending)
    if kind is None or kind.code not in accepted:
        raise Invalid(
            "files.type-not-accepted",
            f"Tệp “{name}” không thuộc loại được nhận ở đây; các loại được nhận: "
            f"{', '.join('.' + e for e in accepted)}.",
        )
    return kind


def check_head(head: bytes, kind: Kind, name: str) -> None:
    """Refuse a file whose first bytes are not those of the kind its name claims."""
    found = _family(head)
    expected = "zip" if kind.family in ("ooxml", "odf") else kind.code if kind.family == "image" else kind.family
    if found == "ole" and kind.family == "ooxml":
        return  # an encrypted document; the office check says so in its own words
    if found == expected or (found == "text" and kind.family == "text"):
        return
    raise Invalid("files.wrong-type", _wrong_type(head, found, kind, name))


def _family(head: bytes) -> str:
    """Name the family of the first bytes."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(_PROGRAMS):
        return "program"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return "text" if b"\x00" not in head and _mostly_text(head) else "binary"


def _mostly_text(head: bytes) -> bool:
    odd = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 27))
    return odd * 50 <= len(head)


def _wrong_type(head: bytes, found: str, kind: Kind, name: str) -> str:
    if found == "program":
        return f"Tệp “{name}” là một chương trình chạy được, không phải {kind.label}; hệ thống không nhận chương trình."
    if found == "archive":
        return f"Tệp “{name}” là tệp nén, không phải {kind.label}; hãy giải nén và tải từng tệp lên."
    return (
        f"Nội dung tệp “{name}” không phải {kind.label} như đuôi tên tệp{_guess(head, found)}; hãy kiểm tra "
        "lại và tải lên đúng tệp."
    )


def _guess(head: bytes, found: str) -> str:
    """Say in passing what the content looks like, where that is known."""
    known = {"pdf": "PDF", "zip": "tệp nén ZIP", "ole": "tệp Office cũ", "png": "ảnh PNG", "jpg": "ảnh JPEG"}
    known |= {"webp": "ảnh WebP", "text": "văn bản thuần"}
    if found in known:
        return f" (nội dung là {known[found]})"
    try:
        guess = puremagic.from_string(head).lstrip(".")
    except puremagic.PureError:
        return ""
    return f" (nội dung giống .{guess})" if guess else ""


def check_filled(path: Path, name: str) -> None:
    """Refuse an empty file and one that holds nothing but zero bytes, as a broken copy does."""
    if path.stat().st_size == 0:
        raise Invalid("files.empty", f"Tệp “{name}” rỗng (0 byte); hãy kiểm tra lại tệp gốc rồi tải lên.")
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if chunk.count(0) != len(chunk):
                return
    raise Invalid("files.zeros", f"Tệp “{name}” chỉ chứa byte rỗng, có thể bị hỏng khi sao chép; hãy lấy lại tệp gốc.")
