import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from donghanh.front.admin import domain
from donghanh.front.desk.tests.factories import Cast, sign_in
from donghanh.work.plan.tests.factories import person

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "kind"),
    [(None, "late"), (timedelta(hours=5), "done"), (timedelta(hours=40), "soon"), (timedelta(days=3), "late")],
)
def test_an_old_backup_is_a_fault(age: timedelta | None, kind: str) -> None:
    assert domain.backup_kind(AT - age if age else None, AT) == kind


def test_stuck_deliveries_need_a_person_and_old_ones_a_worker() -> None:
    assert domain.deliveries_kind(1, None, AT) == "late"
    assert domain.deliveries_kind(0, AT - timedelta(hours=1), AT) == "soon"
    assert domain.deliveries_kind(0, AT - timedelta(minutes=1), AT) == "done"


def test_a_full_disk_and_an_old_seal_are_said() -> None:
    assert [domain.disk_kind(free, 100) for free in (50, 10, 1)] == ["done", "soon", "late"]
    days = [date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 1), None]
    assert [domain.seal_kind(day, date(2026, 11, 22)) for day in days] == ["done", "soon", "late", "soon"]


@pytest.mark.django_db
def test_the_operator_reads_every_check_and_no_secret(client: Any, settings: Any) -> None:
    page = sign_in(client, person("Lý Đăng Khoa", ("operator", None))).get("/van-hanh/")
    assert page.status_code == 200
    checks = {check.name: check for check in page.context["checks"]}
    assert set(checks) == {
        "Cơ sở dữ liệu", "Cấu trúc bảng", "Dữ liệu gốc", "Việc nền", "Việc sau ghi nhận",
        "Niêm phong sổ minh bạch", "Sao lưu", "Ổ đĩa", "Tài khoản",
    }  # fmt: skip
    assert checks["Cấu trúc bảng"].kind == "done"
    assert checks["Việc nền"].kind == "late"
    shown = page.content.decode()
    assert settings.SECRET_KEY not in shown
    assert str(settings.VAR) not in shown


@pytest.mark.django_db
def test_a_backup_made_just_now_is_seen(client: Any, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "backups").mkdir()
    made = tmp_path / "backups" / "donghanh-20261122-010000.tar"
    made.write_bytes(b"x")
    os.utime(made)
    page = sign_in(client, person("Lý Đăng Khoa", ("operator", None))).get("/van-hanh/")
    assert {c.name: c.kind for c in page.context["checks"]}["Sao lưu"] == "done"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["an", "chi", "leader", "giang", "dung"])
def test_nobody_else_enters_the_machine_room(client: Any, who: str) -> None:
    assert sign_in(client, getattr(Cast(), who)).get("/van-hanh/").status_code == 403
