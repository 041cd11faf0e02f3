"""Questions before a dialogue: who may send them, who reads them, that nobody learns who asked."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.record.notify.models import Letter
from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.models import Asker, Question
from donghanh.work.dialogues.tests.factories import AFTER, ASKED, AT, WHO, announced, asked, draft
from donghanh.work.petitions.models import Petition, Petitioner

pytestmark = pytest.mark.django_db


def test_a_question_comes_without_an_account_and_its_sender_stands_apart(cast):
    question = asked(announced(cast))
    assert (question.order, question.state, question.asked_by) == (1, domain.Asked.RECEIVED, None)
    assert Asker.objects.get(question=question).name == WHO.name
    entry = Entry.objects.get(kind="dialogues.question_asked")
    assert ASKED not in str(entry.payload)
    assert WHO.name not in str(entry.payload)


def test_an_associations_question_is_marked_as_its_own_and_it_reads_it_back(cast):
    question = asked(announced(cast), by=cast.hiep)
    assert question.association == cast.agency("association")
    assert Question.objects.visible_to(cast.hiep, on=AT.date()).get() == question
    assert not Question.objects.visible_to(cast.dung, on=AT.date()).exists()


def test_after_its_last_day_a_question_is_sent_elsewhere(cast):
    row = announced(cast)
    with pytest.raises(NotNow) as refused:
        asked(row, at=datetime(2026, 3, 19, 0, 1, tzinfo=ZONE))
    assert "18/3/2026" in refused.value.message
    assert asked(row, at=datetime(2026, 3, 18, 23, 59, tzinfo=ZONE)).order == 1


def test_a_draft_takes_no_question(cast):
    with pytest.raises(NotAllowed):
        asked(draft(cast))


def test_a_text_that_accuses_somebody_in_office_enters_no_table(cast):
    row = announced(cast)
    with pytest.raises(Invalid) as refused:
        asked(row, "Tôi tố cáo ông trưởng phòng nhận hối lộ của doanh nghiệp.")
    assert refused.value.code == "dialogues.accuses"
    assert not Question.objects.exists()
    assert not Asker.objects.exists()


def test_it_is_put_to_an_agency_answered_and_its_sender_is_written_to_without_the_words(
    cast, django_capture_on_commit_callbacks
):
    question = asked(announced(cast))
    question = services.choose(question, agency=cast.agency("a"), public_text=ASKED, by=cast.chi, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        question = services.answer(question, text="Công khai trước 30/6.", by=cast.an, at=AT)
    assert question.state == domain.Asked.ANSWERED
    from donghanh.work.dialogues import handlers

    handlers.write_answered(Entry.objects.get(kind="dialogues.question_answered"))
    letter = Letter.objects.get()
    assert letter.to == WHO.email
    assert "Công khai trước" not in letter.body
    assert services.secret_of(question) in letter.body


def test_one_that_needs_writing_becomes_a_petition_whose_sender_stays_private(cast):
    question = services.to_petition(asked(announced(cast)), by=cast.chi, at=AT)
    case = Petition.objects.get(key=question.petition_key)
    assert case.number == question.petition_number
    assert Petitioner.objects.get(petition=case).name == WHO.name
    assert not case.petitioner.public_name
    with pytest.raises(NotNow):
        services.to_petition(question, by=cast.chi, at=AT)


def test_a_question_left_out_has_a_reason(cast):
    question = asked(announced(cast))
    with pytest.raises(Invalid):
        services.decline(question, reason=" ", by=cast.chi, at=AT)
    question = services.decline(question, reason="Thuộc thẩm quyền của tòa án.", by=cast.chi, at=AT)
    assert question.state == domain.Asked.DECLINED


def test_the_link_of_a_question_opens_it_and_no_other_link_does(client, cast):
    question = asked(announced(cast))
    secret = services.secret_of(question)
    page = client.get(reverse("dialogues:own_question", args=[question.key, secret]))
    assert ASKED in page.content.decode()
    assert WHO.name not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    wrong = client.get(reverse("dialogues:own_question", args=[question.key, secret[::-1]]))
    assert wrong.status_code == 404


def test_a_business_asks_on_the_page_without_scripts_and_is_shown_its_link(client, cast, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    row = announced(cast)
    address = reverse("dialogues:ask", args=[row.key])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"text": ASKED, "name": WHO.name, "phone": "", "email": "khong phai thu"})
    assert answer.status_code == 422
    answer = client.post(address, {"text": ASKED, "name": WHO.name, "phone": "", "email": ""})
    question = Question.objects.get()
    assert answer.url == reverse("dialogues:own_question", args=[question.key, services.secret_of(question)])
    machine = client.post(address, {"text": "spam", "website": "http://x.example"})
    assert machine.status_code == 302
    assert Question.objects.count() == 1


def test_a_flood_from_one_address_is_stopped_with_a_sentence(client, cast, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    address = reverse("dialogues:ask", args=[announced(cast).key])
    answers = [client.post(address, {"text": f"Câu hỏi số {n}"}).status_code for n in range(31)]
    assert answers[:30] == [302] * 30
    assert answers[30] == 409


def test_the_page_says_where_to_go_when_no_questions_are_taken_any_more(client, cast):
    row = announced(cast)
    page = client.get(reverse("dialogues:ask", args=[row.key]))
    assert page.status_code == 409
    assert "18/3/2026" in page.content.decode()
    assert AFTER.date() > row.questions_until
