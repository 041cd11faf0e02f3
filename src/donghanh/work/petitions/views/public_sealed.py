"""The sealed way in: what is written here is locked before anything is written down, or not taken at all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard, public
from donghanh.work.petitions.engine.sealing import Enclosure
from donghanh.work.petitions.forms import public as forms
from donghanh.work.petitions.models import Envelope
from donghanh.work.petitions.services import limits, sealing
from donghanh.work.petitions.views.public_pages import address, day, moment, shown

SHOWN = 200


@public
def write(request: HttpRequest) -> HttpResponse:
    """Take a denunciation; with no key of the inspectorate nothing is taken and the lawful ways are told."""
    ready = sealing.has_key()
    carried = "chuyen" in request.POST
    if request.method == "POST" and not carried and ready:
        form = forms.SealedForm(request.POST, request.FILES)
        if form.is_valid() and not form.is_machine():
            try:
                limits.knock("sealed", address(request), at=moment(request))
                given = form.cleaned_data["file"]
                enclosed = [Enclosure(given.name, given.read())] if given else []
                kept = sealing.seal(
                    form.cleaned_data["text"],
                    contact=form.cleaned_data["contact"],
                    enclosed=enclosed,
                    at=moment(request),
                )
            except Invalid as refusal:
                refuse(form, refusal)
            except NotNow as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect("petitions:sealed_done", receipt=kept.receipt)
    else:
        form = forms.SealedForm(initial={"text": request.POST.get("text", "")[:50_000]} if carried else None)
    return shown(request, "sealed.html", 422 if form.errors else 200, kept=False, form=form, ready=ready)


@public
def done(request: HttpRequest, receipt: str) -> HttpResponse:
    """Say that it was locked and kept, and whether the inspectorate has fetched it; nothing else is known here."""
    row = Envelope.objects.filter(receipt=receipt).first()
    if row is None:
        raise NotAllowed("petitions.no-envelope", "Không tìm thấy mã biên nhận này.", hidden=True)
    return shown(request, "sealed_done.html", kept=False, row=row)


@guard("petitions.fetch_sealed")
def envelopes(request: HttpRequest) -> HttpResponse:
    """List what waits for the inspectorate's seat: days and marks, nothing of what is inside."""
    rows = (
        Envelope.objects.defer("body").select_related("fetched_by").order_by("erased_at", "-received_on", "-pk")[:SHOWN]
    )
    return shown(request, "../envelopes.html", kept=False, rows=list(rows), on=day(request))


@guard("petitions.fetch_sealed")
@require_POST
def fetch(request: HttpRequest, key: str) -> HttpResponse:
    """Hand one envelope over, as the file that age opens."""
    row, body = sealing.fetch(_envelope(key), by=request.user, at=moment(request))  # type: ignore[arg-type]
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="phong-bi-{row.key}.age"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-SHA256"] = row.sha256
    return answer


@guard("petitions.fetch_sealed")
@require_POST
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Say that the file was opened; our copy is erased."""
    sealing.confirm(_envelope(key), by=request.user, at=moment(request))  # type: ignore[arg-type]
    return redirect("petitions:envelopes")


def _envelope(key: str) -> Envelope:
    row = Envelope.objects.filter(key=key).first()
    if row is None:
        raise NotAllowed("petitions.no-envelope", "Không tìm thấy phong bì này.", hidden=True)
    return row
