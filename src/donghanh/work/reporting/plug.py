"""What the reporting room contributes: menu, measures, jobs, who sees its history and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.record.measures import api as measures
from donghanh.ui import shell
from donghanh.work.reporting import domain, jobs
from donghanh.work.reporting.models import Attachment, Report, Return, own_agencies
from donghanh.work.reporting.queries import figures


def _may(verb: str) -> Callable[[Any, date], bool]:
    return lambda user, on: bool(policy.may(f"reporting.{verb}", user, on=on))


def _to_write(user: Any, on: date) -> shell.Countable:
    mine = own_agencies(user, on)
    open_ones = Return.objects.owed().filter(state__in=domain.EDITABLE, period__locked_at__isnull=True)
    return open_ones.filter(agency_id__in=mine)


def _returns_visible(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    return set(Return.objects.visible_to(user, on=today()).filter(key__in=keys).values_list("key", flat=True))


def _periods_visible(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    return keys if policy.may("reporting.board", user, on=today()) else set()


def _reports_visible(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    found = Report.objects.filter(key__in=keys)
    return {r.key for r in found if policy.may("reporting.read_report", user, r, on=today())}


def _reads_attachment(stored: Any, user: Any, on: date) -> bool:
    """Open a file to those who may read the return it goes with."""
    found = Attachment.objects.filter(file=stored).select_related("returned", "returned__period")
    return any(policy.may("reporting.read", user, a.returned, on=on) for a in found)


shell.add(
    shell.MenuItem("Báo cáo", "reporting:mine", "report", 25, shown=_may("open"), count=_to_write),
    shell.MenuItem("Nhận báo cáo", "reporting:board", "clipboard-check", 15, group="Theo dõi", shown=_may("board")),
    shell.MenuItem("Tổng hợp", "reporting:reports", "file-export", 17, group="Theo dõi", shown=_may("board")),
    shell.Scheduled("reporting.open_periods", jobs.open_periods, every="day", at=2),
    shell.Scheduled("reporting.remind", jobs.remind, every="day", at=7),
    shell.Scheduled("reporting.build_waiting", jobs.build_waiting, every="hour"),
)
journal_door.about("reporting.return", visible=_returns_visible)
journal_door.about("reporting.report", visible=_reports_visible)
journal_door.about("reporting.period", visible=_periods_visible)
files.allow("attachment", _reads_attachment)

_BASIS = "Nghị định 09/2019/NĐ-CP; Kế hoạch 124/KH-UBND, phần C.1"
measures.define(
    measures.Measure(
        code="reporting.received",
        label="Báo cáo đã nhận",
        unit="báo cáo",
        formula="Số báo cáo đã gửi và không bị trả lại, trên số phải gửi",
        legal_basis=_BASIS,
        owner="Cơ quan đầu mối",
        compute=figures.received,
        each=figures.received_each,
        numerator="đã nhận",
        denominator="phải gửi",
        order=10,
    )
)
measures.define(
    measures.Measure(
        code="reporting.on_time_rate",
        label="Tỷ lệ báo cáo đúng hạn",
        unit="%",
        formula="Số gửi đúng hạn chia số đã gửi cộng số quá hạn chưa gửi, nhân 100",
        legal_basis=_BASIS,
        owner="Cơ quan đầu mối",
        compute=figures.on_time_rate,
        numerator="đúng hạn",
        denominator="đã gửi và quá hạn chưa gửi",
        places=1,
        order=11,
    )
)
for _form in domain.figure_forms().values():
    measures.define(
        measures.Measure(
            code=f"reporting.{_form.code}",
            label=_form.label,
            unit=_form.unit,
            formula=_form.formula,
            legal_basis=_form.basis,
            owner=", ".join(_form.owners) or "Từng cơ quan báo cáo",
            compute=partial(figures.by_hand, _form.code),
            each=partial(figures.by_hand_each, _form.code),
            numerator=_form.numerator,
            denominator=_form.denominator,
            places=2,
            by_hand=not _form.source,
            operator=_form.operator,
            target=_form.target,
            target_place=_form.basis,
            order=20,
        )
    )
for _table, _bases in domain.table_forms().values():
    for _column in _table.numbers:
        measures.define(
            measures.Measure(
                code=_table.measure(_column),
                label=f"{_column.title} ({_table.title})",
                unit=_column.unit,
                formula=f"Cộng cột “{_column.title}” của biểu “{_table.title}” trong các báo cáo đã tiếp nhận",
                legal_basis=_bases,
                owner="Từng cơ quan báo cáo",
                compute=partial(figures.in_table, _table.code, _column.code),
                each=partial(figures.in_table_each, _table.code, _column.code),
                by_hand=True,
                order=25,
            )
        )
