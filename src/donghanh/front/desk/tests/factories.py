"""A desk with work on it: the plan room's cast, and a plan with as many dated duties as a test asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from donghanh.work.plan.models import Obligation, Plan
from donghanh.work.plan.tests.factories import Cast, active_plan, at, due, duty_row

__all__ = ["NOW", "TODAY", "Cast", "at", "busy_plan", "finish", "row_of", "sign_in"]

TODAY = date(2023, 11, 20)  # a Monday
NOW = "2023-11-20T09:00:00+07:00"


def busy_plan(count: int, *, first: date = date(2023, 11, 10), lead: str = "Sở Tài nguyên và Môi trường") -> Plan:
    """A plan of ``count`` duties for one agency, a day apart from ``first``, half of them for each index."""
    rows = []
    for n in range(count):
        day = first + timedelta(days=n)
        rows.append(
            duty_row(
                f"part_B__sec_I__clause_{n + 1}__point_a",
                f"Rà soát, công khai giá đất đợt {n + 1}",
                lead=[lead],
                index=f"idx_{n % 2 + 1}",
                due=[due("by", f"chậm nhất {day:%d/%m/%Y}", day=day.isoformat())],
            )
        )
    return active_plan(*rows)


def finish(row: Obligation, cast: Cast, *, when: Any) -> Obligation:
    """Take a row from acceptance to a confirmed result on a day."""
    from donghanh.work.plan import services

    services.accept(row, by=cast.an, at=when)
    services.submit(row, by=cast.head_a, at=when, text="Đã công khai đủ", document_number="12/BC-STNMT")
    return services.confirm(row, by=cast.chi, at=when)


def row_of(plan: Plan, place: int = 0) -> Obligation:
    """The n-th obligation of a plan."""
    return Obligation.objects.filter(duty__plan=plan).with_context().order_by("due_on", "pk")[place]


def sign_in(client: Any, user: Any) -> Any:
    """Sign somebody in without the password page."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
