"""What the notices contribute to the shell."""

from __future__ import annotations

from donghanh.record.notify import jobs
from donghanh.record.notify.models import Notice
from donghanh.ui import shell

shell.add(
    shell.MenuItem(
        label="Thông báo",
        url_name="notify:list",
        icon="bell",
        order=80,
        shown=lambda user, _on: bool(getattr(user, "is_authenticated", False)),
        count=lambda user, _on: Notice.objects.visible_to(user).unread(),
    ),
    shell.Scheduled("notify.digest", jobs.send_digests, every="hour"),
    shell.Scheduled("notify.letters", jobs.send_letters, every="often"),
    shell.Scheduled("notify.tidy", jobs.tidy, every="day", at=3),
)
