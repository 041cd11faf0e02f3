"""Requests for information as the public sees them: ask without an account, follow by number and secret, read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from donghanh.ground.files import api as files
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.kit.text import search_key
from donghanh.ui.forms import refuse
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import public
from donghanh.work.disclosure import services
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.forms import requests as forms
from donghanh.work.disclosure.models import InfoRequest, RequestFile
from donghanh.work.disclosure.queries import mailed
from donghanh.work.disclosure.queries import requests as reads
from donghanh.work.disclosure.views.pages import can, day, knock, moment, posted, shown

PER_PAGE = 30
MINE, RECEIPT = "disclosure_request", "disclosure_receipt"


def agencies_of(request: HttpRequest) -> list[tuple[str, str]]:
    """List the agencies that can be asked, by name."""
    known = [
        a
        for a in orgs.alive(day(request))
        if a.command != orgs.REQUESTED and a.kind in ("department", "commune", "province")
    ]
    return [(a.key, a.name) for a in sorted(known, key=lambda a: (a.kind == "commune", a.name))]


@public
def index(request: HttpRequest) -> HttpResponse:
    """Show answers that were published, how each agency does, and the two ways in."""
    on = day(request)
    asked = request.GET.get("q", "").strip()[:200]
    rows = InfoRequest.objects.published().select_related("agency").order_by("-published_at", "-pk")
    for word in search_key(asked).split()[:6]:
        rows = rows.filter(subject_folded__contains=word)
    tallies = reads.tallies(InfoRequest.objects.with_context(), on=on)
    if leaving(request):
        return _figures_file(request, tallies)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    whole = reads.Tally(Agency())
    for name in ("received", "answered", "in_time", "overdue", "refused", "partial"):
        setattr(whole, name, sum(getattr(t, name) for t in tallies))
    return shown(
        request,
        "requests.html",
        asked=asked,
        page=page,
        tallies=tallies,
        whole=whole,
        may_desk=request.user.is_authenticated and can(request, "requests"),
    )


def _figures_file(request: HttpRequest, tallies: list[reads.Tally]) -> HttpResponse:
    lines: list[list[Any]] = [
        [
            "Cơ quan",
            "Đã nhận",
            "Đang giải quyết",
            "Quá hạn chưa trả lời",
            "Đã trả lời",
            "Đúng hạn",
            "Đã trả lời hoặc quá hạn",
            "Cung cấp toàn bộ",
            "Một phần",
            "Từ chối",
            "Đã rút",
            "Đã công khai",
            "Chờ giao kết quả",
            "Chi phí đã thu, đồng",
        ]
    ]
    lines += [
        [
            t.agency.name,
            t.received,
            t.open,
            t.overdue,
            t.answered,
            t.in_time,
            t.fell_due,
            t.granted,
            t.partial,
            t.refused,
            t.withdrawn,
            t.published,
            t.to_hand_over,
            t.fees_vnd,
        ]
        for t in tallies
    ]
    name = "Yêu cầu cung cấp thông tin theo cơ quan"
    return leave(request, lines, name)


@public
def send(request: HttpRequest) -> HttpResponse:
    """Ask: first what for (it may be answered already), then the request itself."""
    subject = (request.POST.get("subject") or request.GET.get("subject") or "").strip()[:300]
    if request.method != "POST" and not subject:
        return shown(request, "request_start.html", form=forms.SubjectForm())
    form = forms.RequestForm(posted(request)[0], agencies=agencies_of(request), initial={"subject": subject})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if given.pop("website"):
            raise NotAllowed("disclosure.robot", "Yêu cầu này trông như do máy gửi nên không được nhận.")
        knock(request, "send")
        try:
            agency = Agency.objects.get(key=given.pop("agency"))
            receipt = services.send(agency=agency, at=moment(request), **given)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            request.session[RECEIPT] = [receipt.request.key, receipt.secret]
            return redirect("disclosure:receipt")
    status = 422 if form.errors else 200
    return shown(request, "request_form.html", status, form=form, subject=subject, alike=reads.alike(subject))


@public
def receipt(request: HttpRequest) -> HttpResponse:
    """Show number and secret once, with the day by which an answer is due and why."""
    kept = request.session.pop(RECEIPT, None)
    row = InfoRequest.objects.with_context().filter(key=kept[0]).first() if kept else None
    if row is None:
        return redirect("disclosure:look_up")
    request.session[MINE] = row.key
    return shown(request, "request_receipt.html", row=row, secret=kept[1], why=reads.explain(row))


@public
def look_up(request: HttpRequest) -> HttpResponse:
    """Open one's own request by number and secret."""
    form = forms.LookUpForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            row = services.open_by_secret(form.cleaned_data["number"], form.cleaned_data["secret"], at=moment(request))
        except (NotAllowed, NotNow) as refusal:
            form.add_error(None, refusal.message)
        else:
            request.session[MINE] = row.key
            return redirect("disclosure:mine")
    return shown(request, "request_look_up.html", 422 if form.errors else 200, form=form)


def _mine(request: HttpRequest) -> InfoRequest | None:
    return InfoRequest.objects.with_context().filter(key=request.session.get(MINE, "")).first()


@public
def mine(request: HttpRequest) -> HttpResponse:
    """Show the sender the request: where it stands, the count day by day, the answer, what is asked of them."""
    row = _mine(request)
    if row is None:
        return redirect("disclosure:look_up")
    form = forms.SupplementForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            services.supplement(row, text=form.cleaned_data["text"], at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã gửi nội dung bổ sung; thời hạn chạy tiếp từ hôm nay.")
            return redirect("disclosure:mine")
    (one,) = reads.timed([row], on=day(request))
    return shown(
        request,
        "request_mine.html",
        422 if form.errors else 200,
        row=row,
        one=one,
        why=reads.explain(row),
        form=form,
        waits=row.state == domain.RequestState.WAITING,
        given=row.files.select_related("file"),
    )


@public
def take_back(request: HttpRequest) -> HttpResponse:
    """Withdraw one's own request."""
    row = _mine(request)
    if row is not None and request.method == "POST":
        services.withdraw_request(row, at=moment(request))
        messages.success(request, "Đã rút yêu cầu.")
    return redirect("disclosure:mine")


@public
def my_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give the sender a file of the answer."""
    row = _mine(request)
    given = row.files.select_related("file").filter(key=key).first() if row is not None else None
    if given is None:
        raise NotAllowed(
            "disclosure.not-found", "Không tìm thấy tệp này; hãy tra cứu yêu cầu rồi tải lại.", hidden=True
        )
    return _handed(given)


@public
def mailed_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a file of an answer to whoever holds the letter that it was sent with."""
    return _handed(mailed.file_at(token, on=day(request)))


def _handed(given: RequestFile) -> HttpResponseBase:
    answer = FileResponse(files.open_file(given.file), as_attachment=True, filename=given.file.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
