"""``donghanh user``: accounts from the command line, where the first operator comes from."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from donghanh.config.cli import django_ready
from donghanh.kit import dates
from donghanh.kit.errors import Invalid

if TYPE_CHECKING:
    from donghanh.ground.accounts.models import User


@click.group()
def user() -> None:
    """Tài khoản: mở, gán chức danh, khóa, tài khoản dùng thử."""


def _find(email: str) -> User:
    from donghanh.ground.accounts.models import User as Users  # noqa: PLC0415 - needs Django

    found: User | None = Users.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise Invalid("accounts.unknown", f"Không có tài khoản nào mang địa chỉ “{email}”; xem “donghanh user list”.")
    return found


def _day(text: str | None, default: date | None) -> date | None:
    if text is None:
        return default
    read = dates.read_date(text)
    if read is None:
        raise Invalid("accounts.date", f"“{text}” không phải ngày; hãy viết dạng 31/12/2026.")
    return read


def _put_post(person: User, role: str, agency: str, title: str, since: str | None, until: str | None) -> None:
    from donghanh.ground.accounts import domain, services  # noqa: PLC0415
    from donghanh.ground.orgs.models import Agency  # noqa: PLC0415

    if role not in set(domain.Role):
        raise Invalid(
            "accounts.role", f"Không có vai trò “{role}”; các vai trò: {', '.join(r.value for r in domain.Role)}."
        )
    found = Agency.objects.filter(code=agency).first() if agency else None
    if agency and found is None:
        raise Invalid("accounts.agency", f"Không có cơ quan nào mang mã “{agency}”.")
    at = dates.now()
    begin = _day(since, dates.local_date(at))
    assert begin is not None  # the default is a day  # noqa: S101
    services.add_post(
        person, role=role, agency=found, title=title, valid_from=begin, valid_to=_day(until, None), by=None, at=at
    )


@user.command("add")
@click.argument("email")
@click.argument("full_name")
@click.option("--role", help="Vai trò, ví dụ operator.")
@click.option("--agency", default="", help="Mã cơ quan.")
@click.option("--title", default="", help="Chức danh.")
@click.option("--from", "since", help="Từ ngày (mặc định hôm nay).")
@click.option("--password", is_flag=True, help="Hỏi mật khẩu ban đầu; người dùng phải đổi khi đăng nhập.")
def add(
    email: str, full_name: str, role: str | None, agency: str, title: str, since: str | None, password: bool
) -> None:
    """Mở tài khoản, kèm vị trí đầu tiên nếu cho biết vai trò."""
    django_ready()
    from django.db import transaction  # noqa: PLC0415 - needs Django

    from donghanh.ground.accounts import services  # noqa: PLC0415

    secret = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại", err=True) if password else ""
    with transaction.atomic():
        person = services.open_account(email=email, full_name=full_name, by=None, at=dates.now())
        if role:
            _put_post(person, role, agency, title, since, None)
        if secret:
            services.set_password(person, password=secret, by=None, at=dates.now())
    click.echo(f"Đã mở tài khoản {person.email}.", err=True)


@user.command("list")
@click.option("--json", "as_json", type=click.Choice(["-"]), help="In JSON ra đầu ra chuẩn.")
def list_accounts(as_json: str | None) -> None:
    """Liệt kê tài khoản với vị trí, lần dùng cuối, xác thực hai lớp."""
    django_ready()
    from donghanh.ground.accounts import queries  # noqa: PLC0415
    from donghanh.ground.accounts.models import User as Users  # noqa: PLC0415

    rows = [_row(line) for line in queries.account_lines(list(Users.objects.order_by("email")), at=dates.now())]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        posts = "; ".join(row["posts"]) or "chưa có vị trí"
        click.echo(f"{row['email']:<42} {'mở  ' if row['open'] else 'khóa'} {row['name']} · {posts}")


def _row(line: Any) -> dict[str, Any]:
    return {
        "email": line.user.email,
        "name": line.user.full_name,
        "open": line.user.is_active,
        "trial": line.user.is_trial,
        "posts": [f"{p.role}{'@' + p.agency.code if p.agency else ''}" for p in line.posts],
        "last_seen_at": line.user.last_seen_at.isoformat() if line.user.last_seen_at else None,
        "idle_days": line.idle_days,
        "second_factor": line.second_factor,
        "review_due": line.review_due,
    }


@user.command("post")
@click.argument("email")
@click.argument("role")
@click.option("--agency", default="", help="Mã cơ quan.")
@click.option("--title", default="", help="Chức danh.")
@click.option("--from", "since", help="Từ ngày (mặc định hôm nay).")
@click.option("--to", "until", help="Đến hết trước ngày.")
def post(email: str, role: str, agency: str, title: str, since: str | None, until: str | None) -> None:
    """Thêm vị trí cho một tài khoản."""
    django_ready()
    _put_post(_find(email), role, agency, title, since, until)
    click.echo("Đã thêm vị trí.", err=True)


@user.command("disable")
@click.argument("email")
@click.option("--reason", default="Khóa bằng dòng lệnh", show_default=True)
def disable(email: str, reason: str) -> None:
    """Khóa một tài khoản."""
    django_ready()
    from donghanh.ground.accounts import services  # noqa: PLC0415

    services.close_account(_find(email), by=None, at=dates.now(), reason=reason)
    click.echo("Đã khóa tài khoản.", err=True)


@user.command("password")
@click.argument("email")
def password(email: str) -> None:
    """Đặt mật khẩu cho một tài khoản và gỡ tạm khóa đăng nhập; người dùng phải đổi khi đăng nhập."""
    django_ready()
    from donghanh.ground.accounts import services  # noqa: PLC0415

    person = _find(email)
    secret = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại", err=True)
    services.set_password(person, password=secret, by=None, at=dates.now())
    click.echo("Đã đặt mật khẩu.", err=True)


@user.command("unlock")
@click.argument("email")
def unlock(email: str) -> None:
    """Gỡ tạm khóa do đăng nhập sai nhiều lần."""
    django_ready()
    from donghanh.ground.accounts import services  # noqa: PLC0415

    services.unlock(email)
    click.echo("Đã gỡ tạm khóa.", err=True)


@user.command("trial")
@click.option("--json", "as_json", type=click.Choice(["-"]), help="In JSON ra đầu ra chuẩn.")
def trial(as_json: str | None) -> None:
    """Tạo (hoặc in lại) tài khoản dùng thử; bản vận hành chính thức từ chối."""
    django_ready()
    from donghanh.ground.accounts import services  # noqa: PLC0415

    rows = services.make_trial_accounts(dates.now())
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['label']:<40} {row['email']:<42} {row['agency']}")
    click.echo(f"Mật khẩu chung: {rows[0]['password']}")
