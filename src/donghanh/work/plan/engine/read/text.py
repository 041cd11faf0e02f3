"""Plain text: which encoding it is in, and the old Vietnamese fonts (TCVN3, VNI) that are no encoding at all."""

from __future__ import annotations

import re
import unicodedata

from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.normalise import Line

_BREAK = re.compile(r"\r\r?\n|\r|\n|\f|\v|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
# The same frequent words as they look in each way of writing Vietnamese.
_UNICODE = frozenset(
    [
        "của",
        "và",
        "các",
        "được",
        "tỉnh",
        "nhân",
        "dân",
        "ủy",
        "ngày",
        "tháng",
        "năm",
        "số",
        "quyết",
        "định",
        "kế",
        "hoạch",
        "điều",
        "hội",
        "thực",
        "hiện",
        "doanh",
        "nghiệp",
        "việc",
        "về",
    ]
)
_TCVN3 = frozenset(
    [
        "cña",
        "vµ",
        "c¸c",
        "®\xadîc",
        "®îc",
        "tØnh",
        "nh©n",
        "d©n",
        "uû",
        "ñy",
        "ngµy",
        "th¸ng",
        "n¨m",
        "sè",
        "quyÕt",
        "®Þnh",
        "kÕ",
        "ho¹ch",
        "®iÒu",
        "héi",
        "thùc",
        "hiÖn",
        "nghiÖp",
        "viÖc",
        "vÒ",
    ]
)
_VNI = frozenset(
    [
        "cuûa",
        "vaø",
        "caùc",
        "ñöôïc",
        "tænh",
        "nhaân",
        "daân",
        "uûy",
        "ngaøy",
        "thaùng",
        "naêm",
        "soá",
        "quyeát",
        "ñònh",
        "keá",
        "hoaïch",
        "ñieàu",
        "hoäi",
        "thöïc",
        "hieän",
        "nghieäp",
        "vieäc",
        "veà",
    ]
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_WORDS = re.compile(r"[^\s.,;:()\"“”/]+")


def decode(data: bytes, *, name: str) -> tuple[str, bool]:
    """Return the text and whether a few of its bytes were damaged; refuse what is not text in Unicode."""
    text, damaged = _decode(data, name)
    if data.count(b"\x00") and "\x00" in text:
        raise _binary(name)
    sample = text[:200_000]
    control = len(_CONTROL.findall(sample))
    if control > max(3, len(sample) // 20):
        raise _binary(name)
    refuse_old_fonts(sample, name=name)
    return text, damaged


def _binary(name: str) -> Unreadable:
    return Unreadable(
        "file.binary",
        f"“{name}” chứa dữ liệu nhị phân, không phải văn bản; hãy nạp tệp .docx, .pdf có lớp chữ, .html hoặc .txt.",
    )


def _decode(data: bytes, name: str) -> tuple[str, bool]:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return data.decode("utf-32", errors="replace").lstrip("\ufeff"), False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").lstrip("\ufeff"), False
    if b"\x00" in data:
        raise _binary(name)
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8-sig", errors="replace")
    if text.count("\ufffd") <= max(2, len(text) // 200):
        return text, True
    single = data.decode("latin-1")
    refuse_old_fonts(single[:200_000], name=name)
    viet = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    if _hits(viet[:200_000], _UNICODE) >= 3:
        return viet, False
    if text.count("\ufffd") <= len(text) // 20:
        return text, True
    raise Unreadable("file.encoding", f"Không nhận ra bảng mã của “{name}”; hãy lưu lại tệp ở bảng mã UTF-8.")


def _hits(text: str, words: frozenset[str]) -> int:
    return sum(1 for word in _WORDS.findall(text.lower()) if word in words)


def refuse_old_fonts(text: str, *, name: str) -> None:
    """Refuse text typed for TCVN3 (ABC) or VNI fonts: its letters are not Vietnamese letters."""
    low = text.lower()
    if not any(c in low for c in "®©µ¸¹ñöïâêôéèáàäùûø"):
        return
    right = (
        _hits(unicodedata.normalize("NFC", text), _UNICODE - {"dân", "nhân"})
        if re.search("[\u1ea0-\u1ef9ăđơư]", low)
        else 0
    )
    for words, label, code in ((_TCVN3, "TCVN3 (ABC)", "tcvn3"), (_VNI, "VNI", "vni")):
        found = _hits(text, words)
        if found >= 3 and found > 2 * right:
            raise Unreadable(
                f"file.{code}",
                f"“{name}” được gõ bằng bảng mã {label} cũ; hãy chuyển sang Unicode (ví dụ bằng Unikey) rồi nạp lại.",
            )


def split(text: str) -> list[Line]:
    """Cut text into numbered lines at every kind of line end."""
    parts = _BREAK.split(text)
    if parts and not parts[-1]:
        parts.pop()
    return [Line(i, part) for i, part in enumerate(parts, 1)]
