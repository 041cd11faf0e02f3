"""The door: how a row of work is drawn, so that desk, portal and leaders' page say it alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from donghanh.front.desk import domain
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import show_date
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import Standing, Task

__all__ = ["Row", "address", "as_row", "as_rows"]


@dataclass(frozen=True)
class Row:
    """One row of work as it is drawn."""

    task: Task
    url: str
    plan_url: str
    duty_url: str
    decide_url: str
    due_kind: str
    due_word: str
    kind: str
    word: str
    action: str
    action_url: str
    note: str


def address(name: str, *args: str) -> str:
    """Return a named address, or nothing where that room has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def as_rows(tasks: Iterable[Task], on: date) -> list[Row]:
    """Draw several rows."""
    return [as_row(task, on) for task in tasks]


def as_row(task: Task, on: date) -> Row:
    """Draw one row: its date in words, its state as colour and word, its one next step."""
    done = task.standing in plans.DONE_STANDINGS
    asked = task.standing == Standing.ASKED
    ahead = task.due_on is not None and task.due_on >= on and not done
    left = workcal.working_days_between(on, task.due_on) if ahead and task.due_on else None
    due_kind = domain.due_kind(task.due_on, on, left, done=done, asked=asked)
    url = address("plan:obligation", task.key)
    return Row(
        task=task,
        url=url,
        plan_url=address("plan:read", task.plan_slug),
        duty_url=address("plan:duty", task.plan_slug, task.duty_key),
        decide_url=address("plan:verb", task.key, "duyet-gia-han"),
        due_kind=due_kind,
        due_word=domain.due_word(task.due_on, on, left, done=done, asked=asked),
        kind=_kind(task, due_kind),
        word=_word(task, due_kind),
        action=task.next.label,
        action_url=(address("plan:verb", task.key, task.next.slug) if task.next.slug else "") or url,
        note=_note(task),
    )


def _kind(task: Task, due_kind: str) -> str:
    if due_kind == "soon" and task.state in ("assigned", "doing"):
        return "soon"
    return "none" if task.state == "assigned" and task.tone == "open" else task.tone


def _word(task: Task, due_kind: str) -> str:
    if task.standing == Standing.OVERDUE:
        waiting = {"proposed": ", chờ duyệt", "submitted": ", chờ xác nhận"}.get(task.state, "")
        return f"Quá hạn{waiting}"
    if task.state in ("assigned", "doing") and not task.requested:
        if due_kind == "soon":
            return "Sắp đến hạn"
        if task.state == "doing":
            return f"Đang làm, {task.percent} %" if task.percent else "Đang làm"
        return task.state_label
    return task.state_label if task.state in ("proposed", "submitted") else task.standing_label


def _note(task: Task) -> str:
    parts = []
    if task.handed:
        parts.append(f"Nhận bàn giao từ {task.handed.from_name} ngày {show_date(task.handed.effective_on)}")
    if task.extensions and task.original_due_on:
        parts.append(f"Đã gia hạn {task.extensions} lần, hạn gốc {show_date(task.original_due_on)}")
    return "; ".join(parts)
