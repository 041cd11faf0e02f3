"""An association's quarter: read, shown, confirmed, each row its own case; killed and sent again, nothing twice."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import dates
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.work.petitions import jobs
from donghanh.work.petitions.models import Batch, Petition
from donghanh.work.petitions.services import batches
from donghanh.work.petitions.tests.test_batch import filled

pytestmark = pytest.mark.django_db
ROW = ["Công ty TNHH An Phát", "4900123456", "land", "Đồng Đăng", "Chờ 8 tháng chưa có mặt bằng."]
BAD = ["", "", "land", "Hà Giang", "Thiếu tên."]


@pytest.fixture(autouse=True)
def ready(db: None, settings: Any, tmp_path: Any) -> None:
    load_calendar()
    settings.FILES_ROOT = tmp_path


def sent(cast: Any, *rows: list[Any], by: Any = None) -> Batch:
    row = batches.upload(
        filled(*rows),
        name="quy-4.xlsx",
        association=cast.agency("association"),
        by=by or cast.hiep,
        at=dates.now(),
        period="Quý IV/2026",
    )
    return batches.read(row, at=dates.now())


def test_good_rows_become_cases_and_wrong_ones_are_named(cast: Any) -> None:
    row = sent(cast, ROW, BAD)
    assert (row.state, row.total, row.wrong) == ("ready", 1, 1)
    assert any("A3" in said for _, said in row.findings)
    assert not Petition.objects.exists()
    row = jobs.make_cases(batches.confirm(row, by=cast.hiep, at=dates.now()))
    assert (row.state, row.done) == ("done", 1)
    case = Petition.objects.get()
    assert (case.channel, case.subject, case.association) == ("association", "land", cast.agency("association"))
    assert case.petitioner.tax_code == "4900123456"


def test_the_same_rows_later_make_nothing_twice(cast: Any) -> None:
    jobs.make_cases(batches.confirm(sent(cast, ROW), by=cast.hiep, at=dates.now()))
    again = sent(cast, ROW, [*ROW[:4], "Việc mới của quý sau."])
    assert (again.total, again.repeated) == (1, 1)


def test_a_kill_between_bites_loses_and_doubles_nothing(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "A_BITE", 2)
    row = sent(cast, *([*ROW[:4], f"Khó khăn số {n}."] for n in range(5)))
    row = batches.confirm(row, by=cast.hiep, at=dates.now())
    assert batches.make_next(row, at=dates.now())
    assert Batch.objects.get(pk=row.pk).done == 2
    assert jobs.go_on_with_batches(dates.now()).startswith("Tạo tiếp 1")
    assert Petition.objects.count() == 5
    assert not batches.make_next(row, at=dates.now())


def test_others_see_nothing_of_it(cast: Any, client: Client) -> None:
    row = sent(cast, ROW)
    with pytest.raises(NotAllowed):
        batches.upload(b"x", name="a.xlsx", association=cast.agency("association"), by=cast.an, at=dates.now())
    with pytest.raises(NotAllowed):
        batches.upload(b"x", name="a.xlsx", association=cast.agency("a"), by=None, at=dates.now())
    client.force_login(cast.binh)
    assert client.get(f"/kien-nghi/bang/{row.key}/").status_code == 404
    client.force_login(cast.lan)
    assert client.get(f"/kien-nghi/bang/{row.key}/").status_code == 200
    assert client.post(f"/kien-nghi/bang/{row.key}/tao/").status_code == 403


def test_the_pages_lead_from_template_to_cases(cast: Any, client: Client) -> None:
    client.force_login(cast.hiep)
    assert client.get("/kien-nghi/bang/mau.xlsx")["Content-Type"].endswith("sheet")
    body = SimpleUploadedFile("q4.xlsx", filled(ROW, BAD))
    page = client.post("/kien-nghi/bang/", {"period": "Quý IV/2026", "file": body})
    key = Batch.objects.get().key
    assert page["Location"] == f"/kien-nghi/bang/{key}/"
    batches.read(Batch.objects.get(), at=dates.now())
    shown = client.get(f"/kien-nghi/bang/{key}/").content.decode()
    assert "Tạo 1 hồ sơ" in shown
    assert "A3" in shown
    client.post(f"/kien-nghi/bang/{key}/tao/")
    jobs.make_cases(Batch.objects.get())
    assert Petition.objects.get().number in client.get(f"/kien-nghi/bang/{key}/").content.decode()


def test_a_file_that_is_no_template_is_refused_with_one_sentence(cast: Any) -> None:
    row = batches.upload(
        filled(ROW, stamp="khac"), name="a.xlsx", association=cast.agency("association"), by=cast.hiep, at=dates.now()
    )
    row = batches.read(row, at=dates.now())
    assert row.state == "refused"
    assert "sai mẫu" in row.findings[0][1]
    batches.drop(row, by=cast.hiep, at=dates.now())
    with pytest.raises(NotNow):
        batches.confirm(row, by=cast.hiep, at=dates.now())


def test_a_hundred_rows_are_made_within_their_share_of_a_minute(cast: Any) -> None:
    row = sent(cast, *([*ROW[:4], f"Khó khăn số {n} của hội viên."] for n in range(100)))
    row = batches.confirm(row, by=cast.hiep, at=dates.now())
    before = time.process_time()
    jobs.make_cases(row)
    assert time.process_time() - before < 60 * 100 / 5000 * 2.5
