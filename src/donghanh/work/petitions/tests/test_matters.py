"""Mixed texts are offered to be split; accusations are noticed before they are kept."""

from __future__ import annotations

import pytest

from donghanh.work.petitions.engine import matters

LAND = "Công ty xin thuê đất tại cụm công nghiệp từ tháng 3 mà chưa có trả lời."
TAX = "Hồ sơ hoàn thuế giá trị gia tăng quý II nộp đã 90 ngày chưa được giải quyết."


def guess(text: str) -> str:
    return "land" if "đất" in text else "tax" if "thuế" in text else ""


def test_points_of_different_subjects_become_parts_with_their_opening() -> None:
    text = f"Kính gửi tỉnh, công ty có hai việc.\n1. {LAND}\n2. {TAX}\n3. {LAND}"
    found = matters.parts(text, guess)
    assert [s for _, s in found] == ["land", "tax"]
    assert all(words.startswith("Kính gửi tỉnh") for words, _ in found)
    assert found[0][0].count(LAND) == 2


@pytest.mark.parametrize(
    "text",
    [LAND, f"1. {LAND}\n2. {LAND}", f"1. {LAND}\n2. ngắn", f"{LAND} {TAX}", "- a\n- b"],
)
def test_one_matter_stays_one(text: str) -> None:
    assert matters.parts(text, guess) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Tôi tố cáo ông A nhận tiền của doanh nghiệp", True),
        ("Cán bộ phòng đăng ký vòi vĩnh 5 triệu đồng mới cấp giấy", True),
        ("Đơn TỐ CÁO", True),
        ("can bo doi tien moi ky", True),
        ("Đây không phải tố cáo, chỉ xin hỏi thủ tục", False),
        ("Chậm cấp giấy phép xây dựng", False),
        ("Công ty nhận tiền hỗ trợ chậm", False),
    ],
)
def test_an_accusation_is_noticed(text: str, is_one: bool) -> None:
    assert matters.accuses(text) is is_one
