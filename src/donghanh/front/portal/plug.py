"""What the portal contributes to the shell: its links above every public page, the search in the rail's reach."""

from __future__ import annotations

from donghanh.ui import shell

shell.add(
    shell.PublicLink("Cam kết", "portal:promises", 10),
    shell.PublicLink("Kế hoạch", "plan:plans", 20),
    shell.PublicLink("Sổ minh bạch", "journal:roots", 40),
    shell.PublicLink("Giới thiệu", "portal:about", 90),
)
