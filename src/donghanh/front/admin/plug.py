"""What the operators' pages contribute to the shell."""

from __future__ import annotations

from donghanh.kit import policy
from donghanh.ui import shell

shell.add(
    shell.MenuItem(
        "Sức khỏe hệ thống",
        "operate:health",
        "heart-rate-monitor",
        70,
        group="Vận hành",
        shown=lambda user, on: bool(policy.may("operate.health", user, on=on)),
    )
)
