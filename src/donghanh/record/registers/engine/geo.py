"""Places: longitude and latitude, WKT and GeoJSON; whether they lie in the province, and in the right order.

The box of the province is data (``data/units/bounds.yaml``) with its source; it is a rectangle, so a place inside it
may still lie over the border: the sentence says "outside the box", never "inside the province".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from donghanh.kit import data

MOST_POINTS = 200_000


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees (WGS 84) and whether it is approximate."""

    west: float
    south: float
    east: float
    north: float
    approximate: bool
    source: str

    def holds(self, lon: float, lat: float) -> bool:
        """Say whether a place lies in the box."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@lru_cache(maxsize=1)
def province() -> Box:
    """Return the box of the province."""
    row = data.read_yaml("units", "bounds.yaml")["province"]
    west, south, east, north = (float(n) for n in row["box"])
    return Box(west, south, east, north, bool(row["approximate"]), str(row["source"]))


def complaint(lon: float, lat: float, box: Box) -> tuple[str, str] | None:
    """Say what is wrong with a place: code and sentence; ``None`` where it lies in the box."""
    if box.holds(lon, lat):
        return None
    if box.holds(lat, lon):
        spans = f"kinh độ khoảng {box.west:.0f}-{box.east:.0f}, vĩ độ khoảng {box.south:.0f}-{box.north:.0f}"
        return "axis-order", f"kinh độ và vĩ độ bị viết ngược; hãy đổi chỗ hai số ({spans})."
    if abs(lon) > 180 or abs(lat) > 90:
        return (
            "projected",
            "có vẻ là tọa độ VN-2000 tính bằng mét; hãy chuyển sang kinh độ, vĩ độ WGS 84 rồi nhập lại.",
        )
    return "outside", "nằm ngoài khung bao của tỉnh; hãy kiểm tra lại tọa độ."


def read_shape(text: str) -> tuple[str | None, tuple[str, str] | None]:
    """Read WKT or GeoJSON into canonical GeoJSON text; else the code and sentence of what is wrong."""
    found = _geojson(text) if text.lstrip().startswith("{") else _wkt(text)
    if found is None:
        return None, ("geometry", "không đọc được hình; hãy dùng GeoJSON hoặc WKT, ví dụ POINT (106.76 21.85).")
    points = list(positions(found.get("coordinates")))
    if not points or len(points) > MOST_POINTS:
        return None, ("geometry", "hình rỗng hoặc có quá nhiều đỉnh.")
    box = province()
    for lon, lat in points:
        wrong = complaint(lon, lat, box)
        if wrong:
            return None, wrong
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")), None


def positions(coordinates: Any) -> Any:
    """Give every position of nested coordinates as ``(lon, lat)``."""
    waiting = [coordinates]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, list | tuple):
            continue
        if len(one) >= 2 and all(isinstance(n, int | float) and not isinstance(n, bool) for n in one[:2]):
            yield float(one[0]), float(one[1])
        else:
            waiting.extend(reversed(one))


_KINDS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def _geojson(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or found.get("type") not in _KINDS:
        return None
    return {"type": found["type"], "coordinates": found.get("coordinates")} if _whole(found) else None


def _whole(shape: dict[str, Any]) -> bool:
    """Say whether coordinates are nested as deep as their kind asks, with closed rings."""

    def deep(value: Any, level: int) -> bool:
        if not isinstance(value, list) or not value:
            return False
        if level == 0:
            return len(value) in (2, 3) and all(isinstance(n, int | float) and not isinstance(n, bool) for n in value)
        return all(deep(v, level - 1) for v in value)

    coordinates: Any = shape.get("coordinates")
    if not deep(coordinates, _KINDS[shape["type"]]):
        return False
    rings: list[Any] = []
    if shape["type"] == "Polygon":
        rings = coordinates
    elif shape["type"] == "MultiPolygon":
        rings = [ring for part in coordinates for ring in part]
    return all(len(r) >= 4 and r[0] == r[-1] for r in rings)


def _wkt(text: str) -> dict[str, Any] | None:
    if len(text) > 20_000_000 or not text.strip()[:1].isalpha():
        return None
    import shapely  # noqa: PLC0415 - the only thing that needs it; a file without WKT starts without

    try:
        shape = shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError):
        return None
    if shape is None or shape.is_empty:
        return None
    return _geojson(str(shapely.to_geojson(shape)))
