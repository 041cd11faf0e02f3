"""What real questions must find, over the reviewed data and Plan 124: a fixed set, looked at by people."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest

from donghanh.front.opendata import services as opendata
from donghanh.front.opendata.queries import listing
from donghanh.ground.orgs import services as orgs
from donghanh.kit.data import data_dir
from donghanh.kit.dates import ZONE
from donghanh.record.search import api
from donghanh.work.indices import services as indices
from donghanh.work.plan import services as plans
from donghanh.work.plan.engine.register import load_register

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)

# what is asked -> (kind, words that the title of one of the first hits holds, how far down it may stand)
EXPECTED = [
    ("Sở Tài chính", "agency", "Sở Tài chính", 2),
    ("so tai chinh", "agency", "Sở Tài chính", 2),
    ("SO TC", "agency", "Sở Tài chính", 5),
    ("Sở KH&ĐT", "agency", "Sở Kế hoạch và Đầu tư", 5),
    ("so ke hoach dau tu", "agency", "Sở Kế hoạch và Đầu tư", 5),
    ("UBND tỉnh", "agency", "Ủy ban nhân dân tỉnh", 5),
    ("ủy ban nhân dân tỉnh", "agency", "Ủy ban nhân dân tỉnh", 5),
    ("thanh tra tinh", "agency", "Thanh tra tỉnh", 5),
    ("hiep hoi doanh nghiep", "agency", "Hiệp hội Doanh nghiệp", 5),
    ("huyen Huu Lung", "agency", "Hữu Lũng", 3),
    ("xa van nham", "agency", "Vân Nham", 3),
    ("Kế hoạch 124", "plan", "124", 3),
    ("124/KH-UBND", "plan", "124", 3),
    ("gia nhập thị trường", "index", "Gia nhập thị trường", 3),
    ("tiep can dat dai", "index", "Tiếp cận đất đai", 3),
    ("chi phí thời gian", "index", "Chi phí tuân thủ", 3),
    ("tinh minh bach", "index", "Tính minh bạch", 3),
    ("điểm PCI", "dataset", "PCI", 5),
    ("PGI", "dataset", "PGI", 10),
    ("giá đất", "duty", "giá", 5),
    ("đường dây nóng", "page", "Hỏi, kiến nghị", 10),
    ("tinh han", "page", "Tính hạn", 5),
    ("API", "page", "máy đọc", 5),
]


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Load the reviewed data once for all questions, and take it away again."""
    from django.db import transaction

    before = os.environ.get("DONGHANH_NOW")
    os.environ["DONGHANH_NOW"] = NOW.isoformat()
    with django_db_blocker.unblock():
        atom = transaction.atomic()
        atom.__enter__()
        orgs.import_reference(at=NOW)
        indices.import_reference(at=NOW)
        register = load_register(data_dir() / "plans" / "124-2023.yaml")
        plans.activate(plans.load_register(register.as_dict(), at=NOW), at=NOW)
        opendata.refresh(at=NOW)
        listing.forget()
        api.gather_all(on=NOW.date())
        yield
        transaction.set_rollback(True)
        atom.__exit__(None, None, None)
        listing.forget()
    if before is None:
        del os.environ["DONGHANH_NOW"]
    else:
        os.environ["DONGHANH_NOW"] = before


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "kind", "title", "place"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_a_real_question_finds_what_it_is_about(province: None, asked: str, kind: str, title: str, place: int) -> None:
    hits = api.find(asked, on=NOW.date()).hits
    near = [f"{h.kind}: {h.title}" for h in hits[:place]]
    assert any(h.kind == kind and title.lower() in h.title.lower() for h in hits[:place]), near


@pytest.mark.django_db
def test_a_slip_in_a_real_word_is_understood(province: None) -> None:
    assert api.find("doanh nghiepj", on=NOW.date()).did_you_mean[0] == "doanh nghiep"
