"""What was promised, by whom, by when, where it stands: list, file and feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from donghanh.front.desk.api import Row, address, as_rows
from donghanh.front.portal.forms import PromiseFilter
from donghanh.kit.dates import show_date
from donghanh.ui import lists
from donghanh.ui.web.guard import public
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import DONE_STANDINGS, Standing, Wanted

DUTIES_PER_PAGE = 20


@public
def promises(request: Any) -> HttpResponse:
    """Browse every duty that was given out: by index, agency, standing or words; the same rows as a file."""
    on = request.now.date()
    agencies = plans.agency_tallies(request.user, Wanted(), on=on)
    form = PromiseFilter(request.GET, indices=plans.plan_indices(request.user, on=on), agencies=agencies)
    wanted = form.wanted()
    found = plans.tasks(request.user, wanted, on=on, order="index")
    if lists.leaving(request):
        return lists.leave(request, _sheet(found), f"Lời hứa và kết quả {on:%d-%m-%Y}", form=form)
    duties: Any = plans.tasks_by_duty(request.user, wanted, on=on)
    page: Any = Paginator(duties, DUTIES_PER_PAGE).get_page(request.GET.get("trang"))
    rows = as_rows(page.object_list, on)
    progress = {p.id: p for p in plans.index_progress(request.user, wanted, on=on)}
    context = {
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "sections": [(n, progress.get(key), _promised(members)) for (n, key), members in groupby(rows, _group)],
        "page": page,
        "tally": plans.tally(request.user, wanted, on=on),
        "plans": plans.active_plans(request.user, on=on),
        "on": on,
    }
    return render(request, "portal/promises.html", context)


def _group(row: Row) -> tuple[str, int | None]:
    return row.task.index_name or _("Tổ chức thực hiện, ngoài các chỉ số"), row.task.index_id


@dataclass(frozen=True)
class Promised:
    """One promise as the public reads it: one row, and how everybody who owes a part of it stands."""

    first: Row
    rows: tuple[Row, ...]
    tally: plans.Tally
    kind: str
    word: str

    @property
    def one_date(self) -> bool:
        """Say whether all parts fall due on one day."""
        return len({row.task.due_on for row in self.rows}) == 1


def _promised(members: Iterable[Row]) -> list[Promised]:
    """Put the parts of one duty and one period together."""
    together: dict[tuple[str, str], list[Row]] = {}
    for row in members:
        together.setdefault((row.task.duty_key, row.task.title), []).append(row)
    return [_promise(rows) for rows in together.values()]


def _promise(rows: list[Row]) -> Promised:
    tally = plans.Tally.of([row.task.standing for row in rows])
    # The row that stands for all is the one whose date says most: an overdue part before the others.
    first = next((row for row in rows if row.task.standing == Standing.OVERDUE), rows[0])
    labels = {public_word(row.task) for row in rows}
    if len(labels) == 1:
        kind, word = labels.pop()
    elif tally.overdue:
        kind, word = "late", _("%(n)s quá hạn") % {"n": tally.overdue}
    elif not tally.open:
        kind, word = "done", _("Đã xong")
    else:
        kind, word = "open", _("Đang làm")
    return Promised(first, tuple(rows), tally, kind, word)


def public_word(task: plans.Task) -> tuple[str, str]:
    """Say where a part stands as the public reads it: where the plan names no date, whether it was begun."""
    if task.standing == Standing.NO_DEADLINE:
        return ("none", task.state_label) if task.state == "assigned" else ("open", _("Đang làm"))
    return task.tone, task.standing_label


def _sheet(found: plans.TaskList) -> Any:
    yield [
        "Mã việc", "Kế hoạch", "Chỗ trong kế hoạch", "Chỉ số", "Nhiệm vụ", "Cơ quan được giao", "Cơ quan đang giữ",
        "Vai trò", "Hạn", "Hạn gốc", "Số lần gia hạn", "Tình trạng", "Ngày có kết quả", "Văn bản kết quả",
    ]  # fmt: skip
    for t in found:
        yield [
            t.number, t.plan_number, t.place, t.index_name, t.title, t.first_agency.name, t.agency.name,
            t.role_label, t.due_on, t.original_due_on, t.extensions, t.standing_label, t.result_on, t.result_document,
        ]  # fmt: skip


@public
def feed(request: Any) -> HttpResponse:
    """Publish the newest confirmed results as an Atom feed."""
    on = request.now.date()
    newest = plans.tasks(request.user, Wanted(standings=DONE_STANDINGS), on=on, order="confirmed")[:30]
    host = request.get_host().split(":")[0]
    atom = Atom1Feed(
        title=_("Kết quả mới được xác nhận, tỉnh %(province)s") % {"province": settings.PROVINCE},
        link=request.build_absolute_uri(address("portal:promises")),
        feed_url=request.build_absolute_uri(address("portal:feed")),
        description=_("Mỗi mục là một phần việc trong kế hoạch đã được cơ quan đầu mối xác nhận hoàn thành."),
        language="vi",
        author_name=_("Đồng Hành, tỉnh %(province)s") % {"province": settings.PROVINCE},
        feed_guid=f"tag:{host},2023:cam-ket",
    )
    for row in as_rows(newest, on):
        task = row.task
        url = request.build_absolute_uri(row.duty_url or address("portal:promises"))
        atom.add_item(
            title=task.title,
            link=url,
            description=_summary(task),
            unique_id=f"tag:{host},2023:viec:{task.key}",
            pubdate=task.confirmed_at,
            updateddate=task.confirmed_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _summary(task: plans.Task) -> str:
    parts = [task.agency.name, f"{task.plan_number}, {task.place}", task.standing_label]
    if task.due_on:
        parts.append(_("hạn %(day)s") % {"day": show_date(task.due_on)})
    parts.append(_("kết quả %(day)s") % {"day": show_date(task.result_on)})
    if task.result_document:
        parts.append(_("văn bản %(number)s") % {"number": task.result_document})
    return "; ".join(parts)
