"""``donghanh clock``: when a case falls due, and the count day by day; without a database the reviewed files serve."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from donghanh.config.cli import django_ready
from donghanh.kit import dates
from donghanh.kit.errors import Invalid


@click.group()
def clock() -> None:
    """Thời hạn của vụ việc: hạn là ngày nào, vì sao."""


def _held() -> Any:
    """Return calendar, terms and rules: the house's own, or the reviewed files where it has no database yet."""
    django_ready()
    from django.db import DatabaseError  # noqa: PLC0415 - needs Django

    from donghanh.ground.workcal import queries  # noqa: PLC0415

    try:
        held = queries.held()
        return held if held.terms else queries.from_files()
    except (DatabaseError, sqlite3.Error):
        return queries.from_files()


def _day(text: str, what: str) -> tuple[date, datetime | None]:
    """Read a day, or a day with an hour (``2026-11-20T09:30``), as written."""
    if "T" in text:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is not None:
            moment = moment.astimezone(dates.ZONE) if moment.tzinfo else moment.replace(tzinfo=dates.ZONE)
            return moment.date(), moment
    day = dates.read_date(text)
    if day is None:
        raise Invalid("clock.day", f"{what}: “{text}” không phải một ngày; hãy viết như 2026-11-20 hoặc 20/11/2026.")
    return day, None


def _event(text: str) -> Any:
    from donghanh.ground.workcal.api import ClockEvent, clocks  # noqa: PLC0415 - needs Django

    kind, _, rest = text.partition(":")
    # A moment holds colons of its own: 2026-11-20T09:30 comes before any amount.
    if "T" in rest:
        pieces = rest.split(":")
        when, amount = ":".join(pieces[:2]), ":".join(pieces[2:])
    else:
        when, _, amount = rest.partition(":")
    if kind not in clocks.KINDS or not when:
        known = ", ".join(k for k in clocks.KINDS if k != clocks.START)
        raise Invalid("clock.event", f"Không hiểu sự kiện “{text}”; hãy viết loại:ngày, loại là một trong: {known}.")
    if amount and not amount.isdigit():
        raise Invalid("clock.amount", f"Sự kiện “{text}”: số lượng phải là số nguyên, ví dụ extend:2026-12-01:10.")
    if kind == clocks.EXTEND and not amount:
        raise Invalid("clock.amount", f"Sự kiện “{text}” cần số lượng gia hạn, ví dụ extend:{when}:10.")
    day, moment = _day(when, f"Sự kiện “{text}”")
    return ClockEvent(kind, day, amount=int(amount or 0), moment=moment)


def _write(out: str, facts: Any) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=str)
    if out == "-":
        click.echo(text)
    else:
        Path(out).write_text(text + "\n", encoding="utf-8")


