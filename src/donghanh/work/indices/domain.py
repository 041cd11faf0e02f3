"""Words and small rules of the room: what a score may be of, how close is close enough, what a caution is called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

COMPOSITE, RANK, RANK_REGION = "composite", "rank", "rank_region"
WHOLES = (COMPOSITE, RANK, RANK_REGION)
RANKS = frozenset({RANK, RANK_REGION})
INDICATOR_LABELS = {
    COMPOSITE: "Điểm tổng hợp",
    RANK: "Thứ hạng",
    RANK_REGION: "Thứ hạng trong vùng",
    "change": "Thay đổi so với năm trước",
}
FAMILY_NAMES = {
    "PCI": "Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)",
    "PGI": "Chỉ số xanh cấp tỉnh (PGI)",
    "DDCI": "Chỉ số năng lực cạnh tranh cấp sở, ngành, địa phương (DDCI)",
}
INVENTED = "Số liệu minh họa"  # what the basis of an own edition begins with when nobody decided it
STANDING_LABELS = {
    "exact": "khớp mọi hàng",
    "identified": "suy ra từ số ít hàng",
    "borrowed": "mượn năm khác, chưa chứng minh",
    "none": "chưa biết",
}
STANDING_TONES = {"exact": "done", "identified": "open", "borrowed": "soon", "none": "none"}
VERDICT_LABELS = {"exact": "khớp", "rounding": "lệch do làm tròn", "differs": "không khớp"}
VERDICT_TONES = {"exact": "done", "rounding": "open", "differs": "late"}
REPRODUCTION_LABELS = {
    "reproduced": "tính lại được",
    "not_reproduced": "không tính lại được",
    "does_not_fit": "hàng đang có không khớp",
    "nothing_to_check": "không có hàng đủ để kiểm",
}
SAID = VERDICT_LABELS | REPRODUCTION_LABELS | {"no_weights": "chưa biết trọng số"}  # what a table of the command says
REPRODUCTION_TONES = {
    "reproduced": "done",
    "not_reproduced": "late",
    "does_not_fit": "late",
    "nothing_to_check": "none",
}
GAIN_YEARS = (2014, 2021)  # province-years whose changes are comparable: same weights, all 63 provinces published


@dataclass(frozen=True)
class Trouble:
    """One thing wrong in an entered booklet: the cell, and one sentence saying what to do."""

    indicator: str
    sentence: str


def check_score(name: str, value: Decimal, *, low: float, high: float) -> str:
    """Say what is wrong with one part's score, nothing where it is sound."""
    if Decimal(str(low)) <= value <= Decimal(str(high)):
        return ""
    return (
        f"{name}: điểm {_comma(value)} nằm ngoài thang {_comma(Decimal(str(low)))}–{_comma(Decimal(str(high)))}; "
        "hãy xem lại dấu phẩy."
    )


def check_composite(stated: Decimal, computed: float | None, *, tolerance: float, edition: str) -> str:
    """Say how a stated composite differs from what its parts give; nothing where rounding explains it."""
    if computed is None or abs(float(stated) - computed) <= tolerance + 1e-9:
        return ""
    return (
        f"Điểm tổng hợp ghi {_comma(stated)} nhưng các chỉ số thành phần theo trọng số {edition} cho "
        f"{_comma(round(Decimal(str(computed)), 3))}, "
        f"lệch quá mức làm tròn {_comma(Decimal(str(tolerance)))}; hãy kiểm tra từng ô."
    )


def check_rank(value: Decimal, *, units: int | None) -> str:
    """Say what is wrong with a rank: it is a whole number within the units of the edition."""
    if value != value.to_integral_value() or value < 1:
        return f"Thứ hạng {_comma(value)} phải là số nguyên từ 1."
    if units is not None and value > units:
        return f"Thứ hạng {_comma(value)} lớn hơn số đơn vị được xếp hạng ({units})."
    return ""


def _comma(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
