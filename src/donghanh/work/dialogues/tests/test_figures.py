"""The figures: what counts as held, of how many, and that nothing flattering leaves the denominator."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from donghanh.kit.dates import ZONE
from donghanh.record.measures import api as measures
from donghanh.record.measures.api import Scope
from donghanh.work.dialogues import services
from donghanh.work.dialogues.queries import figures
from donghanh.work.dialogues.tests.factories import AFTER, AT, announced, asked, draft, held, published

pytestmark = pytest.mark.django_db
ON = AFTER.date()


def value(code: str, *, on: date = ON, scope: Scope | None = None):
    return measures.compute(f"dialogues.{code}", as_of=on, scope=scope or Scope())


def second(cast, **more):
    """Another one, in October."""
    starts = datetime(2026, 10, 8, 8, 0, tzinfo=ZONE)
    return held(cast, starts_at=starts, ends_at=starts + timedelta(hours=2), questions_until=date(2026, 10, 1), **more)


def test_one_of_two_is_half_and_a_third_makes_no_more_than_all(cast):
    held(cast)
    found = value("enough")
    assert (found.value, found.numerator, found.denominator) == (Decimal("50.0"), 1, 2)
    second(cast)
    second(cast)
    found = value("enough", on=date(2026, 12, 31))
    assert (found.value, found.numerator) == (Decimal("100.0"), 3)


def test_what_is_only_announced_called_off_or_drafted_counts_for_nothing(cast):
    draft(cast)
    announced(cast)
    services.cancel(announced(cast), reason="Bão.", by=cast.chi, at=AT)
    assert value("held").value == 0
    assert value("enough").value == 0


def test_an_agencys_own_dialogue_does_not_count_for_the_province(cast):
    held(cast, "a", provincial=False)
    assert value("enough").numerator == 0
    assert value("enough", scope=Scope(agency_id=cast.agency("a").pk)).numerator == 1
    assert value("held").value == 1


def test_agencies_are_counted_among_all_that_could_have_held_one(cast):
    for _ in range(2):
        held(cast, "a", provincial=False)
    held(cast, "b", provincial=False)
    found = value("agencies_enough")
    everybody = [a for a in ("a", "b", "coordinating") if cast.agency(a).kind == "department"]
    assert found.numerator == 1
    assert found.denominator >= len(everybody)


def test_declined_questions_stay_in_the_denominator(cast):
    row = announced(cast)
    one = services.choose(asked(row), agency=cast.agency("a"), public_text="", by=cast.chi, at=AT)
    services.answer(one, text="Có.", by=cast.an, at=AT)
    services.decline(asked(row, "Ngoài lề?"), reason="Ngoài nội dung.", by=cast.chi, at=AT)
    services.hold(row, minutes="Đã họp.", attended=1, by=cast.chi, at=AFTER)
    found = value("answered")
    assert (found.value, found.numerator, found.denominator) == (Decimal("50.0"), 1, 2)


def test_a_conclusion_whose_work_is_overdue_counts_against(cast):
    published(cast)
    assert value("concluded").denominator == 0
    found = value("concluded", on=date(2026, 7, 15))
    assert (found.value, found.numerator, found.denominator) == (Decimal("0.0"), 0, 1)


def test_a_running_year_is_not_judged_and_a_finished_one_is(cast):
    held(cast)
    assert figures.of_year(2026, on=ON)[0].word == "còn 1 đến hết năm"
    province = figures.of_year(2026, on=date(2027, 1, 1))[0]
    assert (province.word, province.tone) == ("thiếu 1", "late")


def test_every_measure_of_the_room_computes_without_a_single_dialogue(cast):
    for code in ("held", "enough", "agencies_enough", "answered", "concluded"):
        found = value(code)
        assert found.value in (None, 0)
