"""Pages: the agencies of a day, one agency in time, and for those who keep the register the next reorganisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms as django_forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from donghanh.ground.orgs import domain, forms, queries, services, tables
from donghanh.ground.orgs.models import Agency, Group
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotNow
from donghanh.ui.forms import refuse
from donghanh.ui.lists import exported, listed
from donghanh.ui.web.guard import guard, public
from donghanh.ui.web.pages import layout

COUNTED = (
    ("department", "sở, ban, cơ quan ngang sở"),
    ("district", "UBND cấp huyện"),
    ("commune", "UBND xã, phường"),
)


def _today(request: HttpRequest) -> date:
    return request.now.date()  # type: ignore[attr-defined,no-any-return]


def _keeper(request: HttpRequest) -> bool:
    return bool(policy.may("orgs.reorganise", request.user, on=_today(request)))


@public
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies that exist on a day; find by name without marks."""
    form = forms.Look(request.GET)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    day: date = wanted.get("ngay") or _today(request)
    everybody = Agency.objects.visible_to(request.user).on(day)
    rows = everybody
    if wanted.get("q"):
        rows = rows.named_like(wanted["q"])
    if wanted.get("loai"):
        rows = rows.of_kind(wanted["loai"])
    if wanted.get("chua"):
        rows = rows.unverified()
    table = tables.AgencyTable(rows.in_house_order(), request=request)
    answer = exported(request, table, f"Cơ quan ngày {day:%d-%m-%Y}", form=form, as_of=day)
    if answer is not None:
        return answer
    counts = everybody.order_by().aggregate(
        unverified=Count("pk", filter=Q(verified=False)),
        **{kind: Count("pk", filter=Q(kind=kind)) for kind, _ in COUNTED},
    )
    context = {
        "frame": layout(request),
        "form": form,
        "day": day,
        "table": listed(request, table),
        "figures": [{"value": counts[kind], "label": label, "kind": kind} for kind, label in COUNTED],
        "unverified": counts["unverified"],
        "groups": Group.objects.all(),
        "keeper": _keeper(request),
        "days": [date(2023, 6, 1), date(2025, 3, 1), date(2025, 7, 1)],
    }
    return render(request, "orgs/list.html", context)


@public
def agency(request: HttpRequest, key: str) -> HttpResponse:
    """Show one agency in time: its names, who came before and after, who answers today."""
    row = get_object_or_404(Agency.objects.visible_to(request.user).select_related("parent"), key=key)
    today = _today(request)
    register = queries.register()
    living = register.living(row.pk, on=today)
    context = {
        "frame": layout(request),
        "agency": row,
        "kind": domain.KINDS[row.kind],
        "command": domain.COMMANDS[row.command],
        "span": tables.span(row),
        "alive": row.exists_on(today),
        "future": row.valid_from is not None and today < row.valid_from,
        "before": _line(register, row.pk, backward=True),
        "after": _line(register, row.pk, backward=False),
        "living": living,
        "aliases": [a.text for a in row.aliases.all() if a.text not in (row.name, row.short_name)],
        "children": Agency.objects.filter(parent=row).on(today).order_by("name_folded"),
        "groups": [g.ref for g in register.groups.values() if row.kind in g.kinds and row.code not in g.without],
        "keeper": _keeper(request),
    }
    return render(request, "orgs/agency.html", context)


def _line(register: queries.Register, agency_id: int, *, backward: bool) -> list[dict[str, Any]]:
    """Follow the successions one way, all of them, and tell each with its day; nearest first."""
    steps = register.backward if backward else register.onward
    seen, waiting, found = {agency_id}, [agency_id], []
    while waiting:
        for step in steps.get(waiting.pop(0), ()):
            other = step.before if backward else step.after
            beside = register.backward.get(step.after.id, ()) if step.how == "merged" and not backward else ()
            together = [s.before.name for s in beside if s.before.id != step.before.id and s.how == "merged"]
            found.append({"step": step, "other": other, "how": domain.HOW[step.how], "together": together})
            if other.id not in seen and not step.topic:
                seen.add(other.id)
                waiting.append(other.id)
    return sorted(found, key=lambda f: (f["step"].effective_on, f["other"].name))


