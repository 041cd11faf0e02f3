"""Word, Excel, PowerPoint and OpenDocument files: what in their parts is refused."""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path

from donghanh.ground.files.engine.kinds import OLE, Inside, Kind
from donghanh.kit.errors import Invalid

_MAIN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
}
_MACRO_PARTS = re.compile(
    r"(?i)vbaproject|vbadata|/activex/|/ctrlprops/.*\.bin|/macrosheets/|xl4macro|/customui/.*\.(vbs|js)$"
)
_PROGRAM_PARTS = re.compile(r"(?i)\.(exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|sh|py|cpl|reg)$")
_OUTSIDE = re.compile(
    rb"(?is)<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*Type\s*=\s*[\"'][^\"']*/(attachedTemplate|oleObject|frame|subDocument|package|control)[\"'])[^>]*>"
)
_DDE = re.compile(rb"(?i)<(?:\w+:)?instrText[^>]*>\s*DDE(AUTO)?\b|<(?:\w+:)?ddeLink\b|w:instr=[\"']\s*DDE")
_PACKAGE = "\x01Ole10Native".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check_office(path: Path, kind: Kind, name: str, inside: Inside) -> None:
    """Refuse an office file that is locked, broken, a bomb, or that carries macros, programs or live links."""
    with path.open("rb") as file:
        if file.read(8) == OLE:
            _refuse_ole(path, kind, name)
    try:
        with zipfile.ZipFile(path) as parts:
            _check_sizes(parts, path.stat().st_size, name, inside)
            broken = parts.testzip()
            if broken is not None:
                raise _damaged(name)
            (_check_ooxml if kind.family == "ooxml" else _check_odf)(parts, kind, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError) as why:
        if isinstance(why, RuntimeError) and "password" in str(why):
            raise _locked(name) from why
        raise _damaged(name) from why


def _damaged(name: str) -> Invalid:
    return Invalid(
        "files.damaged",
        f"Tệp “{name}” bị hỏng hoặc tải lên chưa đủ; hãy mở tệp trên máy để kiểm tra, lưu lại rồi tải lên lần nữa.",
    )


def _locked(name: str) -> Invalid:
    return Invalid(
        "files.locked", f"Tệp “{name}” được đặt mật khẩu nên không thể kiểm tra; hãy bỏ mật khẩu rồi tải lên."
    )


def _active(name: str, what: str) -> Invalid:
    return Invalid(
        "files.active-content",
        f"Tệp “{name}” chứa {what} nên không được nhận; hãy bỏ phần đó, hoặc xuất tệp ra PDF, rồi tải lên.",
    )


def _refuse_ole(path: Path, kind: Kind, name: str) -> None:
    if _ENCRYPTED in path.read_bytes():
        raise _locked(name)
    raise Invalid(
        "files.old-format",
        f"Tệp “{name}” thực ra là tệp Office cũ; hãy mở tệp và lưu lại đúng loại {kind.label} rồi tải lên.",
    )


def _check_sizes(parts: zipfile.ZipFile, size: int, name: str, inside: Inside) -> None:
    """Refuse a bomb before anything is unfolded: too many parts, too much inside, parts that share bytes."""
    infos = parts.infolist()
    total = sum(i.file_size for i in infos)
    bomb = len(infos) > inside.entries or total > inside.bytes or sum(i.compress_size for i in infos) > size
    bomb = bomb or any(i.file_size > 1_000_000 and i.file_size > inside.ratio * max(i.compress_size, 1) for i in infos)
    starts = sorted((i.header_offset, i.compress_size) for i in infos)
    bomb = bomb or any(a + packed > b for (a, packed), (b, _) in pairwise(starts))
    if bomb:
        raise Invalid(
            "files.bomb",
            f"Tệp “{name}” nén bất thường (bung ra quá lớn) nên không được nhận; hãy lưu lại tệp từ phần mềm "
            "văn phòng.",
        )
    if len({i.filename for i in infos}) != len(infos):
        raise _damaged(name)
    if any(i.flag_bits & 0x1 for i in infos):
        raise _locked(name)


def _check_ooxml(parts: zipfile.ZipFile, kind: Kind, name: str) -> None:
    main, content_type = _MAIN[kind.code]
    names = parts.namelist()
    types = parts.read("[Content_Types].xml")
    if b"macroEnabled" in types or any(_MACRO_PARTS.search("/" + n) for n in names):
        raise _active(name, "macro")
    if content_type not in types or (main not in names and not _other_main(parts)):
        raise Invalid(
            "files.wrong-type",
            f"Nội dung tệp “{name}” không phải {kind.label} như đuôi tên tệp; hãy kiểm tra lại và tải lên đúng tệp.",
        )
    for part in names:
        _check_part(parts, part, name)


def _other_main(parts: zipfile.ZipFile) -> bool:
    """Some programs name the main part otherwise; then the package's own relations must point to it."""
    return b"/officeDocument" in parts.read("_rels/.rels")


def _check_part(parts: zipfile.ZipFile, part: str, name: str) -> None:
    if _PROGRAM_PARTS.search(part):
        raise _active(name, "chương trình nhúng bên trong")
    lower = part.lower()
    if lower.endswith((".xml", ".rels", ".vml")):
        content = parts.read(part)
        if b"<!DOCTYPE" in content[:HEAD_OF_XML] or b"<!ENTITY" in content[:HEAD_OF_XML]:
            raise _active(name, "khai báo thực thể XML")
        if lower.endswith(".rels") and _OUTSIDE.search(content):
            raise _active(name, "liên kết tự nạp nội dung từ nơi khác")
        if _DDE.search(content):
            raise _active(name, "liên kết DDE")
    elif "embeddings/" in lower or lower.endswith(".bin"):
        content = parts.read(part)
        if content.startswith((b"MZ", b"\x7fELF")) or _PACKAGE in content:
            raise _active(name, "chương trình nhúng bên trong")
        if content.startswith(b"PK\x03\x04") and b"vbaProject" in content:
            raise _active(name, "macro trong tệp nhúng")


HEAD_OF_XML = 4096


def _check_odf(parts: zipfile.ZipFile, kind: Kind, name: str) -> None:
    names = parts.namelist()
    if parts.read("mimetype").strip() != kind.media_type.encode():
        raise Invalid(
            "files.wrong-type",
            f"Nội dung tệp “{name}” không phải {kind.label} như đuôi tên tệp; hãy kiểm tra lại và tải lên đúng tệp.",
        )
    if b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise _locked(name)
    if any(re.match(r"(?i)(basic|scripts)/.", n) for n in names):
        raise _active(name, "macro")
    for part in names:
        if _PROGRAM_PARTS.search(part):
            raise _active(name, "chương trình nhúng bên trong")
        content = parts.read(part)
        if part.endswith(".xml"):
            if b"<!DOCTYPE" in content[:HEAD_OF_XML] or b"<!ENTITY" in content[:HEAD_OF_XML]:
                raise _active(name, "khai báo thực thể XML")
            if re.search(rb"<script:event-listener\b|<office:script\b", content):
                raise _active(name, "macro")
            if re.search(rb"<(text|office):dde-", content):
                raise _active(name, "liên kết DDE")
        elif content.startswith((b"MZ", b"\x7fELF")) or _PACKAGE in content:
            raise _active(name, "chương trình nhúng bên trong")
