"""What this room gives the shell: forgetting."""

from donghanh.ground.limits import jobs
from donghanh.ui import shell

shell.add(shell.Scheduled("limits.forget", jobs.forget, every="hour"))
