"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal
from donghanh.kit.journal import Event


@journal.event
@dataclass(frozen=True)
class FileStored(Event):
    """A file came in."""

    kind: ClassVar[str] = "files.stored"
    label: ClassVar[str] = "Tải tệp lên"

    name: str
    sha256: str
    size: int
    media_type: str
    purpose: str

    def sentence(self) -> str:
        """Name the file and the start of its hash."""
        return f"Tải tệp “{self.name}” lên (SHA-256 {self.sha256[:12]}…)"
