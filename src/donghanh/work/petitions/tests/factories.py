"""Small, valid, Vietnamese petitions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from donghanh.kit.dates import ZONE
from donghanh.work.petitions import services
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.models import Petition

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
TEXT = (
    "Doanh nghiệp nộp hồ sơ đề nghị xác nhận ưu đãi tiền thuê đất cho dự án chế biến gỗ từ tháng 8/2026, đã bổ sung hai lần "
    "nhưng đến nay chưa có kết quả. Đề nghị cho biết cơ quan nào đang xử lý và khi nào có trả lời."
)
WHO = Identity(
    name="Công ty TNHH Chế biến gỗ Hữu Lũng",
    tax_code="4900123456",
    representative="Nguyễn Văn Quyết",
    phone="0912 345 678",
    email="quyet@gohuulung.example",
    address="Thôn Ao Đẫu, xã Hữu Lũng",
)


def submission(**more: Any) -> Submission:
    """Return something that came in by the web form."""
    base: dict[str, Any] = {
        "channel": "web",
        "title": "Chậm xác nhận ưu đãi tiền thuê đất",
        "text": TEXT,
        "subject": "land",
        "identity": WHO,
    }
    return Submission(**{**base, **more})


def make_petition(at: datetime = AT, **more: Any) -> Petition:
    """Take a submission in."""
    return services.receive(submission(**more), at=at).petition


def at_agency(cast: Any, at: datetime = AT, **more: Any) -> Petition:
    """Return a petition that An's agency has taken up."""
    row = services.route(make_petition(at, **more), to=cast.agency("a"), by=cast.lan, at=at)
    return services.accept(row, by=cast.an, at=at)


def answered(
    cast: Any, at: datetime = AT, *, text: str = "Đã kiểm tra, hồ sơ đủ; kết quả trả trong tuần.", **more: Any
) -> Petition:
    """Return a petition that Hà's agency has answered."""
    row = at_agency(cast, at, **more)
    services.draft(row, text=text, outcome="solved", version=0, by=cast.an, at=at)
    row = services.submit(row, by=cast.an, at=at)
    return services.approve(row, by=cast.ha, at=at)
