"""The screens: what anybody reads, what only the coordinator opens, what a wrong address or a wrong cell is told."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from donghanh.work.indices.models import Forecast, Score, Source
from donghanh.work.indices.tests.factories import SCORES_2022, plan_with_targets, score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]
LAND = "/chi-so/pci/tiep-can-dat-dai/"
PUBLIC = (
    "/chi-so/",
    "/chi-so/tom-tat/",
    "/chi-so/xep-hang/",
    "/chi-so/xep-hang/?an_ban=pci-2022&chi_so=composite&tinh=Quảng+Ninh",
    "/chi-so/xep-hang/?an_ban=pci-2019&chi_so=land&vung=northern_mountains",
    "/chi-so/an-ban/",
    "/chi-so/an-ban/pci-2011/",
    "/chi-so/an-ban/pci-2025/",
    "/chi-so/an-ban/ddci-2023/",
    "/chi-so/tach-thay-doi/",
    "/chi-so/tinh-lai/",
    "/chi-so/tinh-lai/?nam=pci-2022&an_ban=pci-2021&tinh=Hải+Phòng",
    "/chi-so/so-lieu/",
    "/chi-so/tranh-chap/",
    "/chi-so/kich-ban/",
    "/chi-so/kich-ban/?an_ban=pci-2022&support=6,5&land=7.2&hang=10",
    "/chi-so/kich-ban/chi-tieu/",
    "/chi-so/du-bao/",
    LAND,
    LAND + "xac-suat/",
    "/chi-so/pgi/thuc-day-thuc-hanh-xanh/",
)


@pytest.fixture
def plan(cast: Any) -> Any:
    return plan_with_targets(cast.agency("a"))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", PUBLIC)
def test_anybody_reads_published_figures_with_and_without_a_plan(address: str, client: Client, cast: Any) -> None:
    assert client.get(address).status_code == 200
    plan_with_targets(cast.agency("a"))
    assert client.get(address).status_code == 200


def test_the_page_of_a_part_says_score_target_odds_worth_and_duties(client: Client, plan: Any) -> None:
    page = client.get(LAND).content.decode()
    for words in (
        "6,42",
        "7,2",
        "12 %",
        "+0,78",
        "+3,96",
        "+0,59",
        "−0,21",
        "Rà soát thủ tục đất đai",
        "73,10",
        "72,95",
    ):
        assert words in page, words
    assert "trọng số 2013–2021" in page


def test_every_chart_has_its_table_twin(client: Client, plan: Any) -> None:
    page = client.get(LAND).content.decode()
    assert page.count("<dh-chart ") == 1
    assert "Xem dạng bảng" in page
    assert "5,96" in page  # 2020, in the twin


def test_the_overview_says_what_the_set_implies_and_how_rare_it_is(client: Client, plan: Any) -> None:
    page = client.get("/chi-so/").content.decode()
    for words in ("73,10", "72,95", "67,875", "+5,225", "0/504", "76/504", "+0,04", "ít hiếm nhất cho cùng số điểm"):
        assert words in page, words
    way = client.get("/chi-so/kich-ban/?an_ban=pci-2022&diem=73,10").context["way"]
    assert way.advice.mix.composite >= 73.10 - 1e-9
    assert way.advice.mix.chance > 0


def test_an_edition_says_where_its_figures_come_from_and_what_is_not_known(client: Client) -> None:
    page = client.get("/chi-so/an-ban/pci-2022/").content.decode()
    for words in ("Nguồn số liệu", "Plan 124/KH-UBND", "11/4/2023", "điểm 1–10, cao là tốt", "142 chỉ tiêu"):
        assert words in page, words
    assert "chưa kiểm chứng ngày" in client.get("/chi-so/an-ban/pci-2021/").content.decode()


def test_the_split_page_shows_both_orders_and_the_average(client: Client) -> None:
    page = client.get("/chi-so/tach-thay-doi/").content.decode()
    for words in ("+3,96", "64,510", "68,090", "+0,19", "+3,77", "hạng 22/63"):
        assert words in page, words


def test_a_split_that_cannot_be_made_says_why(client: Client) -> None:
    answer = client.get("/chi-so/tach-thay-doi/?tinh=Hà Giang&tu=pci-2021&den=pci-2022")
    assert answer.status_code == 422
    assert "hãy nhập đủ điểm thành phần" in answer.content.decode()


def test_the_editions_say_what_does_not_reproduce(client: Client) -> None:
    page = client.get("/chi-so/an-ban/").content.decode()
    for words in ("không tính lại được", "hàng đang có không khớp", "Chưa biết:", "chưa xác minh"):
        assert words in page, words


def test_disputed_figures_stand_side_by_side_with_the_reason(client: Client) -> None:
    page = client.get("/chi-so/tranh-chap/").content.decode()
    for words in ("17,31", "17,35", "Báo Lạng Sơn", "đang dùng", "Vì sao:"):
        assert words in page, words


@pytest.mark.parametrize(
    "address", ["/chi-so/pci/khong-co/", "/chi-so/xyz/tiep-can-dat-dai/", "/chi-so/an-ban/pci-1999/"]
)
def test_an_address_that_means_nothing_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "address",
    [
        "/chi-so/",
        LAND,
        LAND + "xac-suat/",
        "/chi-so/an-ban/",
        "/chi-so/tach-thay-doi/",
        "/chi-so/tranh-chap/",
        "/chi-so/xep-hang/",
        "/chi-so/kich-ban/",
        "/chi-so/du-bao/",
        "/chi-so/an-ban/pci-2021/",
        "/chi-so/kich-ban/chi-tieu/",
    ],
)
def test_every_table_can_be_taken_away(address: str, form: str, client: Client) -> None:
    answer = client.get(address, {"tai": form})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert len(answer.content) > 60


@pytest.mark.parametrize("path", ["/chi-so/nhap/", "/chi-so/nhap/mau.xlsx"])
def test_entry_is_for_the_coordinator_alone(path: str, client: Client, cast: Any) -> None:
    assert client.get(path).status_code == 302
    assert signed_in(cast.an).get(path).status_code == 403
    assert signed_in(cast.chi).get(path).status_code == 200


def test_only_the_coordinator_corrects_and_chooses(cast: Any) -> None:
    key = score("pci-2022", "land").key
    for path in (f"/chi-so/nhap/{key}/", f"/chi-so/tranh-chap/{key}/"):
        assert signed_in(cast.ha).get(path).status_code == 403
        assert signed_in(cast.chi).get(path).status_code == 200
        assert signed_in(cast.chi).get(path[:-3] + "zz/").status_code == 404


def test_a_booklet_typed_with_commas_is_taken_in(cast: Any) -> None:
    typed = {k: v.replace(".", ",") for k, v in SCORES_2022.items()}
    data = {**typed, "composite": "67,88", "rank": "15", "source": "Hồ sơ PCI 2024"}
    answer = signed_in(cast.chi).post("/chi-so/nhap/?an_ban=pci-2024", data)
    assert answer.status_code == 302
    assert Score.objects.in_force().filter(source__code="T-pci-2024-1").count() == 12


def test_a_wrong_cell_comes_back_with_its_sentence_beside_it(cast: Any) -> None:
    answer = signed_in(cast.chi).post("/chi-so/nhap/?an_ban=pci-2024", {"land": "64,2", "source": "Hồ sơ"})
    assert answer.status_code == 422
    assert "nằm ngoài thang 1–10" in answer.content.decode()
    assert not Source.objects.filter(code__startswith="T-").exists()


def filled(rows: list[tuple[Any, ...]]) -> SimpleUploadedFile:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body)
    page = book.add_worksheet()
    for y, row in enumerate(rows):
        page.write_row(y, 0, row)
    book.close()
    return SimpleUploadedFile("pci-2024.xlsx", body.getvalue())


def send(user: Any, rows: list[tuple[Any, ...]]) -> Any:
    data = {"file": filled(rows), "source": "Hồ sơ PCI 2024"}
    return signed_in(user).post("/chi-so/nhap/?an_ban=pci-2024&tep=1", data)


def test_the_template_comes_back_filled_and_is_taken_in(cast: Any, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    given = signed_in(cast.chi).get("/chi-so/nhap/mau.xlsx?an_ban=pci-2024").content
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(given)).get_sheet_by_index(0).to_python()
    scores = {k: float(v) for k, v in SCORES_2022.items()} | {"composite": 67.88, "rank": 15}
    done = [tuple(rows[0]), *((r[0], r[1], scores[r[0]]) for r in rows[1:])]
    assert send(cast.chi, done).status_code == 302
    row = Source.objects.get(code="T-pci-2024-1")
    assert row.document is not None
    assert row.scores.count() == 12


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Mã", "", "Điểm"), ("land", "", "bảy")], "ô C2: “bảy” không phải là số"),
        ([("Mã", "", "Điểm"), ("land", "", 64.2)], "Ô C2: "),
        ([("Mã", "", "Điểm"), ("land", "", 6.1), ("land", "", 6.2)], "ô C3 và ô C2 cùng ghi"),
        ([("Mã", "", "Điểm"), ("khác", "", 6.1)], "Không thấy số nào"),
    ],
)
def test_a_wrong_cell_of_a_file_is_named_by_its_place(cast: Any, rows: list[tuple[Any, ...]], words: str) -> None:
    answer = send(cast.chi, rows)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_that_is_no_workbook_is_refused_in_words(cast: Any) -> None:
    data = {"file": SimpleUploadedFile("a.xlsx", b"khong phai bang tinh"), "source": "x"}
    answer = signed_in(cast.chi).post("/chi-so/nhap/?an_ban=pci-2024&tep=1", data)
    assert answer.status_code == 422
    assert "Không mở được" in answer.content.decode()


def test_the_coordinator_writes_a_forecast_from_the_plans_targets(cast: Any, plan: Any) -> None:
    chi = signed_in(cast.chi)
    answer = chi.post("/chi-so/du-bao/", {"base": "pci-2022", "year": "2023"})
    assert answer.status_code == 302, answer.context["form"].errors
    row = Forecast.objects.get()
    assert row.targets["land"] == 7.2
    page = chi.get("/chi-so/du-bao/").content.decode()
    assert "69,05" in page  # what 2023 really was
    assert "chỉ để kiểm mô hình" in page
    assert signed_in(cast.an).post("/chi-so/du-bao/", {"base": "pci-2022", "year": "2024"}).status_code == 403


def test_a_scenario_beyond_the_scale_is_refused_beside_its_box(client: Client) -> None:
    answer = client.get("/chi-so/kich-ban/?an_ban=pci-2022&land=11")
    assert answer.status_code == 422
    assert "Số không được quá 10" in answer.content.decode()


@pytest.mark.parametrize("address", ["/chi-so/", LAND, "/chi-so/an-ban/", "/chi-so/xep-hang/", "/chi-so/kich-ban/"])
def test_a_page_costs_the_same_few_questions_every_time(address: str, client: Client, plan: Any) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= 12


def test_a_year_is_scored_again_under_any_edition_and_taken_away_with_types(client: Client) -> None:
    import json

    import pyarrow.parquet as pq

    page = client.get("/chi-so/tinh-lai/?nam=pci-2021&an_ban=pci-2022").content.decode()
    for words in ("68,09", "63,92", "67,15", "7,2", "nhiều nhất 23", "Trọng số năm 2022 khác năm 2021"):
        assert words in page, words
    told = json.loads(client.get("/chi-so/tinh-lai/?nam=pci-2021&an_ban=pci-2022&tai=json").content)
    own = next(r for r in told if r["Tỉnh, thành phố"] == "Lạng Sơn")
    assert (own["Điểm tính lại"], own["Hạng tính lại"], own["Hạng theo điểm công bố"], own["Lên (bậc)"]) == (
        68.09,
        22,
        36,
        14,
    )
    table = pq.read_table(io.BytesIO(client.get("/chi-so/tinh-lai/?nam=pci-2021&an_ban=pci-2022&tai=parquet").content))
    assert table.num_rows == 63
    assert table.column("Hạng tính lại").to_pylist() == [r["Hạng tính lại"] for r in told]


def test_a_year_of_which_too_little_is_known_says_so(client: Client) -> None:
    page = client.get("/chi-so/tinh-lai/?nam=pci-2022&an_ban=pci-2021").content.decode()
    assert "Thiếu điểm thành phần nên không tính được" in page
    assert "64,51" in page
    refused = client.get("/chi-so/tinh-lai/?nam=pci-2022&an_ban=pci-2025")
    assert refused.status_code == 422


def test_every_figure_with_every_source_can_be_taken_away(client: Client) -> None:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(client.get("/chi-so/so-lieu/?bo=pgi&tai=parquet").content))
    total = table.filter(
        pc.and_(
            pc.equal(table["tinh"], "Lạng Sơn"),
            pc.and_(pc.equal(table["nam"], 2022), pc.equal(table["ma_chi_so"], "composite")),
        )
    ).to_pylist()
    assert sum(r["dang_dung"] for r in total) == 1
    assert len({r["gia_tri"] for r in total}) >= 1
    assert set(table["bo"].to_pylist()) == {"PGI"}


def test_a_neighbour_s_card_stands_on_the_page_of_a_part_and_is_told_which(client: Client, plan: Any) -> None:
    from donghanh.ui import shell

    def render(request: Any, context: Any) -> str:
        return f"<section>THẺ {context['part']} {context['province']} {context['on']:%Y}</section>"

    card = shell.Card("indices.part", "thu", render)
    shell.add(card)
    try:
        assert "THẺ PCI.land Lạng Sơn 20" in client.get(LAND).content.decode()
        assert "THẺ PGI.leadership" in client.get("/chi-so/pgi/thuc-day-thuc-hanh-xanh/").content.decode()
    finally:
        del shell._cards[card.place, card.name]


def test_the_brief_is_an_official_paper_whose_numbers_lead_to_rows(client: Client, plan: Any) -> None:
    from docx import Document

    word = client.get("/chi-so/tom-tat/?tai=docx")
    assert word.status_code == 200
    document = Document(io.BytesIO(word.content))
    said = "\n".join(p.text for p in document.paragraphs)
    for words in ("73,10", "67,875", "72,95", "0,59", "−0,21"):
        assert words in said, words
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    assert "Chính sách hỗ trợ doanh nghiệp" in cells
    assert "1,425" in cells
    pdf = client.get("/chi-so/tom-tat/?tai=pdf")
    assert len(pypdfium2.PdfDocument(pdf.content)) == 2


def test_the_brief_sets_the_work_beside_the_points(client: Client, plan: Any) -> None:
    page = client.get("/chi-so/tom-tat/").content.decode()
    assert "việc có ở đúng chỗ điểm không?" in page
    told = client.get("/chi-so/tom-tat/").context["work"]
    assert [line.part for line in told.lines][:2] == ["support", "land"]
    assert told.points_share == pytest.approx((1.425 + 0.78 + 0.59) / 5.225)
    assert {line.part: line.total for line in told.lines if line.total} == {"land": 1}
    assert told.work_share == 1


def test_the_page_of_a_part_says_how_many_petitions_are_open_on_it(client: Client, plan: Any) -> None:
    assert "Không có kiến nghị nào đang mở gắn với chỉ số này" in client.get(LAND).content.decode()
    assert "kiến nghị đang mở" not in client.get("/chi-so/pgi/thuc-day-thuc-hanh-xanh/").content.decode()
