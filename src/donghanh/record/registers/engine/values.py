"""Reading one cell: what it means, in what form it is kept, and one sentence where it cannot be read.

The reading is generous where the meaning is certain (both decimal marks, ``31/12/2026``, a serial day of a
spreadsheet, "có"/"không", a unit's name for its code) and says so in a note; where two readings are possible it
follows the file's own mark; where none is, it refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from donghanh.kit.text import nfc, search_key
from donghanh.record.registers.engine import geo
from donghanh.record.registers.engine.books import TITLES, Book
from donghanh.record.registers.engine.cells import Percent, original
from donghanh.record.registers.engine.findings import ERROR, NOTE
from donghanh.record.registers.engine.schema import Field

Value = str | int | float | bool | date | datetime | None
Said = tuple[str, str, str]  # code, sentence, level

TRUE = frozenset({"true", "1", "co", "dung", "x", "yes", "y", "t"})
FALSE = frozenset({"false", "0", "khong", "sai", "no", "n", "f"})
EPOCH = date(1899, 12, 30)
SERIAL_FROM, SERIAL_TO = 10_000, 80_000  # 1927 to 2119: what a day column can reasonably hold
MOST_DIGITS = 15
LONGEST = 32_000  # a spreadsheet's cell holds 32,767 characters
BIGGEST = 2**53

_DMY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\Z", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_DIGITS = re.compile(r"[+-]?\d+\Z", re.ASCII)
_SCIENCE = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}\Z", re.ASCII)
_UNPERCENT = "hãy bỏ định dạng phần trăm và kiểm tra lại số."
_BLANKS = re.compile(r"[\s\u00a0\u202f]")
_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")  # what no sheet can hold
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA")


@dataclass(frozen=True)
class Manner:
    """How a file writes: its decimal mark, and what its cells may refer to."""

    decimal: str = "."
    books: Mapping[str, Book] | None = None


class Unread(Exception):
    """A cell cannot be read; code and sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read(field: Field, cell: Any, manner: Manner, missing: tuple[str, ...] = ("",)) -> tuple[Value, list[Said]]:
    """Read one cell: its value (``None`` where empty or unreadable) and what there is to say of it."""
    notes: list[Said] = []
    if isinstance(cell, str):
        cell = nfc(original(cell.strip().replace("\r\n", "\n").replace("\r", "\n")))
        if cell in missing:
            cell = None
        elif cell in _ERRORS:
            return None, [("formula-error", f"ô chứa lỗi công thức {cell}; hãy sửa công thức hoặc dán giá trị.", ERROR)]
        elif _BROKEN.search(cell):
            return None, [("encoding", "ô có ký tự hỏng do sai bảng mã; hãy nhập lại ô này.", ERROR)]
    if cell is None:
        return None, [("required", "không được để trống.", ERROR)] if field.required else []
    try:
        value = _READERS[field.type](field, cell, manner, notes)
        _constrain(field, value)
    except Unread as why:
        return None, [(why.code, why.message, ERROR)]
    return value, notes


