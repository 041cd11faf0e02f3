"""What the papers room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class TemplateBrought(journal.Event):
    """Somebody brought a new template; nothing is written with it yet."""

    kind: ClassVar[str] = "papers.template_brought"
    label: ClassVar[str] = "Tải lên mẫu văn bản"
    paper: str
    version: int
    sha256: str

    def sentence(self) -> str:
        """Say which."""
        return f"Tải lên mẫu {self.paper}, bản {self.version}"


@journal.event
@dataclass(frozen=True)
class TemplateUsed(journal.Event):
    """A template was put to use; from now on papers of its kind are written with it."""

    kind: ClassVar[str] = "papers.template_used"
    label: ClassVar[str] = "Dùng mẫu văn bản"
    paper: str
    version: int

    def sentence(self) -> str:
        """Say which."""
        return f"Dùng mẫu {self.paper}, bản {self.version}" if self.version else f"Dùng lại mẫu {self.paper} có sẵn"
