"""The verbs of accounts: open, close, give and end posts, delegate, set passwords, note who came and went."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from axes.utils import reset as axes_reset
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from donghanh.ground.accounts import domain, events, policies, queries
from donghanh.ground.accounts.domain import Role
from donghanh.ground.accounts.models import Delegation, FormerPassword, Post, SignIn, User
from donghanh.ground.orgs.models import Agency
from donghanh.kit import data, dates, journal, policy
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, search_key, squeeze

assert policies  # the catalogue must hold this room's verbs before one is asked for  # noqa: S101


def _check(row: Any) -> None:
    """Turn what the model refuses into one refusal with a sentence per field."""
    try:
        row.full_clean()
    except ValidationError as why:
        fields = {name: " ".join(errors) for name, errors in why.message_dict.items()}
        raise Invalid("accounts.invalid", next(iter(fields.values())), fields=fields) from why


def _locked(user: User) -> User:
    """Read an account anew for change; the caller's copy forgets its seats."""
    user.forget_seats()
    locked: User = User.objects.select_for_update().get(pk=user.pk)
    return locked


@transaction.atomic
def open_account(
    *,
    email: str,
    full_name: str,
    by: User | None,
    at: datetime,
    phone: str = "",
    password: str = "",
    trial: bool = False,
) -> User:
    """Open an account; without a password its owner sets one through "quên mật khẩu"."""
    policy.may("accounts.open", by, on=dates.local_date(at)).or_refuse()
    email, full_name = squeeze(email).lower(), squeeze(nfc(full_name))
    if User.objects.filter(email=email).exists():
        message = f"Địa chỉ “{email}” đã có tài khoản; hãy tìm trong danh sách và mở lại nếu đang khóa."
        raise Invalid("accounts.email-taken", message, fields={"email": message})
    user = User(
        email=email,
        full_name=full_name,
        name_folded=search_key(full_name),
        phone=squeeze(phone),
        is_trial=trial,
        opened_at=at,
        must_change_password=bool(password) and not trial and by is not None,
    )
    user.set_unusable_password()
    _check(user)
    user.save()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)  # vouched for by who opens it
    journal.record(events.AccountOpened(trial=trial), about=user, by=by, at=at)
    if password:
        _take_password(user, password, at=at, strict=not trial)
    return user


@transaction.atomic
def close_account(user: User, *, by: User | None, at: datetime, reason: str) -> User:
    """Close an account: its owner is signed out at once and can no longer sign in; nothing of theirs is lost."""
    user = _locked(user)
    on = dates.local_date(at)
    policy.may("accounts.close", by, user, on=on).or_refuse()
    if not user.is_active:
        raise NotNow("accounts.closed-already", "Tài khoản này đã khóa từ trước.")
    if queries.last_operator(user, on):
        raise NotNow(
            "accounts.last-operator", "Đây là quản trị vận hành cuối cùng; hãy thêm quản trị khác trước khi khóa."
        )
    reason = squeeze(nfc(reason))
    if not reason:
        raise Invalid(
            "accounts.reason-missing", "Hãy ghi lý do khóa tài khoản.", fields={"reason": "Hãy ghi lý do khóa."}
        )
    user.is_active, user.closed_at, user.closed_reason = False, at, reason[:250]
    user.sessions_round += 1
    _check(user)
    user.save()
    _sign_out_rows(user, at=at)
    journal.record(events.AccountClosed(reason=user.closed_reason), about=user, by=by, at=at)
    return user


@transaction.atomic
def reopen_account(user: User, *, by: User | None, at: datetime) -> User:
    """Open a closed account again; idle days count anew."""
    user = _locked(user)
    policy.may("accounts.open", by, user, on=dates.local_date(at)).or_refuse()
    if user.is_active:
        raise NotNow("accounts.open-already", "Tài khoản này đang mở.")
    user.is_active, user.closed_at, user.closed_reason, user.opened_at = True, None, "", at
    _check(user)
    user.save()
    journal.record(events.AccountOpened(again=True), about=user, by=by, at=at)
    return user


