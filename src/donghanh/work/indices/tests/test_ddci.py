"""A province's own index: set by decision, entered by form or spreadsheet, computed tier by tier, nothing overwritten."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.work.indices import queries, services
from donghanh.work.indices.engine import Table, ddci
from donghanh.work.indices.models import Edition, UnitScore
from donghanh.work.indices.tests.factories import at
from donghanh.work.indices.tests.test_views import signed_in

pytestmark = pytest.mark.django_db
PARTS = {"Tính minh bạch": 40.0, "Chi phí thời gian": 35.0, "Vai trò người đứng đầu": 25.0}
DEPARTMENTS = ["Sở Tài chính", "Sở Xây dựng", "Sở Nội vụ"]
COMMUNES = ["Phường Đông Kinh", "Xã Đồng Đăng"]
NOW = at(2026, 3, 2)


def made(cast: Any, **changes: Any) -> Edition:
    given: dict[str, Any] = {
        "year": 2026,
        "weights": {"departments": PARTS, "communes": {"Tính minh bạch": 60.0, "Tiếp cận đất đai": 40.0}},
        "units": {"departments": DEPARTMENTS, "communes": COMMUNES},
        "basis": "Quyết định 12/QĐ-UBND ngày 10/01/2026",
        "by": cast.chi,
        "at": NOW,
    }
    return services.set_own_edition(**given | changes)


def entered(cast: Any, edition: Edition, tier: str, *, figures: dict[str, dict[str, str]]) -> int:
    rows = {(unit, part): Decimal(v) for unit, own in figures.items() for part, v in own.items()}
    return services.enter_unit_scores(
        edition, tier=tier, figures=rows, source="Báo cáo DDCI, trang 4", by=cast.chi, at=NOW
    )


def test_a_tier_is_computed_from_its_own_parts_and_a_gap_gives_no_composite(cast: Any) -> None:
    edition = made(cast)
    full = {"tinh-minh-bach": "8", "chi-phi-thoi-gian": "7", "vai-tro-nguoi-dung-dau": "6.5"}
    half = {"tinh-minh-bach": "9", "chi-phi-thoi-gian": "9"}
    entered(
        cast,
        edition,
        "departments",
        figures={"Sở Tài chính": full, "Sở Xây dựng": {**full, "tinh-minh-bach": "9"}, "Sở Nội vụ": half},
    )
    entered(
        cast,
        edition,
        "communes",
        figures={"Xã Đồng Đăng": {"tinh-minh-bach": "7", "tiep-can-dat-dai": "8", "composite": "74.5"}},
    )
    departments, communes = queries.tier_results(edition)
    assert [(r.unit, r.rank, r.composite) for r in departments.rows] == [
        ("Sở Xây dựng", 1, 76.75), ("Sở Tài chính", 2, 72.75), ("Sở Nội vụ", None, None),
    ]  # fmt: skip
    assert departments.median == 74.75
    assert (departments.filled, departments.cells, departments.complete) == (8, 9, 2)
    assert communes.rows[0].composite == 74
    assert communes.rows[0].gap == pytest.approx(0.5)


def test_a_newer_figure_retires_the_older_one(cast: Any) -> None:
    edition = made(cast)
    for value in ("8", "8.5"):
        entered(cast, edition, "departments", figures={"Sở Tài chính": {"tinh-minh-bach": value}})
    rows = UnitScore.objects.order_by("pk")
    assert [(r.value, r.retired_at is None) for r in rows] == [(Decimal("8"), False), (Decimal("8.5"), True)]
    assert rows[0].source.code != rows[1].source.code
    with pytest.raises(NotNow, match="đã có điểm nên không đổi được"):
        made(cast)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weights": {"departments": {"A": 50.0, "B": 40.0}}}, "cộng lại được 90 % chứ không phải 100 %"),
        ({"weights": {"departments": {}}}, "chưa có chỉ số thành phần nào mang trọng số"),
        ({"units": {"departments": ["Sở Y tế", "sở y tế"]}}, "Đơn vị ghi hai lần"),
        ({"units": {"departments": [" "]}}, "Cần ít nhất một đơn vị"),
        ({"units": {"districts": ["Huyện Cao Lộc"]}, "weights": {"districts": {"A": 100.0}}}, "không còn cấp huyện"),
        ({"year": 2023}, "chưa phải xã, phường"),
        ({"basis": " "}, "Cần ghi căn cứ"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused_in_one_sentence(cast: Any, changes: Any, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        made(cast, **changes)
    assert sentence in refused.value.message
    assert not Edition.objects.filter(origin="app").exists()


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"Sở Y tế": {"tinh-minh-bach": "8"}}, "“Sở Y tế” không thuộc"),
        ({"Sở Tài chính": {"tinh-minh-bach": "11"}}, "nằm ngoài thang"),
        ({"Sở Tài chính": {"tiep-can-dat-dai": "8"}}, "không chấm “Tiếp cận đất đai”"),
        ({}, "Chưa nhập số nào"),
    ],
)
def test_a_score_that_cannot_be_is_refused_in_one_sentence(cast: Any, figures: Any, sentence: str) -> None:
    edition = made(cast)
    with pytest.raises(Invalid) as refused:
        entered(cast, edition, "departments", figures=figures)
    assert sentence in refused.value.message
    assert not UnitScore.objects.exists()


def test_the_coordinator_alone_sets_and_enters(cast: Any) -> None:
    with pytest.raises(NotAllowed):
        made(cast, by=cast.an)
    edition = made(cast)
    for person in (cast.an, cast.dung, cast.giang):
        assert signed_in(person).get(f"/chi-so/ddci/{edition.year}/departments/nhap/").status_code == 403
        assert signed_in(person).get("/chi-so/ddci/cau-hinh/").status_code == 403
    assert Client().get("/chi-so/ddci/").status_code == 200
    assert Client().get("/chi-so/ddci/2031/").status_code == 404


def test_the_whole_way_by_screen_from_configuration_to_result(cast: Any) -> None:
    client = signed_in(cast.chi)
    assert "Sở" in client.get("/chi-so/ddci/cau-hinh/").content.decode()
    sent = {
        "year": "2026", "locality": "communes", "basis": "Quyết định 12/QĐ-UBND", "departments": "\n".join(DEPARTMENTS),
        "localities": "\n".join(COMMUNES), "name_1": "Tính minh bạch", "dep_1": "60", "loc_1": "100",
        "name_2": "Chi phí thời gian", "dep_2": "40",
    }  # fmt: skip
    refused = client.post("/chi-so/ddci/cau-hinh/", sent | {"dep_2": "30"})
    assert refused.status_code == 422
    assert "cộng lại được 90 %" in refused.content.decode()
    assert client.post("/chi-so/ddci/cau-hinh/", sent).status_code == 302
    page = "/chi-so/ddci/2026/departments/"
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(client.get(page + "mau.xlsx").content))
    heads, *rows = sheet.get_sheet_by_index(0).to_python()
    assert heads == ["Đơn vị", "Tính minh bạch", "Chi phí thời gian", "Điểm tổng hợp đã công bố"]
    assert [r[0] for r in rows] == sorted(DEPARTMENTS)
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body)
    filled = book.add_worksheet()
    filled.write_row(0, 0, heads)
    filled.write_row(1, 0, ["sở tài chính", 8.25, "7,5", 79.5])
    filled.write_row(2, 0, ["Sở Xây dựng", 9, "bảy"])
    book.close()

    def post() -> Any:
        return client.post(page + "nhap/", {"source": "Báo cáo", "file": SimpleUploadedFile("a.xlsx", body.getvalue())})

    bad = post()
    assert bad.status_code == 422
    assert "ô C3: “bảy” không phải là số" in bad.content.decode()
    assert not UnitScore.objects.exists()
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body)
    filled = book.add_worksheet()
    filled.write_row(0, 0, heads)
    filled.write_row(1, 0, ["sở tài chính", 8.25, "7,5", 79.5])
    book.close()
    assert post().status_code == 302
    assert (
        client.post(
            page + "nhap/",
            {"unit": "Sở Nội vụ", "tinh-minh-bach": "7,5", "chi-phi-thoi-gian": "8", "source": "Báo cáo"},
        ).status_code
        == 302
    )
    shown = Client().get("/chi-so/ddci/2026/?nhom=departments").content.decode()
    for words in ("79,50", "77,00", "thiếu điểm", "60 %"):
        assert words in shown, words
    told = Client().get("/chi-so/ddci/2026/?nhom=departments&tai=json").json()
    assert told[0]["Đơn vị"] == "Sở Tài chính"
    assert told[0]["Điểm tổng hợp tính được"] == 79.5


def test_more_units_cost_no_more_questions(cast: Any) -> None:
    counts = []
    for year, n in ((2026, 1), (2027, 50)):
        names = [f"Sở số {i}" for i in range(n)]
        edition = made(cast, year=year, units={"departments": names}, weights={"departments": PARTS})
        entered(cast, edition, "departments", figures={u: {"tinh-minh-bach": "8"} for u in names})
        Client().get(f"/chi-so/ddci/{year}/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(f"/chi-so/ddci/{year}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_ties_share_a_place_and_weights_scale_nothing(cast: Any) -> None:
    table = Table(("a", "b", "c"), ("x", "y"), np.array([[8.0, 6.0], [6.0, 8.0], [5.0, 5.0]]))
    rows = ddci.rate(table, {"x": 0.5, "y": 0.5}, [float("nan")] * 3)
    assert [(r.unit, r.rank) for r in rows] == [("a", 1), ("b", 1), ("c", 3)]
    assert all(r.rank is None for r in ddci.rate(table, None, [float("nan")] * 3))


def test_many_scores_come_in_with_few_questions(cast: Any) -> None:
    many = [f"Sở thử {n:02d}" for n in range(40)]
    edition = made(cast, units={"departments": many}, weights={"departments": PARTS})
    full = {"tinh-minh-bach": "8", "chi-phi-thoi-gian": "7", "vai-tro-nguoi-dung-dau": "6.5"}
    counts = []
    entered(cast, edition, "departments", figures=dict.fromkeys(many[:1], full))
    for taken in (many[:2], many):
        with CaptureQueriesContext(connection) as asked:
            entered(cast, edition, "departments", figures=dict.fromkeys(taken, full))
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert UnitScore.objects.filter(unit__edition=edition, retired_at__isnull=True).count() == 120
    assert UnitScore.objects.filter(unit__edition=edition, retired_at__isnull=False).count() == 9


def test_a_demonstration_says_that_it_is_invented(cast: Any, client: Client) -> None:
    edition = made(cast, basis="Số liệu minh họa, không phải quyết định của tỉnh")
    entered(cast, edition, "communes", figures={"Xã Đồng Đăng": {"tinh-minh-bach": "7", "tiep-can-dat-dai": "8"}})
    page = client.get("/chi-so/ddci/2026/?nhom=communes")
    assert "là số minh họa" in page.content.decode()
    sheet = client.get("/chi-so/ddci/2026/?nhom=communes&tai=csv")
    assert "minh-hoa" in sheet["Content-Disposition"]
