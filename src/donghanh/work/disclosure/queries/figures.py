"""The figures of the room, with the rows behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse

from donghanh.record.measures import api as measures
from donghanh.work.disclosure.domain.duties import DENOMINATOR, PUBLISHED, Standing
from donghanh.work.disclosure.models import Duty
from donghanh.work.disclosure.queries.standing import Owed, owed


def _rate(as_of: date, scope: measures.Scope, counted: tuple[Standing, ...]) -> measures.MeasureValue:
    duties = Duty.objects.filter(requested=False)
    if scope.agency_id:
        duties = duties.filter(agency_id=scope.agency_id)
    due = [o for o in owed(duties, on=as_of) if o.stand.standing in DENOMINATOR]
    hit = sum(o.stand.standing in counted for o in due)
    value = Decimal(hit * 100) / len(due) if due else None
    rows = tuple(_row(o, counted) for o in due)
    return measures.MeasureValue(value, Decimal(hit), Decimal(len(due)), rows)


def _row(one: Owed, counted: tuple[Standing, ...]) -> measures.Row:
    url = reverse("disclosure:duty", args=[one.duty.key])
    label = f"{one.duty.agency.name}: {one.duty.label}"
    return measures.Row(one.duty.key, label, Decimal(one.stand.standing in counted), url, one.stand.label)


def published_rate(as_of: date, scope: measures.Scope) -> measures.MeasureValue:
    """Of what had to be public by a day, how much is public, opens and is fresh."""
    return _rate(as_of, scope, PUBLISHED)


def on_time_rate(as_of: date, scope: measures.Scope) -> measures.MeasureValue:
    """Of what had to be public by a day, how much was so in time."""
    return _rate(as_of, scope, (Standing.ON_TIME,))