@clock.command()
@click.option("--rule", "code", required=True, metavar="MÃ", help="Mã quy tắc; xem `donghanh clock rules`.")
@click.option("--start", "start", required=True, metavar="NGÀY", help="Ngày bắt đầu, ví dụ 2026-11-20.")
@click.option("--event", "given", multiple=True, metavar="LOẠI:NGÀY[:SỐ]", help="pause, resume, extend … theo ngày.")
@click.option("--remote", is_flag=True, help="Vùng sâu, vùng xa.")
@click.option("--complex", "complex_case", is_flag=True, help="Vụ phức tạp.")
@click.option("--on", "today", metavar="NGÀY", help="Tính đến ngày này (mặc định: hôm nay).")
@click.option("--json", "out", metavar="TỆP", help="Ghi JSON; “-” là màn hình.")
@click.pass_context
def explain(
    context: click.Context,
    code: str,
    start: str,
    given: tuple[str, ...],
    remote: bool,
    complex_case: bool,
    today: str | None,
    out: str | None,
) -> None:
    """Hạn của một vụ việc và cách đếm từng ngày. Mã thoát 1: có sự kiện không được tính."""
    begin, moment = _day(start, "Ngày bắt đầu")
    on = _day(today, "Ngày tính")[0] if today else dates.today()
    held = _held()
    from donghanh.ground.workcal.api import ClockEvent, clocks  # noqa: PLC0415 - needs Django
    from donghanh.ground.workcal.engine.days import FIRST, LAST  # noqa: PLC0415
    from donghanh.ground.workcal.engine.telling import tell  # noqa: PLC0415

    if code not in held.book.rows:
        raise Invalid("clock.rule", f"Không có quy tắc “{code}”; xem `donghanh clock rules`.")
    events = [ClockEvent(clocks.START, begin, moment=moment), *(_event(text) for text in given)]
    if not all(FIRST.year < e.on.year < LAST.year - 11 for e in events):
        raise Invalid("clock.range", f"Ngày phải từ năm {FIRST.year + 1} đến năm {LAST.year - 12}.")
    try:
        rule = held.rule(code, begin, remote=remote, complex_case=complex_case)
    except LookupError:
        day = dates.show_date(begin)
        raise Invalid("clock.not-in-force", f"Quy tắc “{code}” chưa có hiệu lực vào ngày {day}.") from None
    told = tell(rule, events, held.measured)
    if out:
        _write(out, facts_of(told, on))
    else:
        _print(told)
    if told.state.ignored:
        context.exit(1)


def facts_of(told: Any, on: date) -> dict[str, Any]:
    """Return an explanation as plain values."""
    state = told.state
    return {
        "rule": asdict(told.rule),
        "state": state.state,
        "started_on": state.started_on,
        "due_on": state.due_on,
        "due_minute": state.due_minute,
        "first_due_on": state.first_due_on,
        "ended_on": state.ended_on,
        "in_time": state.in_time,
        "on": on,
        "overdue": state.overdue(on),
        "term": [asdict(p) for p in state.phases],
        "counted": told.total(),
        "left": state.left if state.due_on is None else 0,
        "paused_since": state.paused_since,
        "paused_days": state.paused_days,
        "sentence": told.sentence,
        "provisional": told.provisional,
        "ignored": [{"event": f"{i.event.kind}:{i.event.on}", "why": i.why} for i in state.ignored],
        "days": [asdict(s) for s in told.steps],
        "convention": "Ngày có sự kiện vẫn tính theo trạng thái trước đó; trạng thái mới có hiệu lực từ ngày kế tiếp.",
    }


def _print(told: Any) -> None:
    minutes = told.rule.unit == "hours"
    for step in told.steps:
        count = f"{step.counted}" if step.added else ""
        if minutes and step.added:
            count = f"{step.counted // 60}:{step.counted % 60:02d}"
        when = f"{dates.weekday_name(step.day, short=True)} {dates.show_date(step.day):<11}"
        click.echo(f"{when} {count:>5}  {step.note}")
    for left in told.state.ignored:
        click.echo(f"Không tính: {left.event.kind} {dates.show_date(left.event.on)}: {left.why}.", err=True)
    click.echo(told.sentence)
    due, minute = told.state.due_on, told.state.due_minute
    hour = "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d} "
    click.echo(f"Hạn: {hour}{dates.show_date(due)}." if due else "Đang tạm dừng: chưa có hạn.")


@clock.command()
@click.option("--on", "day", metavar="NGÀY", help="Quy tắc có hiệu lực vào ngày này (mặc định: hôm nay).")
@click.option("--json", "out", metavar="TỆP", help="Ghi JSON; “-” là màn hình.")
def rules(day: str | None, out: str | None) -> None:
    """Các quy tắc tính thời hạn đang có hiệu lực, có nguồn."""
    on = _day(day, "Ngày")[0] if day else dates.today()
    found = _held().rules(on)
    if out:
        _write(out, [asdict(rule) for rule in found])
        return
    for rule in found:
        mark = "" if rule.verified else " (chưa xác minh)"
        click.echo(f"{rule.code:<32} {rule.words():<45} {rule.label}. {rule.source}{mark}")
