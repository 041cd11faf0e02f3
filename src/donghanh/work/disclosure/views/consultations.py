"""Consultations on drafts: read passage by passage, comment, see every answer, take the table away as Word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.files import api as files
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.kit.text import slugify_vi
from donghanh.record.journal import api as journal
from donghanh.record.papers import api as papers
from donghanh.ui.forms import refuse
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import guard, public
from donghanh.work.disclosure import services
from donghanh.work.disclosure.domain import consultations as domain
from donghanh.work.disclosure.forms import requests as forms
from donghanh.work.disclosure.forms.duties import ReasonForm, YesForm
from donghanh.work.disclosure.models import Comment, Consultation, Passage, own_agencies
from donghanh.work.disclosure.queries import consultations as reads
from donghanh.work.disclosure.views.pages import can, day, knock, moment, person, posted, shown

PER_PAGE = 50
PASSAGES = 120


def consultation_at(request: HttpRequest, key: str) -> Consultation:
    """Return a consultation that the reader may know of."""
    rows = Consultation.objects.visible_to(request.user, on=day(request)).with_context()
    found = rows.filter(key=key).first()
    if found is None:
        raise NotAllowed("disclosure.not-found", "Không tìm thấy dự thảo này.", hidden=True)
    return found


def _comment_at(request: HttpRequest, key: str) -> Comment:
    rows = Comment.objects.select_related("consultation", "consultation__agency", "passage", "agency")
    found = rows.filter(key=key).first()
    if found is None:
        raise NotAllowed("disclosure.not-found", "Không tìm thấy ý kiến này.", hidden=True)
    consultation_at(request, found.consultation.key)
    return found


@public
def index(request: HttpRequest) -> HttpResponse:
    """List drafts: open ones first."""
    rows = Consultation.objects.visible_to(request.user, on=day(request)).with_context().annotate(
        said=Count("comments", filter=~Q(comments__state="hidden")),
        waiting=Count("comments", filter=~Q(comments__state="hidden") & Q(comments__answer="")),
    )  # fmt: skip
    order = {"open": 0, "draft": 1, "review": 2, "done": 3, "cancelled": 4}
    page = Paginator(
        sorted(rows[:500], key=lambda r: (order[r.state], -(r.opens_on or r.at.date()).toordinal())), PER_PAGE
    )
    return shown(request, "consultations.html", page=page.get_page(request.GET.get("trang")),
                 may_draft=request.user.is_authenticated and can(request, "draft"))  # fmt: skip


@public
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Read a draft, every passage with how much was said about it and a way to say something."""
    row, on = consultation_at(request, key), day(request)
    page = Paginator(reads.passages(row), PASSAGES).get_page(request.GET.get("trang"))
    return shown(
        request,
        "consultation.html",
        row=row,
        page=page,
        summary=reads.summary(row),
        takes=row.takes_comments(on),
        invitations=row.invitations.select_related("agency"),
        inside=request.user.is_authenticated and can(request, "answer_comment", row),
        held=row.comments.filter(state="held").count(),
        acts=_acts(request, row),
        lines=journal.history(row, request.user, on=on)[-8:],
    )


@public
def final(request: HttpRequest, key: str) -> HttpResponse:
    """Read the text that came of a draft, each provision beside the draft's and what had been said about it."""
    row = consultation_at(request, key)
    if not row.final_passages.exists():
        raise NotAllowed("disclosure.not-found", "Văn bản đã ban hành chưa được nạp vào đây.", hidden=True)
    page = Paginator(row.final_passages.all(), PASSAGES).get_page(request.GET.get("trang"))
    lines = reads.traced(row, page.object_list)
    gone = reads.left_out(row) if not page.has_next() else []
    return shown(request, "final.html", row=row, page=page, lines=lines, gone=gone)


def _signed(request: HttpRequest, verb: str, row: Consultation) -> bool:
    return request.user.is_authenticated and can(request, verb, row)


