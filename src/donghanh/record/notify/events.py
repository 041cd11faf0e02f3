"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class PreferenceChanged(journal.Event):
    """Somebody chose how to receive the daily letter."""

    digest: bool
    hour: int
    kind = "notify.preference_changed"
    label = "Đổi cách nhận thông báo"

    def sentence(self) -> str:
        """Say what was chosen."""
        return f"Nhận thư tổng hợp lúc {self.hour} giờ" if self.digest else "Thôi nhận thư tổng hợp"
