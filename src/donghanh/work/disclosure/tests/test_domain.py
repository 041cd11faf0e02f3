"""Where a duty stands, day by day; what is counted and what is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donghanh.work.disclosure.domain.duties import Checked, Count, Shown, Standing, stand
from donghanh.work.disclosure.engine.catalogue import Rule, categories, read_categories, read_rules, rules

FIRST = date(2023, 12, 31)


def rule(cadence: str = "yearly", grace: int = 30, **facts: object) -> Rule:
    given = {
        "code": "r", "category": "c", "owners": ("x",), "cadence": cadence, "grace_days": grace, "first_due": FIRST,
        "basis": "Luật", "verified": True, "since": date(2023, 6, 1), "until": None, "note": "", **facts,
    }  # fmt: skip
    return Rule(**given)  # type: ignore[arg-type]


def doc(published: date, dated: date | None = None, *, outside: bool = False) -> Shown:
    return Shown(published, dated, outside)


@pytest.mark.parametrize(
    ("shown", "checked", "on", "wanted"),
    [
        ([], None, date(2024, 1, 30), Standing.NOT_DUE),
        ([], None, date(2024, 1, 31), Standing.MISSING),
        ([doc(date(2023, 12, 1))], None, date(2024, 2, 1), Standing.ON_TIME),
        ([doc(date(2024, 1, 30))], None, date(2024, 2, 1), Standing.ON_TIME),
        ([doc(date(2024, 1, 31))], None, date(2024, 2, 1), Standing.LATE),
        ([doc(date(2023, 12, 1))], None, date(2025, 1, 1), Standing.STALE),
        ([doc(date(2023, 12, 1)), doc(date(2024, 12, 20))], None, date(2025, 1, 5), Standing.ON_TIME),
        ([doc(date(2023, 12, 1)), doc(date(2025, 3, 1))], None, date(2025, 3, 5), Standing.LATE),
        # An old document published today is still old.
        ([doc(date(2024, 12, 20), date(2022, 1, 1))], None, date(2025, 1, 5), Standing.STALE),
        # What lies on another site counts once it was seen there.
        ([doc(date(2023, 12, 1), outside=True)], None, date(2024, 2, 1), Standing.UNCHECKED),
        (
            [doc(date(2023, 12, 1), outside=True)],
            Checked(date(2023, 11, 1), "ok", None),
            date(2024, 2, 1),
            Standing.UNCHECKED,
        ),
        (
            [doc(date(2023, 12, 1), outside=True)],
            Checked(date(2024, 1, 9), "ok", None),
            date(2024, 2, 1),
            Standing.ON_TIME,
        ),
        (
            [doc(date(2023, 12, 1), outside=True)],
            Checked(date(2024, 1, 9), "broken", None),
            date(2024, 2, 1),
            Standing.BROKEN,
        ),
        (
            [doc(date(2023, 12, 1), outside=True)],
            Checked(date(2024, 1, 9), "missing", None),
            date(2024, 2, 1),
            Standing.BROKEN,
        ),
        (
            [doc(date(2023, 12, 1), outside=True)],
            Checked(date(2024, 1, 9), "format", None),
            date(2024, 2, 1),
            Standing.WRONG_FORMAT,
        ),
        # The site goes on being kept fresh though nobody reports it: what was seen there counts.
        (
            [doc(date(2023, 12, 1), outside=True)],
            Checked(date(2025, 2, 1), "ok", date(2025, 1, 20)),
            date(2025, 2, 2),
            Standing.ON_TIME,
        ),
        # Seen on the site, never reported: not missing, and not published either.
        ([], Checked(date(2024, 3, 1), "ok", date(2024, 2, 20)), date(2024, 3, 2), Standing.UNCHECKED),
        # What the future holds is not known today.
        ([doc(date(2024, 5, 1))], None, date(2024, 3, 2), Standing.MISSING),
    ],
)
def test_a_duty_stands_where_its_publications_and_the_auditor_put_it(
    shown: list[Shown], checked: Checked | None, on: date, wanted: Standing
) -> None:
    told = stand(rule(), shown, checked, on=on)
    assert told.standing == wanted, told.why
    assert told.why.endswith(".")


def test_what_comes_only_with_a_change_never_grows_stale() -> None:
    told = stand(rule("on-change", 0), [doc(date(2023, 12, 1))], None, on=date(2030, 1, 1))
    assert told.standing == Standing.ON_TIME


_days = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@given(
    st.lists(st.builds(Shown, _days, st.none() | _days, st.booleans()), max_size=6),
    st.none()
    | st.builds(Checked, _days, st.sampled_from(["ok", "stale", "missing", "broken", "format"]), st.none() | _days),
    _days,
    st.sampled_from(["daily", "monthly", "yearly", "on-change", "once"]),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_duty_stands_somewhere_and_the_order_of_telling_does_not_matter(
    shown: list[Shown], checked: Checked | None, on: date, cadence: str
) -> None:
    told = stand(rule(cadence), shown, checked, on=on)
    assert told == stand(rule(cadence), list(reversed(shown)), checked, on=on) or len(
        {s.published_on for s in shown}
    ) < len(shown)
    if told.standing in (Standing.ON_TIME, Standing.LATE):
        assert any(s.published_on <= on for s in shown)
    later = [Shown(on + timedelta(days=1), None, False)]
    assert stand(rule(cadence), [*shown, *later], checked, on=on) == told


def test_the_denominator_holds_everything_that_is_due() -> None:
    count = Count.of(
        [Standing.ON_TIME, Standing.LATE, Standing.STALE, Standing.MISSING, Standing.UNCHECKED, Standing.NOT_DUE]
    )
    assert (count.published, count.due, count.owing, count.unchecked) == (2, 5, 2, 1)
    assert count.rate == 40
    assert Count.of([Standing.NOT_DUE]).rate is None


def test_the_laws_data_is_whole() -> None:
    assert len(categories()) >= 20
    assert len(rules()) >= 20
    assert {r.category for r in rules().values()} == set(categories())
    assert all("Luật" in r.basis or "Kế hoạch" in r.basis for r in rules().values())
    # The law of 2016 may have been replaced in 2026; what was not read again says so.
    assert any(not r.verified for r in rules().values())


@pytest.mark.parametrize(
    "broken",
    [{"category": "khong-co"}, {"cadence": "hang-gio"}, {"basis": ""}, {"owners": []}, {"until": date(2020, 1, 1)}],
)
def test_a_rule_that_cannot_be_is_refused(broken: dict[str, object]) -> None:
    known = {c.code: c for c in read_categories([{"code": "c", "label": "C", "phrases": ["c"]}])}
    row = {
        "code": "r",
        "category": "c",
        "owners": ["x"],
        "cadence": "yearly",
        "basis": "Luật",
        "since": date(2023, 1, 1),
    }
    assert len(read_rules([row], known)) == 1
    with pytest.raises(ValueError, match="rule r"):
        read_rules([row | broken], known)
    with pytest.raises(ValueError, match="category c"):
        read_categories([{"code": "c", "label": "C", "phrases": []}])
