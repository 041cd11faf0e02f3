"""Consultations: a draft becomes passages, every comment gets an answer with a reason, nobody ends it before."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.ground.workcal import services as workcal_services
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.work.disclosure import services
from donghanh.work.disclosure.models import Comment, Consultation, Passage
from donghanh.work.disclosure.queries import consultations as reads
from donghanh.work.disclosure.tests.factories import ON, Town, at
from donghanh.work.plan.tests import factories as plans

pytestmark = pytest.mark.django_db
TEXT = """QUY ĐỊNH
Về hỗ trợ doanh nghiệp nhỏ trên địa bàn tỉnh
Điều 1. Đối tượng áp dụng
1. Doanh nghiệp nhỏ có trụ sở trên địa bàn tỉnh.
2. Hợp tác xã hoạt động từ một năm trở lên.
Điều 2. Mức hỗ trợ
1. Hỗ trợ 50 % chi phí tư vấn, không quá 30 triệu đồng một năm.
a) Hồ sơ nộp qua mạng.
b) Kết quả trả trong 5 ngày làm việc.
"""


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", at().isoformat())


@pytest.fixture
def town(db: None) -> Town:
    workcal_services.import_reference(at=at(date(2026, 1, 5)))
    return Town()


def drafted(town: Town, text: str = TEXT, kind: str = "legal") -> Consultation:
    stored = files.store(text.encode(), name="du-thao.txt", by=town.an, at=at(), purpose="attachment")
    return services.draft(
        agency=town.a, title="Quy định hỗ trợ doanh nghiệp nhỏ", kind=kind, file=stored, by=town.an, at=at()
    )


def opened(town: Town, **facts: Any) -> Consultation:
    return services.open_consultation(drafted(town), closes_on=ON + timedelta(days=20), by=town.ha, at=at(), **facts)


def at_words(row: Consultation, words: str) -> Passage:
    return next(p for p in row.passages.all() if words in p.words)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_draft_is_compiled_into_passages_that_can_be_pointed_at(town: Town) -> None:
    row = drafted(town)
    said = " ".join(p.words for p in row.passages.all())
    assert row.passages.count() >= 7
    assert len(set(row.passages.values_list("eid", flat=True))) == row.passages.count()
    for words in ("Hợp tác xã hoạt động từ một năm trở lên", "không quá 30 triệu đồng", "5 ngày làm việc"):
        assert words in said
    assert not Consultation.objects.visible_to(town.binh, on=ON).exists(), "a draft is its agency's own"
    with pytest.raises(NotAllowed):
        services.draft(agency=town.a, title="x", kind="plan", file=row.draft, by=town.binh, at=at())


def test_the_law_says_how_long_and_a_shorter_term_is_refused_with_the_day(town: Town) -> None:
    row = drafted(town)
    with pytest.raises(Invalid, match=r"ít nhất 20 ngày.*10/12/2026") as refusal:
        services.open_consultation(row, closes_on=ON + timedelta(days=19), by=town.ha, at=at())
    assert set(refusal.value.fields) == {"closes_on"}
    with pytest.raises(NotAllowed):
        services.open_consultation(row, closes_on=ON + timedelta(days=30), by=town.an, at=at())
    done = services.open_consultation(row, closes_on=ON + timedelta(days=20), by=town.ha, at=at())
    assert (done.least_days, "chưa đối chiếu" in done.least_source) == (20, True)
    # Before April 2025 the older law held: thirty days.
    early = at(date(2025, 3, 3))
    older = drafted(town)
    with pytest.raises(Invalid, match="ít nhất 30 ngày"):
        services.open_consultation(older, closes_on=date(2025, 3, 25), by=town.ha, at=early)


def test_anybody_comments_on_a_passage_and_words_that_name_somebody_wait(town: Town) -> None:
    row = opened(town)
    passage = at_words(row, "không quá 30")
    shown = services.comment(
        row, passage=passage, text="Nên nâng lên 50 triệu.", full_name="Vi Thị Kín", contact="kin@example.vn", at=at()
    )
    held = services.comment(row, text="Gọi tôi 0912 345 678", at=at())
    assert (shown.number, shown.state, shown.who) == (1, "shown", "Cá nhân")
    assert (held.number, held.state, held.held_why) == (2, "held", "số điện thoại")
    with pytest.raises(Invalid, match="Vẫn còn"):
        services.moderate(held, public_text="Gọi 0912 345 678", hide=False, reason="", by=town.an, at=at())
    services.moderate(held, public_text="Gọi tôi […]", hide=False, reason="", by=town.an, at=at())
    held.refresh_from_db()
    assert (held.state, held.said) == ("shown", "Gọi tôi […]")
    with pytest.raises(Invalid):
        services.comment(row, text="   ", at=at())
    other = drafted(town)
    with pytest.raises(Invalid):
        services.comment(row, passage=other.passages.first(), text="x", at=at())
    with pytest.raises(NotNow):
        services.comment(other, text="Chưa mở", at=at())
    with pytest.raises(NotNow):
        services.comment(row, text="Muộn", at=at(ON + timedelta(days=21)))


def test_an_invited_association_speaks_under_its_name(town: Town) -> None:
    body = plans.agency("Hiệp hội Doanh nghiệp", kind="association", command="requested")
    hiep = plans.person("Đỗ Trung Hiệp", ("association", body))
    row = opened(town, invited=[body])
    made = services.comment(row, text="Đồng ý.", by=hiep, at=at())
    assert (made.who, made.invited) == ("Hiệp hội Doanh nghiệp", True)
    assert reads.summary(row).organisations == 1


def test_nobody_ends_a_consultation_with_one_unanswered_comment(town: Town) -> None:
    row = opened(town)
    first = services.comment(row, text="Ý thứ nhất", at=at())
    second = services.comment(row, text="Ý thứ hai", at=at())
    spam = services.comment(row, text="Quảng cáo", at=at())
    with pytest.raises(NotNow):
        services.close(row, by=town.an, at=at(ON + timedelta(days=20)))
    later = at(ON + timedelta(days=21))
    services.close(row, by=town.an, at=later)
    given = {"number": "12/2026/QĐ-UBND", "final_on": ON + timedelta(days=21), "by": town.ha, "at": later}
    services.answer_comment(first, answer="accept", reason="Hợp lý", by=town.an, at=later)
    for answer, reason in (("accept", " "), ("la", "x")):
        with pytest.raises(Invalid):
            services.answer_comment(second, answer=answer, reason=reason, by=town.an, at=later)
    with pytest.raises(NotAllowed):
        services.answer_comment(second, answer="reject", reason="x", by=town.binh, at=later)
    with pytest.raises(NotNow, match=r"Còn 2 ý kiến.*số 2"):
        services.finish(row, **given)
    services.answer_comment(second, answer="reject", reason="Trái luật", by=town.an, at=later)
    with pytest.raises(Invalid):
        services.moderate(spam, public_text="", hide=True, reason="", by=town.an, at=later)
    services.moderate(spam, public_text="", hide=True, reason="Quảng cáo", by=town.an, at=later)
    with pytest.raises(NotAllowed):
        services.finish(row, **{**given, "by": town.an})
    done = services.finish(row, url="https://tinh.example.vn/van-ban/12", **given)
    assert (done.state, done.final_number) == ("done", "12/2026/QĐ-UBND")
    with pytest.raises(NotNow):
        services.answer_comment(second, answer="accept", reason="Đổi ý", by=town.an, at=later)


def test_the_statutory_table_is_a_word_file_at_any_moment(client: Client, town: Town) -> None:
    row = opened(town)
    passage = at_words(row, "không quá 30")
    services.comment(
        row,
        passage=passage,
        text="Nên nâng lên 50 triệu, vì 30 triệu đồng chưa đủ.",
        organisation="Công ty Bản Lề",
        at=at(),
    )
    second = services.comment(row, text="Rõ hơn", full_name="Vi Thị Kín", at=at())
    services.answer_comment(second, answer="partly", reason="Bổ sung ở Điều 2", by=town.an, at=at())
    services.comment(row, text="Gọi 0912 345 678", at=at())
    answer = client.get(reverse("disclosure:word", args=[row.key]))
    assert answer.status_code == 200
    paper = docx.Document(io.BytesIO(answer.content))
    table = max(paper.tables, key=lambda t: len(t.rows))
    lines = [[c.text for c in r.cells] for r in table.rows]
    assert [h.lower() for h in lines[0]] == [h.lower() for h in reads.HEAD]
    assert len(lines) == 3, "what still may name somebody does not leave"
    assert lines[1][1].startswith("Điều 2, 1: "), lines[1][1]
    assert lines[1][2:5] == ["Công ty Bản Lề", "Nên nâng lên 50 triệu, vì 30 triệu đồng chưa đủ.", "Chưa giải trình"]
    assert lines[2][2:] == ["Cá nhân", "Rõ hơn", "Tiếp thu một phần", "Bổ sung ở Điều 2"]
    whole = "\n".join(p.text for p in paper.paragraphs) + str(lines)
    assert "Kín" not in whole
    assert "0912" not in whole


def test_the_public_reads_the_draft_comments_and_never_learns_a_name(client: Client, town: Town) -> None:
    row = opened(town)
    passage = at_words(row, "không quá 30")
    url = reverse("disclosure:passage", args=[row.key, passage.order])
    given = {"text": "Nên nâng mức.", "full_name": "Vi Thị Kín", "contact": "0912345678"}
    page = client.post(url, given, follow=True)
    assert "Đã nhận ý kiến số 1" in page.content.decode()
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "x", "website": "y"}).status_code == 403
    held = client.post(url, {"text": "Thư tôi: a@b.vn"}, follow=True)
    assert "hiện sau khi cơ quan soạn thảo che" in held.content.decode()
    for address in (url, reverse("disclosure:consultation", args=[row.key]), reverse("disclosure:comments", args=[row.key]),
                    reverse("disclosure:comments", args=[row.key]) + "?loc=che", reverse("disclosure:consultations"),
                    reverse("disclosure:comments", args=[row.key]) + "?tai=csv"):  # fmt: skip
        text = client.get(address).content.decode()
        assert "Vi Thị Kín" not in text
        assert "0912345678" not in text
        assert "a@b.vn" not in text
    inside = client_of(town.an).get(reverse("disclosure:comments", args=[row.key]) + "?loc=che").content.decode()
    assert "a@b.vn" in inside
    assert client.get(reverse("disclosure:passage", args=[row.key, 999])).status_code == 404
    assert client.get(reverse("files:download", args=[row.draft.key])).status_code == 200


def test_a_draft_not_opened_is_seen_by_its_agency_alone(client: Client, town: Town) -> None:
    row = drafted(town)
    addresses = [reverse(f"disclosure:{n}", args=[row.key]) for n in ("consultation", "comments", "word")]
    addresses += [reverse("disclosure:passage", args=[row.key, 1]), reverse("files:download", args=[row.draft.key])]
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client_of(town.binh).get(address).status_code == 404
        assert client_of(town.ha).get(address).status_code == 200, address
    assert row.title not in client.get(reverse("disclosure:consultations")).content.decode()


def test_an_agency_takes_a_consultation_through_its_screens(town: Town) -> None:
    officer, head = client_of(town.an), client_of(town.ha)
    upload = io.BytesIO(TEXT.encode())
    upload.name = "du-thao.txt"
    given = {"agency": town.a.key, "title": "Quy định thử", "kind": "plan", "file": upload}
    page = officer.post(reverse("disclosure:draft"), given, follow=True)
    assert "Đã đọc được" in page.content.decode()
    row = Consultation.objects.get()

    def act(client: Client, slug: str, **data: Any) -> Any:
        return client.post(reverse("disclosure:consultation_act", args=[row.key, slug]), data, follow=True)

    assert act(officer, "mo", closes_on="31/12/2026").status_code == 403
    assert act(head, "mo", closes_on="21/11/2026").status_code == 422
    assert act(head, "mo", closes_on="31/12/2026").status_code == 200
    made = services.comment(row, text="Ý kiến", at=at())
    assert officer.get(reverse("disclosure:moderate", args=[made.key])).status_code == 200
    url = reverse("disclosure:answer_comment", args=[made.key])
    assert officer.post(url, {"answer": "reject", "reason": ""}).status_code == 422
    assert officer.post(url, {"answer": "reject", "reason": "Trái luật"}, follow=True).status_code == 200
    assert client_of(town.binh).get(url).status_code == 403
    assert act(officer, "dong").status_code == 409
    assert act(head, "dung", reason="Không còn cần").status_code == 200
    assert Consultation.objects.get().state == "cancelled"
    assert act(head, "la").status_code == 404


def test_what_cannot_be_read_is_refused_and_leaves_nothing(town: Town) -> None:
    blank = files.store(b"   \n \n", name="trang.txt", by=town.an, at=at(), purpose="attachment")
    with pytest.raises(Invalid):
        services.draft(agency=town.a, title="Trắng", kind="plan", file=blank, by=town.an, at=at())
    assert not Consultation.objects.exists()


def test_pages_ask_the_same_number_of_queries_for_one_comment_and_for_fifty(client: Client, town: Town) -> None:
    from donghanh.work.disclosure.tests.test_views import queries_of

    row = opened(town)
    passage = row.passages.first()
    services.comment(row, passage=passage, text="Ý", at=at())
    pages = [reverse("disclosure:consultation", args=[row.key]), reverse("disclosure:comments", args=[row.key]),
             reverse("disclosure:passage", args=[row.key, passage.order]), reverse("disclosure:consultations")]  # fmt: skip
    few = [queries_of(client, u) for u in pages]
    for _ in range(50):
        services.comment(row, passage=passage, text="Ý", at=at())
    assert Comment.objects.count() == 51
    assert [queries_of(client, u) for u in pages] == few
    assert max(few) <= 20  # the rail beside the page asks one count for each room
