"""The door: pages that were read are counted, by the day and the group, by nothing else."""

from __future__ import annotations

import threading
import time
from datetime import date

from donghanh.front.portal import domain, services

__all__ = ["Counter", "counter"]

EVERY = 30.0  # seconds between writes; what a killed worker had not written is lost
MOST = 2000


class Counter:
    """What a worker has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[tuple[date, str, str], tuple[int, int]] = {}
        self._since = time.monotonic()
        self._pages = 0

    def add(self, path: str, *, agent: str, on: date, from_outside: bool) -> None:
        """Count one page that was read; machines are not counted."""
        if domain.is_machine(agent):
            return
        key = (on, domain.group_of(path), "en" if path.startswith("/en/") else "vi")
        with self._lock:
            pages, visits = self._counted.get(key, (0, 0))
            self._counted[key] = (pages + 1, visits + int(from_outside))
            self._pages += 1
            due = self._pages >= MOST or time.monotonic() - self._since >= EVERY
        if due:
            self.write()

    def write(self) -> None:
        """Write what was counted."""
        with self._lock:
            counted, self._counted = self._counted, {}
            self._since, self._pages = time.monotonic(), 0
        if counted:
            services.add_counts(counted)


counter = Counter()
