"""Pages of accounts: one's own, delegations, the account list, the access log."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from donghanh.ground.accounts import domain, forms, queries, services
from donghanh.ground.accounts.handlers import SIGN_IN
from donghanh.ground.accounts.models import Delegation, Post, SignIn, User
from donghanh.kit import dates, policy
from donghanh.kit.errors import Invalid, Refusal
from donghanh.kit.text import search_key
from donghanh.ui.web.guard import guard, public

_PAGE = 50


def _try(request: HttpRequest, done: str, verb: Any, *args: Any, **kwargs: Any) -> bool:
    """Do a verb from a small form; say it is done, or why not, on the page one comes back to."""
    try:
        verb(*args, **kwargs)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal.message)
        return False
    messages.success(request, done)
    return True


def _take(form: Any, refusal: Invalid) -> None:
    """Put a refusal's sentences beside the fields they are about."""
    for name, sentence in (refusal.fields or {"": refusal.message}).items():
        form.add_error(name if name in form.fields else None, sentence)


@guard("accounts.own")
def me(request: Any) -> HttpResponse:
    """Show somebody their account: posts, delegations, second factor, sign-ins."""
    on = request.now.date()
    user = request.user
    context = {
        "posts": Post.objects.filter(user=user).select_related("agency").order_by("-valid_from", "pk"),
        "roles": {r.value: note for r, note in domain.roles().items()},
        "given": Delegation.objects.filter(giver=user, valid_to__gt=on).select_related("taker"),
        "taken": Delegation.objects.filter(taker=user, valid_to__gt=on).select_related("giver"),
        "second_factor": queries.has_second_factor(user),
        "demanded": queries.needs_second_factor(user, on),
        "sign_ins": SignIn.objects.filter(user=user)[:10],
        "here": request.session.get(SIGN_IN),
        "may_delegate": policy.may("accounts.delegate", user, on=on),
        "on": on,
    }
    return render(request, "accounts/me.html", context)


@require_POST
@guard("accounts.own")
def leave_everywhere(request: Any) -> HttpResponse:
    """Sign out everywhere else; this device stays signed in."""
    user = services.end_sessions(request.user, by=request.user, at=request.now)
    update_session_auth_hash(request, user)
    row = services.note_sign_in(user, at=request.now, ip=None, port=None, method="giữ lại thiết bị này")
    request.session[SIGN_IN] = row.key
    messages.success(request, "Đã đăng xuất khỏi mọi thiết bị khác.")
    return redirect("accounts:me")


