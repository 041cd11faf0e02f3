"""What this room gives the shell: the calendar and the calculator, for everybody."""

from __future__ import annotations

from donghanh.ui import shell

shell.add(
    shell.MenuItem("Lịch làm việc", "workcal:year", "calendar", 82, group="Tra cứu"),
    shell.MenuItem("Tính hạn", "workcal:calculator", "calendar-due", 83, group="Tra cứu"),
    shell.PublicLink("Lịch làm việc", "workcal:year", 60),
    shell.PublicLink("Tính hạn", "workcal:calculator", 61),
)
