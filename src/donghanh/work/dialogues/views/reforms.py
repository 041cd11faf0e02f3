"""Hot topics, the petitions behind one, and the proposals that came of them with their trace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.kit.errors import Invalid
from donghanh.record.journal import api as journal_door
from donghanh.ui.forms import refuse
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import guard, public
from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.forms import inside
from donghanh.work.dialogues.models import Cluster, Reform
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.queries.tracing import effect
from donghanh.work.dialogues.views.acts import Act
from donghanh.work.dialogues.views.pages import agencies, agency_of, by, can, day, missing, posted, shown
from donghanh.work.petitions import api as petitions
from donghanh.work.plan import api as plans

PER_PAGE = 25
ACTS = (
    Act("quyet-dinh", "decide", (domain.Change.PROPOSED,), "Quyết định", "check"),
    Act(
        "giao",
        "order_reform",
        (domain.Change.AGREED,),
        "Giao thành việc",
        "send",
        hint="Cần số, ngày và người ký của văn bản đã quyết định.",
    ),
    Act("ket-qua", "finish", (domain.Change.AGREED,), "Ghi kết quả", "edit"),
)
BY_SLUG = {a.slug: a for a in ACTS}


def _clusters(request: HttpRequest) -> Any:
    rows = Cluster.objects.visible_to(request.user, on=day(request)).alive()
    return rows.select_related("agency").prefetch_related("reforms").order_by("-recent", "-size", "pk")


@guard("dialogues.clusters")
def hot(request: HttpRequest) -> HttpResponse:
    """Show what business keeps saying: groups of like petitions, by what came lately, and what was done about each."""
    rows = _clusters(request)
    parts = sorted({c for c in rows.values_list("subindex", flat=True) if c})
    wanted = request.GET.get("chi_so", "")
    if wanted in parts:
        rows = rows.filter(subindex=wanted)
    if leaving(request):
        return leave(request, _sheet(rows), "Chủ đề nóng từ kiến nghị")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    lines = [{"cluster": c, "part": petitions.part_name(c.subindex), "reforms": list(c.reforms.all())} for c in page]
    return shown(
        request,
        "hot.html",
        page=page,
        lines=lines,
        parts=[(p, petitions.part_name(p)) for p in parts],
        wanted=wanted,
        days=domain.RECENT.days,
        smallest=domain.SMALLEST,
        most=domain.MOST_OF_A_GROUP,
    )


def _sheet(rows: Any) -> list[list[Any]]:
    head = ["Việc", "Cơ quan", "Chỉ số thành phần", "Kiến nghị", "90 ngày qua", "90 ngày trước đó", "Đề xuất"]
    sheet: list[list[Any]] = [head]
    for c in rows:
        where = [c.agency.name if c.agency else "", petitions.part_name(c.subindex)]
        sheet.append([c.label, *where, c.size, c.recent, c.before, "; ".join(r.title for r in c.reforms.all())])
    return sheet


def _cluster_at(request: HttpRequest, key: str) -> Cluster:
    rows = Cluster.objects.visible_to(request.user, on=day(request)).select_related("agency")
    found = rows.filter(key=key).first()
    if found is None:
        raise missing("cụm kiến nghị")
    return found


@guard("dialogues.clusters")
def cluster(request: HttpRequest, key: str) -> HttpResponse:
    """Show the petitions behind a topic as the reader may see each, and the proposals with what became of them."""
    row = _cluster_at(request, key)
    on = day(request)
    keys = list(row.cases.values_list("petition_key", flat=True))
    lines, hidden = petitions.case_lines(keys, request.user, on=on)
    reforms = list(row.reforms.select_related("agency"))
    works = plans.ordered(domain.SOURCE_REFORM, [r.key for r in reforms if r.ordered_on], request.user, on=on)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(
        request,
        "cluster.html",
        row=row,
        part=petitions.part_name(row.subindex),
        page=page,
        hidden=hidden,
        reforms=[{"reform": r, "work": works.get(r.key)} for r in reforms],
        may_propose=can(request, "propose", row),
        days=domain.RECENT.days,
    )


@guard("dialogues.propose")
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a change that the petitions of a topic call for."""
    row = _cluster_at(request, key)
    may("dialogues.propose", request.user, row, on=day(request)).or_refuse()
    data, _ = posted(request)
    given = {"agency": row.agency.code if row.agency else "", "kind": "duty"}
    form = inside.ProposeForm(data, agencies=agencies(request), initial=given)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        idea = services.Idea(said["kind"], said["title"], said["text"], agency_of(said["agency"]), said["due_on"])
        try:
            made = services.propose(row, idea, **by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã gửi đề xuất, chờ lãnh đạo UBND tỉnh quyết định.")
            return redirect("dialogues:reform", key=made.key)
    act = Act("de-xuat", "propose", (), "Đề xuất cải cách")
    return shown(request, "act.html", 422 if form.errors else 200, act=act, form=form, row=None, cluster=row)


@public
def listed(request: HttpRequest) -> HttpResponse:
    """Show what came of petitions: agreed and done for anybody, what waits for those concerned."""
    on = day(request)
    rows = Reform.objects.visible_to(request.user, on=on).select_related("agency").prefetch_related("cases")
    page = Paginator(rows.order_by("-proposed_at", "-pk"), PER_PAGE).get_page(request.GET.get("trang"))
    works = plans.ordered(domain.SOURCE_REFORM, [r.key for r in page if r.ordered_on], request.user, on=on)
    lines = [{"reform": r, "work": works.get(r.key), "cases": len(r.cases.all())} for r in page]
    return shown(request, "reforms.html", page=page, lines=lines)


def _reform_at(request: HttpRequest, key: str) -> Reform:
    rows = Reform.objects.visible_to(request.user, on=day(request))
    found = rows.select_related("agency", "cluster", "decided_by", "proposed_by").filter(key=key).first()
    if found is None:
        raise missing("đề xuất")
    return found


@public
def reform(request: HttpRequest, key: str) -> HttpResponse:
    """Show one proposal: the petitions behind it, who decided and why, the work it became, what changed."""
    row = _reform_at(request, key)
    on = day(request)
    keys = list(row.cases.values_list("petition_key", flat=True))
    lines, hidden = petitions.case_lines(keys, request.user, on=on)
    signed_in = request.user.is_authenticated
    acts = [a for a in ACTS if signed_in and row.state in a.states and can(request, a.rule, row)]
    if row.ordered_on:
        acts = [a for a in acts if a.slug != "giao"]
    return shown(
        request,
        "reform.html",
        row=row,
        part=petitions.part_name(row.subindex) if row.subindex else "",
        cases=len(keys),
        page=Paginator(lines, PER_PAGE).get_page(request.GET.get("trang")),
        hidden=hidden,
        work=plans.ordered(domain.SOURCE_REFORM, [row.key], request.user, on=on).get(row.key),
        effect=effect(row, on=on),
        acts=acts,
        first=acts[0] if acts else None,
        sees_cluster=row.cluster is not None and signed_in and can(request, "clusters", row.cluster),
        history=list(reversed(journal_door.history(row, request.user, on=on))) if signed_in else [],
    )


def _form(request: HttpRequest, slug: str, data: Any) -> Any:
    if slug == "quyet-dinh":
        return inside.DecideForm(data)
    if slug == "giao":
        return inside.NoticeForm(data, initial={"issuer": "Ủy ban nhân dân tỉnh"})
    return inside.FinishForm(data, initial={"done_on": day(request)})


@guard("dialogues.clusters")
def act(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """Do one verb to a proposal."""
    row = _reform_at(request, key)
    one = BY_SLUG.get(slug)
    if one is None:
        raise missing("trang")
    may(f"dialogues.{one.rule}", request.user, row, on=day(request)).or_refuse()
    data, _ = posted(request)
    form = _form(request, slug, data)
    if request.method == "POST" and form.is_valid():
        try:
            told = _do(row, slug, form.cleaned_data, by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, told)
            return redirect("dialogues:reform", key=row.key)
    return shown(request, "act.html", 422 if form.errors else 200, act=one, form=form, row=None, reform=row)


def _do(row: Reform, slug: str, given: dict[str, Any], who: dict[str, Any]) -> str:
    if slug == "quyet-dinh":
        agreed = given["agreed"] == "1"
        services.decide(row, agreed=agreed, reason=given["decision"], **who)
        return "Đã đồng ý; cơ quan đầu mối giao thành việc khi có văn bản." if agreed else "Đã trả lời không đồng ý."
    if slug == "giao":
        return f"Đã thành việc {services.order_reform(row, **given, **who).number} của {row.agency.name}."
    services.finish(row, **given, **who)
    return "Đã ghi kết quả."
