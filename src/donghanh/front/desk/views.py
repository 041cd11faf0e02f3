"""The desk: what is next for the person who signed in, what waits for their decision, and why the figures are so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from donghanh.front.desk import domain, queries
from donghanh.front.desk.api import Row, address, as_row, as_rows
from donghanh.ground.accounts import api as accounts
from donghanh.kit import dates, policy
from donghanh.kit.text import shorten
from donghanh.ui import lists, shell
from donghanh.ui.web import rail
from donghanh.ui.web.guard import guard
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import Standing, Wanted

PER_PAGE = 10
_FELL_DUE = (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.OVERDUE)


@guard("desk.open")
def start(request: Any) -> HttpResponse:
    """Send a person who just signed in to their first screen."""
    on = request.now.date()
    roles = {seat.role for seat in accounts.seats(request.user, on)}
    return redirect(address(domain.start_for(roles)) or "/")


@guard("desk.open")
def mine(request: Any) -> HttpResponse:
    """Show the next things due, in order, with the reason for each date."""
    on = request.now.date()
    desk = queries.desk_of(request.user, on)
    if not desk.agency_ids:
        return render(
            request, "desk/doors.html", {"doors": _doors(request.user, desk.roles, on), "heading": _hello(desk)}
        )
    tab = _tab(request.GET.get("muc", ""), desk)
    order = request.GET.get("xep") if request.GET.get("xep") in domain.ORDERS else "han"
    known = {"cua-toi": desk.counts.mine, "co-quan": desk.counts.agency}.get(tab)
    wanted = _wanted(tab, desk, request.user.pk)
    found = plans.tasks(request.user, wanted, on=on, order=domain.ORDERS[order][1], known_count=known)
    if request.GET.get("in"):
        return render(request, "desk/print.html", {"rows": as_rows(found, on), "tab": domain.TABS[tab], "on": on})
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    rows = as_rows(page.object_list, on)
    quarter = domain.quarter_of(on)
    return render(
        request,
        "desk/mine.html",
        {
            "rows": rows,
            "lists": _lists(rows, order),
            "page": page,
            "tab": tab,
            "tabs": _tabs(desk),
            "order": order,
            "orders": [(name, label) for name, (label, _) in domain.ORDERS.items()],
            "desk": desk,
            "waiting": rail.count_at(request, "desk:approvals"),
            "approves": bool(policy.may("plan.approvals", request.user, on=on)),
            "quarter": quarter,
            "on_time": _quarter_tally(request.user, desk, quarter, on),
            "first": next((r for r in rows if r.task.next.verb == "report"), None)
            or next((r for r in rows if r.task.next.verb), None),
            "explained": _explained(found, rows),
            "indices": plans.index_progress(request.user, Wanted(agency_ids=desk.agency_ids), on=on, touched_only=True),
            "board_url": address("plan:board") if policy.may("plan.board", request.user, on=on) else "",
        },
    )


@guard("desk.open")
def on_time(request: Any) -> HttpResponse:
    """Tell where the quarter's on-time figure comes from: its terms, and every row behind it."""
    on = request.now.date()
    desk = queries.desk_of(request.user, on)
    quarter = domain.quarter_of(on)
    wanted = _quarter_wanted(desk, quarter)
    found = plans.tasks(request.user, Wanted(**{**vars(wanted), "standings": _FELL_DUE}), on=on)
    if lists.leaving(request):
        head = ["Mã việc", "Nhiệm vụ", "Chủ trì/phối hợp", "Hạn", "Ngày có kết quả", "Tình trạng"]
        body = ([t.number, t.title, t.role_label, t.due_on, t.result_on, t.standing_label] for t in found)
        name = f"Việc đã đến hạn quý {quarter.number} năm {quarter.year}"
        return lists.leave(request, [head, *body], name, asked={})
    page = Paginator(found, 50).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": as_rows(page.object_list, on),
        "tally": plans.tally(request.user, wanted, on=on),
        "quarter": quarter,
        "on": on,
        "whole_agency": desk.officer_id is None,
    }
    return render(request, "desk/on_time.html", context)


@guard("plan.approvals")
def approvals(request: Any) -> HttpResponse:
    """Show what waits for this person's decision, and what is late in their agency and why."""
    on = request.now.date()
    desk = queries.desk_of(request.user, on)
    waiting = queries.waiting_of(request.user, on)
    late = plans.late_list(request.user, Wanted(agency_ids=desk.agency_ids), on=on) if desk.agency_ids else []
    context = {
        "waiting": waiting,
        "proposed": [(s, as_row(s.task, on)) for s in waiting.proposed],
        "submitted": [(s, _handed_in(s, as_row(s.task, on))) for s in waiting.submitted],
        "wishes": [(w, as_row(w.task, on)) for w in waiting.wishes],
        "late": [(item, as_row(item.task, on)) for item in late],
        "decides": {
            "proposed": bool(accounts.agency_ids(request.user, on, "head", "association")),
            "submitted": bool(policy.may("plan.confirm", request.user, on=on)),
            "wishes": bool(policy.may("plan.decide_extension", request.user, on=on)),
        },
    }
    return render(request, "desk/approvals.html", context)