def _asked(
    request: HttpRequest,
    form: django_forms.Form,
    do: Callable[[dict[str, Any]], Agency],
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form, do what it asks, and lead to the agency; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            made = do(form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        except NotNow as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(reverse("orgs:agency", args=[made.key]))
    return render(request, "orgs/form.html", {"form": form} | context, status=422 if form.errors else 200)


@guard("orgs.reorganise")
def establish(request: HttpRequest) -> HttpResponse:
    """Enter a new agency."""

    def do(asked: dict[str, Any]) -> Agency:
        return services.establish_agency(
            asked["name"],
            kind=asked["kind"],
            command=asked["command"],
            on=asked["on"],
            basis=asked["basis"],
            short_name=asked["short_name"],
            by=request.user,
            at=request.now,  # type: ignore[attr-defined]
        )

    context = {
        "heading": "Ghi nhận cơ quan mới",
        "button": "Ghi nhận",
        "told": "Cơ quan có mặt từ ngày ghi; các nhóm theo loại tự nhận thêm.",
    }
    return _asked(request, forms.Establish(request.POST or None), do, context)


@guard("orgs.reorganise")
def merge(request: HttpRequest) -> HttpResponse:
    """Make one agency of several."""
    form = forms.Merge(request.POST or None, on=_today(request))

    def do(asked: dict[str, Any]) -> Agency:
        return services.merge_agencies(
            form.chosen(),
            name=asked["name"],
            short_name=asked["short_name"],
            on=asked["on"],
            basis=asked["basis"],
            by=request.user,
            at=request.now,  # type: ignore[attr-defined]
        )

    context = {
        "heading": "Hợp nhất cơ quan",
        "button": "Ghi nhận hợp nhất",
        "told": "Cơ quan mới nhận toàn bộ nhiệm vụ từ ngày ghi; tên cũ giữ nguyên trong báo cáo của thời trước.",
    }
    return _asked(request, form, do, context)


@guard("orgs.reorganise")
def rename(request: HttpRequest, key: str) -> HttpResponse:
    """Let an agency go on under another name."""
    row = get_object_or_404(Agency, key=key)

    def do(asked: dict[str, Any]) -> Agency:
        return services.rename_agency(row, **asked, by=request.user, at=request.now)  # type: ignore[attr-defined]

    context = {
        "agency": row,
        "heading": "Đổi tên cơ quan",
        "button": "Ghi nhận tên mới",
        "told": "Tên cũ giữ nguyên trong thời gian của nó; nhiệm vụ sang tên mới không cần bàn giao.",
    }
    return _asked(request, forms.Rename(request.POST or None, initial={"name": row.name}), do, context)


@guard("orgs.reorganise")
def abolish(request: HttpRequest, key: str) -> HttpResponse:
    """End an agency."""
    row = get_object_or_404(Agency, key=key)
    form = forms.Abolish(request.POST or None, agency=row)

    def do(asked: dict[str, Any]) -> Agency:
        return services.abolish_agency(
            row,
            on=asked["on"],
            basis=asked["basis"],
            heirs=form.chosen(),
            by=request.user,
            at=request.now,  # type: ignore[attr-defined]
        )

    context = {
        "agency": row,
        "heading": "Kết thúc hoạt động",
        "button": "Ghi nhận kết thúc",
        "danger": True,
        "told": "Một cơ quan nhận thì nhận toàn bộ; nhiều cơ quan nhận thì từng việc đang mở phải có bàn giao.",
    }
    return _asked(request, form, do, context)


@guard("orgs.confirm")
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm a record against a document."""
    row = get_object_or_404(Agency, key=key)

    def do(asked: dict[str, Any]) -> Agency:
        return services.confirm_record(row, basis=asked["basis"], by=request.user, at=request.now)  # type: ignore[attr-defined]

    context = {
        "agency": row,
        "heading": "Xác minh thông tin cơ quan",
        "button": "Xác minh",
        "told": "Ghi văn bản đã đối chiếu: tên, ngày bắt đầu, ngày kết thúc đúng như văn bản đó.",
    }
    return _asked(request, forms.Confirm(request.POST or None), do, context)


@guard("orgs.add_alias")
def add_alias(request: HttpRequest, key: str) -> HttpResponse:
    """Add another way of writing an agency's name."""
    row = get_object_or_404(Agency, key=key)

    def do(asked: dict[str, Any]) -> Agency:
        services.add_alias(row, text=asked["text"], by=request.user, at=request.now)  # type: ignore[attr-defined]
        return row

    context = {
        "agency": row,
        "heading": "Thêm cách viết tên",
        "button": "Thêm",
        "told": "Văn bản nạp sau này viết như vậy sẽ được nhận ra. Dấu, chữ hoa, gạch nối không cần thêm riêng.",
    }
    return _asked(request, forms.AliasText(request.POST or None), do, context)
