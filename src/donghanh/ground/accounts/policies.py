"""Who may do what to accounts: operators keep them, auditors read them, heads delegate, everybody has their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import domain
from donghanh.ground.accounts.domain import Role
from donghanh.ground.accounts.models import Delegation, User
from donghanh.kit import policy
from donghanh.kit.policy import Answer


def _has(user: Any, on: date, *roles: str) -> bool:
    """Say whether somebody holds one of the roles; ``None`` is the house itself (commands and jobs)."""
    return user is None or (isinstance(user, User) and any(s.role in roles for s in user.seats(on)))


def _operator(user: Any, on: date) -> Answer:
    return policy.YES if _has(user, on, Role.OPERATOR) else policy.no("Chỉ quản trị vận hành được quản lý tài khoản.")


@policy.verb("accounts.own", "Xem tài khoản của mình")
def own(user: Any, obj: Any, on: date) -> Answer:
    """Anybody signed in, to their own account only."""
    if not isinstance(user, User):
        return policy.no("Hãy đăng nhập trước.")
    return policy.YES if obj is None or obj.pk == user.pk else policy.HIDDEN


@policy.verb("accounts.list", "Xem danh sách tài khoản")
def list_accounts(user: Any, obj: Any, on: date) -> Answer:
    """Operators and auditors."""
    if _has(user, on, Role.OPERATOR, Role.AUDITOR):
        return policy.YES
    return policy.no("Chỉ quản trị vận hành và kiểm toán được xem danh sách tài khoản.")


@policy.verb("accounts.sign_ins", "Xem nhật ký truy cập")
def sign_ins(user: Any, obj: Any, on: date) -> Answer:
    """Operators and auditors."""
    return list_accounts(user, obj, on)


@policy.verb("accounts.open", "Mở tài khoản")
def open_account(user: Any, obj: Any, on: date) -> Answer:
    """Operators."""
    return _operator(user, on)


@policy.verb("accounts.close", "Khóa tài khoản")
def close(user: Any, obj: Any, on: date) -> Answer:
    """Operators, yet nobody their own."""
    if isinstance(user, User) and obj is not None and obj.pk == user.pk:
        return policy.no("Không thể tự khóa tài khoản của mình; hãy nhờ quản trị khác.")
    return _operator(user, on)


@policy.verb("accounts.add_post", "Thêm vị trí")
def add_post(user: Any, obj: Any, on: date) -> Answer:
    """Operators, yet nobody for themselves: who gives rights does not take them."""
    if isinstance(user, User) and obj is not None and obj.pk == user.pk:
        return policy.no("Quản trị không tự thêm vị trí cho mình; hãy nhờ quản trị khác.")
    return _operator(user, on)


@policy.verb("accounts.end_post", "Kết thúc vị trí")
def end_post(user: Any, obj: Any, on: date) -> Answer:
    """Operators."""
    return _operator(user, on)


@policy.verb("accounts.review", "Ghi nhận đã rà soát tài khoản")
def review(user: Any, obj: Any, on: date) -> Answer:
    """Operators, yet nobody reviews their own account."""
    if isinstance(user, User) and obj is not None and obj.pk == user.pk:
        return policy.no("Không thể tự rà soát tài khoản của mình; hãy nhờ quản trị khác.")
    return _operator(user, on)


@policy.verb("accounts.set_password", "Đặt mật khẩu")
def set_password(user: Any, obj: Any, on: date) -> Answer:
    """The owner, or an operator for somebody who lost theirs."""
    if isinstance(user, User) and obj is not None and obj.pk == user.pk:
        return policy.YES
    return _operator(user, on)


@policy.verb("accounts.end_sessions", "Đăng xuất mọi thiết bị")
def end_sessions(user: Any, obj: Any, on: date) -> Answer:
    """The owner or an operator."""
    return set_password(user, obj, on)


@policy.verb("accounts.delegate", "Lập ủy quyền")
def delegate(user: Any, obj: Any, on: date) -> Answer:
    """Heads and those alike, by their own post: what was delegated is not delegated on."""
    gives = domain.roles_where(gives=True)
    if isinstance(user, User) and any(s.via == "post" and s.role in gives for s in user.seats(on)):
        return policy.YES
    return policy.no("Chỉ người đang trực tiếp giữ vị trí lãnh đạo, điều phối được lập ủy quyền.")


@policy.verb("accounts.take_back", "Thu hồi ủy quyền")
def take_back(user: Any, obj: Delegation | None, on: date) -> Answer:
    """Whoever gave it; an operator too."""
    if obj is None:
        return policy.YES if isinstance(user, User) else policy.no("Hãy đăng nhập trước.")
    if isinstance(user, User) and obj.giver_id == user.pk:
        return policy.YES
    if _has(user, on, Role.OPERATOR):
        return policy.YES
    if isinstance(user, User) and obj.taker_id == user.pk:
        return policy.no("Chỉ người đã ủy quyền được thu hồi.")
    return policy.HIDDEN
