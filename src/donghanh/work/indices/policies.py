"""Who may do which verb: published figures are everybody's; entering, correcting, choosing is the coordinator's.

The booklet that VCCI hands to each province arrives at the focal agency of the plan, so that agency enters it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy

__all__ = ["may"]
may = policy.may

_NOT_KEEPER = "Chỉ cơ quan đầu mối theo dõi chỉ số được nhập, sửa số liệu và ghi dự báo."


def _keeper(user: Any, on: date) -> policy.Answer:
    return policy.YES if accounts.has_role(user, "coordinator", on=on) else policy.no(_NOT_KEEPER)


@policy.verb("indices.enter", "Nhập bản kết quả chỉ số của tỉnh")
def _enter(user: Any, obj: Any, on: date) -> policy.Answer:
    return _keeper(user, on)


@policy.verb("indices.correct", "Sửa một điểm đã nhập")
def _correct(user: Any, obj: Any, on: date) -> policy.Answer:
    return _keeper(user, on)


@policy.verb("indices.choose_source", "Chọn nguồn cho con số có tranh chấp")
def _choose_source(user: Any, obj: Any, on: date) -> policy.Answer:
    return _keeper(user, on)


@policy.verb("indices.forecast", "Ghi và chấm dự báo chỉ số")
def _forecast(user: Any, obj: Any, on: date) -> policy.Answer:
    return _keeper(user, on)


@policy.verb("indices.configure", "Đặt cấu hình DDCI của tỉnh")
def _configure(user: Any, obj: Any, on: date) -> policy.Answer:
    return _keeper(user, on)
