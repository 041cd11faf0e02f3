"""Nothing that names a person passes into a published text, however it is written; bodies and documents stay."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.work.petitions.engine import plain, redaction
from donghanh.work.petitions.engine.redaction import Kind

PERSONAL = [
    ("gọi 0912 345 678 giúp tôi", Kind.PHONE, "0912 345 678"),
    ("gọi 0912.345.678.", Kind.PHONE, "0912.345.678"),
    ("số +84 912-345-678", Kind.PHONE, "+84 912-345-678"),
    ("(84)912345678", Kind.PHONE, "(84)912345678"),
    ("máy bàn 0205 3812 345", Kind.PHONE, "0205 3812 345"),
    ("CCCD 020085001234", Kind.ID, "020085001234"),
    ("căn cước công dân số: 020 085 001 234", Kind.ID, "020 085 001 234"),
    ("CMND số 081234567 cấp năm 2010", Kind.ID, "081234567"),
    ("hộ chiếu B1234567", Kind.ID, "B1234567"),
    ("hộ kinh doanh Hoa Mai, MST 8012345678", Kind.TAX, "8012345678"),
    ("hộ kinh doanh có mã số thuế 4900123456", Kind.TAX, "4900123456"),
    ("STK 0011 0042 33445 tại Vietcombank", Kind.BANK, "0011 0042 33445"),
    ("số tài khoản: 19036677889900", Kind.BANK, "19036677889900"),
    ("thẻ 4111 1111 1111 1111", Kind.BANK, "4111 1111 1111 1111"),
    ("viết về hoa.nguyen@gmail.com nhé", Kind.EMAIL, "hoa.nguyen@gmail.com"),
    ("viết về hoa.nguyen (at) gmail.com nhé", Kind.EMAIL, "hoa.nguyen (at) gmail.com"),
    ("tại số 12 ngõ 5 đường Trần Đăng Ninh, phường Tam Thanh", Kind.ADDRESS, "số 12 ngõ 5 đường Trần Đăng Ninh"),
    ("ở thôn Nà Pàn, xã Hoàng Đồng", Kind.ADDRESS, "thôn Nà Pàn"),
    ("địa chỉ: khu đất sau chợ, phường Kỳ Lừa", Kind.ADDRESS, "khu đất sau chợ"),
    ("ông Nguyễn Văn An nói", Kind.NAME, "Nguyễn Văn An"),
    ("bà Hoa không được trả lời", Kind.NAME, "Hoa"),
    ("Tôi là nông thị liễu, chủ quán", Kind.NAME, "nông thị liễu"),
    ("do Hoàng Văn Thụ Anh ký", Kind.NAME, "Hoàng Văn Thụ Anh"),
    ("Họ và tên: VI VĂN ĐỨC", Kind.NAME, "VI VĂN ĐỨC"),
    ("gui ong Nguyen Van Binh", Kind.NAME, "Nguyen Van Binh"),
    ("Nguyen Thi Hoa da nop ho so", Kind.NAME, "Nguyen Thi Hoa"),
    ("người đại diện: Lành Thị Hương", Kind.NAME, "Lành Thị Hương"),
]

KEPT = [
    "Căn cứ Quyết định số 124/QĐ-UBND ngày 01/6/2023 của Ủy ban nhân dân tỉnh.",
    "Công ty cổ phần Đầu tư Xuân Cương, MST 4900123456, đã nộp hồ sơ.",
    "Gọi tổng đài 1900 1234 trong giờ làm việc.",
    "Tuyến đường Trần Hưng Đạo bị ngập.",
    "Cửa khẩu Hữu Nghị, huyện Lộc Bình, tỉnh Lạng Sơn.",
    "Ông Chủ tịch Ủy ban nhân dân tỉnh đã chỉ đạo.",
    "Doanh thu 1.234.567.890 đồng, tăng 67,88 % so với 2025.",
    "Hồ sơ mã 000.00.20.H37-241120-0012 đang xử lý.",
    "Thời hạn 15 ngày theo khoản 2 Điều 30 Nghị định 61/2018/NĐ-CP.",
    "Thửa đất số 12, tờ bản đồ 45, diện tích 1200 m2.",
]


@pytest.mark.parametrize(("text", "kind", "words"), PERSONAL, ids=[words for _, _, words in PERSONAL])
def test_what_names_a_person_is_found(text: str, kind: Kind, words: str) -> None:
    assert (kind, words) in [(s.kind, s.text) for s in redaction.find(text)]


@pytest.mark.parametrize("text", KEPT)
def test_bodies_documents_and_amounts_stay(text: str) -> None:
    assert redaction.find(text, places=("Lộc Bình", "Lạng Sơn")) == []


@pytest.mark.parametrize(
    ("tricked", "words"),
    [
        ("gọi 0912\u200b345\u200b678", "0912\u200b345\u200b678"),
        (
            "gọi \uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
            "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        ),
        ("gọi ٠٩١٢٣٤٥٦٧٨", "٠٩١٢٣٤٥٦٧٨"),
        ("ông \u041dguyễn Văn An", "\u041dguyễn Văn An"),
        (unicodedata.normalize("NFD", "ông Nguyễn Văn An"), unicodedata.normalize("NFD", "Nguyễn Văn An")),
        ("ông Ngu\u200dyễn Văn An", "Ngu\u200dyễn Văn An"),
        ("hoa@gm\u0430il.com", "hoa@gm\u0430il.com"),
    ],
)
def test_unicode_tricks_hide_nothing(tricked: str, words: str) -> None:
    found = [s.text for s in redaction.find(tricked)]
    assert words in found or any(words in f for f in found)
    assert words not in redaction.redact(tricked)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([p[0] for p in PERSONAL] + KEPT), min_size=1, max_size=5), st.text(max_size=20))
def test_spans_never_overlap_and_what_was_found_is_gone(parts: list[str], noise: str) -> None:
    text = noise.join(parts)
    spans = redaction.find(text)
    assert all(text[s.start : s.end] == s.text for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    once = redaction.redact(text)
    for span in spans:
        if span.kind in (Kind.PHONE, Kind.ID, Kind.EMAIL) and text.count(span.text) == 1:
            assert span.text not in once


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read_and_cleaned(text: str) -> None:
    redaction.find(text)
    stored = plain.clean(text)
    assert plain.clean(stored) == stored
    seen = plain.see(text)
    assert len(seen.text) == len(seen.places)


def test_the_eye_reads_what_the_bytes_hide() -> None:
    assert plain.see("Ng\u200bu\u0443ễn").text == "Nguyễn"
    assert plain.clean_line(" Công\u202e ty\u200b  A\n") == "Công ty A"
    assert plain.mixed_scripts("Ngu\u0443ễn Văn An")
    assert not plain.mixed_scripts("Nguyễn Văn An (ООО)")


def test_check_digit_of_a_tax_code() -> None:
    # Example of a published code: 0100109106 (Viettel), an enterprise's own public number.
    assert redaction.tax_code_checks("0100109106")
    assert not redaction.tax_code_checks("0100109107")
