"""Who may do what with a register: its agency edits and publishes, the focal office changes schemas."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import HIDDEN, YES, Answer
from donghanh.record.registers.models import EDITORS, KEEPERS, PUBLISHERS, READERS, Register, own_agencies

_NOT_YOURS = "Chỉ cơ quan giữ danh mục này được sửa."


def _roles(user: Any, on: date) -> set[str]:
    return {seat.role for seat in accounts.seats(user, on)}


def _at_owner(user: Any, register: Register | None, on: date, roles: tuple[str, ...], reason: str) -> Answer:
    mine = own_agencies(user, on, *roles)
    if register is None:
        return YES if mine else policy.no("Mục này dành cho cán bộ cơ quan giữ danh mục.")
    if register.owner_id in mine:
        return YES
    if register.current_id is not None or READERS & _roles(user, on) or register.owner_id in own_agencies(user, on):
        return policy.no(reason)
    return HIDDEN


@policy.verb("registers.work", "Xem danh mục của cơ quan mình")
def _work(user: Any, register: Register | None, on: date) -> Answer:
    if READERS & _roles(user, on):
        return YES
    return _at_owner(user, register, on, EDITORS, _NOT_YOURS)


@policy.verb("registers.edit", "Sửa danh mục")
def _edit(user: Any, register: Register | None, on: date) -> Answer:
    return YES if user is None else _at_owner(user, register, on, EDITORS, _NOT_YOURS)


@policy.verb("registers.publish", "Công bố danh mục")
def _publish(user: Any, register: Register | None, on: date) -> Answer:
    return YES if user is None else _at_owner(user, register, on, PUBLISHERS, _NOT_YOURS)


@policy.verb("registers.keep", "Mở danh mục, đổi lược đồ")
def _keep(user: Any, register: Register | None, on: date) -> Answer:
    if user is None or KEEPERS & _roles(user, on):
        return YES
    return policy.no("Chỉ cơ quan đầu mối hoặc Văn phòng UBND tỉnh được mở danh mục và đổi lược đồ.")
