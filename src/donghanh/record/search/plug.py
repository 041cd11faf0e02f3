"""What the index contributes to the shell: its gathering, once an hour."""

from __future__ import annotations

from donghanh.record.search import jobs
from donghanh.ui import shell

shell.add(shell.Scheduled("search.gather", jobs.gather, every="hour"))
