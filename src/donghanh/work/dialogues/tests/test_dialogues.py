"""A dialogue from its draft to its published results, its invitations, and what its conclusions became."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.record.notify.models import Letter, Notice
from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.models import Dialogue
from donghanh.work.dialogues.tests.factories import (
    AFTER,
    AT,
    HELD_AT,
    NOTICE,
    announced,
    concluded,
    draft,
    facts,
    held,
    published,
)
from donghanh.work.petitions.models import Petition
from donghanh.work.plan import api as plans
from donghanh.work.plan.models import Obligation

pytestmark = pytest.mark.django_db
Stage = domain.Stage


def event_of(letter: Letter):
    calendar = Calendar.from_ical(letter.file_body)
    return calendar, calendar.walk("VEVENT")[0]


def test_it_goes_from_draft_to_published_results_and_each_step_is_in_the_journal(cast):
    row = published(cast)
    assert row.state == Stage.PUBLISHED
    kinds = list(Entry.objects.filter(about_key=row.key).order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        f"dialogues.{k}"
        for k in (
            "dialogue_opened",
            "dialogue_announced",
            "dialogue_held",
            "conclusion_written",
            "notice_entered",
            "conclusion_ordered",
            "results_published",
        )
    ]


def test_a_conclusion_becomes_an_obligation_on_its_agencys_desk_by_the_notice(cast):
    row = concluded(cast)
    work = services.order(row.conclusions.get(), by=cast.chi, at=AFTER)
    obligation = Obligation.objects.with_context().get(key=work.key)
    assert obligation.holder == cast.agency("a")
    assert (work.document_number, work.signer) == ("15/TB-UBND", "Đinh Quang Minh")
    wanted = plans.Wanted(agency_ids=frozenset({cast.agency("a").pk}), open_only=True)
    assert work.key in {t.key for t in plans.tasks(cast.an, wanted, on=AFTER.date())}
    again = services.order(row.conclusions.get(), by=cast.chi, at=AFTER)
    assert (again.key, Obligation.objects.count()) == (work.key, 1)
    assert Entry.objects.filter(kind="dialogues.conclusion_ordered").count() == 1


def test_without_a_notice_no_conclusion_becomes_work(cast):
    row = held(cast)
    one = services.conclude(row, text="Việc", agency=cast.agency("a"), due_on=None, by=cast.chi, at=AFTER)
    with pytest.raises(NotNow) as refused:
        services.order(one, by=cast.chi, at=AFTER)
    assert refused.value.code == "dialogues.no-notice"


def test_nobody_but_the_coordinator_makes_work_of_it(cast):
    row = concluded(cast)
    for who in (cast.lan, cast.minh, cast.ha):
        with pytest.raises(NotAllowed):
            services.order(row.conclusions.get(), by=who, at=AFTER)
    assert not Obligation.objects.exists()


def test_the_notice_cannot_change_once_work_was_ordered_by_it(cast):
    row = concluded(cast)
    services.order(row.conclusions.get(), by=cast.chi, at=AFTER)
    with pytest.raises(NotNow) as refused:
        services.enter_notice(row, **{**NOTICE, "number": "16/TB-UBND"}, by=cast.chi, at=AFTER)
    assert refused.value.code == "dialogues.ordered"


def test_a_conclusion_can_become_a_petition_instead(cast):
    row = held(cast)
    one = services.conclude(row, text="Trả lời về phí.", agency=cast.agency("a"), due_on=None, by=cast.chi, at=AFTER)
    one = services.petition(one, by=cast.chi, at=AFTER)
    case = Petition.objects.get(key=one.petition_key)
    assert (case.dialogue_key, case.channel) == (row.key, "meeting")
    with pytest.raises(NotNow):
        services.petition(one, by=cast.chi, at=AFTER)


def test_results_are_not_published_while_a_conclusion_has_become_nothing(cast):
    row = concluded(cast)
    with pytest.raises(NotNow) as refused:
        services.publish(row, public_minutes="Biên bản.", by=cast.chi, at=AFTER)
    assert refused.value.code == "dialogues.loose"
    services.settle(
        row.conclusions.get(), result="Đã công khai tại chỗ.", result_on=AFTER.date(), by=cast.chi, at=AFTER
    )
    assert services.publish(row, public_minutes="Biên bản.", by=cast.chi, at=AFTER).state == Stage.PUBLISHED


@pytest.mark.parametrize("now", [HELD_AT - timedelta(minutes=1)])
def test_minutes_are_not_written_before_it_began(cast, now):
    row = announced(cast)
    with pytest.raises(NotNow) as refused:
        services.hold(row, minutes="Chưa họp", attended=0, by=cast.chi, at=now)
    assert refused.value.code == "dialogues.not-yet"


def test_what_is_past_cannot_be_announced(cast):
    row = draft(cast)
    with pytest.raises(NotNow):
        services.announce(row, by=cast.chi, at=HELD_AT)


def test_questions_cannot_be_taken_after_the_meeting(cast):
    with pytest.raises(Invalid) as refused:
        draft(cast, questions_until=date(2026, 3, 21))
    assert "questions_until" in refused.value.fields


# --- invitations -----------------------------------------------------------------------------------------------------


def test_an_invitation_leaves_with_the_announcement_and_a_calendar_that_can_be_accepted(cast):
    row = draft(cast)
    services.invite(row, name="Công ty Gỗ", email="GIAMDOC@go.example", by=cast.chi, at=AT)
    assert not Letter.objects.exists(), "nothing leaves before it is announced"
    services.announce(row, by=cast.chi, at=AT)
    letter = Letter.objects.get()
    assert letter.to == "giamdoc@go.example"
    assert letter.file_type == "text/calendar; method=REQUEST"
    calendar, event = event_of(letter)
    assert str(calendar["method"]) == "REQUEST"
    assert str(event["attendee"]) == "mailto:giamdoc@go.example"
    assert event["dtstart"].dt == row.starts_at
    assert (int(event["sequence"]), str(event["status"])) == (0, "CONFIRMED")


def test_an_agencys_heads_are_told_in_the_house_and_written_to(cast):
    ha = cast.ha
    row = draft(cast)
    services.invite(row, agency=cast.agency("a"), by=cast.chi, at=AT)
    services.announce(row, by=cast.chi, at=AT)
    assert Notice.objects.get(user=ha).kind == "dialogues.invited"
    assert Letter.objects.get().to == ha.email


def test_a_change_reaches_everybody_once_with_the_same_uid_and_a_higher_sequence(cast):
    row = draft(cast)
    services.invite(row, email="a@b.example", by=cast.chi, at=AT)
    row = services.announce(row, by=cast.chi, at=AT)
    later = HELD_AT + timedelta(days=3)
    row = services.move(row, facts(starts_at=later, ends_at=later + timedelta(hours=2)), by=cast.chi, at=AT)
    first, second = (event_of(letter)[1] for letter in Letter.objects.order_by("pk"))
    assert str(first["uid"]) == str(second["uid"])
    assert (int(first["sequence"]), int(second["sequence"])) == (0, 1)
    assert second["dtstart"].dt == later
    services.invite(row, email="a@b.example", by=cast.chi, at=AT)
    assert Letter.objects.count() == 2, "who knows already is not written to again"


def test_who_was_invited_hears_that_it_is_off_and_who_never_heard_of_it_does_not(cast):
    row = draft(cast)
    services.invite(row, email="a@b.example", by=cast.chi, at=AT)
    services.cancel(services.announce(row, by=cast.chi, at=AT), reason="Bão số 3.", by=cast.chi, at=AT)
    calendar, event = event_of(Letter.objects.latest("pk"))
    assert (str(calendar["method"]), str(event["status"])) == ("CANCEL", "CANCELLED")
    other = draft(cast)
    services.invite(other, email="c@d.example", by=cast.chi, at=AT)
    services.cancel(other, reason="Trùng lịch.", by=cast.chi, at=AT)
    assert not Letter.objects.filter(to="c@d.example").exists()


def test_a_name_with_every_sign_a_calendar_gives_a_meaning_to_reads_back_whole(cast):
    row = announced(cast, title="Đối thoại: đất, vốn; “mặt bằng”\\hạ tầng", place="Số 1, P. Chi Lăng; Lạng Sơn")
    meeting = services.meeting_of(row)
    from donghanh.work.dialogues.engine import ical

    event = Calendar.from_ical(ical.feed([meeting], name="Lịch")).walk("VEVENT")[0]
    assert str(event["summary"]) == row.title
    assert str(event["location"]) == row.place


def test_an_invitation_is_taken_back_only_before_it_was_sent(cast):
    row = draft(cast)
    one = services.invite(row, email="a@b.example", by=cast.chi, at=AT)
    services.uninvite(one, by=cast.chi, at=AT)
    assert not row.invitations.exists()
    services.invite(row, email="a@b.example", by=cast.chi, at=AT)
    services.announce(row, by=cast.chi, at=AT)
    with pytest.raises(NotNow):
        services.uninvite(row.invitations.get(), by=cast.chi, at=AT)


def test_a_draft_changes_without_anybody_being_told_and_an_announced_one_does_not(cast):
    row = services.change_dialogue(draft(cast), facts(title="Tên khác"), by=cast.chi, at=AT)
    assert (row.title, row.sequence) == ("Tên khác", 0)
    row = services.announce(row, by=cast.chi, at=AT)
    with pytest.raises(NotNow):
        services.change_dialogue(row, facts(), by=cast.chi, at=AT)
    assert Dialogue.objects.get().title == "Tên khác"
