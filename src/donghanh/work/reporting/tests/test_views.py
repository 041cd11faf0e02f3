"""What each person sees of reporting, with and without JavaScript, and what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.record.measures import api as measures
from donghanh.record.papers.tests.factories import pdf_pages, word_text
from donghanh.work.plan.tests.factories import agency, succeed
from donghanh.work.reporting import jobs, services
from donghanh.work.reporting.engine.cells import stamp_of
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.queries import board as boards
from donghanh.work.reporting.queries import papers
from donghanh.work.reporting.queries.figures import scope_of
from donghanh.work.reporting.tests.factories import Cast, at, of, plan, sent, third_quarter, written

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def period(cast: Cast) -> Period:
    plan()
    return third_quarter()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_another_agencys_return_does_not_exist(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    for name in ("return", "template", "save", "upload"):
        assert client_of(cast.binh).post(reverse(f"reporting:{name}", args=[row.key])).status_code == 404
    assert client_of(cast.an).get(reverse("reporting:return", args=[row.key])).status_code == 200


def test_a_return_is_saved_by_the_button_and_by_itself(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    part = row.sections.first()
    assert part is not None
    client, url = client_of(cast.an), reverse("reporting:save", args=[row.key])
    plain = client.post(url, {f"t-{part.order}": "Bản đầu", f"v-{part.order}": "1"})
    assert plain.status_code == 302
    typed = client.post(url, {f"t-{part.order}": "Bản hai", f"v-{part.order}": "2"}, headers={"HX-Request": "true"})
    assert f'id="v-{part.order}"' in typed.content.decode()
    assert 'value="3"' in typed.content.decode()
    part.refresh_from_db()
    assert part.text == "Bản hai"


def test_the_second_of_two_writers_sees_both_texts(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    part = row.sections.first()
    assert part is not None
    url = reverse("reporting:save", args=[row.key])
    client_of(cast.an).post(url, {f"t-{part.order}": "Lời của An", f"v-{part.order}": "1"})
    second = client_of(cast.head_a).post(url, {f"t-{part.order}": "Lời thủ trưởng", f"v-{part.order}": "1"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "Lời của An" in page
    assert "Lời thủ trưởng" in page


def test_a_locked_return_says_which_rule_locks_it_and_takes_nothing(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    client = client_of(cast.an)
    assert "đang chờ tiếp nhận" in client.get(reverse("reporting:return", args=[row.key])).content.decode()
    answer = client.post(reverse("reporting:save", args=[row.key]), {"t-1": "x", "v-1": "2"})
    assert answer.status_code == 409
    upload = SimpleUploadedFile("mau.xlsx", b"PK")
    assert client.post(reverse("reporting:upload", args=[row.key]), {"file": upload}).status_code == 409


def test_the_workflow_by_pages(cast: Cast, period: Period) -> None:
    row = written(of(period, cast.a), cast.an, at(2023, 9, 15))
    assert client_of(cast.an).post(reverse("reporting:verb", args=[row.key, "gui"])).status_code == 403
    assert client_of(cast.head_a).post(reverse("reporting:verb", args=[row.key, "gui"])).status_code == 302
    chi = client_of(cast.chi)
    blank = chi.post(reverse("reporting:verb", args=[row.key, "tra-lai"]), {"reason": " "})
    assert blank.status_code == 422
    chi.post(reverse("reporting:verb", args=[row.key, "tra-lai"]), {"reason": "Thiếu số."})
    assert of(period, cast.a).state == "returned"
    assert "Thiếu số." in client_of(cast.an).get(reverse("reporting:mine")).content.decode()


def test_the_spreadsheet_goes_down_and_up_without_loss(cast: Cast, period: Period) -> None:
    row = written(of(period, cast.a), cast.an, at(2023, 9, 6))
    services.save_rows(row, table="difficulties", rows=[{"subject": "Vướng đất"}], by=cast.an, at=at(2023, 9, 6))
    client = client_of(cast.an)
    body = client.get(reverse("reporting:template", args=[row.key])).content
    before = [(s.order, s.text) for s in row.sections.all()]
    answer = client.post(reverse("reporting:upload", args=[row.key]), {"file": SimpleUploadedFile("m.xlsx", body)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert [(s.order, s.text) for s in row.sections.all()] == before
    assert [r.cells for r in row.rows.all()] == [{"subject": "Vướng đất"}]


def test_a_wrong_cell_of_a_table_is_told_and_the_table_stays(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    posted = {"rows-difficulties": "1", "r-difficulties-0-subject": "Khó", "r-difficulties-0-count": "rất nhiều"}
    answer = client_of(cast.an).post(reverse("reporting:save", args=[row.key]), posted)
    assert answer.status_code == 422
    assert "không phải là số" in answer.content.decode()
    assert not row.rows.exists()


def test_a_writer_with_an_old_page_overwrites_no_table(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    client, url = client_of(cast.an), reverse("reporting:save", args=[row.key])
    old = stamp_of([])
    services.save_rows(row, table="difficulties", rows=[{"subject": "Của An"}], by=cast.an, at=at(2023, 9, 6))
    untouched = client.post(url, {"rows-difficulties": "1", "h-difficulties": old, "r-difficulties-0-subject": ""})
    assert untouched.status_code == 302
    clash = client.post(url, {"rows-difficulties": "1", "h-difficulties": old, "r-difficulties-0-subject": "Của Hà"})
    assert "vừa được người khác sửa" in clash.content.decode()
    assert [r.cells for r in row.rows.all()] == [{"subject": "Của An"}]


def test_the_report_shows_words_tables_and_what_changed(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    services.reopen(of(period, cast.a), reason="Sửa.", by=cast.chi, at=at(2023, 9, 26))
    address, chi = reverse("reporting:report", args=[report.key]), client_of(cast.chi)
    page = chi.get(address).content.decode()
    assert "được mở lại, đang sửa" in page
    assert reverse("reporting:return", args=[row.key]) in page
    tables = chi.get(address, {"xem": "bang"}).content.decode()
    assert "Tình hình gửi báo cáo" in tables
    assert cast.a.name in chi.get(address, {"xem": "co-quan"}).content.decode()
    assert client_of(cast.an).get(address).status_code == 404


def test_every_figure_of_a_report_leads_to_the_rows_behind_it(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    client, opened = client_of(cast.chi), 0
    for code, table in papers.tables_of(report).items():
        for y, x, source in table.sources:
            if source.rows:
                page = client.get(reverse("reporting:cell", args=[report.key, code, y, x]))
                assert page.status_code == 200
                assert page.content.count(b"<li><a href=") >= len(source.rows)
                opened += 1
    assert opened > 10
    assert client.get(reverse("reporting:cell", args=[report.key, "late", 99, 1])).status_code == 404


def test_asking_for_a_report_begins_it_in_the_background(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    answer = client_of(cast.chi).post(reverse("reporting:period_verb", args=[period.key, "tong-hop"]))
    assert answer.status_code == 302
    report = period.reports.get()
    page = client_of(cast.chi).get(reverse("reporting:report", args=[report.key])).content.decode()
    assert "0 trên 1" in page


@pytest.mark.parametrize("name", ["mine", "board", "late", "reports", "open_period", "returns", "regimes"])
def test_every_page_opens_empty_and_full(name: str, cast: Cast) -> None:
    assert client_of(cast.chi).get(reverse(f"reporting:{name}")).status_code == 200
    plan()
    period = third_quarter()
    page = client_of(cast.chi)
    assert page.get(reverse(f"reporting:{name}")).status_code == 200
    assert page.get(reverse("reporting:period", args=[period.key])).status_code == 200


def test_measures_show_their_birth_certificate(cast: Cast, period: Period) -> None:
    client = client_of(cast.an)
    assert "Tỷ lệ báo cáo đúng hạn" in client.get(reverse("measures:measures")).content.decode()
    page = client.get(reverse("measures:measure", args=["reporting.portal_access_rate"])).content.decode()
    assert "Nhập tay, có minh chứng" in page
    assert client_of(cast.dung).get(reverse("measures:measures")).status_code == 403


def _many(agencies: int, years: int) -> None:
    """Forty agencies, four periods a year, ten years: only what the board reads."""
    when = at(2016, 1, 4)
    rows = [agency(f"Cơ quan số {n}") for n in range(agencies)]
    for year in range(2016, 2016 + years):
        for quarter in range(1, 5):
            end = date(year, quarter * 3, 28)
            period = Period.objects.create(
                regime="kh124-quy", name=f"{year}-Q{quarter}", label=f"Quý {quarter}/{year}", starts_on=end.replace(day=1),
                ends_on=end, data_from=end, data_until=end, named_on=end, due_on=end, due_rule="thử", opened_at=when,
            )  # fmt: skip
            Return.objects.bulk_create(
                Return(
                    period=period, agency=a, number=f"{period.name}-{a.code}", created_at=when, changed_at=when,
                    state="accepted" if n % 3 else "draft", received_on=end if n % 3 else None,
                )
                for n, a in enumerate(rows)
            )  # fmt: skip


def test_the_board_costs_the_same_however_much_it_shows(cast: Cast) -> None:
    _many(40, 10)
    client = client_of(cast.chi)
    client.get(reverse("reporting:board"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(reverse("reporting:board"), {"nam": "", "che_do": ""})
    assert page.status_code == 200
    assert page.content.count(b'<th scope="row"') >= 40
    assert len(queries) <= 15, [q["sql"][:120] for q in queries]
    with CaptureQueriesContext(connection) as past:
        boards.board(Return.objects.all(), on=date(2020, 1, 1))
    assert len(past) <= 4


def test_what_would_be_counted_otherwise_since_the_draft_is_listed_by_cell(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    services.save_rows(row, table="difficulties", rows=[{"subject": "Vướng đất"}], by=cast.an, at=at(2023, 9, 8))
    services.accept(sent(row, cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    assert papers.figures_moved(report) == []
    services.reopen(of(period, cast.a), reason="Bổ sung biểu.", by=cast.chi, at=at(2023, 9, 26))
    moved = papers.figures_moved(report)
    assert [(m.table, m.row, m.now) for m in moved] == [(moved[0].table, cast.a.name, "không còn")]
    page = client_of(cast.chi).get(reverse("reporting:report", args=[report.key]), {"xem": "bang"}).content.decode()
    assert "Số liệu sẽ khác nếu tính lại" in page


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_board_of_any_day_leaves_as_an_annex(form: str, cast: Cast, period: Period) -> None:
    sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    asked = {"ngay": "12/9/2023", "nam": "2023", "che_do": "kh124-quy"}
    address, chi = reverse("reporting:board"), client_of(cast.chi)
    assert f"tai={form}" in chi.get(address, asked).content.decode()
    answer = chi.get(address, {**asked, "tai": form})
    text = word_text(answer.content) if form == "docx" else "\n".join(pdf_pages(answer.content))
    flat = " ".join(text.split())
    for words in ("BẢNG NHẬN BÁO CÁO 12/9/2023", "Số liệu đến ngày 12/9/2023", "Năm: 2023", cast.a.name, "Cộng"):
        assert words in flat, words
    assert "chưa đến hạn" in flat
    assert "đã nhận" not in flat, "it came three days later"


def test_a_board_without_a_filter_leaves_as_it_is_shown_and_a_wide_one_is_refused_in_a_sentence(cast: Cast) -> None:
    _many(3, 10)
    address, chi = reverse("reporting:board"), client_of(cast.chi)
    shown = len(chi.get(address).context["columns"])
    head = chi.get(address, {"tai": "csv"}).content.decode("utf-8-sig").splitlines()[0]
    assert (shown, head.count(": Quý")) == (4, 4)
    wide = chi.get(address, {"nam": "", "tai": "pdf"})
    assert wide.status_code == 409
    assert "quá rộng cho trang A4" in wide.content.decode()


def test_the_late_list_of_a_past_day_is_what_it_was(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 22))
    address, chi = reverse("reporting:late"), client_of(cast.chi)

    def late(day: str) -> set[Any]:
        table = chi.get(address, {"ngay": day}).context["table"]
        return {r.record.row.agency for r in table.rows}

    assert late("19/9/2023") == set()
    assert late("20/9/2023") == {cast.a, cast.b, cast.focal}
    assert late("22/9/2023") == {cast.b, cast.focal}
    services.return_for_fix(row, reason="Thiếu số liệu.", by=cast.chi, at=at(2023, 9, 25))
    assert late("22/9/2023") == {cast.b, cast.focal}
    assert cast.a in late("25/9/2023")
    text = " ".join(word_text(chi.get(address, {"ngay": "22/9/2023", "tai": "docx"}).content).split())
    assert "Số liệu đến ngày 22/9/2023" in text
    assert cast.a.name not in text


def test_measures_and_the_rows_behind_one_leave_as_annexes(cast: Cast, period: Period) -> None:
    sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    chi = client_of(cast.chi)
    whole = " ".join(word_text(chi.get(reverse("measures:measures"), {"tai": "docx"}).content).split())
    assert "Tỷ lệ báo cáo đúng hạn" in whole
    rows = reverse("measures:measure", args=["reporting.received"])
    one = " ".join(word_text(chi.get(rows, {"tai": "docx", "co_quan": "so-tnmt"}).content).split())
    assert f"Cơ quan: {cast.a.name}" in one
    assert cast.b.name not in one
    assert chi.get(rows, {"tai": "pdf"}).content.startswith(b"%PDF")


def test_a_number_of_a_table_is_a_measure_and_leads_to_its_line(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    rows = [{"subject": "Thiếu đất", "count": "17"}, {"subject": "Thiếu vốn", "count": "4"}, {"subject": "Mất điện"}]
    services.save_rows(row, table="difficulties", rows=rows, by=cast.an, at=at(2023, 9, 8))
    services.accept(sent(row, cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    code = "reporting.difficulties_count"
    found = measures.compute(code, as_of=date(2023, 9, 25), scope=scope_of(period))
    assert (found.value, [r.value for r in found.rows]) == (21, [17, 4])
    other = measures.compute(code, as_of=date(2023, 9, 25), scope=scope_of(period, cast.b.pk))
    assert (other.value, other.rows) == (None, ())
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    y, x, source = papers.tables_of(report)["difficulties"].sources[0]
    page = client_of(cast.chi).get(reverse("reporting:cell", args=[report.key, "difficulties", y, x])).content.decode()
    assert source.measure == code
    assert f"{cast.a.name}, dòng 1" in page
    assert "Số doanh nghiệp nêu (Khó khăn, vướng mắc của doanh nghiệp)" in page
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    frozen = {s.measure: s.value for s in measures.frozen(about=("reporting.period", period.key))}
    assert frozen[code] == 21


@pytest.mark.parametrize("name", ["returns", "late", "reports", "mine", "regimes"])
def test_a_list_costs_the_same_for_one_row_and_for_fifty(cast: Cast, name: str) -> None:
    client, costs = client_of(cast.chi), []
    for years in (1, 4):
        _many(14, years) if years == 1 else _many_more(years)
        client.get(reverse(f"reporting:{name}"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"reporting:{name}")).status_code == 200
        costs.append(len(queries))
    assert costs[1] <= costs[0] + 1 <= 16, costs


def _many_more(years: int) -> None:
    when = at(2016, 1, 4)
    rows = list({r.agency for r in Return.objects.select_related("agency")})
    for year in range(2017, 2017 + years):
        end = date(year, 3, 28)
        period = Period.objects.create(
            regime="kh124-quy", name=f"{year}-Q1", label=f"Quý I/{year}", starts_on=end.replace(day=1), ends_on=end,
            data_from=end, data_until=end, named_on=end, due_on=end, due_rule="thử", opened_at=when,
        )  # fmt: skip
        Return.objects.bulk_create(
            Return(period=period, agency=a, number=f"{year}-{a.code}", created_at=when, changed_at=when) for a in rows
        )


def test_what_is_filtered_is_what_leaves_as_a_file(cast: Cast, period: Period) -> None:
    sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    chi = client_of(cast.chi)
    asked = {"q": "tai nguyen moi truong", "trang_thai": "submitted"}
    page = chi.get(reverse("reporting:returns"), asked)
    assert [r.record.agency for r in page.context["table"].rows] == [cast.a]
    lines = chi.get(reverse("reporting:returns"), {**asked, "tai": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert cast.a.name in lines[1]
    own = client_of(cast.an).get(reverse("reporting:returns"))
    assert {r.record.agency for r in own.context["table"].rows} == {cast.a}


def test_the_regimes_say_when_a_day_off_moves_a_date(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", "2026-06-01T09:00:00+07:00")
    page = " ".join(client_of(cast.an).get(reverse("reporting:regimes")).content.decode().split())
    assert "20/6/2026" in page
    assert "19/6/2026" in page
    assert "21/9/2026" in page
    assert "Chủ nhật" in page or "chủ nhật" in page


def test_a_past_period_shows_todays_successor_where_asked(cast: Cast, period: Period) -> None:
    services.accept(sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
    succeed(cast.a, new, on=date(2025, 3, 1))
    address, chi = reverse("reporting:period", args=[period.key]), client_of(cast.chi)
    plain = chi.get(address).content.decode()
    assert cast.a.name in plain
    assert new.name not in plain
    assert f"nay: {new.name}" in chi.get(address, {"ten": "nay"}).content.decode()
    told = reverse("reporting:report", args=[report.key])
    assert new.name not in chi.get(told, {"xem": "co-quan"}).content.decode()
    assert f"nay: {new.name}" in chi.get(told, {"xem": "co-quan", "ten": "nay"}).content.decode()
    with CaptureQueriesContext(connection) as queries:
        chi.get(reverse("reporting:board"), {"ten": "nay", "nam": "2023"})
    assert len(queries) <= 15
