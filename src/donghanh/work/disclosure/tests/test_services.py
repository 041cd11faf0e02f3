"""Duties made from the law, fulfilled, audited, answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.record.measures import api as measures
from donghanh.work.disclosure import services
from donghanh.work.disclosure.domain.duties import Standing
from donghanh.work.disclosure.models import Duty, Finding, TableDay
from donghanh.work.disclosure.queries.standing import board, checks_on, gaps_by_part, owed
from donghanh.work.disclosure.tests.factories import ON, Town, a_finding, at, audited, found, report
from donghanh.work.plan.tests import factories as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def standing(duty: Duty, on: date = ON) -> Standing:
    (row,) = owed(Duty.objects.filter(pk=duty.pk), on=on)
    return row.stand.standing


def test_duties_come_from_the_law_once_each(town: Town) -> None:
    before = Duty.objects.count()
    assert before >= 8
    assert services.import_reference(at=at()) == 0
    assert Duty.objects.count() == before
    assert set(Duty.objects.filter(agency=town.b).values_list("rule", flat=True)) >= {
        "thanh-tra.ke-hoach",
        "chung.to-chuc",
    }


def test_a_duty_goes_on_with_the_agency_that_takes_over_and_keeps_what_was_published(town: Town) -> None:
    duty = town.duty()
    town.publish(duty, when=at(date(2024, 3, 1)))
    heir = plans.agency("Sở Công Thương và Dịch vụ", valid_from=date(2025, 3, 1))
    plans.succeed(town.a, heir, on=date(2025, 3, 1))
    services.import_reference(at=at())
    duty.refresh_from_db()
    assert (duty.agency, duty.first_agency) == (heir, town.a)
    assert duty.publications.count() == 1
    line = next(line for line in board(ON) if line.agency == heir)
    assert duty.pk in {o.duty.pk for o in line.rows}


def test_an_address_counts_once_the_auditor_has_seen_it(town: Town) -> None:
    duty, site = town.duty(), town.site()
    town.publish(duty, when=at(ON - timedelta(days=3)), dated_on=ON - timedelta(days=4))
    assert standing(duty) == Standing.UNCHECKED
    audited(site, states={duty.category: "ok"})
    assert standing(duty) == Standing.LATE  # owed since January 2024
    audited(site, on=ON + timedelta(days=7), states={duty.category: "broken"})
    assert standing(duty, ON + timedelta(days=7)) == Standing.BROKEN
    assert standing(duty, ON) == Standing.LATE, "yesterday stays as it was"


def test_what_was_withdrawn_is_owed_again_from_that_day(town: Town) -> None:
    duty = town.duty("thu-tuc.niem-yet")
    shown = services.publish(
        duty, kind="address", title="Danh mục", url="https://so.example.vn/x", by=town.an, at=at(ON - timedelta(days=9))
    )
    with pytest.raises(NotAllowed):
        services.withdraw(shown, reason="Nhầm", by=town.an, at=at())
    services.withdraw(shown, reason="Nhầm tệp", by=town.ha, at=at())
    assert standing(duty, ON - timedelta(days=1)) == Standing.UNCHECKED
    assert standing(duty) == Standing.MISSING
    with pytest.raises(NotNow):
        services.withdraw(shown, reason="Nhầm tệp", by=town.ha, at=at())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": ""}, "url"),
        ({"title": " "}, "title"),
        ({"dated_on": ON + timedelta(days=1)}, "dated_on"),
        ({"published_on": ON + timedelta(days=1)}, "published_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(town: Town, facts: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        town.publish(town.duty(), **facts)
    assert set(refusal.value.fields) == {field}
    assert not town.duty().publications.exists()


def test_a_publication_and_an_audit_stand_in_the_public_log_without_a_person(town: Town) -> None:
    town.publish(town.duty(), document_number="12/KH-SCT")
    audited(town.site(), found("no-https", "https://so.example.vn/"))
    public = Entry.objects.public().filter(kind__startswith="disclosure.")
    assert set(public.values_list("kind", flat=True)) == {"disclosure.duty_published", "disclosure.site_audited"}
    assert all("Ân" not in e.leaf_text and "Chi" not in e.leaf_text for e in public)


def test_a_finding_lives_until_an_audit_no_longer_sees_it(town: Town) -> None:
    site = town.site()
    dead = found("link-dead", "https://so.example.vn/x", why="máy chủ trả mã 404")
    audited(site, dead, found("scan-only", "https://so.example.vn/a.pdf"))
    one = Finding.objects.get(code="link-dead")
    services.reply(one, kind="fixed", text="Đã sửa liên kết.", by=town.an, at=at())
    one.refresh_from_db()
    assert one.state == "answered", "a word is not a repair"
    audited(site, dead, on=ON + timedelta(days=7))
    one.refresh_from_db()
    assert (one.state, one.times) == ("answered", 2)
    assert Finding.objects.get(code="scan-only").state == "fixed"
    audited(site, on=ON + timedelta(days=14))
    one.refresh_from_db()
    assert one.state == "fixed"
    audited(site, dead, on=ON + timedelta(days=21))
    one.refresh_from_db()
    assert (one.state, one.reply, one.times) == ("open", "", 3)


def test_an_audit_that_stopped_early_mends_nothing(town: Town) -> None:
    site = town.site()
    audited(site, found("scan-only", "https://so.example.vn/a.pdf"))
    audited(site, on=ON + timedelta(days=7), stopped="pages")
    assert Finding.objects.get().state == "open"
    unreachable = found("unreachable", "https://so.example.vn/")
    audit = audited(site, unreachable, on=ON + timedelta(days=8))
    assert audit.state == "failed"
    assert Finding.objects.get(code="scan-only").state == "open"
    assert (town.a.pk, "x") not in checks_on(ON + timedelta(days=9))


def test_an_audit_is_kept_once_and_asked_for_once(town: Town) -> None:
    site = town.site()
    waiting = services.ask_audit(site, by=town.chi, at=at())
    with pytest.raises(NotNow):
        services.ask_audit(site, by=town.chi, at=at())
    services.keep_audit(waiting, report=report(), at=at())
    with pytest.raises(NotNow):
        services.keep_audit(waiting, report=report(), at=at())


def test_the_same_site_is_entered_once_and_only_web_addresses_are(town: Town) -> None:
    town.site()
    for url in ("so.example.vn", "https://SO.example.vn/", "file:///etc/passwd", "x y"):
        with pytest.raises(Invalid):
            services.enter_site(town.a, url=url, by=town.chi, at=at())


def test_a_reply_says_what_and_by_when(town: Town) -> None:
    one = a_finding(town)
    for facts in (
        {"kind": "will_fix", "text": "Sẽ đăng lại."},
        {"kind": "la", "text": "x"},
        {"kind": "disagree", "text": " "},
    ):
        with pytest.raises(Invalid):
            services.reply(one, by=town.an, at=at(), **facts)
    services.reply(one, kind="will_fix", text="Sẽ đăng lại.", promised_on=ON + timedelta(days=5), by=town.an, at=at())
    with pytest.raises(NotAllowed):
        services.reply(one, kind="disagree", text="x", by=town.binh, at=at())


def test_the_coordinator_decides_with_a_reason_and_may_think_again(town: Town) -> None:
    one = a_finding(town)
    with pytest.raises(Invalid):
        services.dismiss(one, reason="", by=town.chi, at=at())
    services.dismiss(one, reason="Tệp là bản đồ, không có chữ.", by=town.chi, at=at())
    one.refresh_from_db()
    assert one.state == "dismissed"
    audited(one.site, found("scan-only", one.url), on=ON + timedelta(days=7))
    one.refresh_from_db()
    assert one.state == "dismissed", "seen again, still no defect"
    services.reopen(one, reason="Đã có bản có chữ.", by=town.chi, at=at())
    one.refresh_from_db()
    assert one.state == "open"


def test_the_nightly_table_is_replaced_whole(town: Town) -> None:
    lines = services.take_table(at=at())
    assert lines == TableDay.objects.count() > 1
    assert services.take_table(at=at(hour=23)) == lines == TableDay.objects.count()
    day = TableDay.objects.get(agency=town.a)
    assert (day.due, day.published) == (sum(day.counts.values()) - day.counts.get("not_due", 0), 0)


def test_the_measure_binds_the_plans_hundred_per_cent_and_its_rows_add_up(town: Town) -> None:
    duty, site = town.duty(), town.site()
    town.publish(duty, when=at(date(2024, 1, 10)), dated_on=date(2024, 1, 9))
    audited(site, states={duty.category: "ok"})
    value = measures.compute("disclosure.published_rate", as_of=ON, scope=measures.Scope(agency_id=town.a.pk))
    assert value.numerator == sum(r.value or 0 for r in value.rows) == 1
    assert value.denominator == len(value.rows) > 1
    measure = measures.registry()["disclosure.published_rate"]
    assert (measure.target, measure.reached(value.value)) == (100, False)


def test_bodies_that_are_only_asked_never_owe(town: Town) -> None:
    Duty.objects.filter(agency=town.b).update(requested=True)
    assert town.b not in {line.agency for line in board(ON)}
    assert all(r.key not in set(Duty.objects.filter(agency=town.b).values_list("key", flat=True))
               for r in measures.compute("disclosure.published_rate", as_of=ON, scope=measures.Scope()).rows)  # fmt: skip


def test_gaps_are_told_by_the_sub_index_they_bear_on(town: Town) -> None:
    gaps = gaps_by_part(ON)
    assert {o.duty.category for o in gaps["PCI.support"]} == {"ho-tro"}
    assert {o.duty.agency for o in gaps["PCI.informal"]} >= {town.b}


def test_the_one_search_finds_what_is_public_and_nothing_else(town: Town) -> None:
    from donghanh.record.search import api as search
    from donghanh.work.disclosure.queries import finding

    row = services.send(
        agency=town.a, subject="Kho bạc bí ẩn", full_name="Vi Thị Kín", delivery="online", at=at()
    ).request
    services.take(row, hard=False, by=town.an, at=at())
    services.answer(row, decision="granted", text="Xem bảng.", by=town.ha, at=at())
    assert list(finding.answer_documents(ON)) == []
    services.publish_answer(row, public_subject="Bảng thu phí cửa khẩu", redacted=True, by=town.ha, at=at())
    search.gather_all(on=ON)
    assert [h.title for h in search.find("thu phi cua khau", on=ON).hits] == ["Bảng thu phí cửa khẩu"]
    assert search.find("kho bac bi an", on=ON).hits in ([], ())
    assert search.find("vi thi kin", on=ON).hits in ([], ())
    assert any("Chính sách hỗ trợ" in h.title for h in search.find("ho tro doanh nghiep", on=ON).hits)
