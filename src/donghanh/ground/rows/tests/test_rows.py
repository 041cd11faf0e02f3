"""What is written together reads back as if each row had been saved alone, on either engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from donghanh.ground.orgs.models import Agency
from donghanh.ground.rows.api import write_together
from donghanh.record.measures.models import Snapshot

AT = datetime(2026, 11, 20, 2, 10, 5, 123456, tzinfo=UTC)
FIELDS = ["label", "value", "rows", "until", "taken_at", "by_hand", "edition"]


def snapshot(n: int) -> Snapshot:
    return Snapshot.objects.create(
        measure="a.b", label="Cũ", formula="", legal_basis="", scope=f"s{n}", about_type="t", about_key="k",
        as_of=date(2026, 1, 1), digest="", taken_at=AT - timedelta(days=9),
    )  # fmt: skip


@pytest.mark.django_db
def test_every_row_gets_values_of_its_own_with_one_question(django_assert_num_queries: Any) -> None:
    held = [snapshot(n) for n in range(4)]
    new = [
        ("Tỷ lệ “đúng hạn” 100 %", Decimal("67.880000"), [{"a": None, "b": "đ"}], date(2026, 12, 31), AT, True, 2),
        ("007", None, [], None, AT + timedelta(microseconds=1), False, 3),
        ("Dòng\nhai", Decimal("-12345678.123456"), [1, "x"], date(1, 1, 1), AT, True, 32767),
    ]
    with django_assert_num_queries(1):
        assert write_together(Snapshot, FIELDS, [(row.pk, *v) for row, v in zip(held, new, strict=False)]) == 3
    read = Snapshot.objects.order_by("pk").values_list(*FIELDS)
    assert list(read)[:3] == new
    assert Snapshot.objects.get(pk=held[3].pk).label == "Cũ"
    assert Snapshot.objects.filter(taken_at__gt=AT).count() == 1
    assert Snapshot.objects.filter(until__lt=date(2026, 12, 31), by_hand=True).count() == 1


@pytest.mark.django_db
def test_a_pointer_is_written_by_its_number_and_may_be_emptied() -> None:
    agency = Agency.objects.create(code="so-a", name="Sở A", short_name="Sở A", kind="department")
    held = [snapshot(n) for n in range(2)]
    assert write_together(Snapshot, ["agency"], [(row.pk, agency.pk) for row in held]) == 2
    assert write_together(Snapshot, ["agency"], [(held[0].pk, None)]) == 1
    assert [row.agency for row in Snapshot.objects.order_by("pk")] == [None, agency]


@pytest.mark.django_db
def test_five_thousand_rows_are_one_statement(django_assert_num_queries: Any) -> None:
    proto = snapshot(0)
    Snapshot.objects.bulk_create([Snapshot(**{**_facts(proto), "scope": f"x{n}", "key": f"k{n}"}) for n in range(5000)])
    keys = list(Snapshot.objects.exclude(pk=proto.pk).order_by("pk").values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert write_together(Snapshot, ["edition"], [(pk, n % 30000) for n, pk in enumerate(keys)]) == 5000
    assert list(Snapshot.objects.exclude(pk=proto.pk).order_by("pk").values_list("edition", flat=True)) == list(
        range(5000)
    )


def _facts(row: Snapshot) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in Snapshot._meta.concrete_fields if f.name not in ("id", "key")}


@pytest.mark.django_db
def test_the_same_row_twice_and_a_missing_value_are_refused(django_assert_num_queries: Any) -> None:
    row = snapshot(0)
    with django_assert_num_queries(0):
        assert write_together(Snapshot, ["edition"], []) == 0
        with pytest.raises(ValueError, match="the same row"):
            write_together(Snapshot, ["edition"], [(row.pk, 1), (row.pk, 2)])
        with pytest.raises(ValueError, match="zip"):
            write_together(Snapshot, ["edition", "label"], [(row.pk, 1)])


class ReadBack(TestCase):
    """Anything a field may hold comes back as a save would have stored it."""

    @given(
        st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=40),
        st.none() | st.decimals(min_value=-(10**12), max_value=10**12, places=6),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("aĐ\"\\'%{}", max_size=6),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
            max_leaves=5,
        ).filter(lambda v: v is not None),
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - made aware below
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_read_back(self, label: str, value: Decimal | None, rows: Any, at: datetime) -> None:
        alone, together = snapshot(1), snapshot(2)
        alone.label, alone.value, alone.rows, alone.taken_at = label, value, rows, at.replace(tzinfo=UTC)
        alone.save()
        fields = ["label", "value", "rows", "taken_at"]
        write_together(Snapshot, fields, [(together.pk, label, value, rows, alone.taken_at)])
        stored = [tuple(raw) for raw in _raw(fields, [alone.pk, together.pk])]
        assert stored[0] == stored[1]


def _raw(fields: list[str], keys: list[int]) -> list[Any]:
    """Read what lies in the table itself, so that an instant written in another form would be seen."""
    table = connection.ops.quote_name(Snapshot._meta.db_table)
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(f) for f in fields)
        cursor.execute(f"SELECT {names} FROM {table} WHERE id IN (%s, %s) ORDER BY id", keys)  # noqa: S608 - fixed names
        return list(cursor.fetchall())
