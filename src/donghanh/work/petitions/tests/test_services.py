"""The life of a petition, from the one door to the petitioner's word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.models import Message, Move, Petition, Petitioner, Words
from donghanh.work.petitions.tests.factories import AT, TEXT, answered, at_agency, make_petition, submission

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def calendar(db):
    load_calendar()


def test_receiving_numbers_clocks_and_keeps_the_identity_apart():
    receipt = services.receive(submission(), at=AT)
    row = receipt.petition
    assert receipt.number == "KN-2026-000001"
    assert receipt.expected_on == date(2026, 12, 14)
    assert row.first_due_on == date(2026, 11, 30)  # five working days past 24/11
    assert row.subindex == "land"
    assert services.check_secret(row, receipt.secret.upper())
    assert not services.check_secret(row, "xxxxxxxxxx")
    assert receipt.secret not in (row.secret_hash, row.key)
    assert row.petitioner.tax_code == "4900123456"
    assert "4900123456" not in row.words.folded


def test_the_same_delivery_twice_is_one_petition():
    first = services.receive(submission(external_id="form-1"), at=AT)
    again = services.receive(submission(external_id="form-1", text="Nội dung khác"), at=AT)
    assert again.again
    assert (again.number, again.secret) == (first.number, first.secret)
    assert Petition.objects.count() == 1


def test_the_same_words_by_another_way_are_noted_for_the_hub():
    first = make_petition()
    copy = services.receive(submission(channel="email", text=TEXT.upper()), at=AT + DAY)
    assert copy.duplicate_of == first.number
    assert copy.petition.duplicate_of == first


def test_a_denunciation_leaves_nothing_behind():
    with pytest.raises(Invalid, match="tố cáo"):
        services.receive(submission(regime=domain.DENUNCIATION), at=AT)
    assert Petition.objects.count() == Petitioner.objects.count() == 0


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 20_001])
def test_no_words_or_too_many_are_refused(text):
    with pytest.raises(Invalid):
        services.receive(submission(text=text), at=AT)


def test_a_day_of_receipt_in_the_future_is_refused():
    with pytest.raises(Invalid, match="Ngày nhận"):
        services.receive(submission(received_at=AT + DAY), at=AT)


def test_the_walk_to_an_answer_in_time(cast):
    row = answered(cast)
    assert (row.state, row.in_time, row.answered_on) == ("answered", True, AT.date())
    assert row.due_on is None
    said = list(row.messages.values_list("direction", flat=True))
    assert said == ["house", "out"]


def test_waiting_for_the_petitioner_stops_the_clock_and_a_reply_runs_it_again(cast):
    row = at_agency(cast)
    assert row.due_on == date(2026, 12, 14)
    row = services.ask(row, text="Đề nghị gửi hợp đồng thuê đất.", by=cast.an, at=AT + 3 * DAY)
    assert (row.state, row.due_on) == ("waiting", None)
    services.reply(row, text="Đã gửi.", at=AT + 6 * DAY, sender=True, external_id="<1@mail>")
    services.reply(row, text="Đã gửi.", at=AT + 6 * DAY, sender=True, external_id="<1@mail>")
    row.refresh_from_db()
    assert (row.state, row.due_on, row.paused_days) == ("working", date(2026, 12, 16), 3)
    assert Message.objects.filter(direction="in").count() == 1


def test_an_extension_needs_the_right_person_and_comes_before_the_end(cast):
    row = at_agency(cast)
    with pytest.raises(NotAllowed):
        services.extend(row, amount=5, reason="Chờ ý kiến bộ", by=cast.an, at=AT)
    row = services.extend(row, amount=5, reason="Chờ ý kiến bộ", by=cast.ha, at=AT)
    assert row.due_on == date(2026, 12, 21)
    with pytest.raises(NotNow, match="gia hạn đủ 1 lần"):
        services.extend(row, amount=5, reason="Nữa", by=cast.ha, at=AT)
    late = at_agency(cast, title="Việc khác", text="Việc khác hẳn")
    with pytest.raises(NotNow, match="quá hạn"):
        services.extend(late, amount=5, reason="Muộn", by=cast.ha, at=AT + 40 * DAY)


def test_a_petition_at_the_wrong_desk_goes_back_with_a_reason(cast):
    row = at_agency(cast)
    row = services.send_back(row, reason="Thuộc cơ quan thuế", by=cast.an, at=AT + DAY)
    assert (row.state, row.lead) == ("received", None)
    row = services.route(row, to=cast.agency("b"), by=cast.lan, at=AT + 2 * DAY)
    assert row.due_on == date(2026, 12, 14)  # the term runs from receipt, whoever holds it
    assert row.assignments.filter(is_open=True).get().agency == cast.agency("b")


def test_a_co_answering_agency_has_its_own_clock_and_the_lead_answers_for_both(cast):
    row = at_agency(cast)
    part = services.add_support(row, to=cast.agency("b"), question="Số tiền thuê đất?", by=cast.an, at=AT)
    part.refresh_from_db()
    assert part.due_on == date(2026, 12, 2)
    with pytest.raises(NotAllowed):
        services.contribute(part, text="Ý kiến", by=cast.an, at=AT)
    part = services.contribute(part, text="Đã tính xong.", by=cast.binh, at=AT + 4 * DAY)
    assert not part.is_open
    assert row.clocks.get(assignment=part).in_time is True


def test_who_submitted_cannot_approve(cast):
    row = at_agency(cast)
    services.draft(row, text="Trả lời", outcome="explained", version=0, by=cast.ha, at=AT)
    row = services.submit(row, by=cast.ha, at=AT)
    with pytest.raises(NotAllowed, match="tự duyệt"):
        services.approve(row, by=cast.ha, at=AT)


def test_a_draft_that_somebody_changed_is_not_overwritten(cast):
    row = at_agency(cast)
    first = services.draft(row, text="Một", version=0, by=cast.an, at=AT)
    services.draft(row, text="Hai", version=first.version, by=cast.ha, at=AT)
    with pytest.raises(NotNow, match="người khác sửa"):
        services.draft(row, text="Ba", version=first.version, by=cast.an, at=AT)


def test_answered_and_solved_are_two_things_and_reopening_names_the_quarter(cast):
    row = answered(cast)
    services.rate(row, solved="no", at=AT + 5 * DAY, sender=True)
    row = services.reopen(row, reason="Chưa có kết quả", at=AT + 45 * DAY, sender=True)
    assert (row.state, row.answered_on, row.reopened, row.in_time) == ("working", None, 1, None)
    assert Move.objects.get(verb="reopen").note == "2026-Q4"
    assert row.due_on is not None
    later = answered(cast, title="Khác", text="Một việc khác")
    with pytest.raises(NotNow, match="Đã quá thời hạn mở lại"):
        services.reopen(later, reason="Muộn", at=AT + 91 * DAY, sender=True)


def test_reclassifying_as_a_complaint_begins_its_own_clocks(cast):
    row = make_petition()
    with pytest.raises(Invalid, match="lý do"):
        services.classify(row, regime="complaint", by=cast.lan, at=AT)
    row = services.classify(row, regime="complaint", remote=True, reason="Khiếu nại quyết định", by=cast.lan, at=AT)
    assert row.due_on == date(2026, 11, 30)  # ten days to accept
    row = services.route(row, to=cast.agency("a"), by=cast.lan, at=AT + DAY)
    row = services.accept(row, by=cast.an, at=AT + 3 * DAY)
    assert row.due_on == date(2027, 1, 7)  # forty-five days from acceptance: a remote commune
    assert row.clocks.filter(is_void=True).count() == 2


def test_classifying_as_a_denunciation_is_refused_and_erasing_leaves_no_word(cast):
    row = at_agency(cast)
    services.comment(row, text="Xem giúp", to_petitioner=False, by=cast.an, at=AT)
    with pytest.raises(Invalid, match="Chuyển kín"):
        services.classify(row, regime=domain.DENUNCIATION, by=cast.lan, at=AT)
    row = services.erase_sealed(row, by=cast.lan, at=AT)
    row.refresh_from_db()
    assert (row.state, row.text_hash) == ("sealed", "")
    assert not Words.objects.filter(petition=row).exists()
    assert "thuê đất" not in row.title + row.text
    assert not Message.objects.exists()
    assert not Petitioner.objects.exists()
    assert not services.check_secret(row, services.secret_of(row))


def test_a_mixed_submission_is_split_and_both_run_from_the_same_day(cast):
    row = make_petition()
    part = services.split(row, title="Thuế", text="Chưa hoàn thuế quý II", subject="tax", by=cast.lan, at=AT + 2 * DAY)
    assert part.petition.split_from == row
    assert part.petition.received_on == row.received_on
    assert part.petition.petitioner.name == row.petitioner.name


def test_publishing_keeps_private_words_private_and_respects_the_embargo(cast):
    row = answered(cast)
    answer = row.answers.get()
    words = services.PublicWords(
        "Chậm xác nhận ưu đãi", "Hỏi: bao giờ có kết quả?", "Kết quả trả trong tuần.", name="Gỗ HL"
    )
    answer = services.publish(answer, public=words, embargo_until=date(2026, 12, 1), by=cast.an, at=AT)
    assert answer.public_name == ""  # no consent, whatever was typed
    assert not type(answer).objects.public(on=date(2026, 11, 30)).exists()
    assert type(answer).objects.public(on=date(2026, 12, 1)).get() == answer
    services.unpublish(answer, reason="Sai số liệu", by=cast.lan, at=AT)
    assert not type(answer).objects.public(on=date(2026, 12, 2)).exists()


def test_replaying_the_log_gives_what_the_rows_say(cast):
    row = answered(cast)
    row = services.reopen(row, reason="Chưa xong", at=AT + 20 * DAY, sender=True)
    row = services.ask(row, text="Gửi thêm", by=cast.an, at=AT + 21 * DAY)
    for clock, told in services.explained(row):
        held = (clock.state, clock.due_on, clock.in_time, clock.paused_days)
        assert held == (told.state.state, told.state.due_on, told.state.in_time, told.state.paused_days)
