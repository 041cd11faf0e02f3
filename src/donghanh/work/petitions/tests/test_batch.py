"""An association's spreadsheet: every mistake by its cell, nothing twice, bombs and formulas refused, in time."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest
import xlsxwriter

from donghanh.kit.workbook import BadWorkbook, read_workbook
from donghanh.work.petitions.engine import batch, places

SUBJECTS = {"dat-dai": "Đất đai, mặt bằng", "thue": "Thuế, hải quan"}
GOOD = ["Công ty TNHH An Phát", "4900123456", "Đất đai, mặt bằng", "xã Đồng Đăng", "Chờ 8 tháng chưa có mặt bằng."]


def filled(*rows: list[Any], formula: tuple[int, int] | None = None, stamp: str = batch.FORMAT) -> bytes:
    body = io.BytesIO()
    out = xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False})
    about = out.add_worksheet(batch.ABOUT)
    about.write_row(0, 0, ["Mẫu", stamp])
    page = out.add_worksheet(batch.ROWS)
    page.write_row(0, 0, [c.title + (" *" if c.required else "") for c in batch.COLUMNS])
    for y, row in enumerate(rows, start=1):
        page.write_row(y, 0, row)
    if formula:
        page.write_formula(*formula, "=1+1")
    out.close()
    return body.getvalue()


def read(body: bytes, **more: Any) -> batch.ReadBatch:
    return batch.read(body, subjects=SUBJECTS, **more)


def test_the_template_comes_back_empty_and_says_so() -> None:
    body = batch.template(association="Hiệp hội DN tỉnh", period="Quý IV/2026", subjects=SUBJECTS)
    found = read(body)
    assert not found.fatal
    assert [str(e) for e in found.errors] == [f"{batch.ROWS}!A2: chưa có dòng nào được điền."]
    sheets = read_workbook(body)
    assert sheets[batch.LISTS].cells[1, 0] == "Đất đai, mặt bằng"
    assert len(places.register()) == 65


def test_each_row_is_read() -> None:
    found = read(filled([*GOOD, "Giao đất", "Sở, ngành", "Bà Hoa", "0912 345 678", "A@B.VN", "x"]))
    assert found.errors == ()
    row = found.rows[0]
    assert (row.subject, row.place, row.level, row.phone, row.email, row.open_name) == (
        "dat-dai", "06184", "so", "0912345678", "a@b.vn", True,
    )  # fmt: skip


def test_every_mistake_is_named_by_its_cell_and_good_rows_stay() -> None:
    found = read(
        filled(
            GOOD,
            ["", "12", "Du lịch", "huyện Lộc Bình", "", "", "cấp trời", "", "12a", "khong-phai"],
            ["Сông ty An", "", "thue", "Hà Giang", "Chậm hoàn thuế."],
        )
    )
    assert [r.line for r in found.rows] == [2]
    assert found.wrong_lines == (3, 4)
    cells = {e.cell for e in found.errors}
    assert cells == {"A3", "B3", "C3", "D3", "E3", "G3", "I3", "J3", "A4", "D4"}
    said = {e.cell: e.message for e in found.errors}
    assert "không còn từ 01/7/2025" in said["D3"]
    assert "tỉnh khác" in said["D4"]
    assert "bảng chữ khác" in said["A4"]


def test_nothing_is_taken_twice() -> None:
    again = [*GOOD]
    again[4] = "chờ 8 tháng  CHUA co mat bang."
    other = [*GOOD]
    other[1] = ""
    other[0] = "HTX Bình Minh"
    found = read(filled(GOOD, again, other))
    assert [r.line for r in found.rows] == [2, 4]
    assert "trùng với dòng 2" in found.repeated[0].message
    later = read(filled(GOOD, other), known=[found.rows[0].digest])
    assert [r.line for r in later.rows] == [3]
    assert "lần trước" in later.repeated[0].message


def test_a_formula_is_named_once() -> None:
    found = read(filled(GOOD, GOOD[:4], formula=(2, 4)))
    assert [(e.cell, "công thức" in e.message) for e in found.errors] == [("E3", True)]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"not a file", "không phải là tệp XLSX"),
        (filled(GOOD, stamp="donghanh.batch/0"), "sai mẫu"),
        (filled(GOOD, stamp="=cmd|' /C calc'!A0"), "sai mẫu"),
    ],
)
def test_other_files_are_refused_whole(body: bytes, word: str) -> None:
    found = read(body)
    assert found.fatal
    assert found.rows == ()
    assert word in found.errors[0].message


def test_changed_columns_are_refused() -> None:
    body = filled(GOOD)
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        parts = {n: pack.read(n) for n in pack.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace("Mã số thuế".encode(), b"MST")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for name, part in parts.items():
            pack.writestr(name, part)
    found = read(out.getvalue())
    assert found.fatal
    assert found.errors[0].cell == "B1"


def _bomb(fill: bytes, times: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack, pack.open("xl/workbook.xml", "w") as part:
        for _ in range(times):
            part.write(fill)
    return out.getvalue()


def test_a_file_that_would_unfold_without_end_is_refused_before_it_unfolds() -> None:
    bomb = _bomb(b" " * 1_000_000, 200)
    assert len(bomb) < 300_000
    before = time.process_time()
    found = read(bomb)
    assert found.fatal
    assert "bung nén" in found.errors[0].message
    assert time.process_time() - before < 1


def test_entities_do_not_unfold() -> None:
    out = io.BytesIO()
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("xl/workbook.xml", laughs)
    with pytest.raises(BadWorkbook):
        read_workbook(out.getvalue())


def test_five_thousand_rows_are_read_soon() -> None:
    rows = [[f"Công ty {n}", "", "thue", "Đồng Đăng", f"Chậm hoàn thuế lần {n}"] for n in range(5000)]
    body = filled(*rows)
    before = time.process_time()
    found = read(body)
    assert len(found.rows) == 5000
    assert time.process_time() - before < 20
    assert "vượt 5000 dòng" in read(filled(*rows, GOOD)).errors[0].message


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("Đồng Đăng", "06184", ""),
        ("xa dong dang", "06184", ""),
        ("06184", "06184", ""),
        ("Phường Kỳ Lừa, tỉnh Lạng Sơn", "06187", ""),
        ("", None, ""),
        ("huyện Hữu Lũng", None, "hết cấp huyện"),
        ("Bắc Ninh", None, "tỉnh khác"),
    ],
)
def test_places_are_read_or_refused_with_a_sentence(text: str, code: str | None, word: str) -> None:
    found = places.read(text)
    assert (found.place.code if found.place else None) == code
    assert word in found.problem
