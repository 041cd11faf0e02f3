"""How every chart of the house looks: fonts, axes, colours, numbers as Vietnamese write them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name; nothing is fetched
VL_VERSION = "6.4"
SCREEN_FONT = "Inter Variable, Inter, Be Vietnam Pro, system-ui, sans-serif"  # the server has Be Vietnam Pro
PAPER_FONT = "Tinos, Times New Roman, serif"
# The same colours as ui/styles/tokens.css; a test compares them.
palette = SimpleNamespace(
    ink="#14213a", ink_2="#3a4863", ink_3="#566481", line="#dbe2ec", line_2="#c3cdda", field="#76859f", paper="#ffffff",
    cham="#1d4079", cham_soft="#e5edf8", dao="#b52d5b", dao_soft="#fbe8ef",
    done="#17703f", open="#1b5aa3", late="#ab2119", soon="#8a5200", none="#566481",
    done_fill="#17703f", open_fill="#6ea3dc", late_fill="#ab2119", soon_fill="#d99a2b", none_fill="#e3e8f0",
)  # fmt: skip
SERIES = (palette.cham, palette.open_fill, palette.soon_fill, palette.dao, palette.done, palette.none)
NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đ"], "minus": "−", "percent": " %"}
TIMES = {
    "dateTime": "%A, %d/%m/%Y %H:%M:%S",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["SA", "CH"],
    "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"tháng {month}" for month in range(1, 13)],
    "shortMonths": [f"Th{month}" for month in range(1, 13)],
}


def dressed(spec: Mapping[str, Any], *, paper: bool = False) -> dict[str, Any]:
    """Return the spec in the house's dress; whatever the spec itself says stands."""
    config = _dress(paper=paper)
    for part, own in (spec.get("config") or {}).items():
        config[part] = {**config[part], **own} if isinstance(own, dict) and isinstance(config.get(part), dict) else own
    sized = {"width": 640, "height": 260} | dict(spec)
    return {"$schema": SCHEMA, **sized, "config": config}


def key(spec: Mapping[str, Any]) -> str:
    """Return the name of a drawing: the same content has the same name, whatever the order of its keys."""
    told = json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _dress(*, paper: bool) -> dict[str, Any]:
    ink, quiet = ("#000000", "#000000") if paper else (palette.ink, palette.ink_3)
    line = "#bbbbbb" if paper else palette.line
    words = {"labelColor": quiet, "labelFontSize": 12, "titleColor": quiet, "titleFontSize": 12, "titleFontWeight": 400}
    return {
        "font": PAPER_FONT if paper else SCREEN_FONT,
        "background": palette.paper if paper else None,
        "padding": 4,
        "view": {"stroke": None},
        "axis": {**words, "gridColor": line, "domain": False, "ticks": False, "labelPadding": 6, "labelLimit": 280},
        "axisX": {"grid": False, "labelAngle": 0},
        "legend": {
            "labelColor": ink, "labelFontSize": 12, "labelLimit": 320, "title": None, "orient": "top", "padding": 0,
            "symbolStrokeWidth": 2, "columnPadding": 16, "offset": 8,
        },
        "line": {"strokeWidth": 2.5, "strokeJoin": "round", "color": palette.cham},
        "point": {"filled": True, "size": 60, "color": palette.cham},
        "bar": {"color": palette.cham},
        "area": {"color": palette.cham_soft},
        "rule": {"color": palette.field},
        "text": {"color": ink, "fontSize": 12},
        "range": {"category": list(SERIES)},
        "numberFormat": ",.2~f",
    }  # fmt: skip
