"""Who hears of what, once, and that no notice names the sender."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from donghanh.ground.files import api as files
from donghanh.ground.workcal import services as workcal_services
from donghanh.record.notify.models import Notice
from donghanh.work.disclosure import jobs, services
from donghanh.work.disclosure.tests.factories import ON, Town, at, audited, found, settle
from donghanh.work.plan.tests import factories as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    workcal_services.import_reference(at=at(date(2026, 1, 5)))
    return Town()


def heard(user: object) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def test_the_agency_hears_of_a_request_and_the_next_one_when_it_is_passed_on(town: Town) -> None:
    row = services.send(agency=town.a, subject="Giá đất", full_name="Vi Thị Kín", delivery="online", at=at()).request
    settle(at())
    assert heard(town.an) == heard(town.ha) == [f"Yêu cầu cung cấp thông tin mới: {row.number}"]
    services.transfer(row, to=town.b, reason="Thuộc Thanh tra", by=town.an, at=at())
    settle(at())
    assert heard(town.binh) == [f"Yêu cầu thông tin được chuyển đến: {row.number}"]
    assert not Notice.objects.filter(title__contains="Kín").exists()
    assert not Notice.objects.filter(user=town.chi).exists()


def test_invited_associations_hear_until_when_and_drafters_of_words_to_cover(town: Town) -> None:
    body = plans.agency("Hiệp hội Doanh nghiệp", kind="association", command="requested")
    hiep = plans.person("Đỗ Trung Hiệp", ("association", body))
    stored = files.store("Điều 1. Phạm vi".encode(), name="a.txt", by=town.an, at=at(), purpose="attachment")
    row = services.draft(agency=town.a, title="Dự thảo", kind="plan", file=stored, by=town.an, at=at())
    services.open_consultation(row, closes_on=ON + timedelta(days=15), invited=[body], by=town.ha, at=at())
    services.comment(row, text="Gọi 0912 345 678", at=at())
    services.comment(row, text="Đồng ý", at=at())
    settle(at())
    assert heard(hiep) == ["Được mời góp ý đến hết 05/12/2026: Dự thảo"]
    assert heard(town.an) == ["Ý kiến số 1 chờ che thông tin cá nhân: Dự thảo"]


def test_requests_soon_due_and_new_findings_are_told_once_a_day(town: Town) -> None:
    row = services.send(
        agency=town.a, subject="Giá đất", full_name="Vi Thị Kín", delivery="online", at=at(date(2026, 11, 17))
    ).request
    audited(town.site(), found("scan-only", "https://so.example.vn/a.pdf"))
    jobs.remind(at(hour=12))
    told = heard(town.an)
    assert any(row.number in title and "20/11/2026" in title for title in told), told
    assert any("1 điều mới phải sửa" in title for title in told), told
