"""Pages: the journal for those who audit, the public log and its proofs for everybody."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render

from donghanh.kit import dates
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal import charts, domain, forms, policies, queries
from donghanh.record.journal.models import DailyRoot, Entry
from donghanh.ui.web.guard import guard, public
from donghanh.ui.web.pages import layout

EXPORT_LIMIT = 100_000
_PACKAGE = Path(__file__).resolve().parents[2]
VERIFIERS = (_PACKAGE / "tools" / "verify_log.py", _PACKAGE.parents[1] / "tools" / "verify_log.py")


@guard("journal.open")
def journal_list(request: HttpRequest) -> HttpResponse:
    """Show who did what, when, for whom; newest first."""
    form = forms.Look(request.GET)
    on = request.now.date()  # type: ignore[attr-defined]
    before = request.GET.get("truoc", "")
    lines, older = queries.page(form.wanted(), request.user, on, before=before)
    context = {
        "form": form,
        "lines": queries.named(lines),
        "older": older,
        "before": before,
        "all": policies.reads_all(request.user, on),
    }
    return render(request, "journal/list.html", context)


@public
def history(request: HttpRequest, type_name: str, key: str) -> HttpResponse:
    """Tell all that the reader may know of one thing's history, up to today or to the end of an earlier day."""
    now: datetime = request.now  # type: ignore[attr-defined]
    form = forms.AsOf(request.GET or None)
    chosen: date | None = form.cleaned_data["ngay"] if form.is_bound and form.is_valid() else None
    until = datetime.combine(chosen, time.max, tzinfo=dates.ZONE) if chosen else datetime.max.replace(tzinfo=UTC)
    lines = queries.history((type_name, key), request.user, now.date())
    if not lines and not queries.visible_pairs(request.user, {(type_name, key)}, now.date()):
        raise NotAllowed("not-found", "Không có lịch sử nào của nội dung này mà bạn được đọc.", hidden=True)
    thing = queries.things().get(type_name)
    context = {
        "layout": layout(request),
        "form": form,
        "label": thing.label if thing else type_name,
        "url": thing.url(key) if thing and thing.url else "",
        "lines": [line for line in reversed(lines) if line.at <= until],
        "later": sum(line.at > until for line in lines),
        "chosen": chosen,
    }
    return render(request, "journal/history.html", context, status=422 if form.errors else 200)


class _Echo:
    def write(self, value: str) -> str:
        return value


@guard("journal.open")
def journal_export(request: HttpRequest) -> HttpResponseBase:
    """Give exactly what is filtered as a table file."""
    on = request.now.date()  # type: ignore[attr-defined]
    wanted = forms.Look(request.GET).wanted()

    def rows() -> Iterator[str]:
        writer = csv.writer(_Echo(), delimiter=",")
        yield "\ufeff" + writer.writerow(
            [
                "Thời điểm",
                "Người làm",
                "Cơ quan",
                "Việc",
                "Loại",
                "Về",
                "Mã đối tượng",
                "Công khai",
                "Mã dòng",
                "Nội dung",
            ]
        )
        for line in queries.every(wanted, request.user, on, limit=EXPORT_LIMIT):
            yield writer.writerow(
                [
                    line.at.astimezone(dates.ZONE).isoformat(timespec="seconds"),
                    *(
                        _plain_cell(text)
                        for text in (
                            line.actor,
                            line.agency,
                            line.sentence,
                            line.kind,
                            line.about_label,
                            line.about_key,
                        )
                    ),
                    "có" if line.public else "",
                    line.key,
                    _plain_cell(domain.canonical(line.payload)),
                ]
            )

    answer = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="nhat-ky-{on.isoformat()}.csv"'
    return answer


def _plain_cell(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@public
def roots(request: HttpRequest) -> HttpResponse:
    """Show the published roots and the newest public entries: the door of the transparency log."""
    page = Paginator(DailyRoot.objects.order_by("-number"), 15).get_page(request.GET.get("trang"))
    newest = queries.with_joins(Entry.objects.public()).order_by("-id")[:20]
    waiting = Entry.objects.unsealed().count()
    context = {
        "page": page,
        "last": queries.last_root(),
        "lines": [queries.line(e, names=False) for e in newest],
        "waiting": waiting,
    }
    return render(request, "journal/roots.html", context)


@public
def roots_json(_request: HttpRequest) -> JsonResponse:
    """Give every published root as data."""
    found = [queries.root_dict(r) for r in DailyRoot.objects.order_by("number")]
    return JsonResponse({"format": domain.LEAF_FORMAT, "roots": found})


@public
def consistency(request: HttpRequest) -> JsonResponse:
    """Prove that the log only grew between two roots (``tu``, ``den``: their numbers)."""
    first = queries.root_numbered(_number(request, "tu") or 1)
    second = queries.root_numbered(_number(request, "den"))
    return _data(queries.consistency(first, second), "nhat-quan.json")


@public
def entry(request: HttpRequest, key: str) -> HttpResponse:
    """Show one public entry, the exact text that is hashed, and the way to the root."""
    found = queries.public_entry(key)
    context: dict[str, Any] = {"entry": found, "line": queries.line(found, names=False), "proof": None}
    try:
        context["proof"] = queries.inclusion(found)
        context["ladder"] = charts.ladder(context["proof"])
        context["leaf_number"] = context["proof"]["index"] + 1
        context["root_day"] = date.fromisoformat(context["proof"]["checkpoint"]["day"])
    except NotNow as waiting:
        context["waiting"] = waiting.message
    return render(request, "journal/entry.html", context)


@public
def proof(request: HttpRequest, key: str) -> JsonResponse:
    """Prove that an entry stands in the log, against the newest root or a numbered one (``goc``)."""
    number = _number(request, "goc")
    found = queries.public_entry(key)
    return _data(queries.inclusion(found, queries.root_numbered(number) if number else None), f"bang-chung-{key}.json")


@public
def verifier(_request: HttpRequest) -> HttpResponseBase:
    """Give the program that checks proofs away from this server."""
    path = next((p for p in VERIFIERS if p.is_file()), None)
    if path is None:
        raise NotAllowed("no-verifier", "Bản cài đặt này thiếu tệp kiểm chứng; xin báo người vận hành.", hidden=True)
    return FileResponse(path.open("rb"), as_attachment=True, filename="verify_log.py", content_type="text/x-python")


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(
            "bad-root", f"“{text[:20]}” không phải số của một gốc niêm phong; hãy dùng số thứ tự trong danh sách gốc."
        )
    return int(text)


def _data(value: dict[str, Any], name: str) -> JsonResponse:
    answer = JsonResponse(value, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
