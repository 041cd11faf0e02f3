"""The desk's queue, the hub, everything, and the dates that moved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ui.lists import PER_PAGE, Capped, exported, listed
from donghanh.ui.web.guard import guard, public
from donghanh.work.petitions.forms.inside import FilterForm
from donghanh.work.petitions.models import ClockChange, Petition
from donghanh.work.petitions.queries import lists
from donghanh.work.petitions.queries.counting import MOST
from donghanh.work.petitions.queries.masking import Words
from donghanh.work.petitions.tables import PetitionTable, QueueTable
from donghanh.work.petitions.views.pages import can, day, shown


@public
def home(request: HttpRequest) -> HttpResponse:
    """Lead each reader to where their work with petitions begins; whoever has none, to where one is sent."""
    places = (("queue", "queue"), ("hub", "hub"), ("open", "all"))
    mine = next((place for verb, place in places if request.user.is_authenticated and can(request, verb)), "start")
    return redirect(f"petitions:{mine}")


@guard("petitions.queue")
def queue(request: HttpRequest) -> HttpResponse:
    """Show an agency's open petitions by due date; the same rows leave as a spreadsheet."""
    on = day(request)
    tab = request.GET.get("muc", "tat-ca")
    tab = tab if tab in lists.QUEUE_LABELS else "tat-ca"
    words = request.GET.get("q", "")[:80]
    rows = lists.queue(request.user, on=on, tab=tab, words=words)
    table = QueueTable(rows, on=on, words=Words(request.user, on))
    answer = exported(request, table, f"Kiến nghị cần xử lý {on:%d-%m-%Y}")
    if answer is not None:
        return answer
    counts = lists.queue_counts(request.user, on=on)
    tabs = [(name, label, counts[name], name == tab) for name, label in lists.QUEUE_LABELS.items()]
    figures = {name.replace("-", "_"): count for name, count in counts.items()}
    table = listed(request, table, most=MOST, found=None if words else counts[tab])
    return shown(request, "queue.html", table=table, tabs=tabs, q=words, counts=figures)


@guard("petitions.hub")
def hub(request: HttpRequest) -> HttpResponse:
    """Show what waits to be sorted, oldest first."""
    on = day(request)
    rows = lists.hub(request.user, on=on)
    table = PetitionTable(rows, on=on, words=Words(request.user, on), exclude=("lead",))
    answer = exported(request, table, f"Kiến nghị chờ phân loại {on:%d-%m-%Y}")
    if answer is not None:
        return answer
    counts = lists.hub_counts(request.user, on=on)
    table = listed(request, table, most=MOST, found=counts["waiting"])
    return shown(request, "hub.html", table=table, counts=counts)


@guard("petitions.open")
def everything(request: HttpRequest) -> HttpResponse:
    """List the petitions a reader may know of, filtered; the same rows leave as a spreadsheet."""
    on = day(request)
    form = FilterForm(request.GET or None)
    wanted: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = lists.narrowed(Petition.objects.visible_to(request.user, on=on), wanted, on=on).for_lists().newest_first()
    table = PetitionTable(rows, on=on, words=Words(request.user, on))
    if not any(wanted.values()):
        table.nothing = "Chưa có kiến nghị nào thuộc phần bạn được xem; khi có, kiến nghị hiện ở đây."
    answer = exported(request, table, f"Kiến nghị {on:%d-%m-%Y}")
    if answer is not None:
        return answer
    status = 422 if form.errors else 200
    table = listed(request, table, most=MOST)
    return shown(request, "list.html", status, table=table, form=form, filtered=any(wanted.values()))


@guard("petitions.open")
def changes(request: HttpRequest) -> HttpResponse:
    """List the due dates that moved with the calendar, newest first."""
    on = day(request)
    mine = Petition.objects.visible_to(request.user, on=on)
    rows = ClockChange.objects.filter(clock__petition__in=mine.order_by().values("pk")).select_related(
        "clock__petition"
    )
    page = Capped(rows, PER_PAGE, most=MOST).get_page(request.GET.get("trang"))
    return shown(request, "changes.html", rows=page.object_list, page=page)
