"""Requests for information: the statutory clock, what is refused and why, who may know who asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from donghanh.ground.workcal import services as workcal_services
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.record.measures import api as measures
from donghanh.work.disclosure import services
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.domain.limits import limits
from donghanh.work.disclosure.models import InfoRequest
from donghanh.work.disclosure.queries import requests as reads
from donghanh.work.disclosure.tests.factories import ON, Town, at

pytestmark = pytest.mark.django_db
ASKED = date(2026, 11, 12)  # a Thursday


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", at().isoformat())


@pytest.fixture
def town(db: None) -> Town:
    workcal_services.import_reference(at=at(date(2026, 1, 5)))
    return Town()


def sent(town: Town, when: date = ASKED, **facts: Any) -> services.Receipt:
    given = {
        "agency": town.a, "subject": "Danh sách doanh nghiệp được hỗ trợ lãi suất năm 2025", "full_name": "Vi Thị Kín",
        "delivery": "online", "phone": "0912 345 678", **facts,
    }  # fmt: skip
    return services.send(at=at(when), **given)


def handled(town: Town, *, hard: bool = False, when: date = ASKED) -> InfoRequest:
    return services.take(sent(town, when).request, hard=hard, by=town.an, at=at(when))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fresh(row: InfoRequest) -> InfoRequest:
    return InfoRequest.objects.with_context().get(pk=row.pk)


def test_the_clock_is_the_laws_and_tells_every_day(town: Town) -> None:
    row = fresh(sent(town).request)
    assert reads.clock(row).due_on == date(2026, 11, 17)  # 3 working days, a weekend between
    why = reads.explain(row)
    assert why.total() == 3
    assert why.leads_to() == date(2026, 11, 17)
    hard = fresh(services.take(row, hard=True, by=town.an, at=at(ASKED)))
    # 10 working days; 24 November 2026 is a holiday for the first time.
    assert reads.clock(hard).due_on == date(2026, 11, 27)
    by_post = fresh(sent(town, channel="post", delivery="post", address="Số 1").request)
    assert reads.clock(by_post).due_on == date(2026, 11, 19)


def test_waiting_for_the_sender_does_not_count(town: Town) -> None:
    row = handled(town, hard=True)
    services.ask(row, question="Xin nói rõ năm nào", by=town.an, at=at(date(2026, 11, 13)))
    assert reads.clock(fresh(row)).due_on is None
    assert not reads.clock(fresh(row)).overdue(date(2027, 3, 1))
    services.supplement(row, text="Năm 2025", at=at(date(2026, 11, 20)))
    state = reads.clock(fresh(row))
    assert state.paused_days == 7
    assert state.due_on == date(2026, 12, 4)


def test_a_hard_request_may_be_extended_once_by_the_head_and_a_simple_one_not(town: Town) -> None:
    row = handled(town, hard=True)
    with pytest.raises(NotAllowed):
        services.extend(row, days=5, reason="Đang tập hợp", by=town.an, at=at(ON))
    with pytest.raises(Invalid, match="mỗi lần gia hạn"):
        services.extend(row, days=16, reason="Đang tập hợp", by=town.ha, at=at(ON))
    assert not fresh(row).moves.filter(verb="extend").exists(), "a refusal leaves nothing"
    services.extend(row, days=15, reason="Đang tập hợp từ các xã", by=town.ha, at=at(ON))
    assert reads.clock(fresh(row)).due_on == date(2026, 12, 14)
    with pytest.raises(Invalid, match="đủ 1 lần"):
        services.extend(row, days=1, reason="Nữa", by=town.ha, at=at(ON))
    with pytest.raises(Invalid, match="không cho gia hạn"):
        services.extend(handled(town), days=1, reason="x", by=town.ha, at=at(ASKED))


def test_what_is_withheld_is_withheld_on_a_ground_with_its_article(town: Town) -> None:
    row = handled(town)
    for facts in ({"decision": "refused"}, {"decision": "partial"}, {"decision": "granted", "grounds": ["secret"]},
                  {"decision": "refused", "grounds": ["khong-co"]}, {"decision": "la"}):  # fmt: skip
        with pytest.raises(Invalid):
            services.answer(row, text="Trả lời", by=town.ha, at=at(), **facts)
    with pytest.raises(NotAllowed):
        services.answer(row, decision="granted", text="Đây", by=town.an, at=at())
    done = services.answer(
        row, decision="partial", grounds=["private", "internal"], text="Gửi phần còn lại.", by=town.ha, at=at()
    )
    assert [g for g in done.grounds if "Điều 6" in g]
    assert [g for g in done.grounds if "Điều 7" in g]
    with pytest.raises(NotNow):
        services.answer(row, decision="granted", text="Lại", by=town.ha, at=at())


def test_grounds_are_dated_and_those_not_read_again_say_so() -> None:
    assert domain.grounds(date(2018, 1, 1)) == {}
    assert {g.code for g in domain.grounds(ON).values() if g.verified} == {"internal"}


def test_only_number_and_secret_open_a_request_and_guessing_shuts_it(town: Town) -> None:
    receipt = sent(town)
    number = receipt.request.number
    assert number == "TT-2026-00001"
    assert sent(town).request.number == "TT-2026-00002"
    assert services.open_by_secret(number.lower(), f" {receipt.secret.upper()} ", at=at()).pk == receipt.request.pk
    assert receipt.secret not in InfoRequest.objects.get(number=number).secret_hash
    for _ in range(8):
        with pytest.raises(NotAllowed):
            services.open_by_secret(number, "sai", at=at())
    with pytest.raises(NotNow):
        services.open_by_secret(number, receipt.secret, at=at())
    assert services.open_by_secret(number, receipt.secret, at=at() + timedelta(minutes=31))
    with pytest.raises(NotAllowed):
        services.open_by_secret("TT-2026-99999", receipt.secret, at=at())


def test_a_transferred_request_belongs_to_the_other_agency_with_its_days_counted(town: Town) -> None:
    row = handled(town)
    services.transfer(row, to=town.b, reason="Thuộc Thanh tra tỉnh", by=town.an, at=at(date(2026, 11, 13)))
    row = fresh(row)
    assert (row.agency, row.state) == (town.b, "received")
    assert reads.clock(row).due_on == date(2026, 11, 17)
    assert InfoRequest.objects.visible_to(town.binh, on=ON).filter(pk=row.pk).exists()
    assert not InfoRequest.objects.visible_to(town.an, on=ON).filter(pk=row.pk).exists()
    with pytest.raises(Invalid):
        services.transfer(row, to=town.b, reason="x", by=town.binh, at=at())


def test_an_answer_is_published_only_when_it_names_nobody_and_somebody_says_so(town: Town) -> None:
    row = handled(town)
    services.answer(row, decision="granted", text="Xem tệp kèm theo.", by=town.ha, at=at())
    for subject, redacted in (
        ("Danh sách của chị Vi Thị Kín", True),
        ("Hỏi theo số 0912 345 678", True),
        ("Danh sách", False),
        ("", True),
    ):
        with pytest.raises(Invalid):
            services.publish_answer(row, public_subject=subject, redacted=redacted, by=town.ha, at=at())
    services.publish_answer(
        row, public_subject="Danh sách doanh nghiệp được hỗ trợ lãi suất", redacted=True, by=town.ha, at=at()
    )
    assert [a.row.pk for a in reads.alike("xin danh sách doanh nghiệp hỗ trợ lãi suất 2026")] == [row.pk]
    assert reads.alike("giá đất phường Đông Kinh") == []
    public = Entry.objects.public().get(kind="disclosure.answer_published")
    assert "Kín" not in public.leaf_text


def test_what_is_open_and_overdue_counts_against_its_agency(town: Town) -> None:
    late = handled(town, when=date(2026, 10, 1))
    services.answer(late, decision="granted", text="Đây", by=town.ha, at=at(date(2026, 10, 30)))
    handled(town, when=date(2026, 11, 2))  # open, past its day
    in_time = handled(town, when=date(2026, 11, 18))
    services.answer(
        in_time, decision="refused", grounds=["twice"], text="Đã gửi hai lần", by=town.ha, at=at(date(2026, 11, 19))
    )
    sent(town, when=date(2026, 11, 19))  # open, not yet due
    (tally,) = reads.tallies(InfoRequest.objects.with_context(), on=ON)
    assert (
        tally.received,
        tally.open,
        tally.overdue,
        tally.answered,
        tally.in_time,
        tally.fell_due,
        tally.refused,
    ) == (4, 2, 1, 2, 1, 3, 1)
    value = measures.compute("disclosure.requests_on_time_rate", as_of=ON, scope=measures.Scope(agency_id=town.a.pk))
    assert (value.numerator, value.denominator) == (1, 3)
    assert len(value.rows) == 3


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("gọi 0912.345.678 nhé", {"số điện thoại"}),
        ("CCCD 020123456789", {"số định danh, căn cước"}),
        ("thư a.b@c.vn", {"thư điện tử"}),
        ("Quyết định 1234/QĐ-UBND ngày 12/11/2026, kinh phí 1.250.000.000 đồng", set()),
    ],
)
def test_personal_data_is_recognised_and_official_numbers_are_not(text: str, kinds: set[str]) -> None:
    assert kinds <= set(domain.personal(text))
    assert bool(domain.personal(text)) == bool(kinds)


# -- screens --------------------------------------------------------------------------------------------------------


def test_anybody_asks_without_an_account_and_follows_by_number_and_secret(client: Client, town: Town) -> None:
    assert "Bạn cần thông tin gì?" in client.get(reverse("disclosure:send")).content.decode()
    form = {"subject": "Bảng giá đất 2025", "agency": town.a.key, "delivery": "email", "full_name": "Vi Thị Kín"}
    refused = client.post(reverse("disclosure:send"), form)
    assert refused.status_code == 422
    assert "vì bạn chọn nhận ở đây" in refused.content.decode()
    page = client.post(reverse("disclosure:send"), {**form, "email": "kin@example.vn"}, follow=True)
    text = page.content.decode()
    row = InfoRequest.objects.get()
    assert row.number in text
    assert "Mã chỉ hiện một lần" in text
    assert client.get(reverse("disclosure:receipt"), follow=True).status_code == 200
    stranger = Client()
    assert stranger.get(reverse("disclosure:mine")).status_code == 302
    assert stranger.get(reverse("disclosure:request", args=[row.key])).status_code == 404
    assert stranger.post(reverse("disclosure:look_up"), {"number": row.number, "secret": "sai"}).status_code == 422
    assert client.get(reverse("disclosure:mine")).status_code == 200
    robot = client.post(reverse("disclosure:send"), {**form, "email": "kin@example.vn", "website": "http://x"})
    assert robot.status_code == 403


def test_who_asked_is_read_by_the_agency_alone(client: Client, town: Town) -> None:
    row = handled(town)
    url = reverse("disclosure:request", args=[row.key])
    assert "Vi Thị Kín" in client_of(town.an).get(url).content.decode()
    for other in (town.chi, town.giang, town.minh):
        page = client_of(other).get(url)
        assert page.status_code == 200
        assert "Vi Thị Kín" not in page.content.decode()
    for blind in (client_of(town.binh), client_of(town.dung), client):
        assert blind.get(url).status_code == 404
    services.answer(row, decision="granted", text="Đây", by=town.ha, at=at())
    services.publish_answer(row, public_subject="Danh sách hỗ trợ", redacted=True, by=town.ha, at=at())
    for anybody in (client_of(town.binh), client_of(town.dung), client):
        page = anybody.get(url)
        assert page.status_code == 200
        assert "Vi Thị Kín" not in page.content.decode()
        assert "0912" not in page.content.decode()
        assert "lãi suất" not in page.content.decode(), "the sender's own words stay with the agency"


def test_the_public_pages_do_not_change_with_what_is_private(client: Client, town: Town) -> None:
    """Two databases that differ only in who asked what give strangers the same bytes."""
    url = reverse("disclosure:requests")

    def read() -> list[bytes]:
        return [
            client.get(u).content
            for u in (url, f"{url}?q=kin", f"{url}?tai=csv", reverse("disclosure:send") + "?subject=Vi+Thị+Kín")
        ]

    row = handled(town)
    before = read()
    InfoRequest.objects.filter(pk=row.pk).update(
        full_name="Người Khác Hẳn", subject="Chuyện khác", phone="0988 888 888", content="Bí mật"
    )
    after = read()
    strip = [
        (a.split(b"csrfmiddlewaretoken")[0], b.split(b"csrfmiddlewaretoken")[0])
        for a, b in zip(before, after, strict=True)
    ]
    assert all(_without_nonce(a) == _without_nonce(b) for a, b in strip)


def _without_nonce(page: bytes) -> bytes:
    import re

    return re.sub(rb'nonce="[^"]*"', b"", page)


def test_the_agency_works_through_a_request_in_its_screens(town: Town) -> None:
    row = sent(town).request
    officer, head = client_of(town.an), client_of(town.ha)

    def act(client: Client, slug: str, **given: Any) -> Any:
        return client.post(reverse("disclosure:request_act", args=[row.key, slug]), given, follow=True)

    assert officer.get(reverse("disclosure:inbox")).status_code == 200
    assert act(officer, "tiep-nhan", hard="1").status_code == 200
    assert act(officer, "bo-sung", question="Năm nào?", fee_vnd="20.000", fee_note="In 40 trang").status_code == 200
    assert fresh(row).fee_vnd == 20_000
    services.supplement(row, text="2025, đồng ý chi phí", at=at())
    assert officer.get(reverse("disclosure:request_act", args=[row.key, "tra-loi"])).status_code == 403
    assert act(head, "gia-han", days="99", reason="x").status_code == 422
    assert act(head, "gia-han", days="5", reason="Tập hợp").status_code == 200
    assert act(head, "tra-loi", decision="refused", text="Không").status_code == 422
    page = act(head, "tra-loi", decision="partial", grounds=["private"], text="Một phần", document_number="9/SCT")
    assert "Cung cấp một phần" in page.content.decode()
    assert act(head, "cong-khai", public_subject="Danh sách").status_code == 422
    assert act(head, "cong-khai", public_subject="Danh sách", redacted="on").status_code == 200
    assert fresh(row).published_at is not None
    assert officer.get(reverse("disclosure:request_act", args=[row.key, "la"])).status_code == 404
    entered = {
        "subject": "Thư",
        "agency": town.a.key,
        "delivery": "post",
        "full_name": "A",
        "address": "Số 1",
        "channel": "post",
    }
    assert "Mã tra cứu" in officer.post(reverse("disclosure:enter"), entered).content.decode()


def test_lists_ask_the_same_number_of_queries_for_one_request_and_for_fifty(client: Client, town: Town) -> None:
    from donghanh.work.disclosure.tests.test_views import queries_of

    def one_more() -> None:
        row = handled(town)
        services.answer(row, decision="granted", text="Đây", by=town.ha, at=at())
        services.publish_answer(row, public_subject="Danh sách hỗ trợ", redacted=True, by=town.ha, at=at())
        sent(town)

    one_more()
    officer = client_of(town.an)
    pages = [(client, reverse("disclosure:requests")), (officer, reverse("disclosure:inbox"))]
    few = [queries_of(c, u) for c, u in pages]
    for _ in range(25):
        one_more()
    assert [queries_of(c, u) for c, u in pages] == few
    assert max(few) <= 20  # the rail beside the page asks one count for each room


def test_one_address_cannot_flood_a_public_door(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "send", replace(limits()["send"], count=1))
    asked = {
        "agency": town.a.key, "subject": "Danh sách doanh nghiệp được hỗ trợ", "full_name": "Vi Thị Kín",
        "delivery": "online", "phone": "0912 345 678",
    }  # fmt: skip
    statuses = [
        client.post(reverse("disclosure:send"), asked, REMOTE_ADDR=address).status_code
        for address in ("203.0.113.7", "203.0.113.7", "203.0.113.8")
    ]
    assert statuses == [302, 409, 302]
    assert InfoRequest.objects.count() == 2
