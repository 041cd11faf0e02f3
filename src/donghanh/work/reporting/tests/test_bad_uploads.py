"""Spreadsheets as people really send them back: each mistake is answered on the page by its cell, and nothing is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from donghanh.record.journal.models import Entry
from donghanh.work.plan.tests.factories import client_of
from donghanh.work.reporting import domain, services
from donghanh.work.reporting.engine import sheet
from donghanh.work.reporting.models import Return
from donghanh.work.reporting.tests.factories import Cast, at, of, plan, sent, third_quarter, written

pytestmark = pytest.mark.django_db
FORM = domain.regimes()["kh124-quy"].tables[0]
TABLE, ABOUT, WORDS = sheet.sheet_name(FORM), "Hướng dẫn", "Nội dung"
KEPT = [{"subject": "Đã có từ trước", "count": "2"}]


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def row(cast: Cast) -> Return:
    """A return with one part written and one line in its table."""
    plan()
    found = of(third_quarter(), cast.a)
    services.save_rows(found, table=FORM.code, rows=KEPT, by=cast.an, at=at(2023, 9, 6))
    return found


def down(row: Return, user: Any) -> bytes:
    body: bytes = client_of(user).get(reverse("reporting:template", args=[row.key])).content
    return body


def up(row: Return, user: Any, body: bytes) -> Any:
    file = SimpleUploadedFile("bao-cao.xlsx", body)
    return client_of(user).post(reverse("reporting:upload", args=[row.key]), {"file": file})


def changed(body: bytes, change: Callable[[Any], None]) -> bytes:
    """The template as somebody left it in a spreadsheet program."""
    book = load_workbook(io.BytesIO(body))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(page: str, **values: Any) -> Callable[[Any], None]:
    def fill(book: Any) -> None:
        for cell, value in values.items():
            book[page][cell] = value

    return fill


def linked(body: bytes) -> bytes:
    """The same file with a link to another workbook in it."""
    into = io.BytesIO(body)
    with zipfile.ZipFile(into, "a") as pack:
        pack.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return into.getvalue()


MISTAKES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "mẫu của phiên bản khác": (
        lambda b: changed(b, cells(ABOUT, B1="donghanh.return/1")),
        "Hướng dẫn!B1: sai mẫu (mẫu của tệp: “donghanh.return/1”, cần donghanh.return/2); hãy tải mẫu mới",
    ),
    "mẫu của báo cáo khác": (
        lambda b: changed(b, cells(ABOUT, B2="mot-bao-cao-khac")),
        "Hướng dẫn!B2: tệp này là mẫu của một báo cáo khác",
    ),
    "công thức": (
        lambda b: changed(b, cells(TABLE, A3="Thiếu vốn", C3="=1+1")),
        f"{TABLE}!C3: là công thức; hãy dán giá trị (Paste Values) thay cho công thức.",
    ),
    "liên kết ngoài": (linked, "có liên kết sang tệp khác; hãy dán giá trị (Paste Values) rồi lưu lại."),
    "ô gộp": (
        lambda b: changed(b, lambda book: book[TABLE].merge_cells("A3:B4")),
        f"{TABLE}!A3:B4: ô bị gộp; hãy bỏ gộp ô (Unmerge) rồi điền lại.",
    ),
    "chữ ở cột số": (lambda b: changed(b, cells(TABLE, A3="Thiếu vốn", C3="nhiều")), f"{TABLE}!C3: "),
    "ngày không có thật": (lambda b: changed(b, cells(TABLE, A3="Thiếu vốn", D3="31/2/2023")), f"{TABLE}!D3: "),
    "số ngoài khoảng, không lý do": (
        lambda b: changed(b, cells(TABLE, A3="Thiếu vốn", C3=250_000)),
        "hãy ghi lý do",
    ),
    "đổi tiêu đề cột": (
        lambda b: changed(b, cells(TABLE, C1="Số DN")),
        f"{TABLE}!C1: tiêu đề cột phải là “Số doanh nghiệp nêu”.",
    ),
    "bỏ một trang": (lambda b: changed(b, lambda book: book.remove(book[TABLE])), "thiếu trang này; hãy tải mẫu mới."),
    "không phải bảng tính": (lambda _: b"%PDF-1.7 scan", "Chưa lưu được"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_answered_by_its_cell_and_nothing_of_the_file_is_kept(
    name: str, cast: Cast, row: Return
) -> None:
    spoil, sentence = MISTAKES[name]
    filled = changed(down(row, cast.an), cells(WORDS, D2="Câu này không được giữ."))
    answer = up(row, cast.an, spoil(filled))
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert sentence in page
    assert [r.cells for r in row.rows.all()] == KEPT
    assert not row.sections.filter(text__contains="không được giữ").exists()


def test_dates_as_text_and_both_decimal_marks_are_read_and_the_page_says_how(cast: Cast, row: Return) -> None:
    def fill(book: Any) -> None:
        cells(TABLE, A3="Thiếu vốn", C3="1.234,5", D3="1/9/2023", A4="Thiếu đất", C4="12.5", D4="02-09-2023")(book)

    answer = up(row, cast.an, changed(down(row, cast.an), fill))
    page = answer.content.decode()
    assert answer.status_code == 200
    for told in ("Đã nạp tệp; 3 ô được hiểu như sau", f"{TABLE}!C4", f"{TABLE}!D3", f"{TABLE}!D4"):
        assert told in page
    assert f"{TABLE}!C3" not in page, "1.234,5 can be read in one way only"
    stored = [(r.cells.get("count"), r.cells.get("raised_on")) for r in row.rows.all()]
    assert stored == [("2", None), ("1234.5", "2023-09-01"), ("12.5", "2023-09-02")]


def test_a_figure_outside_its_bounds_comes_in_with_its_reason(cast: Cast, row: Return) -> None:
    fill = cells(TABLE, A3="Thiếu vốn", C3=250_000, F3="Tính cả hộ kinh doanh")
    assert up(row, cast.an, changed(down(row, cast.an), fill)).status_code == 302
    assert [r.cells["count"] for r in row.rows.all()] == ["2", "250000"]


def test_a_file_filled_while_somebody_else_wrote_shows_both_texts(cast: Cast, row: Return) -> None:
    body = changed(down(row, cast.an), cells(WORDS, D2="Bản điền khi không có mạng."))
    written(row, cast.head_a, at(2023, 9, 7), text="Bản viết trên trang.")
    page = up(row, cast.an, body).content.decode()
    assert "Bản điền khi không có mạng." in page
    assert "Bản viết trên trang. (1)" in page
    assert cast.head_a.full_name in page
    assert row.sections.get(order=1).text == "Bản viết trên trang. (1)"


def test_a_file_uploaded_after_the_lock_is_refused_with_the_rule_that_locks_it(cast: Cast, row: Return) -> None:
    body = changed(down(row, cast.an), cells(WORDS, D2="Gửi muộn."))
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    waiting = up(row, cast.an, body)
    assert (waiting.status_code, "đang chờ tiếp nhận" in waiting.content.decode()) == (409, True)
    services.accept(of(row.period, cast.a), by=cast.chi, at=at(2023, 9, 16))
    services.lock_period(row.period, by=cast.chi, at=at(2023, 9, 25))
    locked = up(row, cast.an, body)
    assert (locked.status_code, "Kỳ đã khóa số liệu từ ngày 25/9/2023" in locked.content.decode()) == (409, True)
    assert not row.sections.filter(text="Gửi muộn.").exists()


def test_a_template_taken_before_the_return_came_back_asks_for_a_new_one(cast: Cast, row: Return) -> None:
    body = down(row, cast.an)
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    services.return_for_fix(of(row.period, cast.a), reason="Thiếu số liệu.", by=cast.chi, at=at(2023, 9, 18))
    answer = up(row, cast.an, body)
    assert answer.status_code == 422
    assert "Hướng dẫn!B3: báo cáo đã được gửi lại sau khi tải mẫu này" in answer.content.decode()


def test_a_wrong_file_can_be_taken_away_until_the_return_is_sent_and_the_journal_keeps_its_hash(
    cast: Cast, row: Return
) -> None:
    client, address = client_of(cast.an), reverse("reporting:attach", args=[row.key])
    client.post(address, {"file": SimpleUploadedFile("nham.txt", "Tệp đính nhầm".encode())})
    piece = row.attachments.get()
    assert f"Bỏ tệp này: {piece.file.name}" in client.get(reverse("reporting:return", args=[row.key])).content.decode()
    client.post(address, {"bo": piece.file.key})
    assert not row.attachments.exists()
    told = Entry.objects.filter(about_key=row.key, kind__startswith="reporting.file_").order_by("pk")
    assert [(e.kind, e.payload["sha256"]) for e in told] == [
        ("reporting.file_attached", piece.file.sha256),
        ("reporting.file_taken_away", piece.file.sha256),
    ]
    client.post(address, {"file": SimpleUploadedFile("dung.txt", "Tệp đúng".encode())})
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    assert client.post(address, {"bo": row.attachments.get().file.key}).status_code == 409
    assert row.attachments.exists()