def _acts(request: HttpRequest, row: Consultation) -> list[tuple[str, str]]:
    known = (
        ("open", "open_consultation", "mo", "Mở lấy ý kiến"),
        ("close", "close_consultation", "dong", "Dừng nhận ý kiến"),
        ("finish", "finish_consultation", "ket-thuc", "Dẫn đến văn bản đã ban hành"),
        ("cancel", "finish_consultation", "dung", "Dừng dự thảo"),
    )
    return [(slug, label) for step, verb, slug, label in known
            if domain.CONSULTATIONS.can(row.state, step) and _signed(request, verb, row)]  # fmt: skip


@public
def passage(request: HttpRequest, key: str, order: int) -> HttpResponse:
    """One passage (0: the draft as a whole) with everything said about it, and the form to say more."""
    row, on = consultation_at(request, key), day(request)
    found = row.passages.filter(order=order).first() if order else None
    if order and found is None:
        raise NotAllowed("disclosure.not-found", "Dự thảo không có đoạn này.", hidden=True)
    form = forms.CommentForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            made = _say(request, row, found, dict(form.cleaned_data))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            held = (
                " Ý kiến có thông tin cá nhân nên hiện sau khi cơ quan soạn thảo che." if made.state == "held" else ""
            )
            messages.success(request, f"Đã nhận ý kiến số {made.number}.{held}")
            return redirect("disclosure:passage", key=row.key, order=order)
    said = row.comments.shown().filter(passage=found).select_related("agency")
    page = Paginator(said, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(request, "passage.html", 422 if form.errors else 200, row=row, passage=found, order=order, page=page,
                 place=reads.places(row).get(found.pk, "") if found else "",
                 form=form, takes=row.takes_comments(on), inside=_signed(request, "answer_comment", row),
                 around=_around(row, found))  # fmt: skip


def _around(row: Consultation, found: Passage | None) -> dict[str, Passage | None]:
    if found is None:
        return {"before": None, "after": row.passages.order_by("order").first()}
    return {
        "before": row.passages.filter(order__lt=found.order).order_by("-order").first(),
        "after": row.passages.filter(order__gt=found.order).order_by("order").first(),
    }


def _say(request: HttpRequest, row: Consultation, found: Passage | None, given: dict[str, Any]) -> Comment:
    if given.pop("website"):
        raise NotAllowed("disclosure.robot", "Ý kiến này trông như do máy gửi nên không được nhận.")
    knock(request, "comment")
    by = request.user if request.user.is_authenticated else None
    return services.comment(row, passage=found, by=by, at=moment(request), **given)


@public
def comments(request: HttpRequest, key: str) -> HttpResponse:
    """List everything that was said, with its answer; the same rows as a file."""
    row = consultation_at(request, key)
    inside = request.user.is_authenticated and can(request, "answer_comment", row)
    rows = row.comments.select_related("passage", "agency").order_by("number")
    rows = rows if inside else rows.filter(state="shown")
    chosen = request.GET.get("loc", "")
    if chosen == "cho":
        rows = rows.exclude(state="hidden").filter(answer="")
    elif chosen == "che":
        rows = rows.filter(state="held")
    elif chosen in domain.ANSWERS:
        rows = rows.filter(answer=chosen)
    if leaving(request):
        lines = reads.table_lines(row, rows.filter(state="shown"))
        name = f"Ý kiến góp ý, {row.title}"[:120]
        return leave(request, lines, name)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(request, "comments.html", row=row, page=page, inside=inside, chosen=chosen, summary=reads.summary(row),
                 places=reads.places(row),
                 answers=domain.ANSWERS.items())  # fmt: skip


@public
def word(request: HttpRequest, key: str) -> HttpResponse:
    """Give the table of comments and answers as Word, as it stands now."""
    row = consultation_at(request, key)
    body = papers.word(reads.paper(row, on=day(request)))
    answer = HttpResponse(body, content_type=papers.MEDIA["docx"])
    answer["Content-Disposition"] = f'attachment; filename="bang-tiep-thu-{slugify_vi(row.title)}.docx"'
    return answer


# -- the agency's side ----------------------------------------------------------------------------------------------


@guard("disclosure.draft")
def draft(request: HttpRequest) -> HttpResponse:
    """Take a draft in."""
    on = day(request)
    own = own_agencies(request.user, on)
    mine = [(a.key, a.name) for a in orgs.alive(on) if a.id in own]
    form = forms.DraftForm(*posted(request), agencies=mine, kinds=domain.KINDS.items())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        upload, agency = given.pop("file"), Agency.objects.get(key=given.pop("agency"))
        try:
            given["file"] = files.store(
                upload, name=upload.name, by=person(request), at=moment(request), purpose="attachment"
            )
            made = services.draft(agency=agency, by=person(request), at=moment(request), **given)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã đọc được {made.passages.count()} đoạn; xem lại rồi mở lấy ý kiến.")
            return redirect("disclosure:consultation", key=made.key)
    return shown(request, "draft.html", 422 if form.errors else 200, form=form)


@guard("disclosure.draft")
def act(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """Open a draft, stop taking comments, link the final text, or give it up."""
    row = consultation_at(request, key)
    by, at, (data, sent) = person(request), moment(request), posted(request)
    if slug == "mo":
        verb, label = "open_consultation", "Mở lấy ý kiến"
        known = [(a.key, a.name) for a in orgs.alive(day(request)) if a.kind == "association"]
        form: Any = forms.OpenForm(data, associations=known)
    elif slug == "dong":
        verb, label, form = "close_consultation", "Dừng nhận ý kiến", YesForm(data)
    elif slug == "ket-thuc":
        verb, label, form = "finish_consultation", "Dẫn đến văn bản đã ban hành", forms.FinishForm(data, sent)
    elif slug == "dung":
        verb, label, form = "finish_consultation", "Dừng dự thảo", ReasonForm(data)
    else:
        raise NotAllowed("disclosure.not-found", "Không có thao tác này.", hidden=True)
    policy.may(f"disclosure.{verb}", request.user, row, on=day(request)).or_refuse()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if slug == "mo":
                invited = Agency.objects.filter(key__in=given["invited"])
                services.open_consultation(row, closes_on=given["closes_on"], invited=invited, by=by, at=at)
            elif slug == "dong":
                services.close(row, by=by, at=at)
            elif slug == "ket-thuc":
                upload = given.pop("file")
                kept = files.store(upload, name=upload.name, by=by, at=at, purpose="attachment") if upload else None
                services.finish(row, by=by, at=at, file=kept, **given)
            else:
                services.cancel(row, reason=given["reason"], by=by, at=at)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{label}: đã ghi.")
            return redirect("disclosure:consultation", key=row.key)
    return shown(request, "consultation_verb.html", 422 if form.errors else 200, row=row, label=label, form=form,
                 waiting=row.comments.unanswered().count())  # fmt: skip


@guard("disclosure.answer_comment")
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Accept a comment or not, with the reason."""
    made = _comment_at(request, key)
    policy.may("disclosure.answer_comment", request.user, made.consultation, on=day(request)).or_refuse()
    form = forms.AnswerCommentForm(
        posted(request)[0], answers=domain.ANSWERS.items(), initial={"answer": made.answer, "reason": made.reason}
    )
    return _comment_verb(
        request, made, form, "Giải trình ý kiến",
        lambda g: services.answer_comment(made, by=person(request), at=moment(request), **g),
    )  # fmt: skip


@guard("disclosure.moderate")
def moderate(request: HttpRequest, key: str) -> HttpResponse:
    """Cover personal data in a comment."""
    made = _comment_at(request, key)
    policy.may("disclosure.moderate", request.user, made.consultation, on=day(request)).or_refuse()
    form = forms.ModerateForm(posted(request)[0], initial={"public_text": made.public_text or made.text})
    return _comment_verb(
        request, made, form, "Che thông tin cá nhân",
        lambda g: services.moderate(made, by=person(request), at=moment(request), **g),
    )  # fmt: skip


def _comment_verb(request: HttpRequest, made: Comment, form: Any, label: str, run: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{label}: đã ghi.")
            left = made.consultation.comments.unanswered().exclude(pk=made.pk).order_by("number").first()
            if label.startswith("Giải trình") and left is not None:
                return redirect("disclosure:answer_comment", key=left.key)
            return redirect("disclosure:comments", key=made.consultation.key)
    return shown(request, "comment_verb.html", 422 if form.errors else 200, made=made, form=form, label=label,
                 inside=can(request, "answer_comment", made.consultation))  # fmt: skip
