"""The canonical form, what may be public, waiting times, turns of jobs."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import make_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donghanh.kit import journal
from donghanh.record.journal import domain
from donghanh.record.journal.tests.factories import StoneLaid, WordKept

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(plain_values)
def test_the_canonical_form_reads_back_as_what_was_written(value: object) -> None:
    assert json.loads(domain.canonical(value)) == domain.plain(value)
    assert domain.canonical(json.loads(domain.canonical(value))) == domain.canonical(value)


def test_composed_and_decomposed_vietnamese_give_one_form() -> None:
    text = "Uỷ ban nhân dân: đề nghị"
    assert domain.canonical(unicodedata.normalize("NFD", text)) == domain.canonical(unicodedata.normalize("NFC", text))


def test_keys_are_sorted_and_instants_are_in_utc() -> None:
    at = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert domain.canonical({"b": at, "a": Decimal("7.50")}) == '{"a":"7.50","b":"2026-11-24T00:30:00.000000Z"}'


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), datetime(2026, 1, 1), object()])  # noqa: DTZ001
def test_a_value_without_one_meaning_is_refused(bad: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        domain.plain(bad)


def test_an_event_comes_back_from_its_payload_with_its_types() -> None:
    event = StoneLaid(number="7", due_on=date(2026, 12, 10), share=Decimal("0.5"))
    assert domain.revive(StoneLaid, domain.plain(event.payload())) == event
    kept = WordKept(note="x", parts=("một", "hai"))
    assert domain.revive(WordKept, domain.plain(kept.payload())) == kept


def test_an_event_whose_class_changed_still_has_its_label() -> None:
    assert domain.sentence(StoneLaid, StoneLaid.kind, {"other": 1}) == StoneLaid.label
    assert domain.sentence(None, "gone.away", {}) == "gone.away"


def test_waits_double_and_end_at_an_hour() -> None:
    waits = [domain.wait_after(n) for n in range(1, 13)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


def test_no_public_event_of_the_house_carries_a_field_about_a_person() -> None:
    kinds = [kind for kind in journal.kinds().values() if kind.public]
    assert kinds, "there is something public to look at"
    wrong = {kind.kind: names for kind in kinds if (names := domain.not_public(kind))}
    assert not wrong, f"add the field to PUBLIC_FIELDS with a reason, or keep it out of the public log: {wrong}"


@pytest.mark.parametrize("name", ["full_name", "email", "phone", "note", "sender_phone", "user_key", "reported_by"])
def test_a_public_event_with_a_personal_field_is_found(name: str) -> None:
    kind = make_dataclass("Leak", [(name, str)], bases=(journal.Event,), frozen=True, namespace={"public": True})
    assert domain.not_public(kind) == [name]


def test_a_daily_turn_opens_at_its_hour_in_viet_nam() -> None:
    assert domain.slot_of("day", 6, datetime(2026, 11, 23, 22, 59, tzinfo=UTC)) == ""
    assert domain.slot_of("day", 6, datetime(2026, 11, 23, 23, 0, tzinfo=UTC)) == "2026-11-24"
    assert domain.slot_of("hour", 0, datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "2026-11-24T06"
