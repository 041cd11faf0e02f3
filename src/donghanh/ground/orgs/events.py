"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit.journal import Event, event


@event
@dataclass(frozen=True)
class ReferenceImported(Event):
    """The reviewed register was loaded."""

    kind: ClassVar[str] = "orgs.reference_imported"
    label: ClassVar[str] = "Nạp danh mục cơ quan đã rà soát"
    public: ClassVar[bool] = True
    agencies: int
    successions: int
    groups: int
    sha256: str


@event
@dataclass(frozen=True)
class AgencyEstablished(Event):
    """A new agency was entered."""

    kind: ClassVar[str] = "orgs.agency_established"
    label: ClassVar[str] = "Ghi nhận cơ quan mới"
    public: ClassVar[bool] = True
    name: str
    effective_on: str
    basis: str

    def sentence(self) -> str:
        """Name the agency and the day."""
        return f"Ghi nhận cơ quan mới: {self.name}, từ ngày {self.effective_on}; căn cứ {self.basis}"


@event
@dataclass(frozen=True)
class AgencyRenamed(Event):
    """An agency goes on under another name."""

    kind: ClassVar[str] = "orgs.agency_renamed"
    label: ClassVar[str] = "Đổi tên cơ quan"
    public: ClassVar[bool] = True
    before: str
    after: str
    effective_on: str
    basis: str

    def sentence(self) -> str:
        """Name both and the day."""
        return f"{self.before} đổi tên thành {self.after} từ ngày {self.effective_on}; căn cứ {self.basis}"


@event
@dataclass(frozen=True)
class AgenciesMerged(Event):
    """Several agencies became one."""

    kind: ClassVar[str] = "orgs.agencies_merged"
    label: ClassVar[str] = "Hợp nhất cơ quan"
    public: ClassVar[bool] = True
    before: list[str]
    after: str
    effective_on: str
    basis: str

    def sentence(self) -> str:
        """Name all and the day."""
        return f"{', '.join(self.before)} hợp nhất thành {self.after} từ ngày {self.effective_on}; căn cứ {self.basis}"


@event
@dataclass(frozen=True)
class AgencyAbolished(Event):
    """An agency ended; others may take over its duties."""

    kind: ClassVar[str] = "orgs.agency_abolished"
    label: ClassVar[str] = "Kết thúc hoạt động cơ quan"
    public: ClassVar[bool] = True
    name: str
    heirs: list[str]
    effective_on: str
    basis: str

    def sentence(self) -> str:
        """Name the agency, the day and who takes over."""
        heirs = f"; nhiệm vụ chuyển về {', '.join(self.heirs)}" if self.heirs else ""
        return f"{self.name} kết thúc hoạt động từ ngày {self.effective_on}{heirs}; căn cứ {self.basis}"


@event
@dataclass(frozen=True)
class RecordConfirmed(Event):
    """Somebody checked an unverified record against a document."""

    kind: ClassVar[str] = "orgs.record_confirmed"
    label: ClassVar[str] = "Xác minh thông tin cơ quan"
    public: ClassVar[bool] = True
    name: str
    basis: str

    def sentence(self) -> str:
        """Name the agency and the document."""
        return f"Xác minh thông tin {self.name}; căn cứ {self.basis}"


@event
@dataclass(frozen=True)
class AliasAdded(Event):
    """Another way of writing an agency's name was entered."""

    kind: ClassVar[str] = "orgs.alias_added"
    label: ClassVar[str] = "Thêm cách viết tên cơ quan"
    public: ClassVar[bool] = True
    name: str
    text: str

    def sentence(self) -> str:
        """Say which way of writing."""
        return f"Thêm cách viết “{self.text}” cho {self.name}"
