"""What the notices contribute to the shell."""

from __future__ import annotations


def enter() -> None:
    """Register the room's contributions."""
