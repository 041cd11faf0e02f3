"""The agency's and the coordinator's screens: what to publish, what to answer, which sites to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.files import api as files
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.disclosure import jobs, services
from donghanh.work.disclosure.domain.duties import Count
from donghanh.work.disclosure.forms import duties as forms
from donghanh.work.disclosure.models import Audit, Duty, Finding, Site
from donghanh.work.disclosure.queries import standing as reads
from donghanh.work.disclosure.views.pages import (
    can,
    day,
    duty_at,
    finding_at,
    moment,
    person,
    posted,
    publication_at,
    shown,
)

SHOWN = 60


@guard("disclosure.desk")
def desk(request: HttpRequest) -> HttpResponse:
    """Show what one's own agency owes, in the order in which to do it, and the findings it has not answered."""
    on = day(request)
    rows = reads.owed(Duty.objects.visible_to(request.user, on=on).own(request.user, on=on), on=on)
    urgent = {"missing": 0, "broken": 1, "stale": 2, "wrong_format": 3}
    owing = sorted(
        (r for r in rows if r.stand.standing in urgent), key=lambda r: (urgent[r.stand.standing], r.stand.due_on)
    )
    problems = Finding.objects.visible_to(request.user, on=on).own(request.user, on=on).with_context()
    waiting = problems.filter(state="open").exclude(severity="info").order_by("severity", "first_seen_at")
    return shown(
        request,
        "desk.html",
        owing=owing[:SHOWN],
        rest=[r for r in rows if r.stand.standing not in urgent],
        waiting=waiting[:SHOWN],
        waiting_count=waiting.count(),
        answered=problems.filter(state="answered")[:SHOWN],
        count=Count.of(r.stand.standing for r in rows),
        may_sites=can(request, "sites"),
    )


@guard("disclosure.publish")
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Say that something fulfils a duty."""
    duty = duty_at(request, key)
    policy.may("disclosure.publish", request.user, duty, on=day(request)).or_refuse()
    form = forms.PublishForm(*posted(request), initial=_first(duty))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        upload, kind = given.pop("file", None), given["kind"]
        try:
            if kind == "document":
                given["file"] = files.store(
                    upload, name=upload.name, by=person(request), at=moment(request), purpose="attachment"
                )
            services.publish(duty, by=person(request), at=moment(request), **given)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            later = " Địa chỉ được tính sau lần kiểm tra tới." if kind == "address" else ""
            messages.success(request, f"Đã ghi nhận nội dung công khai.{later}")
            return redirect("disclosure:duty", key=duty.key)
    return shown(request, "publish.html", 422 if form.errors else 200, duty=duty, rule=duty.terms, form=form)


def _first(duty: Duty) -> dict[str, str]:
    """Offer the register that keeps this category, where the data names one."""
    slug = duty.about.register if duty.about else ""
    return {"kind": "address", "title": duty.label, "register": slug}


@guard("disclosure.withdraw")
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take back what was said to be published."""
    found = publication_at(key)
    policy.may("disclosure.withdraw", request.user, found.duty, on=day(request)).or_refuse()
    return _verb(
        request,
        forms.ReasonForm,
        lambda given: services.withdraw(found, reason=given["reason"], by=person(request), at=moment(request)),
        label="Rút nội dung đã công khai",
        told=f"“{found.title}” sẽ không còn được tính; lý do mọi người đọc được.",
        back=("disclosure:duty", found.duty.key),
        done="Đã rút.",
    )


@guard("disclosure.reply")
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a finding."""
    found = finding_at(request, key)
    policy.may("disclosure.reply", request.user, found, on=day(request)).or_refuse()
    return _verb(
        request,
        forms.ReplyForm,
        lambda given: services.reply(found, by=person(request), at=moment(request), **given),
        label="Trả lời phát hiện",
        told=found.sentence,
        back=("disclosure:finding", found.key),
        done="Đã trả lời; câu trả lời hiện cạnh phát hiện. Phát hiện chỉ hết khi lần kiểm tra sau không còn thấy.",
    )


@guard("disclosure.decide")
def decide(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Decide that a finding is none, or that it counts again."""
    found = finding_at(request, key)
    run = {"khong-phai-loi": services.dismiss, "mo-lai": services.reopen}.get(verb)
    if run is None:
        raise NotAllowed("disclosure.not-found", "Không có thao tác này.", hidden=True)
    policy.may("disclosure.decide", request.user, found, on=day(request)).or_refuse()
    return _verb(
        request,
        forms.ReasonForm,
        lambda given: run(found, reason=given["reason"], by=person(request), at=moment(request)),
        label="Kết luận: không phải lỗi" if verb == "khong-phai-loi" else "Mở lại phát hiện",
        told=found.sentence,
        back=("disclosure:finding", found.key),
        done="Đã ghi kết luận.",
    )


def _verb(
    request: HttpRequest, form_class: Any, run: Any, *, label: str, told: str, back: tuple[str, str], done: str
) -> HttpResponse:
    form = form_class(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back[0], key=back[1])
    return shown(request, "verb.html", 422 if form.errors else 200, form=form, label=label, told=told, back=back)


@guard("disclosure.sites")
def sites(request: HttpRequest) -> HttpResponse:
    """List the sites that are looked at, with their newest audit; enter one more."""
    living = [(a.key, a.name) for a in orgs.alive(day(request)) if a.command != orgs.REQUESTED]
    form = forms.SiteForm(posted(request)[0], agencies=living)
    if request.method == "POST" and form.is_valid():
        try:
            agency = Agency.objects.get(key=form.cleaned_data["agency"])
            services.enter_site(agency, url=form.cleaned_data["url"], by=person(request), at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi trang; trang được kiểm tra đêm nay, hoặc bấm Kiểm tra ngay.")
            return redirect("disclosure:sites")
    rows = list(Site.objects.select_related("agency"))
    last: dict[int, Audit] = {}
    for audit in Audit.objects.filter(site__in=rows).order_by("pk"):
        last[audit.site_id] = audit
    return shown(
        request,
        "sites.html",
        422 if form.errors else 200,
        form=form,
        rows=[{"site": s, "audit": last.get(s.pk)} for s in rows],
    )


@guard("disclosure.sites")
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for an audit now."""
    site = Site.objects.select_related("agency").filter(key=key).first()
    if site is None:
        raise NotAllowed("disclosure.not-found", "Không tìm thấy trang này.", hidden=True)
    if request.method == "POST":
        audit = services.ask_audit(site, by=person(request), at=moment(request))
        jobs.look.enqueue(audit.key)
        messages.success(
            request, f"Đã đưa {site.url} vào hàng chờ kiểm tra; mỗi trang mất vài phút vì đọc chậm có chủ ý."
        )
    return redirect("disclosure:sites")