@transaction.atomic
def review_account(user: User, *, by: User, at: datetime) -> User:
    """Note that somebody looked through an account and found its posts right."""
    user = _locked(user)
    policy.may("accounts.review", by, user, on=dates.local_date(at)).or_refuse()
    user.reviewed_at, user.reviewed_by = at, by
    _check(user)
    user.save()
    journal.record(events.AccountReviewed(), about=user, by=by, at=at)
    return user


@transaction.atomic
def add_post(
    user: User,
    *,
    role: str,
    agency: Agency | None,
    valid_from: date,
    by: User | None,
    at: datetime,
    valid_to: date | None = None,
    title: str = "",
) -> Post:
    """Give somebody a post over a time."""
    locked = _locked(user)
    policy.may("accounts.add_post", by, locked, on=dates.local_date(at)).or_refuse()
    post = Post(
        user=locked, role=role, agency=agency, title=squeeze(nfc(title)), valid_from=valid_from, valid_to=valid_to
    )
    _check(post)
    post.save()
    event = events.PostAdded(
        post=post.key,
        role=_role_label(role),
        agency=agency.name if agency else "",
        valid_from=dates.show_date(valid_from),
        valid_to=dates.show_date(valid_to) if valid_to else "",
    )
    journal.record(event, about=locked, by=by, at=at, agency=agency)
    return post


@transaction.atomic
def end_post(post: Post, *, on: date, by: User | None, at: datetime) -> Post:
    """End a post from a day on; the house keeps at least one operator."""
    user = _locked(post.user)
    post = Post.objects.select_for_update(of=("self",)).select_related("agency", "user").get(pk=post.pk)
    policy.may("accounts.end_post", by, user, on=dates.local_date(at)).or_refuse()
    if post.valid_to is not None and post.valid_to <= on:
        raise NotNow("accounts.post-ended-already", f"Vị trí này đã kết thúc từ {dates.show_date(post.valid_to)}.")
    if on <= post.valid_from:
        message = f"Ngày kết thúc phải sau ngày bắt đầu ({dates.show_date(post.valid_from)})."
        raise Invalid("accounts.post-period", message, fields={"on": message})
    today = dates.local_date(at)
    if post.role == Role.OPERATOR and queries.last_operator(user, today):
        raise NotNow("accounts.last-operator", "Đây là quản trị vận hành cuối cùng; hãy thêm quản trị khác trước.")
    post.valid_to = on
    _check(post)
    post.save()
    event = events.PostEnded(
        post=post.key,
        role=_role_label(post.role),
        agency=post.agency.name if post.agency else "",
        valid_to=dates.show_date(on),
    )
    journal.record(event, about=user, by=by, at=at, agency=post.agency)
    return post


def _role_label(role: str) -> str:
    return domain.roles()[Role(role)].label


@transaction.atomic
def give_delegation(
    giver: User, *, taker: User, valid_from: date, valid_to: date, by: User, at: datetime, reason: str = ""
) -> Delegation:
    """Let a colleague act in one's stead over a time; beyond one's own agency only with a recorded reason."""
    today = dates.local_date(at)
    if by.pk != giver.pk:
        policy.HIDDEN.or_refuse()
    taker = _locked(taker)
    policy.may("accounts.delegate", by, on=today).or_refuse()
    reason = squeeze(nfc(reason))
    _refuse_taker(giver, taker, valid_from, valid_to, today, reason)
    delegation = Delegation(
        giver=giver, taker=taker, valid_from=valid_from, valid_to=valid_to, reason=reason[:250], given_at=at
    )
    _check(delegation)
    delegation.save()
    event = events.DelegationGiven(
        delegation=delegation.key,
        taker=taker.full_name,
        valid_from=dates.show_date(valid_from),
        valid_to=dates.show_date(valid_to),
        reason=delegation.reason,
    )
    journal.record(event, about=giver, by=by, at=at)
    return delegation


