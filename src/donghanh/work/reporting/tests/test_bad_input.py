"""What people write, upload and overwrite by mistake: nothing is lost, everything is said in a sentence."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from donghanh.ground.files import api as files
from donghanh.kit.errors import Invalid, NotNow
from donghanh.record.measures import api as measures
from donghanh.work.plan import services as plan_services
from donghanh.work.plan.models import Plan
from donghanh.work.plan.tests.factories import agency, client_of, person, succeed
from donghanh.work.reporting import domain, jobs, services
from donghanh.work.reporting.engine.cells import stamp_of
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.queries import figures, papers
from donghanh.work.reporting.queries.board import board
from donghanh.work.reporting.services import FigureInput, SectionInput
from donghanh.work.reporting.tests.factories import YEAR, Cast, at, of, plan, quarter, sent, third_quarter, written

pytestmark = pytest.mark.django_db
RATE = "disclosure_rate"


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def period(cast: Cast) -> Period:
    plan()
    return third_quarter()


def post(user: Any, row: Return, verb: str = "save", **data: Any) -> Any:
    return client_of(user).post(reverse(f"reporting:{verb}", args=[row.key]), data)


def figure(row: Return) -> Any:
    return row.figures.get(code=RATE)


def test_a_number_that_cannot_be_read_stands_in_its_field_again_and_the_rest_is_kept(
    cast: Cast, period: Period
) -> None:
    row = of(period, cast.a)
    answer = post(cast.an, row, **{"t-1": "Đã họp giao ban.", "v-1": "1", f"f-{RATE}": "chín mươi", f"vf-{RATE}": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "không phải là số" in page
    assert 'value="chín mươi"' in page
    assert row.sections.get(order=1).text == "Đã họp giao ban."


def test_both_decimal_marks_are_read_in_a_figure(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    for version, text in ((1, "96,5"), (2, "97.5")):
        assert post(cast.an, row, **{f"f-{RATE}": text, f"vf-{RATE}": str(version)}).status_code == 302
    assert figure(row).value == Decimal("97.5")


def test_two_who_enter_one_figure_see_both(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    post(cast.an, row, **{f"n-{RATE}": "96", f"d-{RATE}": "100", f"vf-{RATE}": "1", f"m-{RATE}": "Sổ A"})
    second = post(cast.head_a, row, **{f"n-{RATE}": "91", f"d-{RATE}": "100", f"vf-{RATE}": "1"})
    page = second.content.decode()
    assert second.status_code == 409
    assert "96 / 100" in page
    assert "91 / 100" in page
    assert cast.an.full_name in page
    assert figure(row).value == Decimal(96)


def test_two_who_fill_one_table_see_both(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    services.save_rows(row, table="difficulties", rows=[{"subject": "Thiếu mặt bằng"}], by=cast.an, at=at(2023, 9, 6))
    stale = {"rows-difficulties": "1", "h-difficulties": stamp_of([]), "r-difficulties-0-subject": "Chậm hoàn thuế"}
    second = post(cast.head_a, row, **stale)
    page = second.content.decode()
    assert second.status_code == 409
    assert page.count("Thiếu mặt bằng") >= 1
    assert "Chậm hoàn thuế" in page
    assert [r.cells["subject"] for r in row.rows.all()] == ["Thiếu mặt bằng"]


def test_words_written_while_the_head_sent_the_return_are_given_back(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    answer = post(cast.an, row, **{"t-1": "Câu viết dở lúc thủ trưởng bấm gửi.", "v-1": "2"})
    assert answer.status_code == 409
    assert "Câu viết dở lúc thủ trưởng bấm gửi." in answer.content.decode()


def test_a_figure_far_from_the_last_one_is_asked_about(cast: Cast, period: Period) -> None:
    def entered(row: Return, value: str, version: int, reason: str = "") -> services.Saved:
        given = FigureInput(RATE, Decimal(value), version, evidence="Sổ theo dõi", reason=reason)
        return services.save_draft(row, by=cast.an, at=at(2023, 9, 8), figures=[given])

    first = of(period, cast.a)
    assert entered(first, "90", 1).questions == []
    sent(first, cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(first, by=cast.chi, at=at(2023, 9, 16))
    later = of(quarter("2024-Q1", at(2024, 3, 4)), cast.a)
    assert "khác kỳ trước" in entered(later, "30", 1).questions[0]
    assert entered(later, "30", 2, "Danh mục công khai đã rút gọn.").questions == []
    assert "khác kỳ trước" not in client_of(cast.an).get(reverse("reporting:return", args=[later.key])).content.decode()


def test_a_table_figure_outside_its_bounds_is_taken_with_a_reason(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    line = {"rows-difficulties": "1", "r-difficulties-0-subject": "Mất điện", "r-difficulties-0-count": "250000"}
    asked = post(cast.an, row, **line)
    assert asked.status_code == 422
    assert "hãy ghi lý do" in asked.content.decode()
    assert 'value="250000"' in asked.content.decode()
    assert post(cast.an, row, **line, **{"r-difficulties-0-note": "Tính cả hộ kinh doanh"}).status_code == 302
    assert row.rows.get().cells["count"] == "250000"


def test_before_the_cut_off_a_yearly_figure_is_an_estimate_whatever_is_ticked(cast: Cast) -> None:
    plan()
    row = of(services.open_period(YEAR, "2023", at=at(2023, 11, 25)), cast.a)
    given = FigureInput(RATE, Decimal(97), 1, estimated=False, evidence="Sổ theo dõi")
    services.save_draft(row, by=cast.an, at=at(2023, 12, 1), figures=[given])
    assert figure(row).estimated
    given = FigureInput(RATE, Decimal(98), 2, estimated=False, evidence="Sổ theo dõi")
    services.save_draft(row, by=cast.an, at=at(2023, 12, 18), figures=[given])
    assert not figure(row).estimated


def changed(body: bytes, sheet: str, cell: str, value: Any) -> SimpleUploadedFile:
    book = load_workbook(io.BytesIO(body))
    book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("mau.xlsx", out.getvalue())


def test_a_template_of_before_somebody_elses_rows_overwrites_none_of_them(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    body = client_of(cast.an).get(reverse("reporting:template", args=[row.key])).content
    services.save_rows(row, table="difficulties", rows=[{"subject": "Của Hà"}], by=cast.head_a, at=at(2023, 9, 7))
    table = domain.regimes()["kh124-quy"].tables[0].title[:31].strip()
    answer = post(cast.an, row, "upload", file=changed(body, table, "A2", "Của An"))
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in answer.content.decode()
    assert [r.cells["subject"] for r in row.rows.all()] == ["Của Hà"]


def test_each_return_keeps_its_own_frozen_figures_and_shows_what_changed(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    given = FigureInput(RATE, None, 1, Decimal(96), Decimal(100), evidence="Sổ theo dõi")
    services.save_draft(row, by=cast.an, at=at(2023, 9, 8), figures=[given])
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    shots = {s.measure: s for s in measures.frozen(about=("reporting.return", row.key))}
    assert {f"reporting.{RATE}", "reporting.received", "plan.assigned", "plan.overdue"} <= set(shots)
    assert all(s.agency_id == cast.a.pk and s.is_whole() for s in shots.values())
    assert all(measures.compare(s).same for s in shots.values()), "counted at once or alone, a figure is the same"
    row.figures.filter(code=RATE).update(value=Decimal(99))  # somebody edits the data behind the lock
    found = measures.compare(shots[f"reporting.{RATE}"])
    assert (found.frozen, found.same, len(found.changed)) == (Decimal(96), False, 1)
    page = client_of(cast.an).get(reverse("reporting:return", args=[row.key])).content.decode()
    assert "Số đã chốt khi khóa kỳ" in page
    assert "1 dòng khác" in page
    shot = client_of(cast.an).get(reverse("measures:measure", args=[f"reporting.{RATE}"]), {
        "chot": shots[f"reporting.{RATE}"].key
    }).content.decode()  # fmt: skip
    assert "96 → 99" in shot


def test_an_agency_that_ends_before_the_due_day_is_succeeded_in_the_same_period(cast: Cast) -> None:
    plan()
    period = quarter("2025-Q1", at(2025, 2, 27))
    old = of(period, cast.a)
    new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
    heir = person("Đàm Văn Kế", ("officer", new))
    succeed(cast.a, new, on=date(2025, 3, 1))
    plan_services.hand_over_successions(Plan.objects.get(), at=at(2025, 3, 3), by=cast.office)
    jobs.open_periods(at(2025, 3, 4))
    assert of(period, new).sections.exists()
    matrix = board(Return.objects.filter(period=period), on=date(2025, 4, 1))
    assert matrix.cells[cast.a.pk, period.pk].word == "nơi kế nhiệm báo cáo"
    assert matrix.by_agency[cast.a.pk].expected == 0
    assert matrix.by_agency[new.pk].overdue == 1
    with pytest.raises(NotNow, match="kết thúc hoạt động"):
        services.save_draft(old, by=heir, at=at(2025, 3, 5), sections=[SectionInput(1, "Muộn", 1)])


def test_one_taken_in_opened_again_and_sent_back_still_came_when_it_came(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    services.reopen(row, reason="Bổ sung.", by=cast.chi, at=at(2023, 9, 22))
    services.submit(row, by=cast.head_a, at=at(2023, 9, 25))
    row = services.return_for_fix(row, reason="Vẫn thiếu.", by=cast.chi, at=at(2023, 9, 26))
    assert row.received_on == date(2023, 9, 15)


def test_evidence_attached_to_a_return_is_printed_with_its_hash(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    when = at(2023, 9, 8)
    stored = files.store("Biên bản họp".encode(), name="bien-ban.txt", by=cast.an, at=when, purpose="attachment")
    services.attach(row, file=stored, by=cast.an, at=when)
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    assert stored.sha256 in str(papers.tables_of(report)["evidence"].rows)


def test_what_a_figure_owes_keeps_it_from_being_sent(cast: Cast, period: Period) -> None:
    row = written(of(period, cast.a), cast.an, at(2023, 9, 8))
    services.save_draft(row, by=cast.an, at=at(2023, 9, 8), figures=[FigureInput(RATE, Decimal(97), 1)])
    with pytest.raises(Invalid, match="minh chứng"):
        services.submit(row, by=cast.head_a, at=at(2023, 9, 15))


def test_a_target_with_a_source_is_counted_and_nobody_enters_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = domain.figure_forms()
    monkeypatch.setitem(forms, RATE, replace(forms[RATE], source="plan.done_on_time_rate"))
    plan()
    period = third_quarter()
    row = of(period, cast.a)
    assert not row.figures.filter(code=RATE).exists()
    page = client_of(cast.an).get(reverse("reporting:return", args=[row.key])).content.decode()
    assert f"f-{RATE}" not in page
    assert reverse("measures:measure", args=[f"reporting.{RATE}"]) in page
    scope = figures.scope_of(period)
    same = [
        measures.compute(code, as_of=date(2023, 9, 30), scope=scope)
        for code in (f"reporting.{RATE}", "plan.done_on_time_rate")
    ]
    assert same[0] == same[1]
    services.accept(sent(row, cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    line = next(r for r in papers.tables_of(report)["targets"].rows if r[0] == forms[RATE].label)
    assert line[5] == "hệ thống tính"
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    assert {s.measure for s in measures.frozen(about=("reporting.return", row.key))} >= {f"reporting.{RATE}"}
