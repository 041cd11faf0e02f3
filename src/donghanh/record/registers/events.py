"""What the registers tell the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class RegisterOpened(journal.Event):
    """A new register was opened from a schema."""

    kind: ClassVar[str] = "registers.register_opened"
    label: ClassVar[str] = "Mở danh mục"
    public: ClassVar[bool] = True
    register: str
    title: str
    schema_version: int


@journal.event
@dataclass(frozen=True)
class SchemaChanged(journal.Event):
    """A register's schema was changed."""

    kind: ClassVar[str] = "registers.schema_changed"
    label: ClassVar[str] = "Đổi lược đồ danh mục"
    public: ClassVar[bool] = True
    register: str
    schema_version: int

    def sentence(self) -> str:
        """Say which edition it is."""
        return f"Đổi lược đồ sang bản {self.schema_version}"


@journal.event
@dataclass(frozen=True)
class RowSaved(journal.Event):
    """An officer wrote one row of the working draft."""

    kind: ClassVar[str] = "registers.row_saved"
    label: ClassVar[str] = "Sửa dòng đang soạn"
    row_key: str


@journal.event
@dataclass(frozen=True)
class RowRemoved(journal.Event):
    """An officer took one row out of the working draft."""

    kind: ClassVar[str] = "registers.row_removed"
    label: ClassVar[str] = "Bỏ dòng đang soạn"
    row_key: str


@journal.event
@dataclass(frozen=True)
class UploadTaken(journal.Event):
    """A spreadsheet took the place of the working draft."""

    kind: ClassVar[str] = "registers.upload_taken"
    label: ClassVar[str] = "Nạp bảng tính vào bản đang soạn"
    added_count: int
    changed_count: int
    removed_count: int

    def sentence(self) -> str:
        """Say how many rows differ."""
        return f"Nạp bảng tính: thêm {self.added_count}, sửa {self.changed_count}, bỏ {self.removed_count} dòng"


@journal.event
@dataclass(frozen=True)
class DraftDropped(journal.Event):
    """The working draft was thrown away."""

    kind: ClassVar[str] = "registers.draft_dropped"
    label: ClassVar[str] = "Bỏ bản đang soạn"
    register: str


@journal.event
@dataclass(frozen=True)
class RegisterPublished(journal.Event):
    """A new version was published; its hash is that of the CSV file which anybody can take away."""

    kind: ClassVar[str] = "registers.register_published"
    label: ClassVar[str] = "Công bố danh mục"
    public: ClassVar[bool] = True
    register: str
    title: str
    version: int
    version_key: str
    sha256: str
    row_count: int
    added_count: int
    changed_count: int
    removed_count: int

    def sentence(self) -> str:
        """Say which version and how it differs."""
        return (
            f"Công bố {self.title}, bản {self.version}: {self.row_count} dòng "
            f"(thêm {self.added_count}, sửa {self.changed_count}, bỏ {self.removed_count})"
        )
