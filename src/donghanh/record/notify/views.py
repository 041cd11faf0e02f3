"""Pages: what I am told, and how I want to be told."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from donghanh.kit.errors import Invalid
from donghanh.record.notify import domain, forms, services
from donghanh.record.notify.models import Notice, Preference
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard


@guard("notify.read")
def notices(request: HttpRequest) -> HttpResponse:
    """Show a person's notices, newest first; what is no longer theirs to see keeps its place without its words."""
    unread = request.GET.get("chua_doc") == "1"
    mine = Notice.objects.visible_to(request.user)
    page = Paginator(mine.unread() if unread else mine, 30).get_page(request.GET.get("trang"))
    seen = {n.pk for n in services.readable(request.user, list(page), at=request.now)}  # type: ignore[attr-defined]
    rows = [{"notice": n, "open": n.pk in seen} for n in page]
    context = {"page": page, "rows": rows, "unread_only": unread, "all": not unread, "unread": mine.unread().count()}
    return render(request, "notify/list.html", context)


@require_POST
@guard("notify.read")
def read_one(request: HttpRequest, key: str) -> HttpResponse:
    """Mark one as read."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), key=key)
    services.mark_read(notice, by=request.user, at=request.now)  # type: ignore[arg-type,attr-defined]
    return redirect("notify:list")


@require_POST
@guard("notify.read")
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = services.mark_all_read(by=request.user, at=request.now)  # type: ignore[arg-type,attr-defined]
    messages.success(
        request, f"Đã đánh dấu {count} thông báo là đã đọc." if count else "Không có thông báo nào chưa đọc."
    )
    return redirect("notify:list")


@guard("notify.read")
def preference(request: HttpRequest) -> HttpResponse:
    """Choose whether and when the daily letter comes."""
    kept = Preference.objects.filter(user_id=request.user.pk or 0).first()
    start = {"digest": kept.digest if kept else True, "hour": kept.hour if kept else domain.DEFAULT_HOUR}
    form = forms.Choice(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.choose(by=request.user, at=request.now, **form.cleaned_data)  # type: ignore[arg-type,attr-defined]
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi cách nhận thông báo.")
            return redirect("notify:preference")
    return render(request, "notify/preference.html", {"form": form})
