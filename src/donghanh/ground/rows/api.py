"""The door: write many rows together."""

from __future__ import annotations

from donghanh.ground.rows.services import write_together

__all__ = ["write_together"]
