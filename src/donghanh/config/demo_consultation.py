"""Demonstration of requests for information and of a consultation, by the same verbs as real ones; all invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.work.disclosure import services
from donghanh.work.disclosure.models import Consultation, InfoRequest

_ASKED = (
    ("so-tai-chinh-2025", "Danh mục dự án kêu gọi đầu tư năm nay", "granted", (), True),
    ("so-nong-nghiep-va-moi-truong", "Bảng giá đất phường Đông Kinh và các lần điều chỉnh", "granted", (), True),
    ("thanh-tra-tinh", "Kế hoạch thanh tra doanh nghiệp năm nay", "partial", ("internal",), True),
    ("so-cong-thuong", "Biên bản họp nội bộ về cụm công nghiệp", "refused", ("internal",), False),
    ("so-tai-chinh-2025", "Dự toán chi hỗ trợ doanh nghiệp nhỏ", "", (), False),
    ("so-nong-nghiep-va-moi-truong", "Kết quả quan trắc không khí từng giờ của tháng trước", "", (), False),
)
_DRAFT = """DỰ THẢO QUY ĐỊNH (minh họa)
Về hỗ trợ doanh nghiệp nhỏ thuê tư vấn
Điều 1. Đối tượng
1. Doanh nghiệp nhỏ có trụ sở trên địa bàn tỉnh.
2. Hợp tác xã hoạt động từ mười hai tháng trở lên.
Điều 2. Mức hỗ trợ
1. Hỗ trợ một nửa chi phí thuê tư vấn, không quá 30 triệu đồng mỗi năm.
2. Ưu tiên doanh nghiệp do phụ nữ làm chủ.
Điều 3. Hồ sơ
1. Nộp qua mạng, gồm đơn và hợp đồng tư vấn.
2. Trả kết quả trong 7 ngày làm việc.
Điều 4. Trách nhiệm
1. Sở Tài chính nhận hồ sơ, thẩm định, chi trả.
2. Sở Công Thương phối hợp kiểm tra kết quả tư vấn.
"""
_SAID = (
    (
        "Hợp tác xã",
        "Nên bỏ điều kiện mười hai tháng, hợp tác xã mới lập cần tư vấn nhất.",
        "Hợp tác xã minh họa Đồng Mỏ",
        "partly",
        "Giảm còn sáu tháng.",
    ),
    (
        "30 triệu",
        "Mức 30 triệu không đủ một hợp đồng tư vấn kế toán; đề nghị 50 triệu.",
        "Công ty minh họa Kỳ Lừa",
        "reject",
        "Mức trần theo khả năng ngân sách năm nay; sẽ xem lại khi sơ kết.",
    ),
    ("7 ngày", "Ghi rõ bảy ngày tính từ khi hồ sơ đủ.", "", "accept", "Đã ghi rõ ở khoản 2."),
    ("phối hợp", "Ai chịu trách nhiệm nếu hai sở trả lời khác nhau?", "", "", ""),
)


def run_consultation_demo(*, at: datetime) -> int:
    """Ask, answer and publish some requests; open a draft and comment on it; returns how many rows were made."""
    if InfoRequest.objects.exists() or Consultation.objects.exists():
        return 0
    people = {
        code: person
        for code in Agency.objects.values_list("code", flat=True)
        if (person := User.objects.filter(email=f"minh-hoa-{code}@trial.donghanh.localhost").first())
    }
    for n, (code, subject, decision, grounds, published) in enumerate(_ASKED):
        person, agency = people.get(code), Agency.objects.filter(code=code).first()
        if person is None or agency is None:
            continue
        came = _office(at, -(24 - 3 * n) if decision else -(3 * (n - 3)))
        row = services.send(
            agency=agency,
            subject=f"{subject} (minh họa)",
            full_name=f"Người minh họa {n + 1}",
            delivery="online",
            at=came,
        ).request
        row = services.take(row, hard=n % 2 == 1, by=person, at=came + timedelta(hours=3))
        if decision:
            when = _office(at, -(22 - 3 * n))
            text = (
                "Cung cấp theo nội dung dưới đây (minh họa)."
                if decision != "refused"
                else "Không cung cấp được (minh họa)."
            )
            row = services.answer(row, decision=decision, grounds=grounds, text=text, by=person, at=when)
            if published:
                services.publish_answer(
                    row, public_subject=subject, redacted=True, by=person, at=when + timedelta(hours=1)
                )
    _consult(people, at)
    return InfoRequest.objects.count()


def _office(at: datetime, days: int) -> datetime:
    """Return nine in the morning of a working day so many working days away."""
    day = workcal.add_working_days(at.date(), days)
    return min(at, at.replace(year=day.year, month=day.month, day=day.day, hour=9, minute=15))


def _consult(people: dict[str, User], at: datetime) -> None:
    agency = Agency.objects.filter(code="so-tai-chinh-2025").first()
    person = people.get("so-tai-chinh-2025")
    if agency is None or person is None:
        return
    when = _office(at, -8)
    stored = files.store(_DRAFT.encode(), name="du-thao-minh-hoa.txt", by=None, at=when, purpose="attachment")
    row = services.draft(
        agency=agency,
        title="Quy định hỗ trợ doanh nghiệp nhỏ thuê tư vấn (minh họa)",
        kind="legal",
        file=stored,
        by=person,
        at=when,
        summary="Dự thảo minh họa để dùng thử việc góp ý từng đoạn.",
    )
    invited = Agency.objects.filter(kind="association")[:2]
    row = services.open_consultation(
        row, closes_on=when.date() + timedelta(days=30), invited=invited, by=person, at=when
    )
    passages = list(row.passages.all())
    for n, (words, text, organisation, answer, reason) in enumerate(_SAID):
        passage = next((p for p in passages if words in p.words), None)
        made = services.comment(row, passage=passage, text=text, organisation=organisation, at=_office(at, -6 + n))
        if answer:
            services.answer_comment(made, answer=answer, reason=reason, by=person, at=_office(at, -2))
