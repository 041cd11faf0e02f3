"""Small, valid, Vietnamese dialogues."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from donghanh.kit.dates import ZONE
from donghanh.work.dialogues import services
from donghanh.work.dialogues.models import Dialogue, Question

AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
HELD_AT = datetime(2026, 3, 20, 8, 0, tzinfo=ZONE)
AFTER = datetime(2026, 3, 24, 9, 0, tzinfo=ZONE)
NOTICE = {"number": "15/TB-UBND", "signed_on": date(2026, 3, 23), "signer": "Đinh Quang Minh", "issuer": "UBND tỉnh"}
MINUTES = "Ông Nguyễn Văn Quyết, số 0912 345 678, nêu khó khăn về mặt bằng. Tỉnh ghi nhận."
WHO = services.Who("Công ty TNHH Gỗ Hữu Lũng", "0912 345 678", "quyet@gohuulung.example")
ASKED = "Bao giờ công khai quỹ đất sạch của xã Hữu Lũng?"


def facts(**more: Any) -> services.Facts:
    """Return what an announcement says."""
    given: dict[str, Any] = {
        "title": "Đối thoại về mặt bằng sản xuất",
        "topic": "Tiếp cận đất, giải phóng mặt bằng.",
        "place": "Hội trường A, 10 Hùng Vương",
        "starts_at": HELD_AT,
        "ends_at": HELD_AT + timedelta(hours=3),
        "questions_until": date(2026, 3, 18),
        "provincial": True,
    }
    return services.Facts(**{**given, **more})


def draft(cast: Any, organiser: str = "coordinating", at: datetime = AT, **more: Any) -> Dialogue:
    """Return a dialogue that nobody outside has seen."""
    return services.open_dialogue(facts(**more), organiser=cast.agency(organiser), by=cast.chi, at=at)


def announced(cast: Any, organiser: str = "coordinating", at: datetime = AT, **more: Any) -> Dialogue:
    """Return a dialogue that takes questions."""
    return services.announce(draft(cast, organiser, at, **more), by=cast.chi, at=at)


def asked(row: Dialogue, text: str = ASKED, **more: Any) -> Question:
    """Return a question that a business sent."""
    return services.ask(row, text=text, who=more.pop("who", WHO), at=more.pop("at", AT), **more)


def held(cast: Any, organiser: str = "coordinating", at: datetime = AT, **more: Any) -> Dialogue:
    """Return a dialogue that took place."""
    row = announced(cast, organiser, at, **more)
    return services.hold(row, minutes=MINUTES, attended=40, by=cast.chi, at=row.starts_at + timedelta(hours=4))


def concluded(cast: Any, **more: Any) -> Dialogue:
    """Return a dialogue with its notice and one conclusion for An's agency."""
    row = held(cast, **more)
    services.conclude(
        row,
        text="Công khai quỹ đất sạch từng xã.",
        agency=cast.agency("a"),
        due_on=date(2026, 6, 30),
        by=cast.chi,
        at=AFTER,
    )
    return services.enter_notice(row, **NOTICE, by=cast.chi, at=AFTER)


def published(cast: Any, **more: Any) -> Dialogue:
    """Return a dialogue whose results are out, its conclusion ordered."""
    row = concluded(cast, **more)
    services.order(row.conclusions.get(), by=cast.chi, at=AFTER)
    return services.publish(row, public_minutes="Tỉnh ghi nhận khó khăn về mặt bằng.", by=cast.chi, at=AFTER)
