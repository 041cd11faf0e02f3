"""The story of a quarter: opened, written, sent, sent back, taken in, locked, reopened, put together."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.measures import api as measures
from donghanh.record.measures.models import Snapshot
from donghanh.record.notify.models import Notice
from donghanh.record.papers.api import Paragraph, printed
from donghanh.work.plan import services as plan_services
from donghanh.work.plan.models import Obligation
from donghanh.work.reporting import domain, jobs, services
from donghanh.work.reporting.domain import State
from donghanh.work.reporting.models import Period, Report, Return
from donghanh.work.reporting.queries import figures, papers
from donghanh.work.reporting.queries.board import board, stands
from donghanh.work.reporting.services import FigureInput, SectionInput
from donghanh.work.reporting.tests.factories import (
    QUARTER,
    YEAR,
    Cast,
    at,
    of,
    plan,
    sent,
    settle,
    third_quarter,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def period(cast: Cast) -> Period:
    plan()
    return third_quarter()


def test_a_period_expects_every_agency_that_owes_the_report_and_links_its_duty(cast: Cast, period: Period) -> None:
    rows = Return.objects.filter(period=period)
    assert {r.agency_id for r in rows} >= {cast.a.pk, cast.b.pk, cast.focal.pk}
    assert all(r.obligation_key for r in rows if r.agency_id in {cast.a.pk, cast.b.pk})
    assert (period.data_from, period.data_until) == (date(2023, 6, 15), date(2023, 9, 14))
    assert period.due_on == date(2023, 9, 19)


def test_opening_twice_opens_nothing_twice(cast: Cast, period: Period) -> None:
    again = services.open_period(QUARTER, "2023-Q3", at=at(2023, 9, 6))
    assert again.pk == period.pk
    assert Period.objects.count() == 1


def test_a_quarter_that_the_regime_does_not_know_is_refused_with_what_it_knows(cast: Cast) -> None:
    with pytest.raises(Invalid, match="2023-Q1, 2023-Q2, 2023-Q3"):
        services.open_period(QUARTER, "2023-Q4", at=at(2023, 9, 5))


def test_a_return_is_filled_beforehand_with_the_agencys_own_words(cast: Cast) -> None:
    plan()
    duty = Obligation.objects.with_context().get(assigned=cast.a, duty__eid="part_B__sec_I__clause_1__point_a")
    plan_services.report(duty, percent=60, text="Đã soạn xong tài liệu.", by=cast.an, at=at(2023, 8, 2))
    row = of(third_quarter(), cast.a)
    section = row.sections.get(code="duties")
    assert section.text == "Đã soạn xong tài liệu."
    assert (section.percent, section.obligation_key) == (60, duty.key)
    assert not row.sections.exclude(code="duties").exclude(text="").exists()


def test_a_yearly_report_falls_due_before_its_figures_are_complete_so_they_are_estimates(cast: Cast) -> None:
    plan()
    period = services.open_period(YEAR, "2023", at=at(2023, 11, 20))
    assert period.due_on == date(2023, 12, 11)  # trước 10/12 là ngày 9, thứ bảy: theo lịch dời sang thứ hai
    assert period.estimates


def test_dates_on_days_off_follow_the_calendar_and_say_so(cast: Cast) -> None:
    june = services.open_period(QUARTER, "2026-Q2", at=at(2026, 6, 1))
    september = services.open_period(QUARTER, "2026-Q3", at=at(2026, 9, 1))
    assert june.due_on == date(2026, 6, 19)
    assert september.named_on.weekday() == 6
    assert september.due_on == date(2026, 9, 21)  # trước 20/9 là ngày 19, thứ bảy
    assert june.due_rule
    assert september.due_rule


def test_the_way_of_a_return(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    assert (row.state, row.received_on) == (State.SUBMITTED, date(2023, 9, 15))
    row = services.return_for_fix(row, reason="Thiếu số liệu quý.", by=cast.chi, at=at(2023, 9, 18))
    assert (row.state, row.received_on) == (State.RETURNED, None)
    row = services.submit(row, by=cast.head_a, at=at(2023, 9, 21))
    assert row.received_on == date(2023, 9, 21)
    row = services.accept(row, by=cast.chi, at=at(2023, 9, 22))
    assert row.state == State.ACCEPTED
    assert [m.verb for m in row.moves.all()] == ["submit", "return", "submit", "accept"]


def test_a_return_reopened_after_acceptance_keeps_the_day_it_came(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    services.accept(row, by=cast.chi, at=at(2023, 9, 16))
    row = services.reopen(row, reason="Bổ sung biểu.", by=cast.chi, at=at(2023, 10, 2))
    row = services.submit(row, by=cast.head_a, at=at(2023, 10, 5))
    assert row.received_on == date(2023, 9, 15)
    assert stands([row], on=date(2023, 10, 6))[row.pk].count.on_time == 1


def test_the_plans_own_report_duty_follows_the_return(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    duty = Obligation.objects.get(key=row.obligation_key)
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    settle(at(2023, 9, 15, 10))
    duty.refresh_from_db()
    assert duty.state == "submitted"
    services.return_for_fix(row, reason="Thiếu.", by=cast.chi, at=at(2023, 9, 16))
    settle(at(2023, 9, 16, 10))
    duty.refresh_from_db()
    assert duty.state == "doing"
    services.submit(row, by=cast.head_a, at=at(2023, 9, 18))
    services.accept(row, by=cast.chi, at=at(2023, 9, 19))
    settle(at(2023, 9, 19, 10))
    duty.refresh_from_db()
    assert (duty.state, duty.result_on) == ("done", date(2023, 9, 18))


def test_an_empty_return_is_not_sent(cast: Cast, period: Period) -> None:
    with pytest.raises(Invalid, match="chưa có nội dung"):
        services.submit(of(period, cast.a), by=cast.head_a, at=at(2023, 9, 15))


def test_two_people_who_write_the_same_part_see_both_texts(cast: Cast, period: Period) -> None:
    row = of(period, cast.a)
    part = row.sections.first()
    assert part is not None
    first = SectionInput(part.order, "Bản của An", part.version)
    second = SectionInput(part.order, "Bản của thủ trưởng", part.version)
    services.save_draft(row, by=cast.an, at=at(2023, 9, 6), sections=[first])
    saved = services.save_draft(row, by=cast.head_a, at=at(2023, 9, 6, 10), sections=[second])
    assert [(c.kept, c.yours, c.kept_by) for c in saved.conflicts] == [
        ("Bản của An", "Bản của thủ trưởng", cast.an.full_name)
    ]
    part.refresh_from_db()
    assert part.text == "Bản của An"


def test_a_figure_outside_its_bounds_is_asked_about_and_taken_with_a_reason(cast: Cast, period: Period) -> None:
    row = written(of(period, cast.focal), _officer(cast), at(2023, 9, 10))
    odd = FigureInput("disclosure_rate", Decimal(130), 1, evidence="Hệ thống đăng ký, 14/9/2023")
    saved = services.save_draft(row, by=_officer(cast), at=at(2023, 9, 10), figures=[odd])
    assert "lý do" in saved.questions[0]
    head = _head(cast)
    with pytest.raises(Invalid, match="lý do"):
        services.submit(row, by=head, at=at(2023, 9, 12))
    told = FigureInput(odd.code, odd.value, 2, evidence=odd.evidence, reason="Gồm hồ sơ dồn từ quý trước")
    services.save_draft(row, by=_officer(cast), at=at(2023, 9, 11), figures=[told])
    assert services.submit(row, by=head, at=at(2023, 9, 12)).state == State.SUBMITTED


def _officer(cast: Cast) -> object:
    from donghanh.work.plan.tests.factories import person

    return person("Chuyên viên đầu mối", ("officer", cast.focal))


def _head(cast: Cast) -> object:
    from donghanh.work.plan.tests.factories import person

    return person("Giám đốc đầu mối", ("head", cast.focal))


def _accepted(cast: Cast, period: Period) -> Return:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    return services.accept(row, by=cast.chi, at=at(2023, 9, 16))


def test_locking_freezes_figures_that_later_edits_do_not_change(cast: Cast, period: Period) -> None:
    row = _accepted(cast, period)
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    shots = measures.frozen(about=("reporting.period", period.key))
    before = {s.key: (s.value, s.digest) for s in shots}
    assert before
    assert all(s.is_whole() for s in shots)
    row.moves.all().delete()
    Return.objects.filter(pk=row.pk).update(received_on=None, state="draft")
    again = {s.key: (s.value, s.digest) for s in Snapshot.objects.filter(about_key=period.key)}
    assert again == before
    received = next(s for s in shots if s.measure == "reporting.received")
    period.refresh_from_db()
    difference = measures.compare(received)
    assert (difference.frozen, difference.now) == (Decimal(1), Decimal(0))
    assert len(difference.changed) == 1


def test_opening_again_goes_top_down_and_each_lock_says_its_rule(cast: Cast, period: Period) -> None:
    row = _accepted(cast, period)
    period = services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    report = services.request_report(period, by=cast.chi, at=at(2023, 9, 26))
    jobs.build_report(report)
    services.issue(report, number="12/BC-SKHDT", signed_on=date(2023, 9, 26), by=cast.chi, at=at(2023, 9, 26))
    row = of(period, cast.a)
    lock = row.lock()
    assert lock is not None
    assert lock.code == "report-issued"
    with pytest.raises(NotNow, match="12/BC-SKHDT"):
        services.reopen_period(period, reason="Sai số.", by=cast.chi, at=at(2023, 9, 27))
    services.withdraw(report, reason="Sai số.", by=cast.chi, at=at(2023, 9, 27))
    with pytest.raises(NotNow, match="khóa số liệu"):
        services.reopen(of(period, cast.a), reason="Sai số.", by=cast.chi, at=at(2023, 9, 27))
    services.reopen_period(period, reason="Sai số.", by=cast.chi, at=at(2023, 9, 27))
    row = services.reopen(of(period, cast.a), reason="Sai số.", by=cast.chi, at=at(2023, 9, 27))
    assert row.state == State.RETURNED


def test_a_period_with_a_return_that_waits_cannot_be_locked(cast: Cast, period: Period) -> None:
    sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    with pytest.raises(NotNow, match="chờ tiếp nhận"):
        services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))


def test_a_locked_period_locked_again_keeps_both_editions(cast: Cast, period: Period) -> None:
    _accepted(cast, period)
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    services.reopen_period(period, reason="Bổ sung.", by=cast.chi, at=at(2023, 9, 26))
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 27))
    assert set(Snapshot.objects.values_list("edition", flat=True)) == {1, 2}


def test_the_report_holds_the_agencies_words_and_nothing_else(cast: Cast, period: Period) -> None:
    row = _accepted(cast, period)
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    said = {s.text for s in row.sections.all()}
    body = [b for b in papers.paper_of(report).paragraphs if isinstance(b, Paragraph) and b.lead]
    assert {p.text for p in body} == said
    assert {p.lead for p in body} == {f"{cast.a.name}:"}
    assert all(p.source and p.source.rows == (row.key,) for p in body)


def test_every_number_of_the_report_resolves_to_rows(cast: Cast, period: Period) -> None:
    _accepted(cast, period)
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    returns = set(Return.objects.values_list("key", flat=True))
    work = set(Obligation.objects.values_list("key", flat=True))
    aims = {m.target_place for m in measures.registry().values()}
    found = [p for p in printed(papers.paper_of(report)) if not p.is_reference]
    assert len(found) > 20
    for p in found:
        assert p.source is not None, p.place
        assert p.source.rows or p.value == 0, p.place
        assert set(p.source.rows) <= returns | work | aims, p.place
        if p.source.measure in {"plan.assigned", "plan.overdue", "plan.in_time"} and "quá hạn · dòng" not in p.place:
            assert p.value == len(p.source.rows), p.place


def test_a_killed_worker_goes_on_where_it_stopped(cast: Cast, period: Period) -> None:
    _accepted(cast, period)
    sent(of(period, cast.b), cast.binh, cast.head_b, at(2023, 9, 17))
    services.accept(of(period, cast.b), by=cast.chi, at=at(2023, 9, 18))
    report = services.request_report(period, by=cast.chi, at=at(2023, 9, 25))
    assert services.build_next(report, at=at(2023, 9, 25))  # and here the worker dies
    report.refresh_from_db()
    assert (report.state, report.done, report.total) == (Report.State.BUILDING, 1, 2)
    jobs.build.call(report.key)
    report.refresh_from_db()
    assert (report.state, report.done) == (Report.State.DRAFT, 2)
    assert report.paragraphs.count() == sum(r.sections.count() for r in Return.objects.filter(state="accepted"))


def test_two_reports_of_one_period_do_not_disturb_each_other(cast: Cast, period: Period) -> None:
    _accepted(cast, period)
    one, two = (services.request_report(period, by=cast.chi, at=at(2023, 9, 25, h)) for h in (8, 9))
    more = True
    while more:
        more = any([services.build_next(one, at=at(2023, 9, 25)), services.build_next(two, at=at(2023, 9, 25))])
    for report in (one, two):
        report.refresh_from_db()
        assert report.state == Report.State.DRAFT
    assert one.paragraphs.count() == two.paragraphs.count() > 0
    assert one.tables == two.tables


def test_a_return_reopened_after_the_draft_is_shown_and_can_be_taken_again(cast: Cast, period: Period) -> None:
    row = _accepted(cast, period)
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    assert not papers.changes_since(report)
    edited = report.paragraphs.order_by("pk").first()
    assert edited is not None
    services.edit_paragraph(edited, text="Đã biên tập.", version=1, by=cast.chi, at=at(2023, 9, 25))
    services.reopen(row, reason="Sửa số.", by=cast.chi, at=at(2023, 9, 26))
    row = of(period, cast.a)
    assert [r.pk for r in papers.changes_since(report).reopened] == [row.pk]
    services.submit(written(row, cast.an, at(2023, 9, 27), text="Số mới"), by=cast.head_a, at=at(2023, 9, 27))
    services.accept(of(period, cast.a), by=cast.chi, at=at(2023, 9, 28))
    changes = papers.changes_since(report)
    assert [r.pk for r in changes.again] == [row.pk]
    assert len(changes.paragraphs) == report.paragraphs.count()
    services.take_again(report, row, by=cast.chi, at=at(2023, 9, 28))
    assert not papers.changes_since(report)
    edited.refresh_from_db()
    assert edited.text == "Đã biên tập."
    assert edited.source_text != "Đã biên tập."


def test_reminders_climb_a_capped_ladder_and_stop_when_the_return_arrives(cast: Cast, period: Period) -> None:
    sent(of(period, cast.b), cast.binh, cast.head_b, at(2023, 9, 6))
    for offset in range(50):
        jobs.remind(at(2023, 9, 7) + timedelta(days=offset))
    mine = Notice.objects.filter(kind__startswith="reporting.")
    assert mine.filter(user=cast.an).count() == 2
    assert mine.filter(user=cast.head_a).count() == 1
    assert mine.filter(user=cast.leader, kind="reporting.missing").count() == 1
    assert not mine.filter(user=cast.binh, kind="reporting.due").exists()
    assert max(Return.objects.values_list("reminded", flat=True)) <= domain.MOST_REMINDERS


def test_estimates_are_marked_until_confirmed_after_the_cutoff(cast: Cast) -> None:
    plan()
    period = services.open_period(YEAR, "2023", at=at(2023, 11, 25))
    row = of(period, cast.focal)
    officer, head = _officer(cast), _head(cast)
    written(row, officer, at(2023, 11, 28))
    figure = FigureInput(
        "disclosure_rate", None, 1, Decimal(96), Decimal(100), estimated=True, evidence="Hệ thống đăng ký"
    )
    services.save_draft(row, by=officer, at=at(2023, 11, 28), figures=[figure])
    services.submit(row, by=head, at=at(2023, 12, 5))
    services.accept(row, by=cast.chi, at=at(2023, 12, 6))
    scope = figures.scope_of(period)
    assert measures.compute("reporting.disclosure_rate", as_of=date(2023, 12, 7), scope=scope).estimated
    with pytest.raises(NotNow, match="ngày chốt"):
        services.confirm_figures(row, final=[], by=head, at=at(2023, 12, 14))
    final = FigureInput(figure.code, None, 0, Decimal(191), Decimal(200))
    services.confirm_figures(row, final=[final], by=head, at=at(2023, 12, 18))
    now = measures.compute("reporting.disclosure_rate", as_of=date(2023, 12, 19), scope=scope)
    assert (now.value, now.numerator, now.estimated) == (Decimal("95.5"), Decimal(191), False)


def test_nobody_takes_in_what_he_sent_himself(cast: Cast, period: Period) -> None:
    from donghanh.work.plan.tests.factories import person

    both = person("Vừa gửi vừa nhận", ("head", cast.focal), ("coordinator", cast.focal))
    row = sent(of(period, cast.focal), both, both, at(2023, 9, 15))
    with pytest.raises(NotAllowed, match="không được tự tiếp nhận"):
        services.accept(row, by=both, at=at(2023, 9, 16))


def test_the_board_of_a_past_day_is_what_it_was_that_day(cast: Cast, period: Period) -> None:
    row = sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    services.return_for_fix(row, reason="Thiếu.", by=cast.chi, at=at(2023, 9, 22))
    rows = Return.objects.filter(period=period, agency=cast.a)
    assert board(rows, on=date(2023, 9, 14)).total.waiting == 1
    assert board(rows, on=date(2023, 9, 20)).total.on_time == 1
    assert board(rows, on=date(2023, 9, 23)).total.overdue == 1
    assert board(rows, on=date(2023, 10, 1)).total.overdue == 1
