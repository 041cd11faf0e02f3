"""Measures are defined once; what was frozen never changes, and the difference to today is shown row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donghanh.kit.dates import ZONE
from donghanh.record.measures import api, domain
from donghanh.record.measures.models import Snapshot

AT = datetime(2023, 9, 25, 9, tzinfo=ZONE)
CODE = "measures.trial"
VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
ROWS = st.dictionaries(st.sampled_from("abcdefgh"), VALUES, max_size=6)


class Data:
    """Rows that somebody may edit later."""

    def __init__(self) -> None:
        self.rows: dict[str, Decimal] = {"a": Decimal(1), "b": Decimal(3)}

    def compute(self, as_of: date, scope: domain.Scope) -> domain.MeasureValue:
        """Count them."""
        rows = tuple(domain.Row(k, f"Dòng {k}", v) for k, v in sorted(self.rows.items()))
        return domain.MeasureValue(sum(self.rows.values(), Decimal(0)), rows=rows)


@pytest.fixture
def data() -> Iterator[Data]:
    held = Data()
    api.define(api.Measure(CODE, "Số thử", "việc", "Cộng", "Phép thử", "Phép thử", held.compute))
    yield held
    domain._REGISTRY.pop(CODE)


def test_two_measures_may_not_share_a_code(data: Data) -> None:
    with pytest.raises(ValueError, match="already"):
        api.define(api.Measure(CODE, "Số khác", "", "", "", "", data.compute))


@pytest.mark.django_db
def test_a_snapshot_stays_as_it_was_when_data_are_edited_and_the_difference_is_shown(data: Data) -> None:
    scope = api.Scope(period="2023-Q3")
    shot = api.freeze([(CODE, scope)], about=("trial", "k1"), as_of=AT.date(), by=None, at=AT)[0]
    data.rows = {"a": Decimal(5), "c": Decimal(2)}
    kept = Snapshot.objects.get(pk=shot.pk)
    assert (kept.value, kept.digest, kept.is_whole()) == (Decimal(4), shot.digest, True)
    found = api.compare(kept)
    assert (found.frozen, found.now, found.same) == (Decimal(4), Decimal(7), False)
    assert [r.key for r in found.added] == ["c"]
    assert [r.key for r in found.removed] == ["b"]
    assert [(a.value, b.value) for a, b in found.changed] == [(Decimal(1), Decimal(5))]


@pytest.mark.django_db
def test_a_tampered_snapshot_is_seen(data: Data) -> None:
    shot = api.freeze([(CODE, api.Scope())], about=("trial", "k2"), as_of=AT.date(), by=None, at=AT)[0]
    Snapshot.objects.filter(pk=shot.pk).update(value=Decimal(9))
    assert not Snapshot.objects.get(pk=shot.pk).is_whole()


@pytest.mark.django_db
def test_freezing_again_writes_a_new_edition_beside_the_old(data: Data) -> None:
    for _ in range(2):
        api.freeze([(CODE, api.Scope())], about=("trial", "k3"), as_of=AT.date(), by=None, at=AT)
    assert [s.edition for s in Snapshot.objects.order_by("edition")] == [1, 2]
    assert [s.edition for s in api.frozen(about=("trial", "k3"))] == [2]
    assert [s.edition for s in api.frozen(about=("trial", "k3"), edition=1)] == [1]


@given(ROWS, ROWS)
def test_a_difference_names_every_row_that_is_not_the_same(
    before: dict[str, Decimal], after: dict[str, Decimal]
) -> None:
    def value(rows: dict[str, Decimal]) -> domain.MeasureValue:
        return domain.MeasureValue(
            sum(rows.values(), Decimal(0)), rows=tuple(domain.Row(k, k, v) for k, v in rows.items())
        )

    found = domain.difference(value(before), value(after))
    named = {r.key for r in (*found.added, *found.removed)} | {a.key for a, _ in found.changed}
    assert named == {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
    assert found.same == (before == after)


@given(
    st.none() | st.integers(1, 999), st.sampled_from(["", "2023-Q3", "2023"]), st.sampled_from(["", "124/KH-UBND"]),
    st.sampled_from(["", "kh124-quy"]),
)  # fmt: skip
def test_a_scope_is_read_back_from_its_name(agency: int | None, period: str, plan: str, regime: str) -> None:
    scope = api.Scope(agency_id=agency, period=period, plan=plan, regime=regime)
    assert domain.scope_of_name(scope.name()) == scope


@given(ROWS)
def test_lineage_is_kept_without_loss(rows: dict[str, Decimal]) -> None:
    kept = tuple(domain.Row(k, f"Dòng {k}", v, "/x/", "ghi chú") for k, v in rows.items())
    assert domain.rows_of_data(domain.rows_as_data(kept)) == kept


def test_a_target_is_reached_or_not_only_where_there_is_a_value() -> None:
    one = domain.Measure(
        "x.y", "", "%", "", "", "", lambda _d, _s: domain.MeasureValue(None), operator=">", target=Decimal(95)
    )
    assert [one.reached(v) for v in (None, Decimal(95), Decimal("95.01"))] == [None, False, True]


def test_every_measure_of_the_house_says_how_by_what_right_and_whose() -> None:
    for one in api.registry().values():
        assert all((one.label, one.unit, one.formula, one.legal_basis, one.owner)), one.code
    bound = {m.code: (m.operator, m.target) for m in api.registry().values() if m.target is not None}
    assert bound["reporting.online_registration_rate"] == (">", Decimal(95))
    assert bound["reporting.portal_access_rate"] == (">=", Decimal(75))
    assert bound["reporting.disclosure_rate"] == (">=", Decimal(100))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("regime=kh124-quy period=2023-Q3 plan=124/KH-UBND", "Quý III/2023, kế hoạch 124/KH-UBND (kh124-quy)"),
        ("regime=kh124-nam period=2023", "Năm 2023 (kh124-nam)"),
        ("plan=124/KH-UBND", "kế hoạch 124/KH-UBND"),
        ("all", "Toàn bộ"),
    ],
)
def test_a_scope_is_said_in_words(name: str, words: str) -> None:
    assert domain.told_scope(name) == words
