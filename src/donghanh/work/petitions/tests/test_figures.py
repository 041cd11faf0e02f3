"""Figures: an honest denominator, small groups not shown, reopening changes the quarter, answered is not solved."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.record.measures import api as measures
from donghanh.work.petitions import api, domain, services
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.queries import figures
from donghanh.work.petitions.queries.figures import Count766
from donghanh.work.petitions.tests.factories import AT, WHO, answered, at_agency, make_petition

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def calendar(db):
    load_calendar()


def other(n: int) -> dict[str, str]:
    return {"title": f"Việc {n}", "text": f"Nội dung riêng {n}"}


def test_what_is_open_and_overdue_counts_against_being_on_time(cast):
    row = answered(cast, **other(1))
    at_agency(cast, **other(2))
    services.rate(row, solved="no", at=AT, sender=True)
    found = figures.total(Petition.objects.all(), on=LATER)
    assert (found.received, found.answered, found.in_time, found.overdue) == (2, 1, 1, 1)
    assert found.on_time_rate == Decimal("50.0")
    assert (found.solved_rate, found.satisfied_rate) == (Decimal("0.0"), Decimal("0.0"))
    assert measures.compute("petitions.on_time", as_of=LATER, scope=measures.Scope()).value == Decimal("50.0")
    assert measures.compute("petitions.solved", as_of=LATER, scope=measures.Scope()).denominator == 1


def test_a_case_that_waits_for_its_sender_is_not_overdue(cast):
    services.ask(at_agency(cast), text="Gửi thêm", by=cast.an, at=AT)
    assert figures.total(Petition.objects.all(), on=LATER).overdue == 0


def test_opening_again_takes_the_answer_out_of_its_quarter_and_says_so(cast):
    row = answered(cast)
    before = measures.compute("petitions.on_time", as_of=LATER, scope=measures.Scope())
    services.reopen(row, reason="Chưa xong", at=AT + timedelta(days=3), sender=True)
    after = measures.compute("petitions.on_time", as_of=LATER, scope=measures.Scope())
    assert (before.numerator, after.numerator) == (1, 0)
    assert [m.note for m in figures.reopenings(Petition.objects.all())] == ["2026-Q4"]


def test_days_are_counted_net_of_the_petitioners_own_delay(cast):
    row = services.ask(at_agency(cast), text="Gửi thêm", by=cast.an, at=AT)
    services.reply(row, text="Đây", at=AT + timedelta(days=6), sender=True)
    row.refresh_from_db()
    services.draft(row, text="Xong", outcome="solved", version=0, by=cast.an, at=AT + timedelta(days=10))
    row = services.submit(row, by=cast.an, at=AT + timedelta(days=10))
    services.approve(row, by=cast.ha, at=AT + timedelta(days=10))
    assert figures.median_days(Petition.objects.all()) == 4


def test_small_groups_are_added_together_so_that_none_can_be_subtracted():
    lines = [Count766("a", "A", received=40), Count766("b", "B", received=9), Count766("c", "C", received=2)]
    shown = figures.suppressed(lines)
    assert [(c.label, c.received) for c in shown] == [("A", 40), ("2 nhóm nhỏ gộp lại", 11)]
    assert sum(c.received for c in shown) == 51


def test_complaints_and_what_was_refused_are_not_in_the_figures(cast):
    services.refuse(make_petition(**other(1)), reason="Không thuộc phạm vi", by=cast.lan, at=AT)
    make_petition(regime="complaint", **other(2))
    rows = figures.within(Petition.objects.all(), since=None, until=LATER)
    assert rows.count() == 0


def test_the_rows_behind_a_figure_name_no_one(cast):
    answered(cast)
    told = measures.compute("petitions.received", as_of=LATER, scope=measures.Scope())
    assert [r.label for r in told.rows] == ["KN-2026-000001"]
    assert WHO.name not in repr(told)


def test_the_leaders_card_counts_what_is_overdue_however_old_as_its_list_does(client, cast, monkeypatch):
    at_agency(cast, **other(1))
    for n in (2, 3):
        services.ask(at_agency(cast, **other(n)), text="Gửi thêm", by=cast.an, at=AT)
    (line,) = figures.hot(on=LATER)
    assert (line["now"], line["before"], line["open"], line["overdue"]) == (0, 3, 3, 1)
    monkeypatch.setenv("DONGHANH_NOW", "2026-12-31T09:00:00+07:00")
    client.force_login(cast.giang)
    html = client.get(f"/kien-nghi/tat-ca/?linh_vuc={line['subject']}&trang_thai=mo").content.decode()
    assert "1–3 trong 3 kiến nghị" in html
    html = client.get(f"/kien-nghi/tat-ca/?linh_vuc={line['subject']}&trang_thai=qua-han").content.decode()
    assert "1–1 trong 1 kiến nghị" in html


def test_a_subject_said_often_is_hot_before_anything_is_late(cast):
    for n in range(figures.SMALLEST):
        assert figures.hot(on=AT.date()) == []
        make_petition(**other(n))
    assert [(line["now"], line["overdue"]) for line in figures.hot(on=AT.date())] == [(figures.SMALLEST, 0)]


def test_the_page_of_an_index_counts_for_the_house_and_tells_the_public_no_small_number(client, cast):
    row = at_agency(cast, **other(1))
    assert api.open_on(row.subindex, AnonymousUser(), on=LATER) == api.OpenOnPart(few=figures.SMALLEST)
    inside = api.open_on(row.subindex, cast.giang, on=LATER)
    assert api.open_by_part(cast.giang, on=LATER)[row.subindex] == inside
    assert (inside.open, inside.late, inside.few) == (1, 1, 0)
    client.force_login(cast.giang)
    assert row.number in client.get(inside.url).content.decode()
    other_part = next(code for code in domain.parts() if code != row.subindex)
    shown = client.get(inside.url.replace(row.subindex, other_part)).content.decode()
    assert row.number not in shown
    for n in range(2, figures.SMALLEST + 1):
        make_petition(**other(n))
    assert api.open_on(row.subindex, AnonymousUser(), on=AT.date()).open == figures.SMALLEST


def test_half_of_an_even_number_lies_between_two():
    assert figures._middle({1: 2, 4: 2}, 4) == Decimal("2.5")
    assert figures._middle({3: 1}, 1) == 3


def test_a_commune_is_on_the_map_where_enough_petitions_say_where_they_are(client, cast):
    for n in range(11):
        made = make_petition(
            AT, title=f"Đường {n}", text=f"Đường vào cụm công nghiệp hỏng, đoạn {n}", place="06184" if n < 6 else "05983",
            **({"latitude": Decimal("21.94"), "longitude": Decimal("106.70") + n} if n < 6 else {}),
        )  # fmt: skip
    assert made.place == "05983"
    client.force_login(cast.giang)
    address = reverse("petitions:figures")
    period = {"tu": "01/11/2026", "den": "30/11/2026", "theo": "noi"}
    html = client.get(address, period).content.decode()
    assert "xã Đồng Đăng" in html
    assert (
        "phường Lương Văn Tri" in html
    )  # five of them: in the table, and without a place on the ground not on the map
    assert "ban-do.geojson" in html
    found = client.get(reverse("petitions:figures_map"), period).json()["features"]
    assert [f["properties"]["ten"] for f in found] == ["xã Đồng Đăng"]
    assert found[0]["geometry"]["coordinates"] == [109.2, 21.94]  # the middle, to a hundredth of a degree
    Petition.objects.filter(title="Đường 0").update(latitude=None)
    Petition.objects.filter(title="Đường 1").update(latitude=None)
    assert client.get(reverse("petitions:figures_map"), period).json()["features"] == []
    assert "ban-do.geojson" not in client.get(address, period).content.decode()
    assert client.get(reverse("petitions:figures_map"), {"theo": "noi"}).json()["features"] == []
    client.logout()
    assert client.get(reverse("petitions:figures_map"), period).status_code != 200
