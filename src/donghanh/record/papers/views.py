"""Templates of papers: what is in use, bring another, look at it, put it to use, go back to ours."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from donghanh.ground.accounts.models import User
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.kit.text import slugify_vi
from donghanh.record.papers import api, domain, services
from donghanh.record.papers.engine.sample import sample
from donghanh.record.papers.engine.word import writing
from donghanh.record.papers.engine.word.preview import preview
from donghanh.record.papers.engine.word.template import FIELDS, NEEDED
from donghanh.record.papers.forms import TemplateForm
from donghanh.record.papers.models import Template
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard


def _kind(code: str) -> domain.Kind:
    found = domain.kinds().get(code)
    if found is None:
        raise NotAllowed("papers.not-found", "Không có loại văn bản này.", hidden=True)
    return found


def _version(kind: str, number: int) -> Template | None:
    """Return a version; 0 is ours."""
    if not number:
        return None
    found = Template.objects.filter(kind=kind, version=number, file__isnull=False).select_related("file", "brought_by")
    row = found.first()
    if row is None:
        raise NotAllowed("papers.not-found", "Không có bản mẫu này.", hidden=True)
    return row


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the guard let in nobody else
    return request.user


def _keeps(request: HttpRequest) -> bool:
    return bool(policy.may("papers.replace", request.user, on=request.now.date()))  # type: ignore[attr-defined]


@guard("papers.read")
def templates(request: HttpRequest) -> HttpResponse:
    """List the kinds of paper, each with the template in use."""
    used: dict[str, Template] = {}
    rows = (
        Template.objects.filter(used_at__isnull=False).select_related("file", "used_by").order_by("used_at", "version")
    )
    for row in rows:
        used[row.kind] = row
    found = [{"kind": kind, "now": used.get(code)} for code, kind in domain.kinds().items()]
    return render(request, "papers/templates.html", {"found": found})


@guard("papers.read")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one kind: the template in use, its versions, the fields, and the form to bring another."""
    chosen = _kind(kind)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        policy.may("papers.replace", request.user, on=request.now.date()).or_refuse()  # type: ignore[attr-defined]
        if form.is_valid():
            given, at = form.cleaned_data["file"], request.now  # type: ignore[attr-defined]
            try:
                row = services.bring_template(kind, content=given.read(), name=given.name, by=_person(request), at=at)
            except Invalid as refusal:
                refuse(form, Invalid(refusal.code, refusal.message, fields={"file": refusal.message}))
            else:
                return redirect("papers:look", kind=kind, version=row.version)
    versions = Template.objects.filter(kind=kind, file__isnull=False).select_related("file", "brought_by")[:20]
    context = {
        "kind": chosen,
        "form": form,
        "now": services.in_use(kind),
        "versions": versions,
        "fields": [(name, words, name in NEEDED) for name, words in FIELDS.items()],
        "keeps": _keeps(request),
    }
    return render(request, "papers/template.html", context, status=422 if form.errors else 200)


@guard("papers.read")
def look(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """Show an example paper written with a version, before anybody uses it."""
    chosen, row = _kind(kind), _version(kind, version)
    now = services.in_use(kind)
    context = {
        "kind": chosen,
        "row": row,
        "version": version,
        "blocks": preview(_tried(request, chosen, row)),
        "used": now == row or (row is None and (now is None or now.file_id is None)),
        "keeps": _keeps(request),
    }
    return render(request, "papers/look.html", context)


def _tried(request: HttpRequest, kind: domain.Kind, row: Template | None) -> bytes:
    day = request.now.date()  # type: ignore[attr-defined]
    paper = sample(kind.code, kind.label, province=str(settings.PROVINCE), day=day)
    return writing.write(paper, services.content_of(row))


@guard("papers.read")
def download(request: HttpRequest, kind: str, version: int, what: str) -> HttpResponse:
    """Give a version itself, to be changed in Word, or the example written with it."""
    chosen, row = _kind(kind), _version(kind, version)
    if what not in ("mau", "thu"):
        raise NotAllowed("papers.not-found", "Không có tệp này.", hidden=True)
    body = services.content_of(row) if what == "mau" else _tried(request, chosen, row)
    answer = HttpResponse(body, content_type=api.MEDIA["docx"])
    name = slugify_vi(f"{'mau' if what == 'mau' else 'xem thu'} {chosen.label} {version or ''}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return answer


@guard("papers.replace")
def use(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """Put a version to use, or go back to ours (0)."""
    _kind(kind)
    if request.method == "POST":
        by, at = _person(request), request.now  # type: ignore[attr-defined]
        row: Any = _version(kind, version)
        if row is None:
            services.use_ours(kind, by=by, at=at)
        else:
            services.use_template(row, by=by, at=at)
        messages.success(request, "Từ nay văn bản loại này viết theo mẫu vừa chọn.")
    return redirect("papers:template", kind=kind)