def _refuse_taker(giver: User, taker: User, valid_from: date, valid_to: date, today: date, reason: str) -> None:
    if taker.pk == giver.pk:
        raise Invalid(
            "accounts.delegate-self", "Không thể ủy quyền cho chính mình.", fields={"taker": "Hãy chọn người khác."}
        )
    if valid_from < today:
        message = "Ngày bắt đầu ủy quyền không được trước hôm nay."
        raise Invalid("accounts.delegate-past", message, fields={"valid_from": message})
    if valid_to <= valid_from:
        message = "Ngày kết thúc ủy quyền phải sau ngày bắt đầu."
        raise Invalid("accounts.delegate-period", message, fields={"valid_to": message})
    own = {s for s in taker.seats(valid_from) if s.via == "post"}
    inside = domain.roles_where(inside=True)
    if not taker.is_active or not any(s.role in inside for s in own) or any(s.role == Role.AUDITOR for s in own):
        message = "Chỉ ủy quyền được cho người đang giữ vị trí trong cơ quan nhà nước của tỉnh, không phải kiểm toán."
        raise Invalid("accounts.delegate-outside", message, fields={"taker": message})
    mine = {s.agency_id for s in giver.seats(valid_from) if s.via == "post" and s.agency_id is not None}
    if not mine & {s.agency_id for s in own} and not reason:
        message = "Người được ủy quyền ở cơ quan khác; hãy ghi lý do."
        raise Invalid("accounts.delegate-reason", message, fields={"reason": message})
    overlap = Delegation.objects.filter(giver=giver, taker=taker, valid_from__lt=valid_to, valid_to__gt=valid_from)
    if overlap.exists():
        raise NotNow("accounts.delegate-twice", "Đã có ủy quyền cho người này trong khoảng thời gian đó.")


