"""What the measures room contributes to the shell."""

from donghanh.kit import policy
from donghanh.ui import shell

shell.add(
    shell.MenuItem(
        "Số đo",
        "measures:measures",
        "chart-bar",
        40,
        group="Theo dõi",
        shown=lambda user, on: bool(policy.may("measures.read", user, on=on)),
    )
)