@guard("accounts.delegate")
def delegate(request: Any) -> HttpResponse:
    """Give a delegation."""
    on = request.now.date()
    form = forms.Delegate(request.POST or None, giver=request.user, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_delegation(request.user, **form.cleaned_data, by=request.user, at=request.now)
        except Invalid as refusal:
            _take(form, refusal)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Đã ủy quyền cho {form.cleaned_data['taker'].full_name}.")
            return redirect("accounts:me")
    seats = [s for s in request.user.seats(on) if s.via == "post" and s.role in domain.delegable_roles()]
    labels = [domain.roles()[domain.Role(s.role)].label for s in seats]
    return render(
        request, "accounts/delegate.html", {"form": form, "labels": labels}, status=422 if form.errors else 200
    )


@require_POST
@guard("accounts.take_back")
def take_back(request: Any, key: str) -> HttpResponse:
    """Take a delegation back."""
    delegation = get_object_or_404(Delegation, key=key)
    _try(request, "Đã thu hồi ủy quyền.", services.take_back, delegation, by=request.user, at=request.now)
    return redirect("accounts:me")


def _chosen(request: Any) -> Any:
    """Return the accounts that the filters ask for."""
    on = request.now.date()
    people = User.objects.visible_to(request.user, on=on).order_by("full_name", "pk")
    if words := search_key(request.GET.get("q", "")):
        people = people.filter(Q(name_folded__contains=words) | Q(email__contains=words))
    if (role := request.GET.get("vai-tro", "")) in set(domain.Role):
        people = people.holding(role, on=on)
    state = request.GET.get("tinh-trang", "")
    if state in ("mo", "khoa"):
        people = people.filter(is_active=state == "mo")
    return people


@guard("accounts.list")
def account_list(request: Any) -> HttpResponse:
    """Show the accounts with their posts, last use, second factor; what is due for review stands out."""
    on = request.now.date()
    page = Paginator(_chosen(request), _PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "lines": queries.account_lines(list(page.object_list), at=request.now),
        "roles": {r.value: note for r, note in domain.roles().items()},
        "idle_limit": domain.figure("account.idle", on),
        "review_months": domain.figure("account.review", on),
        "may_open": policy.may("accounts.open", request.user, on=on),
        "filters": {name: request.GET.get(name, "") for name in ("q", "vai-tro", "tinh-trang")},
        "role_now": request.GET.get("vai-tro", ""),
        "state_now": request.GET.get("tinh-trang", ""),
    }
    return render(request, "accounts/list.html", context)


@guard("accounts.list")
def account_list_csv(request: Any) -> HttpResponse:
    """Give the account list, exactly what is filtered, as CSV that Excel reads with its letters."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(
        [
            "Họ và tên",
            "Địa chỉ thư",
            "Vị trí đang giữ",
            "Lần cuối sử dụng",
            "Số ngày không dùng",
            "Xác thực hai lớp",
            "Tình trạng",
            "Rà soát gần nhất",
        ]
    )
    roles = domain.roles()
    for line in queries.account_lines(list(_chosen(request)), at=request.now):
        posts = "; ".join(
            f"{roles[domain.Role(p.role)].label}{' – ' + p.agency.name if p.agency else ''}" for p in line.posts
        )
        rows.writerow(
            _plain(cell)
            for cell in (
                line.user.full_name,
                line.user.email,
                posts,
                dates.show_moment(line.user.last_seen_at),
                str(line.idle_days),
                "có" if line.second_factor else "không",
                "mở" if line.user.is_active else f"khóa: {line.user.closed_reason}",
                dates.show_moment(line.user.reviewed_at),
            )
        )
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tai-khoan-{request.now:%Y-%m-%d}.csv"'
    return answer


def _plain(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


@guard("accounts.list")
def account(request: Any, key: str) -> HttpResponse:
    """Show one account to operators and auditors, with what may be done to it."""
    on = request.now.date()
    person = get_object_or_404(User.objects.visible_to(request.user, on=on), key=key)
    return _account_page(request, person, forms.AddPost(on=on))


def _account_page(request: Any, person: User, post_form: forms.AddPost) -> HttpResponse:
    on = request.now.date()
    context = {
        "person": person,
        "line": queries.account_lines([person], at=request.now)[0],
        "posts": Post.objects.filter(user=person).select_related("agency").order_by("-valid_from", "pk"),
        "roles": {r.value: note for r, note in domain.roles().items()},
        "sign_ins": SignIn.objects.filter(user=person)[:10],
        "may": {
            verb: policy.may(f"accounts.{verb}", request.user, person, on=on).allowed
            for verb in ("close", "open", "add_post", "end_post", "review", "end_sessions")
        },
        "post_form": post_form,
        "on": on,
    }
    return render(request, "accounts/account.html", context, status=422 if post_form.errors else 200)


@guard("accounts.open")
def open_account(request: Any) -> HttpResponse:
    """Open an account."""
    form = forms.OpenAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.open_account(**form.cleaned_data, by=request.user, at=request.now)
        except Invalid as refusal:
            _take(form, refusal)
        else:
            messages.success(request, "Đã mở tài khoản. Người này đặt mật khẩu qua trang “Quên mật khẩu”.")
            return redirect("accounts:account", key=person.key)
    return render(request, "accounts/open.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@guard("accounts.add_post")
def add_post(request: Any, key: str) -> HttpResponse:
    """Give somebody a post."""
    on = request.now.date()
    person = get_object_or_404(User, key=key)
    form = forms.AddPost(request.POST, on=on)
    if form.is_valid():
        try:
            services.add_post(person, **form.cleaned_data, by=request.user, at=request.now)
        except Invalid as refusal:
            _take(form, refusal)
        else:
            messages.success(request, "Đã thêm vị trí.")
            return redirect("accounts:account", key=person.key)
    return _account_page(request, person, form)


@require_POST
@guard("accounts.end_post")
def end_post(request: Any, key: str) -> HttpResponse:
    """End a post."""
    post = get_object_or_404(Post.objects.select_related("user"), key=key)
    form = forms.EndPost(request.POST)
    if form.is_valid():
        _try(
            request,
            "Đã kết thúc vị trí.",
            services.end_post,
            post,
            on=form.cleaned_data["on"],
            by=request.user,
            at=request.now,
        )
    else:
        messages.error(request, "Hãy nhập ngày kết thúc dạng 31/12/2026.")
    return redirect("accounts:account", key=post.user.key)


@require_POST
@guard("accounts.close")
def close_account(request: Any, key: str) -> HttpResponse:
    """Close an account."""
    person = get_object_or_404(User, key=key)
    reason = request.POST.get("reason", "")
    _try(request, "Đã khóa tài khoản.", services.close_account, person, reason=reason, by=request.user, at=request.now)
    return redirect("accounts:account", key=key)


@require_POST
@guard("accounts.open")
def reopen_account(request: Any, key: str) -> HttpResponse:
    """Open a closed account again."""
    person = get_object_or_404(User, key=key)
    _try(request, "Đã mở lại tài khoản.", services.reopen_account, person, by=request.user, at=request.now)
    return redirect("accounts:account", key=key)


@require_POST
@guard("accounts.review")
def review_account(request: Any, key: str) -> HttpResponse:
    """Note that an account was reviewed."""
    person = get_object_or_404(User, key=key)
    _try(request, "Đã ghi nhận rà soát.", services.review_account, person, by=request.user, at=request.now)
    return redirect("accounts:account", key=key)


@require_POST
@guard("accounts.end_sessions")
def end_sessions(request: Any, key: str) -> HttpResponse:
    """Sign somebody out everywhere."""
    person = get_object_or_404(User, key=key)
    _try(request, "Đã đăng xuất mọi thiết bị.", services.end_sessions, person, by=request.user, at=request.now)
    return redirect("accounts:account", key=key)


@guard("accounts.sign_ins")
def sign_in_log(request: Any) -> HttpResponse:
    """Show the access log: account, in, out, address, port."""
    rows = SignIn.objects.select_related("user")
    if words := search_key(request.GET.get("q", "")):
        rows = rows.filter(
            Q(user__name_folded__contains=words) | Q(user__email__contains=words) | Q(ip__startswith=words)
        )
    page = Paginator(rows, _PAGE).get_page(request.GET.get("trang"))
    months = domain.figure("access_log.keep", request.now.date())
    return render(request, "accounts/sign_ins.html", {"page": page, "months": months, "q": request.GET.get("q", "")})


@public
def sign_up(request: HttpRequest) -> HttpResponse:
    """Say that operators open accounts."""
    return render(request, "accounts/sign_up.html")
