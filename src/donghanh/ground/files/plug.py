"""What this room gives the shell: the nightly tidying of the store."""

from donghanh.ground.files import jobs
from donghanh.ui import shell

shell.add(shell.Scheduled("files.sweep", jobs.sweep, "day", 3))
