"""What the plan room contributes to the shell: menu, search, visibility of its history, scheduled jobs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.record.measures import api as measures
from donghanh.ui import shell
from donghanh.work.plan import jobs
from donghanh.work.plan.api import figures
from donghanh.work.plan.models import Evidence, Obligation, Plan
from donghanh.work.plan.services import finding

GROUP_FOLLOW = "Theo dõi"


def _on_board(user: Any, on: date) -> bool:
    return bool(policy.may("plan.board", user, on=on))


def _plans_visible(user: Any, keys: set[str]) -> set[str]:
    return set(Plan.objects.visible_to(user).filter(key__in=keys).values_list("key", flat=True))


def _obligations_visible(user: Any, keys: set[str]) -> set[str]:
    from donghanh.kit.dates import today  # noqa: PLC0415

    rows = Obligation.objects.work_readable_by(user, on=today())
    return set(rows.filter(key__in=keys).values_list("key", flat=True))


def _plan_titles(keys: set[str]) -> dict[str, str]:
    return dict(Plan.objects.filter(key__in=keys).values_list("key", "number"))


def _obligation_titles(keys: set[str]) -> dict[str, str]:
    rows = Obligation.objects.filter(key__in=keys).select_related("duty")
    return {row.key: row.title for row in rows}


shell.add(
    shell.MenuItem("Kế hoạch", "plan:plans", "file-text", 30),
    shell.MenuItem("Bảng tiến độ", "plan:board", "layout-grid", 10, group=GROUP_FOLLOW, shown=_on_board),
    shell.MenuItem(
        "Bàn giao",
        "plan:handovers",
        "arrows-exchange",
        20,
        group=GROUP_FOLLOW,
        shown=lambda user, on: bool(policy.may("plan.hand_over", user, on=on)),
    ),
    shell.Searchable(finding.PLAN, "Kế hoạch", finding.plan_documents, order=5),
    shell.Searchable(finding.DUTY, "Nhiệm vụ", finding.duty_documents, order=10),
    shell.Scheduled("plan.open_periods", jobs.open_due_periods, every="day", at=1),
    shell.Scheduled("plan.remind", jobs.remind, every="day", at=6),
)
journal_door.about("plan.plan", visible=_plans_visible, label="Kế hoạch", titles=_plan_titles)
journal_door.about(
    "plan.obligation",
    visible=_obligations_visible,
    label="Việc",
    url=lambda key: reverse("plan:obligation", args=[key]),
    titles=_obligation_titles,
)


def _reads_evidence(stored: Any, user: Any, on: date) -> bool:
    """Open a piece of evidence to those who may read the work it shows, and to nobody else."""
    readable = Obligation.objects.work_readable_by(user, on=on)
    return Evidence.objects.filter(file=stored, obligation__in=readable).exists()


def _reads_plan(stored: Any, user: Any, on: date) -> bool:
    """Open a plan's signed file to whoever may see the plan; a draft's to those who load plans."""
    if policy.may("plan.load", user, on=on):
        return True
    return Plan.objects.visible_to(user, on=on).filter(document=stored).exists()


files.allow("evidence", _reads_evidence)
files.allow("plan", _reads_plan)

for _measure in figures.measures():
    measures.define(_measure)
