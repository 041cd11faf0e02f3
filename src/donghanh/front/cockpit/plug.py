"""What the leaders' page contributes to the shell."""

from __future__ import annotations

from donghanh.kit import policy
from donghanh.ui import shell

shell.add(
    shell.MenuItem(
        "Trang lãnh đạo",
        "cockpit:home",
        "activity",
        5,
        group="Theo dõi",
        shown=lambda user, on: bool(policy.may("cockpit.open", user, on=on)),
    )
)
