"""What the journal contributes to the shell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.record.journal import api, jobs
from donghanh.ui import shell

shell.add(
    shell.MenuItem(
        label="Nhật ký",
        url_name="journal:list",
        icon="history",
        order=90,
        shown=lambda user, on: bool(policy.may("journal.open", user, on=on)),
    ),
    shell.Scheduled("journal.seal", jobs.seal_daily, every="day", at=0),
    shell.Scheduled("journal.tidy", jobs.tidy, every="day", at=3),
)


def _everybodys(_user: Any, keys: set[str]) -> Iterable[str]:
    return keys


def _agencies(user: Any, keys: set[str]) -> Iterable[str]:
    return Agency.objects.visible_to(user).filter(key__in=keys).values_list("key", flat=True)


def _oneself(user: Any, keys: set[str]) -> Iterable[str]:
    return {user.key} & keys if isinstance(user, User) else ()


# The ground stands below the journal and cannot speak for its own things: the register of agencies and the calendar
# are public, an account's history is its owner's (and the auditors').
api.about("orgs.agency", visible=_agencies, label="Cơ quan", url=lambda key: reverse("orgs:agency", args=[key]))
api.about("workcal.dayexception", visible=_everybodys, label="Ngày nghỉ, ngày làm bù")
api.about("workcal.term", visible=_everybodys, label="Thời hạn pháp luật")
api.about("accounts.user", visible=_oneself, label="Tài khoản")
