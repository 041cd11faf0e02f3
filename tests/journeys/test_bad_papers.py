"""What people bring to the load screen by mistake: one sentence each, the form stays, nothing is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_each_bad_file_gets_one_sentence_and_the_form_stays(
    invite: Callable[..., Visitor], house: House, tmp_path: Path
) -> None:
    chi = invite("dieuphoi", scripts=False)  # the browser's own check of empty files must not be the only one
    said = {}
    for name, path in papers.bad_papers(tmp_path).items():
        chi.visit("/ke-hoach/nap/")
        chi.page.set_input_files("main [type=file]", path)
        chi.press("Đọc văn bản", status=422)
        errors = [e.inner_text().strip() for e in chi.page.locator("main .field .error").all()]
        assert len(errors) == 1, (name, errors)
        assert errors[0].endswith("."), (name, errors)
        assert any(word in errors[0].casefold() for word in (name, "tệp", "văn bản")), (name, errors)
        assert chi.page.locator("main [type=file]").count() == 1, name
        said[name] = errors[0]
    assert "macro" in said["co-macro.docm"]
    assert "mật khẩu" in said["dat-mat-khau.pdf"]
    assert "rỗng" in said["rong.txt"]
    assert len(set(said.values())) == len(said), said
    chi.visit("/ke-hoach/nap/").sees_not("Đã đọc, chưa nạp")
    with closing(sqlite3.connect(house.var / "donghanh.sqlite3")) as database:
        kept = database.execute("SELECT name FROM files_storedfile").fetchall()
    assert not kept, "a refused file is not kept; the nightly sweep gives its space back"


def test_the_page_says_at_once_when_a_file_is_empty_and_keeps_what_was_pasted(
    invite: Callable[..., Visitor], tmp_path: Path
) -> None:
    chi = invite("dieuphoi")
    chi.visit("/ke-hoach/nap/").press("Đọc văn bản", status=422).sees("Hãy chọn một tệp hoặc dán toàn văn")
    chi.fill(text="Chỉ là vài chữ, không có ngày ký.")
    chi.press("Đọc văn bản")
    chi.sees("Xem trước", "không ghi ngày ký")
    chi.visit("/ke-hoach/nap/")
    empty = tmp_path / "rong.txt"
    empty.write_bytes(b"")
    chi.page.set_input_files("main [type=file]", empty)
    chi.sees("Tệp “rong.txt” rỗng")
