"""What the journal contributes to the shell."""

from __future__ import annotations

from donghanh.kit import policy
from donghanh.record.journal import jobs
from donghanh.ui import shell

shell.add(
    shell.MenuItem(
        label="Nhật ký",
        url_name="journal:list",
        icon="history",
        order=90,
        shown=lambda user, on: bool(policy.may("journal.open", user, on=on)),
    ),
    shell.Scheduled("journal.seal", jobs.seal_daily, every="day", at=0),
    shell.Scheduled("journal.tidy", jobs.tidy, every="day", at=3),
)