def _lists(rows: list[Row], order: str) -> list[tuple[str, list[Row]]]:
    """Cut a page of work where the dates end, so that what has a date is not lost among what has none."""
    if order != "han":
        return [("", rows)]
    dated = [row for row in rows if row.task.due_on is not None]
    undated = [row for row in rows if row.task.due_on is None]
    return [(name, part) for name, part in (("", dated), ("Kế hoạch không nêu hạn", undated)) if part]


def _handed_in(item: plans.Submission, row: Row) -> Row:
    """Say of a submitted result how the agency kept its date, not how long the tracker has taken."""
    due = item.task.due_on
    if item.at is None or due is None or item.task.requested:
        return row
    late = dates.local_date(item.at) > due
    return replace(row, due_kind="late" if late else "done", due_word="nộp muộn" if late else "nộp đúng hạn")


def _tab(asked: str, desk: queries.Desk) -> str:
    offered = {name for name, _, _ in _tabs(desk)}
    return asked if asked in offered else "cua-toi" if "cua-toi" in offered else "co-quan"


def _tabs(desk: queries.Desk) -> list[tuple[str, str, int]]:
    """List the views of a desk with their counts: who answers for the whole agency has no narrower one."""
    counts = desk.counts
    tabs = [] if desk.officer_id is None else [("cua-toi", domain.TABS["cua-toi"], counts.mine)]
    tabs.append(("co-quan", domain.TABS["co-quan"], counts.agency))
    if desk.former_ids:
        tabs.append(("ban-giao", domain.TABS["ban-giao"], counts.handover))
    return tabs


def _wanted(tab: str, desk: queries.Desk, user_id: int) -> Wanted:
    if tab == "ban-giao":
        return Wanted(agency_ids=desk.former_ids, ended_holders=True)
    return Wanted(agency_ids=desk.agency_ids, open_only=True, officer_id=user_id if tab == "cua-toi" else None)


def _quarter_wanted(desk: queries.Desk, quarter: domain.Quarter) -> Wanted:
    return Wanted(
        agency_ids=desk.agency_ids, officer_id=desk.officer_id, due_from=quarter.since, due_until=quarter.until
    )


def _quarter_tally(user: Any, desk: queries.Desk, quarter: domain.Quarter, on: date) -> plans.Tally:
    return plans.tally(user, _quarter_wanted(desk, quarter), on=on)


def _explained(found: plans.TaskList, rows: list[Row]) -> dict[str, Any] | None:
    """Return why the first date on the page is what it is."""
    dated = next((r for r in rows if r.task.due_on is not None), None)
    if dated is None:
        return None
    task = dated.task
    return {
        "row": dated,
        "title": f"Vì sao hạn là {dates.show_date(task.due_on)}?",
        "about": shorten(task.title, 90),
        "written": task.due_written,
        "deadline": found.explain_due(task),
    }


def _hello(desk: queries.Desk) -> str:
    return "Bắt đầu từ đâu" if desk.roles else "Chào bạn"


def _doors(user: Any, roles: frozenset[str], on: date) -> list[dict[str, str]]:
    """List up to three useful things for a person without a desk; only doors that lead somewhere for them."""
    mine = {item.url_name for item in shell.menu_for(user, on)}
    wanted = [
        (
            "journal:list",
            "history",
            "Nhật ký",
            "Ai đã làm gì, lúc nào, ở bất kỳ ngày nào; mỗi dòng công khai có bằng chứng.",
        ),
        (
            "operate:health",
            "heart-rate-monitor",
            "Sức khỏe hệ thống",
            "Cơ sở dữ liệu, việc nền, thư chờ gửi, sao lưu, niêm phong.",
        ),
        ("plan:board", "layout-grid", "Bảng tiến độ", "Cơ quan theo hàng, chỉ số theo cột: xong, trễ, đang làm."),
        ("accounts:list", "users", "Tài khoản", "Danh sách cần rà soát, tài khoản lâu không dùng."),
    ]
    doors = [(address(n), i, t, s) for n, i, t, s in wanted if n in mine and n not in _staff_only(roles)]
    for name, icon, title, said in (
        ("portal:promises", "target-arrow", "Lời hứa của tỉnh", "Việc gì, cơ quan nào, hạn nào, đang đến đâu."),
        ("plan:plans", "file-text", "Kế hoạch", "Toàn văn và từng nhiệm vụ, hai chiều."),
        ("portal:search", "search", "Tra cứu", "Một ô tìm, gõ không dấu cũng được."),
    ):
        doors.append((address(name), icon, title, said))
    return [{"url": u, "icon": i, "title": t, "said": s} for u, i, t, s in doors if u][:3]


def _staff_only(roles: frozenset[str]) -> frozenset[str]:
    """Leave out what the rail offers to everybody but is nothing for a visitor from outside."""
    return frozenset() if roles & {"auditor", "operator"} else frozenset({"journal:list", "operate:health"})
