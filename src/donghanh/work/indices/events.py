"""What the room of indices tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class ReferenceImported(journal.Event):
    """Editions and published scores were brought up to the reviewed files."""

    kind: ClassVar[str] = "indices.reference_imported"
    label: ClassVar[str] = "Nạp ấn bản và điểm đã công bố"
    public: ClassVar[bool] = True
    editions: int
    scores: int
    sha256: str

    def sentence(self) -> str:
        """Say how much was read."""
        return f"Nạp {self.editions} ấn bản chỉ số và {self.scores} điểm đã công bố"


@journal.event
@dataclass(frozen=True)
class BookletEntered(journal.Event):
    """A province entered its own booklet of an edition."""

    kind: ClassVar[str] = "indices.booklet_entered"
    label: ClassVar[str] = "Nhập bản kết quả của tỉnh"
    public: ClassVar[bool] = True
    edition: str
    province: str
    figures: int
    source: str

    def sentence(self) -> str:
        """Say what was entered."""
        return f"Nhập {self.figures} số của {self.province}, ấn bản {self.edition}; nguồn: {self.source}"


@journal.event
@dataclass(frozen=True)
class ScoreCorrected(journal.Event):
    """One figure was corrected; the old one is kept."""

    kind: ClassVar[str] = "indices.score_corrected"
    label: ClassVar[str] = "Sửa một điểm"
    public: ClassVar[bool] = True
    edition: str
    province: str
    indicator: str
    old: str
    new: str
    reason: str

    def sentence(self) -> str:
        """Say what became of the figure, and why."""
        return (
            f"{self.edition}, {self.province}, {self.indicator}: sửa {self.old} thành {self.new}; lý do: {self.reason}"
        )


@journal.event
@dataclass(frozen=True)
class SourceChosen(journal.Event):
    """Of several sources for one figure, one was chosen."""

    kind: ClassVar[str] = "indices.source_chosen"
    label: ClassVar[str] = "Chọn nguồn cho một con số"
    public: ClassVar[bool] = True
    edition: str
    province: str
    indicator: str
    source: str
    why: str

    def sentence(self) -> str:
        """Say which source is used, and why."""
        return f"{self.edition}, {self.province}, {self.indicator}: dùng nguồn {self.source}; vì: {self.why}"


@journal.event
@dataclass(frozen=True)
class ForecastMade(journal.Event):
    """A forecast was written down before its edition came out."""

    kind: ClassVar[str] = "indices.forecast_made"
    label: ClassVar[str] = "Ghi dự báo"
    public: ClassVar[bool] = True
    base: str
    year: int
    province: str
    composite: str
    seed: int
    draws: int

    def sentence(self) -> str:
        """Say what is expected."""
        return (
            f"Ghi dự báo {self.province} năm {self.year} từ {self.base}: điểm tổng hợp giữa {self.composite} "
            f"({self.draws} lượt, hạt giống {self.seed})"
        )


@journal.event
@dataclass(frozen=True)
class ForecastScored(journal.Event):
    """A forecast was held against what came out."""

    kind: ClassVar[str] = "indices.forecast_scored"
    label: ClassVar[str] = "Chấm dự báo"
    public: ClassVar[bool] = True
    year: int
    province: str
    figures: int
    brier: str
    crps: str

    def sentence(self) -> str:
        """Say how good the forecast was."""
        return (
            f"Chấm dự báo {self.province} năm {self.year}: Brier {self.brier}, CRPS {self.crps} ({self.figures} chỉ số)"
        )


@journal.event
@dataclass(frozen=True)
class OwnEditionSet(journal.Event):
    """A province set the parts, weights and units of an edition of its own index."""

    kind: ClassVar[str] = "indices.own_edition_set"
    label: ClassVar[str] = "Đặt cấu hình DDCI"
    public: ClassVar[bool] = True
    edition: str
    amount: int
    basis: str

    def sentence(self) -> str:
        """Say what was set, on which basis."""
        return f"Đặt {self.edition}: {self.amount} đơn vị được chấm; căn cứ: {self.basis}"


@journal.event
@dataclass(frozen=True)
class UnitScoresEntered(journal.Event):
    """Scores of departments or localities came in."""

    kind: ClassVar[str] = "indices.unit_scores_entered"
    label: ClassVar[str] = "Nhập điểm DDCI"
    public: ClassVar[bool] = True
    edition: str
    group: str
    figures: int
    source: str

    def sentence(self) -> str:
        """Say what was entered."""
        return f"Nhập {self.figures} số của {self.edition}, {self.group}; nguồn: {self.source}"
