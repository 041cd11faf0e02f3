"""What the worker does for accounts each day."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.accounts import services


def disable_idle(now: datetime) -> None:
    """Close accounts unused for too long, and let go of access-log lines past their keeping."""
    services.disable_idle_accounts(at=now)
    services.forget_old_sign_ins(at=now)
