"""Expected, received, on time over random histories, recounted from the definition by the story alone.

The definition (Nghị định 09/2019 as the house reads it): a period expects one return of each agency alive when it falls
due. A return came on the day it was sent, unless it was sent back before anybody took it in; taken in once, it came on
the day of the submission that was taken in, however often it was opened again. In time is the due day or earlier.
Late is what came later; overdue what has not come when the due day is over, and it counts against. Bodies that are
only asked are expected, never late. An agency that ended before the due day owes nothing its successor does not owe.
Nothing of the house's counting is used to recount.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Refusal
from donghanh.record.measures import api as measures
from donghanh.work.plan.tests.factories import person
from donghanh.work.reporting import services
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.queries import tables
from donghanh.work.reporting.queries.board import board, late_returns
from donghanh.work.reporting.queries.figures import scope_of
from donghanh.work.reporting.tests.factories import Cast, of, plan, third_quarter, written

pytestmark = pytest.mark.django_db
START = date(2023, 9, 6)
Story = list[tuple[str, int, int]]
VERBS = ("submit", "submit", "return", "accept", "reopen", "lock", "unlock")
STORIES = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(0, 5)), max_size=14)


@contextmanager
def undone() -> Iterator[None]:
    """Let nothing of a trial stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def live(story: Story, rows: list[Return], cast: Cast, heads: list[Any]) -> list[tuple[date, int, str]]:
    """Tell the story through the verbs; what they refuse did not happen. Returns (day, which, verb)."""
    day, told = START, []
    period = rows[0].period
    for verb, which, gap in story:
        day += timedelta(days=gap)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
        row, chi = rows[which], cast.chi
        try:
            with transaction.atomic():
                if verb == "submit":
                    services.submit(row, by=heads[which], at=at)
                elif verb == "accept":
                    services.accept(row, by=chi, at=at)
                elif verb == "lock":
                    services.lock_period(period, by=chi, at=at)
                elif verb == "unlock":
                    services.reopen_period(period, reason="Bổ sung.", by=chi, at=at)
                else:
                    act = services.return_for_fix if verb == "return" else services.reopen
                    act(row, reason="Sửa.", by=chi, at=at)
        except Refusal:
            continue
        told.append((day, which, verb))
    return told


def came_on(told: list[tuple[date, int, str]], which: int, on: date) -> date | None:
    """Say by the definition when a return came, as one knew on a day."""
    own = [(day, verb) for day, who, verb in told if who == which and day <= on and verb not in ("lock", "unlock")]
    taken = next((n for n, (_, verb) in enumerate(own) if verb == "accept"), None)
    if taken is not None:
        return [day for day, verb in own[:taken] if verb == "submit"][-1]
    return own[-1][0] if own and own[-1][1] == "submit" else None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES, days=st.integers(0, 40), asked=st.booleans(), ended=st.none() | st.integers(0, 40))
def test_every_figure_agrees_with_a_recount_by_the_definition(
    prepared: tuple[Cast, Period, list[Any]], story: Story, days: int, asked: bool, ended: int | None
) -> None:
    cast, period, heads = prepared
    on = START + timedelta(days=days)
    with undone():
        end = None if ended is None else START + timedelta(days=ended)
        Agency.objects.filter(pk=cast.b.pk).update(valid_to=end)
        Return.objects.filter(period=period, agency=cast.a).update(requested=asked)
        rows = [of(period, agency) for agency in (cast.a, cast.b, cast.focal)]
        told = live(story, rows, cast, heads)
        tally = dict.fromkeys(("expected", "received", "on_time", "late", "overdue", "waiting"), 0)
        missing = []
        for which in range(3):
            came = came_on(told, which, on)
            gone = which == 1 and end is not None and end <= period.due_on and end <= on
            if gone and came is None:
                continue
            tally["expected"] += 1
            tally["received"] += came is not None
            if which == 0 and asked:
                continue
            if came is not None:
                tally["on_time" if came <= period.due_on else "late"] += 1
            else:
                tally["overdue" if on > period.due_on else "waiting"] += 1
                missing += [which] if on > period.due_on else []
        everything = Return.objects.filter(period=period)
        matrix = board(everything, on=on)
        assert {name: getattr(matrix.total, name) for name in tally} == tally, (told, on)
        received = measures.compute("reporting.received", as_of=on, scope=scope_of(period))
        assert (received.value, received.denominator) == (tally["received"], tally["expected"])
        judged = tally["on_time"] + tally["late"] + tally["overdue"]
        rate = measures.compute("reporting.on_time_rate", as_of=on, scope=scope_of(period))
        assert rate.value == (Decimal(tally["on_time"]) * 100 / judged if judged else None)
        assert sum(r.value or 0 for r in rate.rows) == tally["on_time"]
        printed = tables.received(period, everything.with_context(), on)
        assert [line[4] for line in printed.rows[-5:-1]] == [
            tally["expected"], tally["received"], tally["on_time"], tally["overdue"],
        ]  # fmt: skip
        assert len(late_returns(everything, on=on)) == len(missing)


@pytest.fixture
def prepared() -> tuple[Cast, Period, list[Any]]:
    cast = Cast()
    plan()
    period = third_quarter()
    head = person("Giám đốc đầu mối", ("head", cast.focal))
    writers = ((cast.a, cast.an, cast.head_a), (cast.b, cast.binh, cast.head_b), (cast.focal, head, head))
    for agency, writer, _ in writers:
        written(of(period, agency), writer, datetime(2023, 9, 5, 15, tzinfo=ZONE))
    return cast, period, [h for _, _, h in writers]
