"""The public table: who must publish what, and where each thing stands; one agency; one duty; one finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from donghanh.kit.dates import show_date
from donghanh.record.journal import api as journal
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import public
from donghanh.work.disclosure.domain import duties as domain
from donghanh.work.disclosure.domain import findings as finding_states
from donghanh.work.disclosure.engine import words
from donghanh.work.disclosure.engine.catalogue import categories
from donghanh.work.disclosure.forms import duties as forms
from donghanh.work.disclosure.models import Audit, Duty, Finding, Screenshot, Site, TableDay
from donghanh.work.disclosure.queries import standing as reads
from donghanh.work.disclosure.views.pages import agency_at, can, day, duty_at, finding_at, shown

PER_PAGE = 50
TREND_DAYS = 90


@public
def table(request: HttpRequest) -> HttpResponse:
    """Show every agency's duties to publish, counted honestly; the rows behind every figure are one click away."""
    form = forms.TableForm(request.GET or None, categories=[(c.code, c.label) for c in categories().values()])
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = given.get("ngay") or day(request)
    rows = reads.owed(Duty.objects.visible_to(request.user, on=on), on=on)
    rows = [r for r in rows if not given.get("muc") or r.duty.category == given["muc"]]
    lines = reads.by_agency(rows)
    chosen = given.get("tinh_trang") or ""
    detail = [r for r in rows if not chosen or r.stand.standing == chosen]
    if leaving(request):
        return _file(request, detail, f"Bảng công khai {show_date(on)}")
    page = Paginator(detail, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(
        request,
        "table.html",
        422 if form.errors else 200,
        form=form,
        filtered=bool(chosen or given.get("muc")),
        lines=sorted(lines, key=lambda line: (-(line.count.rate or 0), line.agency.name)) if not chosen else [],
        whole=domain.Count.of(r.stand.standing for r in rows if not r.duty.requested),
        page=page,
        findings=reads.unsettled_by_agency(),
        as_of=on,
        newest=TableDay.objects.order_by("-on").first(),
        standings=[(s, domain.LABELS[s], domain.TONES[s]) for s in domain.Standing],
        may_desk=request.user.is_authenticated and can(request, "desk"),
    )


def _file(request: HttpRequest, rows: Iterable[reads.Owed], name: str) -> HttpResponse:
    head = [
        "Cơ quan", "Mục", "Căn cứ", "Đã đối chiếu văn bản", "Tình trạng", "Vì sao", "Phải có trước", "Công khai ngày",
        "Ngày của nội dung", "Số, ký hiệu", "Địa chỉ",
    ]  # fmt: skip
    lines: list[list[Any]] = [head]
    for row in rows:
        rule, last = row.duty.terms, row.newest
        lines.append(
            [
                row.duty.agency.name, row.duty.label, rule.basis if rule else "", bool(rule and rule.verified),
                row.stand.label, row.stand.why, row.stand.due_on, last.published_on if last else None,
                last.dated_on if last else None, last.document_number if last else "", last.url if last else "",
            ]
        )  # fmt: skip
    return leave(request, lines, name)


@public
def agency(request: HttpRequest, key: str) -> HttpResponse:
    """Show one agency: its duties, its site's newest audit, what is wrong with it and what it says to that."""
    found, on = agency_at(key), day(request)
    rows = reads.owed(Duty.objects.visible_to(request.user, on=on).filter(agency=found), on=on)
    if leaving(request):
        return _file(request, rows, f"Công khai, {found.name}, {show_date(on)}")
    problems = Finding.objects.visible_to(request.user, on=on).filter(site__agency=found).with_context()
    page = Paginator(problems.unsettled().exclude(severity="info"), PER_PAGE).get_page(request.GET.get("trang"))
    trend = list(TableDay.objects.filter(agency=found).order_by("-on")[:TREND_DAYS])
    return shown(
        request,
        "agency.html",
        agency=found,
        rows=rows,
        count=domain.Count.of(r.stand.standing for r in rows if not r.duty.requested),
        sites=_sites(Site.objects.filter(agency=found, active=True)),
        page=page,
        settled=problems.exclude(state__in=finding_states.UNSETTLED).order_by("-last_seen_at")[:10],
        trend=_thinned(trend),
        mine=request.user.is_authenticated and can(request, "reply", page.object_list[0] if len(page) else None),
    )


def _sites(sites: Any) -> list[dict[str, Any]]:
    rows = list(sites)
    last: dict[int, Audit] = {}
    for audit in Audit.objects.filter(site__in=rows).exclude(state=Audit.State.WAITING).order_by("pk"):
        last[audit.site_id] = audit
    return [{"site": s, "audit": last.get(s.pk)} for s in rows]


def _thinned(days: list[TableDay]) -> list[TableDay]:
    """Keep the days on which something changed, and the newest."""
    kept: list[TableDay] = []
    for one in reversed(days):
        if not kept or (one.published, one.due, one.findings) != (kept[-1].published, kept[-1].due, kept[-1].findings):
            kept.append(one)
    return list(reversed(kept))[:12]


@public
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """Show one duty: what the law says, where it stands and why, everything that was published for it."""
    found, on = duty_at(request, key), day(request)
    (row,) = reads.owed(Duty.objects.filter(pk=found.pk), on=on) or (None,)
    publications = found.publications.select_related("file", "by")
    return shown(
        request,
        "duty.html",
        duty=found,
        rule=found.terms,
        row=row,
        publications=publications,
        may_publish=can(request, "publish", found),
        may_withdraw=can(request, "withdraw", found),
        lines=journal.history(found, request.user, on=on)[-12:],
    )


@public
def findings(request: HttpRequest) -> HttpResponse:
    """List what is wrong with agencies' sites, each with the agency's reply."""
    on = day(request)
    rows = Finding.objects.visible_to(request.user, on=on).with_context()
    codes = sorted({(c, words.label(c)) for c in rows.values_list("code", flat=True)}, key=lambda p: p[1])
    agencies = sorted(set(rows.values_list("site__agency__key", "site__agency__name")), key=lambda p: p[1])
    states = list(finding_states.FINDING_LABELS.items())
    form = forms.FindingFilter(
        request.GET or None, agencies=agencies, codes=codes, states=[(s.value, label) for s, label in states]
    )
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if given.get("co_quan"):
        rows = rows.filter(site__agency__key=given["co_quan"])
    if given.get("ma"):
        rows = rows.filter(code=given["ma"])
    state = given.get("trang_thai") or ""
    if state and state != "tat-ca":
        rows = rows.filter(state=state)
    elif not state:
        rows = rows.unsettled()
    rows = rows.order_by("site__agency__name", "severity", "code", "pk")
    if leaving(request):
        return _findings_file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(request, "findings.html", 422 if form.errors else 200, form=form, page=page)


def _findings_file(request: HttpRequest, rows: Any) -> HttpResponse:
    head = ["Cơ quan", "Trang", "Loại", "Mức", "Địa chỉ", "Phát hiện", "Thấy lần đầu", "Thấy gần nhất", "Trạng thái",
            "Trả lời của cơ quan", "Kết luận"]  # fmt: skip
    lines: list[list[Any]] = [head]
    lines += [
        [f.site.agency.name, f.site.url, f.label, f.weight, f.url, f.sentence, f.first_seen_at, f.last_seen_at,
         f.get_state_display(), f.reply, f.decision]
        for f in rows
    ]  # fmt: skip
    name = "Phát hiện về trang của cơ quan"
    return leave(request, lines, name)


@public
def finding(request: HttpRequest, key: str) -> HttpResponse:
    """Show one finding with its evidence, its picture, the agency's reply and what was decided."""
    found = finding_at(request, key)
    evidence = [
        (label, found.evidence[name]) for name, label in _EVIDENCE if found.evidence.get(name) not in (None, "")
    ]
    can_move = finding_states.FINDINGS.can
    return shown(
        request,
        "finding.html",
        finding=found,
        evidence=evidence,
        may_reply=can_move(found.state, "reply") and can(request, "reply", found),
        may_dismiss=can_move(found.state, "dismiss") and can(request, "decide", found),
        may_reopen=can_move(found.state, "reopen") and can(request, "decide", found),
        lines=journal.history(found, request.user, on=day(request))[-12:],
    )


_EVIDENCE = (
    ("at", "Lúc đọc"),
    ("status", "Mã trả lời"),
    ("clicks", "Số lần bấm từ trang chủ"),
    ("from", "Đường dẫn nằm ở"),
    ("link", "Chữ trên đường dẫn"),
    ("why", "Lý do"),
    ("words", "Đã tìm các chữ"),
    ("pages", "Trong số trang đã đọc"),
    ("what", "Ở đâu"),
    ("hops", "Chuyển hướng qua"),
    ("sha256", "Dấu nội dung"),
    ("sha256_before", "Dấu lần trước"),
    ("sha256_now", "Dấu lần này"),
)


@public
def picture(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - pictures are as public as their findings
    """Give the picture of a page as it was read."""
    found = Screenshot.objects.filter(key=key).first()
    if found is None:
        return HttpResponse("Không có ảnh này.\n", status=404, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(bytes(found.image), content_type="image/png")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
