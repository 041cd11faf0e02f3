"""What an association gathered in a quarter, as one spreadsheet: each row a case of its own, each mistake by its cell.

Rows without a mistake can be taken in while the others are mended and sent again: what was sent before is known by
its content (:attr:`BatchRow.digest`), so that sending the same file twice makes nothing twice.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from donghanh.kit.dates import show_date
from donghanh.kit.text import fold_vi, search_key
from donghanh.kit.workbook import BadWorkbook, CellError, Sheet, name_of, read_workbook
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.engine.plain import clean, clean_line, mixed_scripts

FORMAT = "donghanh.batch/1"
ABOUT, ROWS, LISTS = "Hướng dẫn", "Khó khăn, vướng mắc", "Danh mục"
MOST_ROWS = 5000
LEVELS = {"xa": "Cấp xã", "so": "Sở, ngành", "tinh": "UBND tỉnh", "bo": "Bộ, Trung ương"}


@dataclass(frozen=True)
class Column:
    """One column of the template."""

    code: str
    title: str
    width: int
    longest: int
    required: bool = False


COLUMNS = (
    Column("business", "Tên doanh nghiệp, hợp tác xã, hộ kinh doanh", 38, 200, required=True),
    Column("tax_code", "Mã số thuế", 16, 14),
    Column("subject", "Lĩnh vực", 28, 120, required=True),
    Column("place", "Xã, phường", 22, 120),
    Column("text", "Khó khăn, vướng mắc", 70, 5000, required=True),
    Column("proposal", "Đề xuất, kiến nghị", 50, 2000),
    Column("level", "Cấp có thẩm quyền", 20, 60),
    Column("contact_name", "Người liên hệ", 24, 120),
    Column("phone", "Điện thoại", 16, 20),
    Column("email", "Thư điện tử", 26, 254),
    Column("open_name", "Cho công khai tên (x)", 14, 10),
)
_TAX_CODE = re.compile(r"\d{10}(?:-?\d{3})?|\d{12}")
_PHONE = re.compile(r"\+?\d{9,12}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")


@dataclass(frozen=True)
class BatchRow:
    """One difficulty of one business; ``line`` is its row in the file."""

    line: int
    business: str
    tax_code: str
    subject: str
    place: str
    text: str
    proposal: str
    level: str
    contact_name: str
    phone: str
    email: str
    open_name: bool

    @property
    def digest(self) -> str:
        """Return a name for the content: the same business saying the same is the same, however it is typed."""
        who = self.tax_code or search_key(self.business)
        return hashlib.sha256(f"{who}\x1f{search_key(self.text)}".encode()).hexdigest()


@dataclass(frozen=True)
class ReadBatch:
    """What a file holds: rows that can be taken in, mistakes by cell, and rows left out because they repeat others."""

    rows: tuple[BatchRow, ...] = ()
    errors: tuple[CellError, ...] = ()
    repeated: tuple[CellError, ...] = ()
    wrong_lines: tuple[int, ...] = ()
    fatal: bool = False


def filled(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Write rows, by the names of the columns, as a filled template is read: for trials and measurements."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False}) as out:
        out.add_worksheet(ABOUT).write_row(0, 0, ["Mẫu", FORMAT])
        page = out.add_worksheet(ROWS)
        page.write_row(0, 0, [column.title for column in COLUMNS])
        for y, row in enumerate(rows, start=1):
            page.write_row(y, 0, [row.get(column.code, "") for column in COLUMNS])
    return body.getvalue()


def template(*, association: str, period: str, subjects: Mapping[str, str]) -> bytes:
    """Write the template: a page that explains, a page to fill with lists to choose from, the lists."""
    body = io.BytesIO()
    out = xlsxwriter.Workbook(
        body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = out.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF7"})
    must = out.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F7E3EA"})
    wrap = out.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    about = out.add_worksheet(ABOUT)
    about.set_column(0, 0, 22)
    about.set_column(1, 1, 92)
    for y, (name, value) in enumerate(_guide(association, period)):
        about.write_string(y, 0, name, head)
        about.write_string(y, 1, value, wrap)
    page = out.add_worksheet(ROWS)
    for x, column in enumerate(COLUMNS):
        page.write_string(0, x, column.title + (" *" if column.required else ""), must if column.required else head)
        page.set_column(x, x, column.width, wrap)
    page.freeze_panes(1, 1)
    lists = out.add_worksheet(LISTS)
    lists.set_column(0, 2, 34)
    offered = (("subject", list(subjects.values())), ("place", [p.title for p in places.register()]))
    for x, (code, values) in enumerate((*offered, ("level", list(LEVELS.values())))):
        lists.write_string(0, x, next(c.title for c in COLUMNS if c.code == code), head)
        for y, value in enumerate(values, start=1):
            lists.write_string(y, x, value)
        at = next(n for n, c in enumerate(COLUMNS) if c.code == code)
        letter = chr(65 + x)
        page.data_validation(
            1,
            at,
            MOST_ROWS,
            at,
            {
                "validate": "list",
                "source": f"='{LISTS}'!${letter}$2:${letter}${len(values) + 1}",
                "error_type": "warning",
            },
        )
    page.activate()
    out.close()
    return body.getvalue()


def _guide(association: str, period: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Mẫu", FORMAT),
        ("Hiệp hội", association),
        ("Kỳ", period),
        ("Cách điền", f"Mỗi dòng ở trang “{ROWS}” là một khó khăn của một doanh nghiệp; tối đa {MOST_ROWS} dòng."),
        ("Cột có dấu *", "Bắt buộc. Các cột khác để trống nếu không biết."),
        ("Không dùng", "Công thức, ô gộp, macro, liên kết sang tệp khác; không đổi tên và thứ tự cột."),
        ("Người liên hệ", "Chỉ cơ quan giải quyết thấy; không bao giờ được công khai."),
        ("Tên doanh nghiệp", "Chỉ công khai khi cột cuối có dấu x và cơ quan trả lời đồng ý."),
        ("Tố cáo", "Không ghi tố cáo cán bộ vào tệp này; hãy dùng kênh niêm phong của Thanh tra tỉnh trên cổng."),
    )


def read(body: bytes, *, subjects: Mapping[str, str], known: Sequence[str] = ()) -> ReadBatch:
    """Read a filled template; ``known`` are digests of rows taken in before, which are left out with a word."""
    try:
        sheets = read_workbook(body)
    except BadWorkbook as bad:
        return ReadBatch(errors=(bad.error,), fatal=True)
    wrong = _stamp(sheets)
    if wrong:
        return ReadBatch(errors=tuple(wrong), fatal=True)
    page = sheets[ROWS]
    if page.last > MOST_ROWS + 1000:
        message = f"có hơn {MOST_ROWS} dòng; hãy chia thành nhiều tệp."
        return ReadBatch(errors=(CellError(ROWS, f"A{MOST_ROWS + 2}", message),), fatal=True)
    broken: dict[int, list[CellError]] = {}
    for error in page.errors:
        found = re.search(r"\d+", error.cell)
        broken.setdefault(int(found[0]) - 1 if found else 0, []).append(error)
    if 0 in broken:
        return ReadBatch(errors=tuple(broken[0]), fatal=True)
    return _rows(
        page, broken, {fold_vi(label): code for code, label in subjects.items()} | {c: c for c in subjects}, known
    )


def _stamp(sheets: Mapping[str, Sheet]) -> list[CellError]:
    about, page = sheets.get(ABOUT), sheets.get(ROWS)
    found = about.cells.get((0, 1)) if about else None
    if found != FORMAT:
        told = f"“{found}”" if found else "không có"
        return [CellError(ABOUT, "B1", f"sai mẫu (mẫu của tệp: {told}, cần {FORMAT}); hãy tải mẫu mới rồi chép sang.")]
    if page is None:
        return [CellError(ROWS, "", "thiếu trang này; hãy tải mẫu mới.")]
    return [
        CellError(ROWS, name_of(0, x), f"tiêu đề cột phải là “{column.title}”; không đổi tên hay thứ tự cột.")
        for x, column in enumerate(COLUMNS)
        if str(page.cells.get((0, x), "")).removesuffix("*").strip() != column.title
    ]


def _rows(
    page: Sheet, broken: Mapping[int, Sequence[CellError]], subjects: Mapping[str, str], known: Sequence[str]
) -> ReadBatch:
    rows: list[BatchRow] = []
    errors: list[CellError] = []
    repeated: list[CellError] = []
    wrong: list[int] = []
    first: dict[str, int] = {}
    before = frozenset(known)
    for y in range(1, page.last + 1):
        given = {c.code: _shown(page.cells.get((y, x))) for x, c in enumerate(COLUMNS)}
        found = list(broken.get(y, ()))
        if not any(given.values()) and not found:
            continue
        row, mistakes = _row(y, given, subjects)
        # A formula leaves its cell empty: it is named once, not also as missing.
        named = {e.cell for e in found}
        found += [e for e in mistakes if e.cell not in named]
        if found or row is None:
            errors += found
            wrong.append(y + 1)
        elif row.digest in before:
            repeated.append(CellError(ROWS, f"A{y + 1}", "đã gửi ở lần trước; không tạo thêm."))
        elif row.digest in first:
            repeated.append(CellError(ROWS, f"A{y + 1}", f"trùng với dòng {first[row.digest]}; chỉ lấy một."))
        elif len(rows) >= MOST_ROWS:
            errors.append(CellError(ROWS, f"A{y + 1}", f"vượt {MOST_ROWS} dòng; hãy gửi phần còn lại ở tệp khác."))
            wrong.append(y + 1)
        else:
            first[row.digest] = y + 1
            rows.append(row)
    if not rows and not errors and not repeated:
        errors.append(CellError(ROWS, "A2", "chưa có dòng nào được điền."))
    return ReadBatch(tuple(rows), tuple(errors), tuple(repeated), tuple(wrong))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return clean(value) if isinstance(value, str) else show_date(value)


def _row(y: int, given: Mapping[str, str], subjects: Mapping[str, str]) -> tuple[BatchRow | None, list[CellError]]:
    errors: list[CellError] = []
    at = {c.code: name_of(y, x) for x, c in enumerate(COLUMNS)}

    def wrong(code: str, message: str) -> None:
        errors.append(CellError(ROWS, at[code], message))

    for column in COLUMNS:
        if column.required and not given[column.code].strip():
            wrong(column.code, f"“{column.title}” còn trống.")
        elif len(given[column.code]) > column.longest:
            wrong(column.code, f"“{column.title}” dài quá {column.longest} ký tự.")
    line = {c: clean_line(v) for c, v in given.items()}
    if mixed_scripts(line["business"]):
        wrong("business", "tên có chữ cái của bảng chữ khác giả chữ Latinh; hãy gõ lại.")
    tax_code = re.sub(r"\s", "", line["tax_code"])
    if tax_code and not _TAX_CODE.fullmatch(tax_code):
        wrong("tax_code", f"“{line['tax_code']}” không phải mã số thuế (10 số, 13 số cho chi nhánh, 12 số cho hộ).")
    subject = subjects.get(fold_vi(line["subject"]), "")
    if line["subject"] and not subject:
        wrong("subject", f"“{line['subject']}” không có trong danh mục lĩnh vực (trang “{LISTS}”).")
    place = places.read(line["place"])
    if place.problem:
        wrong("place", place.problem)
    level = next((c for c, label in LEVELS.items() if fold_vi(line["level"]) in (c, fold_vi(label))), "")
    if line["level"] and not level:
        wrong("level", f"“{line['level']}” không phải là một trong: {', '.join(LEVELS.values())}.")
    phone = re.sub(r"[\s.\-()]", "", line["phone"])
    if phone and not _PHONE.fullmatch(phone):
        wrong("phone", f"“{line['phone']}” không phải số điện thoại; nếu mất số 0 đầu, hãy định dạng cột là chữ.")
    if line["email"] and not _EMAIL.fullmatch(line["email"]):
        wrong("email", f"“{line['email']}” không phải địa chỉ thư điện tử.")
    if errors:
        return None, errors
    row = BatchRow(
        line=y + 1,
        business=line["business"],
        tax_code=tax_code,
        subject=subject,
        place=place.place.code if place.place else "",
        text=given["text"].strip(),
        proposal=given["proposal"].strip(),
        level=level,
        contact_name=line["contact_name"],
        phone=phone,
        email=line["email"].casefold(),
        open_name=line["open_name"].casefold() == "x",
    )
    return row, errors
