"""A small province that reports: the cast of the plan's stories, one plan with its report duty, one open period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from donghanh.record.journal import api as journal
from donghanh.work.plan import services as plan_services
from donghanh.work.plan.models import Plan
from donghanh.work.plan.tests import factories as plans
from donghanh.work.plan.tests.factories import Cast, at
from donghanh.work.reporting import services
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.services import SectionInput

REPORT_DUTY = "part_C__clause_1"
QUARTER, YEAR, PLAN_NUMBER = "kh124-quy", "kh124-nam", "124/KH-UBND"


def plan(**facts: Any) -> Any:
    """Plan 124 as a small invented province would have it: two duties and the duty to report."""
    quarterly = plans.due(
        "before", "trước ngày 20 tháng cuối quý", recurrence="FREQ=YEARLY;BYMONTH=3,6,9;BYMONTHDAY=20"
    )
    yearly = plans.due("before", "trước ngày 10/12", recurrence="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10")
    return plans.active_plan(
        plans.duty_row(
            "part_B__sec_I__clause_1__point_a",
            "Lập tài liệu hướng dẫn tra cứu đất đai",
            lead=["Sở Tài nguyên và Môi trường"],
            index="idx_1",
            due=[plans.due("before", "trước ngày 15/9/2023", day="2023-09-15")],
        ),
        plans.duty_row(
            "part_B__sec_I__clause_2__point_a", "Rút ngắn thời gian cấp phép", lead=["Sở Công Thương"], index="idx_2"
        ),
        plans.duty_row(
            REPORT_DUTY,
            "Báo cáo kết quả thực hiện",
            lead=["Sở Tài nguyên và Môi trường", "Sở Công Thương", "Sở Kế hoạch và Đầu tư"],
            due=[quarterly, yearly],
            nature="recurring",
        ),
        number=PLAN_NUMBER,
        when=at(2023, 6, 1),
        **facts,
    )


def third_quarter(when: datetime | None = None) -> Period:
    """Open the third quarter of 2023."""
    return quarter("2023-Q3", when or at(2023, 9, 5))


def quarter(name: str, when: datetime) -> Period:
    """Open a quarter, with the plan's own report duties of that time."""
    for one in Plan.objects.active():
        plan_services.open_periods(one, at=when)
    return services.open_period(QUARTER, name, at=when)


def of(period: Period, agency: Any) -> Return:
    """The return of an agency."""
    return Return.objects.with_context().get(period=period, agency=agency)


def written(
    row: Return, by: Any, when: datetime, text: str = "Đã ban hành tài liệu, đăng trên trang của Sở."
) -> Return:
    """Write something in every part."""
    parts = [SectionInput(s.order, f"{text} ({s.order})", s.version) for s in row.sections.all()]
    services.save_draft(row, by=by, at=when, sections=parts)
    return row


def sent(row: Return, writer: Any, head: Any, when: datetime) -> Return:
    """Write and send."""
    return services.submit(written(row, writer, when), by=head, at=when)


def settle(when: datetime) -> None:
    """Let every handler hear of what happened."""
    for _ in range(3):
        journal.deliver_due(when)


__all__ = [
    "PLAN_NUMBER",
    "QUARTER",
    "REPORT_DUTY",
    "YEAR",
    "Cast",
    "at",
    "date",
    "of",
    "plan",
    "quarter",
    "sent",
    "settle",
    "third_quarter",
    "written",
]