def canonical(value: Value) -> str:
    """Write a value in its one machine form: decimal point, ISO days, true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = int(value) if value.is_integer() and abs(value) < 1e15 else None
        return str(whole) if whole is not None else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


# --- numbers -------------------------------------------------------------------------------------------------


def number_text(text: str, decimal: str) -> tuple[str | None, bool]:
    """Return a number's plain text and whether it was written in a foreign manner; ``None`` where it is none.

    One mark alone with exactly three digits behind it is the only doubt there is; the file's own mark settles it.
    """
    raw = _BLANKS.sub("", text).replace("−", "-").replace("–", "-")
    if _DIGITS.match(raw) or _SCIENCE.match(raw):
        return raw, False
    sign, body = (raw[0], raw[1:]) if raw[:1] in "+-" else ("", raw)
    if not body or not set(body) <= set("0123456789.,") or not body[0].isdigit() or not body[-1].isdigit():
        return None, False
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        mark = "." if body.rfind(".") > body.rfind(",") else ","
        if body.count(mark) > 1:
            return None, False
    elif dots + commas > 1:
        mark = "," if dots else "."
    else:
        only = "." if dots else ","
        tail = len(body) - body.index(only) - 1
        grouped = only != decimal and tail == 3 and len(body) <= 7 and body[0] != "0"
        mark = {".": ",", ",": "."}[only] if grouped else only
    group = {".": ",", ",": "."}[mark]
    whole, _, part = body.partition(mark)
    if group in part or not _grouped(whole, group) or not whole.replace(group, ""):
        return None, False
    plain = whole.replace(group, "") + (f".{part}" if part else "")
    return sign + plain, mark != decimal and (bool(part) or group in whole)


def _grouped(whole: str, group: str) -> bool:
    if group not in whole:
        return True
    first, *rest = whole.split(group)
    return 1 <= len(first) <= 3 and all(len(r) == 3 for r in rest)


def _as_number(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> float | int:
    if isinstance(cell, bool | date | time | timedelta):
        raise Unread("type", f"cần một số, ô đang là {_kind(cell)}.")
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise Unread("type", "cần một số hữu hạn.")
        if isinstance(cell, Percent):
            if field.unit != "%":
                raise Unread("type", f"ô hiện {cell.text} nhưng cột này không tính bằng phần trăm; {_UNPERCENT}")
            told = f"ô định dạng phần trăm, đọc như bảng tính đang hiện: {cell.text}, không phải {float(cell):.15g}."
            notes.append(("percent-read", told, NOTE))
            return cell.shown
        # A sheet keeps 0.1 + 0.2 with its binary noise: fifteen digits are what it shows.
        return float(f"{cell:.15g}") if isinstance(cell, float) else cell
    text = str(cell)
    if text.endswith("%"):
        if field.unit != "%":
            raise Unread("type", f"“{_short(text)}” có dấu % nhưng cột này không tính bằng phần trăm.")
        text = text[:-1]
    plain, foreign = number_text(text, field.decimal or manner.decimal)
    if plain is None:
        raise Unread(
            "type",
            f"“{_short(str(cell))}” không phải là số; hãy viết như {'1.234,5' if manner.decimal == ',' else '1234.5'}.",
        )
    if len(plain.lstrip("+-0.").replace(".", "").partition("e")[0].partition("E")[0].rstrip("0") or "0") > MOST_DIGITS:
        raise Unread("digits", f"có hơn {MOST_DIGITS} chữ số có nghĩa nên bảng tính không giữ đúng được.")
    value = float(plain)
    if not math.isfinite(value):
        raise Unread("type", "cần một số hữu hạn.")
    if foreign:
        notes.append(("number-read", f"“{_short(text)}” được đọc là {canonical(value)}.", NOTE))
    return value


def _number(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:
    return float(_as_number(field, cell, manner, notes)) + 0.0  # minus nought is nought


def _integer(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:
    value = _as_number(field, cell, manner, notes)
    if value != int(value):
        raise Unread("type", f"cần số nguyên, ô đang là {canonical(float(value))}.")
    if abs(value) > BIGGEST:
        raise Unread("digits", f"có hơn {MOST_DIGITS} chữ số có nghĩa nên bảng tính không giữ đúng được.")
    return int(value)


def _year(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    if isinstance(cell, date):
        raise Unread("type", "cần một năm, ví dụ 2026; ô đang là một ngày.")
    value = _integer(field, cell, manner, [])
    if not isinstance(value, int) or not 1000 <= value <= 9999:
        raise Unread("type", f"“{_short(str(cell))}” không phải là năm; hãy viết như 2026.")
    return value


# --- days ----------------------------------------------------------------------------------------------------


def _date(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    if isinstance(cell, datetime):
        if cell.time() != time(0):
            notes.append(("time-dropped", "phần giờ của ngày được bỏ.", NOTE))
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, bool | time | timedelta):
        raise Unread("type", f"cần một ngày, ô đang là {_kind(cell)}.")
    text = canonical(cell) if isinstance(cell, int | float) else str(cell)
    try:
        if _ISO.match(text):
            return _plausible(date.fromisoformat(text))
        match = _DMY.match(text)
        if match:
            return _plausible(date(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        raise Unread("type", f"“{_short(text)}” không phải là ngày có thật; hãy viết như 31/12/2026.") from None
    if text.isascii() and text.isdigit() and SERIAL_FROM <= int(text) <= SERIAL_TO:
        day = EPOCH + timedelta(days=int(text))
        notes.append(("date-serial", f"số {text} của bảng tính được đọc là ngày {day:%d/%m/%Y}.", NOTE))
        return day
    raise Unread("type", f"“{_short(text)}” không phải là ngày; hãy viết như 31/12/2026.")


def _plausible(day: date) -> date:
    if not 1800 <= day.year <= 2200:
        raise Unread("type", f"năm {day.year} không hợp lý; hãy kiểm tra lại ngày.")
    return day


def _datetime(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0, tzinfo=None)
    text = str(cell)
    try:
        found = datetime.fromisoformat(text)
        if "-" in text and found.tzinfo is None:
            return found.replace(microsecond=0)
    except ValueError:
        pass
    match = re.match(r"(\S+)\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\Z", text, re.ASCII)
    if match and int(match[2]) < 24 and int(match[3]) < 60 and int(match[4] or 0) < 60:
        day = _date(field, match[1], manner, notes)
        if isinstance(day, date):
            return datetime(day.year, day.month, day.day, int(match[2]), int(match[3]), int(match[4] or 0))  # noqa: DTZ001
    day = _date(field, cell, manner, notes)
    if isinstance(day, date):
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a sheet's cell has no zone
    raise Unread("type", f"“{_short(text)}” không phải là ngày giờ; hãy viết như 31/12/2026 14:05.")


def _time(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    text = cell.isoformat(timespec="seconds") if isinstance(cell, time) else str(cell)
    match = re.match(r"(\d{1,2})[:hg](\d{2})(?::(\d{2}))?\Z", text, re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise Unread("type", f"“{_short(text)}” không phải là giờ; hãy viết như 14:05.")
    return f"{int(match[1]):02d}:{match[2]}:{match[3] or '00'}"


def _yearmonth(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    if isinstance(cell, date):
        return f"{cell.year:04d}-{cell.month:02d}"
    text = str(cell)
    match = re.match(r"(\d{4})-(\d{1,2})\Z|(\d{1,2})/(\d{4})\Z", text, re.ASCII)
    year, month = (int(match[1] or match[4]), int(match[2] or match[3])) if match else (0, 0)
    if not 1 <= month <= 12 or not 1000 <= year <= 9999:
        raise Unread("type", f"“{_short(text)}” không phải là tháng; hãy viết như 12/2026.")
    return f"{year:04d}-{month:02d}"


# --- words, yes and no, places -------------------------------------------------------------------------------


def _boolean(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    if isinstance(cell, bool):
        return cell
    word = search_key(canonical(cell) if isinstance(cell, int | float) else str(cell))
    if word in TRUE or word in {search_key(w) for w in field.true_values}:
        return True
    if word in FALSE or word in {search_key(w) for w in field.false_values}:
        return False
    raise Unread("type", f"“{_short(str(cell))}” không phải là có hoặc không.")


def _string(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:
    text = _as_text(cell)
    if field.book:
        return _code(field, text, manner, notes)
    if field.enum and text not in field.enum:
        near = [word for word in field.enum if search_key(word) == search_key(text)]
        if len(near) == 1:
            notes.append(("word-read", f"“{_short(text)}” được đọc là “{near[0]}”.", NOTE))
            return near[0]
    if field.format == "email" and not re.match(r"[^@\s]+@[^@\s]+\.[^@\s.]+\Z", text):
        raise Unread("format", f"“{_short(text)}” không phải là địa chỉ thư điện tử.")
    if field.format == "uri" and not re.match(r"https?://[^\s/]+", text):
        raise Unread("format", f"“{_short(text)}” không phải là địa chỉ web; hãy viết cả http:// hoặc https://.")
    return text


def _as_text(cell: Any) -> str:
    if isinstance(cell, datetime) and cell.time() == time(0):
        cell = cell.date()
    if isinstance(cell, Percent):
        return cell.text
    text = (
        "có"
        if cell is True
        else "không"
        if cell is False
        else canonical(cell)
        if not isinstance(cell, time)
        else f"{cell:%H:%M:%S}"
    )
    if len(text) > LONGEST:
        raise Unread("length", f"dài {len(text)} ký tự, quá {LONGEST}.")
    return text


def _code(field: Field, text: str, manner: Manner, notes: list[Said]) -> str:
    book = (manner.books or {}).get(field.book)
    if book is None:
        return text
    code = book.code_of(text)
    if code is None:
        raise Unread("reference", f"“{_short(text)}” không có trong {TITLES.get(field.book, field.book)}.")
    if code != text:
        notes.append(("code-read", f"“{_short(text)}” được đọc là {code} ({book.codes[code]}).", NOTE))
    return code


def _geopoint(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    parts = [p for p in re.split(r"\s*[;,]\s*|\s+", str(cell).strip("[]() ")) if p]
    try:
        lon, lat = (float(p) for p in parts)
    except ValueError:
        raise Unread("geometry", "cần hai số kinh độ, vĩ độ, ví dụ 106.76, 21.85.") from None
    wrong = geo.complaint(lon, lat, geo.province())
    if wrong:
        raise Unread(*wrong)
    return f"{canonical(lon)}, {canonical(lat)}"


def _geojson(field: Field, cell: Any, manner: Manner, notes: list[Said]) -> Value:  # noqa: ARG001 - one shape for all
    shape, wrong = geo.read_shape(str(cell))
    if wrong:
        raise Unread(*wrong)
    if shape is not None and len(shape) > LONGEST:
        raise Unread("length", f"hình dài {len(shape)} ký tự, quá {LONGEST}; hãy giảm bớt số đỉnh.")
    return shape


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _kind(cell: Any) -> str:
    return "có/không" if isinstance(cell, bool) else "giờ" if isinstance(cell, time | timedelta) else "ngày"


_READERS: dict[str, Callable[[Field, Any, Manner, list[Said]], Value]] = {
    "string": _string,
    "any": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "year": _year,
    "yearmonth": _yearmonth,
    "geopoint": _geopoint,
    "geojson": _geojson,
}


# --- constraints ---------------------------------------------------------------------------------------------


def _constrain(field: Field, value: Any) -> None:
    rules = field.constraints
    if not rules or value is None:
        return
    if field.enum and canonical(value) not in field.enum:
        listed = ", ".join(field.enum[:8]) + ("…" if len(field.enum) > 8 else "")
        raise Unread("enum", f"“{_short(canonical(value))}” không thuộc các giá trị được dùng: {listed}.")
    for name, beyond, words in (("minimum", -1, "nhỏ hơn"), ("maximum", 1, "lớn hơn")):
        if name in rules:
            limit = bound(field, rules[name])
            if (value > limit) - (value < limit) == beyond:
                raise Unread(name, f"{_told(value)} {words} mức cho phép {_told(limit)}.")
    if isinstance(value, str):
        if len(value) < int(rules.get("minLength", 0)):
            raise Unread("length", f"cần ít nhất {rules['minLength']} ký tự.")
        if len(value) > int(rules.get("maxLength", LONGEST)):
            raise Unread("length", f"dài {len(value)} ký tự, quá {rules['maxLength']}.")
        if "pattern" in rules and not re.fullmatch(str(rules["pattern"]), value):
            raise Unread(
                "pattern", f"“{_short(value)}” không đúng mẫu của cột này ({field.description or rules['pattern']})."
            )


def bound(field: Field, limit: Any) -> Any:
    """Return a limit of the schema in the type of its column."""
    if field.type in ("number",):
        return float(limit)
    if field.type in ("integer", "year"):
        return int(limit)
    if field.type == "date":
        return limit if isinstance(limit, date) else date.fromisoformat(str(limit))
    return str(limit)


def _told(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else canonical(value)
