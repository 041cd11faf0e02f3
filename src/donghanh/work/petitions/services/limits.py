"""Floods kept out without anybody's help: each address may knock so often, and is known only by a keyed hash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from donghanh.kit.dates import local_date
from donghanh.kit.errors import NotNow
from donghanh.work.petitions.domain import channels
from donghanh.work.petitions.models import RateMark

_SENTENCES = {
    "status": "Đã thử nhiều lần từ địa chỉ mạng này; hãy đợi ít phút rồi thử lại, hoặc gọi đường dây nóng.",
    "api": "Đã gọi quá nhiều lần trong thời gian ngắn; hãy gọi lại sau.",
    "hook": "Đã nhận quá nhiều tin trong thời gian ngắn.",
}
_SENTENCE = "Từ địa chỉ mạng này đã gửi nhiều lần liên tiếp; bản đang viết vẫn được giữ, hãy gửi lại sau ít phút."


def who_is(address: str, *, at: datetime) -> str:
    """Return what an address is called for a day: nobody can turn it back, and tomorrow it has another name."""
    return salted_hmac("petitions.limits", f"{local_date(at)}:{address}", algorithm="sha256").hexdigest()


def knock(kind: str, address: str, *, at: datetime) -> None:
    """Count one knock; refuse with a sentence where an address knocks more often than the rules allow."""
    limit = channels.rules().limits[kind]
    seconds = int(limit.within.total_seconds())
    window = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)
    with transaction.atomic():
        mark, _ = RateMark.objects.get_or_create(kind=kind, who=who_is(address, at=at), window=window)
        RateMark.objects.filter(pk=mark.pk).update(count=F("count") + 1)
    if mark.count + 1 > limit.count:
        raise NotNow("petitions.too-often", _SENTENCES.get(kind, _SENTENCE))


def forget_old(*, at: datetime) -> int:
    """Erase marks older than two days; returns how many."""
    found, _ = RateMark.objects.filter(window__lt=at - timedelta(days=2)).delete()
    return found