@transaction.atomic
def take_back(delegation: Delegation, *, by: User, at: datetime) -> Delegation:
    """End a delegation today; one that has not begun never does."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",)).select_related("giver", "taker").get(pk=delegation.pk)
    )
    today = dates.local_date(at)
    policy.may("accounts.take_back", by, delegation, on=today).or_refuse()
    if delegation.valid_to <= today:
        raise NotNow("accounts.delegation-over", f"Ủy quyền này đã hết từ {dates.show_date(delegation.valid_to)}.")
    delegation.valid_to = max(today, delegation.valid_from)
    delegation.taken_back_at = at
    _check(delegation)
    delegation.save()
    event = events.DelegationTakenBack(delegation=delegation.key, taker=delegation.taker.full_name)
    journal.record(event, about=delegation.giver, by=by, at=at)
    return delegation


@transaction.atomic
def set_password(user: User, *, password: str, by: User | None, at: datetime) -> User:
    """Set a password; one set by somebody else must be changed at the next sign-in."""
    locked = _locked(user)
    policy.may("accounts.set_password", by, locked, on=dates.local_date(at)).or_refuse()
    try:
        validate_password(password, locked)
    except ValidationError as why:
        message = " ".join(why.messages)
        raise Invalid("accounts.password", message, fields={"password": message}) from why
    locked.must_change_password = by is None or by.pk != user.pk
    _take_password(locked, password, at=at, strict=True, by=by)
    axes_reset(username=locked.email)
    return locked


def _take_password(user: User, password: str, *, at: datetime, strict: bool, by: User | None = None) -> None:
    on = dates.local_date(at)
    if strict and (fault := queries.password_fault(user, password, on=on)):
        raise Invalid("accounts.password", fault, fields={"password": fault})
    user.set_password(password)
    user.password_set_at, user.password_alone = at, domain.stands_alone(password, on)
    _check(user)
    user.save()
    FormerPassword.objects.create(user=user, password=user.password, set_at=at)
    kept = FormerPassword.objects.filter(user=user).values_list("pk", flat=True)[
        : domain.figure("password.history", on)
    ]
    FormerPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
    journal.record(events.PasswordSet(), about=user, by=by, at=at)


@transaction.atomic
def end_sessions(user: User, *, by: User | None, at: datetime) -> User:
    """Sign an account out on every device."""
    locked = _locked(user)
    policy.may("accounts.end_sessions", by, locked, on=dates.local_date(at)).or_refuse()
    locked.sessions_round += 1
    locked.save(update_fields=["sessions_round"])
    _sign_out_rows(locked, at=at)
    journal.record(events.SessionsEnded(), about=locked, by=by, at=at)
    return locked


def _sign_out_rows(user: User, *, at: datetime) -> None:
    SignIn.objects.filter(user=user, out_at__isnull=True).update(out_at=at, out_why="ended")


@transaction.atomic
def note_second_factor(user: User, *, what: str, on: bool, at: datetime) -> None:
    """Note in the journal that a second factor was switched on or off by its owner."""
    journal.record(events.SecondFactorChanged(what=what, on=on), about=user, by=user, at=at)


@transaction.atomic
def note_sign_in(
    user: User, *, at: datetime, ip: str | None, port: int | None, method: str = "", agent: str = ""
) -> SignIn:
    """Enter a coming in the access log (account, time, address, source port)."""
    row = SignIn(user=user, in_at=at, seen_at=at, ip=ip, port=port, method=method[:40], agent=agent[:200])
    row.full_clean()
    row.save()
    User.objects.filter(pk=user.pk).update(last_seen_at=at)
    return row


def note_seen(user: User, *, sign_in: str, at: datetime) -> None:
    """Move on the moment at which somebody was last seen."""
    User.objects.filter(pk=user.pk).update(last_seen_at=at)
    SignIn.objects.filter(key=sign_in, user_id=user.pk, out_at__isnull=True).update(seen_at=at)


def note_sign_out(sign_in: str, *, at: datetime, why: str = "left") -> None:
    """Enter a going in the access log."""
    SignIn.objects.filter(key=sign_in, out_at__isnull=True).update(out_at=at, out_why=why)


def unlock(email: str) -> int:
    """Lift the lock that too many wrong passwords put on an address."""
    return int(axes_reset(username=squeeze(email).lower()))


def disable_idle_accounts(*, at: datetime) -> list[User]:
    """Close accounts that nobody used for as long as the security figures say; never the last operator."""
    on = dates.local_date(at)
    days = domain.figure("account.idle", on)
    closed = []
    for user in queries.idle_accounts(at=at):
        if not queries.last_operator(user, on):
            closed.append(close_account(user, by=None, at=at, reason=f"Không dùng quá {days} ngày"))
    return closed


def forget_old_sign_ins(*, at: datetime) -> int:
    """Remove lines of the access log that are older than it is to be kept."""
    months = domain.figure("access_log.keep", dates.local_date(at))
    before = at - timedelta(days=31 * months)
    return SignIn.objects.filter(in_at__lt=before).delete()[0]


@transaction.atomic
def make_trial_accounts(at: datetime) -> list[dict[str, str]]:
    """Make one account per role for trying the house out; production refuses. Rows are what ``donghanh up`` prints."""
    if settings.PRODUCTION:
        raise NotNow("accounts.trial-in-production", "Bản vận hành chính thức không có tài khoản dùng thử.")
    trial = data.read_yaml("accounts", "trial.yaml")
    agencies = {a.code: a for a in Agency.objects.filter(code__in=_trial_codes(trial))}
    missing = _trial_codes(trial) - agencies.keys()
    if missing:
        raise NotNow(
            "accounts.no-agencies", f"Chưa nạp cơ quan {', '.join(sorted(missing))}; hãy nạp dữ liệu gốc trước."
        )
    rows = []
    for person in trial["people"]:
        email = f"{person['login']}@trial.donghanh.localhost"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = open_account(
                email=email,
                full_name=f"{person['name']} (dùng thử)",
                by=None,
                at=at,
                password=trial["password"],
                trial=True,
            )
        for row in person["posts"]:
            _trial_post(user, row, agencies.get(row.get("agency", "")), trial["since"], at)
        last = person["posts"][-1]
        place = agencies[last["agency"]].name if "agency" in last else ""
        rows.append(
            {
                "role": last["role"],
                "label": _role_label(last["role"]),
                "name": user.full_name,
                "agency": place,
                "email": email,
                "password": trial["password"],
            }
        )
    return rows


def _trial_codes(trial: dict[str, Any]) -> set[str]:
    return {row["agency"] for person in trial["people"] for row in person["posts"] if "agency" in row}


def _trial_post(user: User, row: dict[str, Any], agency: Agency | None, since: date, at: datetime) -> None:
    begin = row.get("since", since)
    if Post.objects.filter(user=user, role=row["role"], agency=agency, valid_from=begin).exists():
        return
    add_post(
        user,
        role=row["role"],
        agency=agency,
        title=row.get("title", ""),
        valid_from=begin,
        valid_to=row.get("until"),
        by=None,
        at=at,
    )
