"""Ways in for people with a seat: an association's spreadsheet, an officer's entry, the letters that were set aside."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from donghanh.ground.accounts import api as accounts
from donghanh.ground.files import api as files
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.kit.text import slugify_vi
from donghanh.ui.forms import refuse
from donghanh.ui.sheets import XLSX
from donghanh.ui.web.guard import guard
from donghanh.ui.web.pages import day, moment, person, posted
from donghanh.work.petitions import domain, jobs
from donghanh.work.petitions.domain import Identity
from donghanh.work.petitions.engine import batch as sheets
from donghanh.work.petitions.forms import inputs as forms
from donghanh.work.petitions.models import Batch, Letter
from donghanh.work.petitions.services import batches, entering
from donghanh.work.petitions.services.receiving import secret_of

PER_PAGE = 50
GOOD_SHOWN = 8


def _shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"petitions/{template}", {"on": day(request), **context}, status=status)


def _association(request: HttpRequest) -> Agency:
    mine = accounts.agency_ids(request.user, day(request), "association")
    return Agency.objects.filter(pk__in=mine).order_by("name").first() or Agency()


def _batch(request: HttpRequest, key: str) -> Batch:
    rows = Batch.objects.visible_to(request.user, on=day(request)).select_related("association", "file", "asked_by")
    row = rows.filter(key=key).first()
    if row is None:
        raise NotAllowed("petitions.no-batch", "Không tìm thấy bảng này.", hidden=True)
    return row


@guard("petitions.send_batch")
def batch_list(request: HttpRequest) -> HttpResponse:
    """List an association's spreadsheets and take a new one."""
    form = forms.BatchForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            row = batches.upload(
                given,
                name=given.name,
                association=_association(request),
                by=person(request),
                at=moment(request),
                period=form.cleaned_data["period"],
            )
        except (Invalid, NotNow) as refusal:
            form.add_error("file", refusal.message)
        else:
            jobs.read_batch.enqueue(row.key)
            return redirect("petitions:batch", key=row.key)
    rows = Batch.objects.visible_to(request.user, on=day(request)).select_related("association", "asked_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return _shown(request, "batches.html", 422 if form.errors else 200, form=form, page=page, most=sheets.MOST_ROWS)


@guard("petitions.send_batch")
def batch_template(request: HttpRequest) -> HttpResponse:
    """Give the template of the day."""
    association = _association(request)
    period = f"Quý {(day(request).month + 2) // 3}/{day(request).year}"
    body = sheets.template(association=association.name, period=period, subjects=batches.subjects())
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="mau-kho-khan-{slugify_vi(association.short_name)}.xlsx"'
    return answer


@guard("petitions.read")
def batch(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was read, what is wrong by cell, how far it is, and what became of each row."""
    row = _batch(request, key)
    made = row.state in (Batch.State.MAKING, Batch.State.DONE)
    lines = row.rows.select_related("petition__lead").order_by("line")
    page = Paginator(lines if made else lines[:GOOD_SHOWN], PER_PAGE).get_page(request.GET.get("trang"))
    return _shown(
        request,
        "batch.html",
        row=row,
        wrong=[said for kind, said in row.findings if kind == "wrong"],
        repeated=[said for kind, said in row.findings if kind == "repeated"],
        made=made,
        page=page,
        lines=[_line(line) for line in page.object_list],
        moving=row.state in (Batch.State.READING, Batch.State.MAKING),
        sends=bool(policy.may("petitions.send_batch", request.user, row, on=day(request))),
    )


def _line(line: Any) -> dict[str, Any]:
    petition = line.petition
    state = domain.State(petition.state) if petition else None
    return {
        "line": line,
        "subject": domain.subject_label(line.data["subject"]),
        "tone": domain.STATE_TONES[state] if state else "none",
        "word": domain.STATE_LABELS[state] if state else "",
    }


@guard("petitions.send_batch")
@require_POST
def batch_act(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Confirm a spreadsheet, or throw it away."""
    row = _batch(request, key)
    try:
        if verb == "tao":
            batches.confirm(row, by=person(request), at=moment(request))
            jobs.make_batch.enqueue(row.key)
            messages.success(request, f"Đang tạo {row.total} hồ sơ; trang này cho biết đến đâu.")
        elif verb == "bo":
            batches.drop(row, by=person(request), at=moment(request))
            messages.success(request, "Đã bỏ bảng này.")
        else:
            raise NotAllowed("not-found", "Không tìm thấy trang này.", hidden=True)
    except (Invalid, NotNow) as refusal:
        messages.error(request, refusal.message)
    return redirect("petitions:batch", key=key)


@guard("petitions.enter")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter what came by telephone, on paper or in a meeting, and print a receipt."""
    form = forms.EntryForm(*posted(request), initial={"received_on": day(request), "channel": "hotline"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            stored = []
            if given["file"]:
                kept = files.store(
                    given["file"], name=given["file"].name, by=person(request), at=moment(request), purpose="petition"
                )
                stored = [kept]
            on = given["received_on"]
            receipt = entering.enter(
                channel=given["channel"],
                title=given["title"],
                text=given["text"],
                regime=given["regime"],
                subject=given["subject"],
                place=given["place"],
                place_text=given["place_text"],
                identity=Identity(
                    name=given["name"],
                    kind=given["kind"],
                    tax_code=given["tax_code"],
                    phone=given["phone"],
                    email=given["email"],
                    address=given["address"],
                ),
                files=stored,
                received_at=None if on == day(request) else datetime.combine(on, time(8), tzinfo=ZONE),
                not_denunciation=given["not_denunciation"],
                by=person(request),
                at=moment(request),
            )
        except Invalid as refusal:
            refuse(form, refusal)
        except NotNow as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("petitions:entered", key=receipt.key)
    return _shown(request, "enter.html", 422 if form.errors else 200, form=form)


@guard("petitions.enter")
def entered(request: HttpRequest, key: str) -> HttpResponse:
    """Show the receipt to give to the sender: to whoever entered it, on that day."""
    from donghanh.work.petitions.models import Petition  # noqa: PLC0415 - one question
    from donghanh.work.petitions.views.public_form import slip  # noqa: PLC0415

    row = Petition.objects.filter(key=key, channel__in=[c.value for c in entering.CHANNELS]).with_context().first()
    first = row.moves.filter(verb="receive").order_by("pk").first() if row else None
    if row is None or first is None or first.by_id != person(request).pk or first.at.date() != moment(request).date():
        raise NotAllowed("petitions.no-receipt", "Biên nhận chỉ người nhập xem được, trong ngày nhập.", hidden=True)
    return _shown(request, "entered.html", card=slip(request, row), secret=secret_of(row))


@guard("petitions.letters")
def letters(request: HttpRequest) -> HttpResponse:
    """List letters set aside and letters that did not leave, with the reason."""
    rows = Letter.objects.filter(state__in=[Letter.State.ASIDE, Letter.State.FAILED]).defer("body")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return _shown(request, "letters.html", page=page)
