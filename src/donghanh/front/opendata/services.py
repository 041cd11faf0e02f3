"""The verbs: keep the house's own datasets up to date, give out and withdraw keys."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from donghanh.front.opendata import domain, events
from donghanh.front.opendata.models import ApiKey, Edition
from donghanh.front.opendata.policies import may
from donghanh.front.opendata.queries import own
from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import NotNow
from donghanh.kit.text import nfc, squeeze


def refresh(*, at: datetime) -> list[str]:
    """Look at each of the house's own datasets; one whose rows have changed gets a new edition."""
    return [name for name in domain.settings()["own"] if refresh_one(name, at=at)]


@transaction.atomic
def refresh_one(name: str, *, at: datetime) -> bool:
    """Write a new edition of one dataset where its rows have changed."""
    body, count = own.body(name, local_date(at))
    digest = hashlib.sha256(body).hexdigest()
    last = Edition.objects.filter(name=name).order_by("-number").first()
    if last is not None and last.digest == digest:
        if not last.rows_path.exists():  # lost from the disk, the same in the database
            own.keep(last.rows_path, body)
        return False
    number = (last.number if last else 0) + 1
    row = Edition(name=name, number=number, digest=digest, rows=count, size=len(body), at=at)
    own.keep(row.rows_path, body)
    row.full_clean()
    row.save()
    journal.record(events.DatasetChanged(name=name, number=number, rows=count), about=row, by=None, at=at)
    return True


@transaction.atomic
def issue_key(*, label: str, contact: str = "", by: User, at: datetime) -> tuple[ApiKey, str]:
    """Give out a key; the second value is the key itself, which nobody can read again."""
    may("opendata.keys", by, on=local_date(at)).or_refuse()
    secret = domain.new_key()
    row = ApiKey(
        label=squeeze(nfc(label)), contact=contact, digest=domain.key_digest(secret), ending=secret[-4:],
        issued_at=at, issued_by=by,
    )  # fmt: skip
    row.full_clean()
    row.save()
    journal.record(events.KeyIssued(name=row.label), about=row, by=by, at=at)
    return row, secret


@transaction.atomic
def withdraw_key(key: ApiKey, *, by: User, at: datetime) -> ApiKey:
    """Withdraw a key; calls with it are refused from now on."""
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    may("opendata.keys", by, key, on=local_date(at)).or_refuse()
    if key.withdrawn_at is not None:
        raise NotNow("opendata.withdrawn", "Khóa này đã thu hồi rồi.")
    key.withdrawn_at = at
    key.full_clean()
    key.save()
    journal.record(events.KeyWithdrawn(name=key.label), about=key, by=by, at=at)
    return key


def known_key(secret: str) -> ApiKey | None:
    """Return the working key that somebody shows."""
    if not secret.startswith(domain.KEY_PREFIX):
        return None
    return ApiKey.objects.working().filter(digest=domain.key_digest(secret)).first()


__all__ = ["issue_key", "known_key", "refresh", "refresh_one", "withdraw_key"]
