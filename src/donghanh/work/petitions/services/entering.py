"""What somebody told an officer, by telephone, on paper, in a meeting: entered in their stead, with a receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.engine import matters
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services.receiving import Receipt, receive

CHANNELS = (domain.Channel.HOTLINE, domain.Channel.PAPER, domain.Channel.MEETING)


@transaction.atomic
def enter(
    *,
    channel: str,
    text: str,
    identity: Identity,
    by: User,
    at: datetime,
    title: str = "",
    regime: str = "petition",
    subject: str = "",
    place: str = "",
    place_text: str = "",
    received_at: datetime | None = None,
    dialogue_key: str = "",
    files: Any = (),
    not_denunciation: bool = False,
) -> Receipt:
    """Enter what came by a channel without a keyboard; words of a denunciation are sent to the sealed way instead."""
    may("petitions.enter", by, None, on=local_date(at)).or_refuse()
    if channel not in CHANNELS:
        raise Invalid("petitions.channel", "Hãy chọn kênh.", fields={"channel": "Hãy chọn kênh."})
    if matters.accuses(f"{title}\n{text}") and not not_denunciation:
        message = (
            "Lời này có vẻ là tố cáo: không nhập ở đây. Hãy hướng dẫn người gửi dùng kênh niêm phong hoặc đến Thanh "
            "tra tỉnh; nếu chắc chắn không phải, đánh dấu ô xác nhận rồi lưu."
        )
        raise Invalid("petitions.maybe-denunciation", message, fields={"text": message})
    return receive(
        Submission(
            channel=channel,
            title=title,
            text=text,
            subject=subject,
            place=place,
            place_text=place_text,
            regime=regime,
            identity=identity,
            files=list(files),
            received_at=received_at,
            dialogue_key=dialogue_key,
        ),
        by=by,
        at=at,
    )
