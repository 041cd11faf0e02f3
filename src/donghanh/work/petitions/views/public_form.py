"""Filing without an account: one question a page, kept on the server, sent as one case or several."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import public
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import channels
from donghanh.work.petitions.engine import matters, places
from donghanh.work.petitions.forms import public as forms
from donghanh.work.petitions.models import Draft, Petition
from donghanh.work.petitions.queries import alike
from donghanh.work.petitions.services import drafts, limits
from donghanh.work.petitions.services.receiving import Receipt, secret_of
from donghanh.work.petitions.views.public_pages import address, day, moment, posted, shown

COOKIE = "ban_dang_viet"
SALT = "petitions.receipt"
RECEIPT_SECONDS = 3600
STEPS = {
    "viec": "Loại việc",
    "noi-dung": "Nội dung",
    "linh-vuc": "Lĩnh vực",
    "noi-xay-ra": "Nơi xảy ra",
    "tep": "Tệp kèm",
    "nguoi-gui": "Người gửi",
    "xem-lai": "Xem lại, gửi",
}


@public
def start(request: HttpRequest) -> HttpResponse:
    """Say what will be asked and what happens then; begin a draft, or go on with one."""
    if request.method == "POST":
        limits.knock("draft", address(request), at=moment(request))
        draft = drafts.open_draft(at=moment(request))
        answer = redirect("petitions:draft", key=draft.key, step="viec")
        # Only the key of one's own draft, for this site's pages under this path: nothing follows anybody anywhere.
        answer.set_cookie(
            COOKIE,
            draft.key,
            max_age=channels.rules().draft_days * 86400,
            path=reverse("petitions:start"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer
    waiting = Draft.objects.filter(key=request.COOKIES.get(COOKIE, "")).first() if COOKIE in request.COOKIES else None
    return shown(request, "start.html", kept=False, waiting=waiting, days=channels.rules().draft_days)


def _draft_at(key: str) -> Draft:
    found = Draft.objects.filter(key=key).first()
    if found is None:
        days = channels.rules().draft_days
        raise NotAllowed(
            "petitions.no-draft",
            f"Bản đang viết này không còn: đã gửi, đã xóa, hoặc để quá {days} ngày. Hãy bắt đầu lại.",
            hidden=True,
        )
    return found


@public
def step(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """Ask one question, keep its answer, go to the next."""
    draft = _draft_at(key)
    if step not in STEPS:
        raise NotAllowed("not-found", "Không tìm thấy trang này.", hidden=True)
    return _ASKED[step](request, draft)


def _go(draft: Draft, step: str) -> HttpResponse:
    return redirect("petitions:draft", key=draft.key, step=step)


def _after(draft: Draft, step: str) -> str:
    """Return the next question that is still open; whoever comes back from the last page goes back there."""
    item, who = drafts.item_of(draft), draft.answers.get("who")
    if step in ("viec", "noi-dung") and not item.get("text"):
        return "noi-dung"
    if not item.get("subject"):
        return "linh-vuc"
    if not item.get("placed"):
        return "noi-xay-ra"
    if not who:
        return "tep" if step in ("linh-vuc", "noi-xay-ra", "noi-dung", "viec") else "nguoi-gui"
    return "xem-lai"


def _page(request: HttpRequest, draft: Draft, step: str, form: Any, **context: Any) -> HttpResponse:
    names = list(STEPS)
    at = names.index(step)
    trail = [
        {"slug": n, "name": STEPS[n], "state": "done" if i < at else "now" if i == at else "next"}
        for i, n in enumerate(names)
    ]
    return shown(
        request,
        f"{context.pop('template', 'step')}.html",
        422 if form is not None and form.errors else 200,
        kept=False,
        draft=draft,
        form=form,
        trail=trail,
        step=step,
        back=names[at - 1] if at else "",
        number=at + 1,
        of=len(names),
        items=draft.answers["items"],
        **context,
    )


def _regime(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = forms.RegimeForm(posted(request)[0], initial={"regime": drafts.item_of(draft).get("regime", "")})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["regime"] == forms.DENUNCIATION:
            return redirect("petitions:sealed")
        draft = drafts.say_regime(draft, regime=form.cleaned_data["regime"], at=moment(request))
        return _go(draft, _after(draft, "viec"))
    return _page(request, draft, "viec", form)


def _text(request: HttpRequest, draft: Draft) -> HttpResponse:
    item = drafts.item_of(draft)
    form = forms.TextForm(posted(request)[0], initial={"text": item.get("text", "")})
    if request.method == "POST" and "tach" in request.POST:
        draft = drafts.split(draft, yes=request.POST["tach"] == "co", at=moment(request))
        return _go(draft, _after(draft, "noi-dung"))
    if request.method == "POST" and "giong" in request.POST:
        if request.POST["giong"] == "thoi":
            drafts.erase(draft)
            return redirect("petitions:thanks")
        draft = drafts.mark(draft, name="alike_seen", at=moment(request))
        return _go(draft, _after(draft, "noi-dung"))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        # Asked before anything is kept: if it is a denunciation, its words must not touch our tables.
        if matters.accuses(text) and "khong_phai_to_cao" not in request.POST:
            return _page(request, draft, "noi-dung", form, template="accusation", text=text)
        try:
            draft = drafts.say_text(draft, text=text, at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
            return _page(request, draft, "noi-dung", form)
        item = drafts.item_of(draft)
        parts = drafts.proposed_parts(draft)
        if parts and not item.get("parts_seen"):
            shown_parts = [{"text": words, "subject": domain.subject_label(subject)} for words, subject in parts]
            return _page(request, draft, "noi-dung", None, template="parts", parts=shown_parts)
        found = alike.answers(text, on=day(request))
        if found and not item.get("alike_seen"):
            return _page(request, draft, "noi-dung", None, template="alike", found=found)
        return _go(draft, _after(draft, "noi-dung"))
    return _page(request, draft, "noi-dung", form)


def _subject(request: HttpRequest, draft: Draft) -> HttpResponse:
    item = drafts.item_of(draft)
    guessed, words = domain.guess_subject(item.get("text", ""))
    form = forms.SubjectForm(posted(request)[0], initial={"subject": item.get("subject") or guessed})
    if request.method == "POST" and form.is_valid():
        draft = drafts.say_subject(draft, subject=form.cleaned_data["subject"], at=moment(request))
        return _go(draft, _after(draft, "linh-vuc"))
    said = domain.as_written(item.get("text", ""), words)
    label = domain.subject_label(guessed) if guessed else ""
    return _page(request, draft, "linh-vuc", form, guessed=label, words=said)


def _place(request: HttpRequest, draft: Draft) -> HttpResponse:
    item = drafts.item_of(draft)
    chosen = item.get("place") or (drafts.WHOLE if item.get("placed") else "")
    form = forms.PlaceForm(posted(request)[0], initial={"place": chosen, "place_text": item.get("place_text", "")})
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.say_place(draft, **form.cleaned_data, at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return _go(draft, _after(draft, "noi-xay-ra"))
    return _page(request, draft, "noi-xay-ra", form)


def _files(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = forms.UploadForm(*posted(request))
    if request.method == "POST" and "bo" in request.POST:
        drafts.drop_file(draft, key=request.POST["bo"], at=moment(request))
        return _go(draft, "tep")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        if given is None:
            return _go(draft, _after(draft, "tep"))
        try:
            draft = drafts.add_file(draft, given, name=given.name, at=moment(request))
        except (Invalid, NotNow) as refusal:
            form.add_error("file", refusal.message)
        else:
            return _go(draft, _after(draft, "tep") if "tiep" in request.POST else "tep")
    return _page(request, draft, "tep", form, template="files", files=list(draft.files.order_by("pk")))


def _who(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = forms.WhoForm(posted(request)[0], initial=draft.answers.get("who") or {"kind": "business"})
    if request.method == "POST" and form.is_valid():
        try:
            draft = drafts.say_who(draft, answers=form.cleaned_data, at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return _go(draft, _after(draft, "nguoi-gui"))
    return _page(request, draft, "nguoi-gui", form)


def _review(request: HttpRequest, draft: Draft) -> HttpResponse:
    missing = _after(draft, "xem-lai")
    if missing != "xem-lai":
        return _go(draft, missing)
    form = forms.Guarded(posted(request)[0])
    if request.method == "POST" and "them" in request.POST:
        draft = drafts.add_item(draft, at=moment(request))
        return _go(draft, "viec")
    if request.method == "POST" and "bo" in request.POST and request.POST["bo"].isdigit():
        drafts.drop_item(draft, number=int(request.POST["bo"]), at=moment(request))
        return _go(draft, "xem-lai")
    if request.method == "POST" and form.is_valid():
        if form.is_machine():
            # A machine is thanked like anybody and learns nothing; nothing is kept.
            drafts.erase(draft)
            return redirect("petitions:thanks")
        try:
            limits.knock("send", address(request), at=moment(request))
            receipts = drafts.send(draft, at=moment(request), user=request.user)
        except (Invalid, NotNow) as refusal:
            form.add_error(None, refusal.message)
        else:
            return _to_receipt(receipts)
    lines = [
        {
            "number": n,
            "regime": domain.REGIMES[domain.Regime(i["regime"])],
            "text": i["text"],
            "subject": domain.subject_label(i.get("subject", "")),
            "place": places.by_code()[i["place"]].title if i.get("place") else "cả tỉnh",
            "place_text": i.get("place_text", ""),
        }
        for n, i in enumerate(draft.answers["items"])
    ]
    who = draft.answers["who"]
    return _page(
        request,
        draft,
        "xem-lai",
        form,
        template="review",
        lines=lines,
        who=who,
        kind=drafts.KINDS.get(who["kind"], ""),
        files=list(draft.files.order_by("pk")),
        repeats=drafts.same_words(draft),
    )


_ASKED = {
    "viec": _regime,
    "noi-dung": _text,
    "linh-vuc": _subject,
    "noi-xay-ra": _place,
    "tep": _files,
    "nguoi-gui": _who,
    "xem-lai": _review,
}


def _to_receipt(receipts: list[Receipt]) -> HttpResponse:
    token = signing.dumps([r.key for r in receipts], salt=SALT, compress=True)
    answer = redirect("petitions:receipt", token=token)
    answer.delete_cookie(COOKIE, path=reverse("petitions:start"))
    return answer


@public
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show the receipts of what was just sent; the address ends within the hour, number and secret do not."""
    try:
        keys = signing.loads(token, salt=SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        raise NotAllowed(
            "petitions.receipt-gone", "Trang biên nhận này đã hết hạn; hãy dùng số và mã tra cứu đã lưu.", hidden=True
        ) from None
    rows = list(Petition.objects.filter(key__in=keys).with_context().order_by("pk"))
    cards = [slip(request, row) for row in rows]
    return shown(request, "receipt.html", kept=False, cards=cards)


def slip(request: HttpRequest, row: Petition) -> dict[str, Any]:
    """Return what stands on one receipt: number, secret, link, code, date, who acts next."""
    secret = secret_of(row)
    link = request.build_absolute_uri(reverse("petitions:look_at", args=[row.number, secret]))
    final = row.clocks.filter(kind=domain.ClockKind.FINAL, is_void=False).first()
    expected = final.due_on if final else row.due_on
    return {"row": row, "secret": secret, "link": link, "next": drafts_next(row), "expected_on": expected}


def drafts_next(row: Petition) -> str:
    """Say who acts next, in one line."""
    if row.state == domain.State.RECEIVED:
        return "Văn phòng UBND tỉnh phân loại và chuyển cơ quan xử lý"
    return row.lead.name if row.lead else "Văn phòng UBND tỉnh"


@public
def thanks(request: HttpRequest) -> HttpResponse:
    """Say goodbye to somebody whose question was answered already."""
    return shown(request, "thanks.html")


@public
@require_POST
def throw_away(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Erase a draft at its writer's wish."""
    drafts.erase(_draft_at(key))
    answer = redirect("petitions:start")
    answer.delete_cookie(COOKIE, path=reverse("petitions:start"))
    return answer
