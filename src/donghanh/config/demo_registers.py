"""Demonstration rows for the lists that no source fills: made by a seeded generator, marked on every page.

The rows follow each list's own schema, so that a new schema needs nothing here; only names are picked from short
lists. Lists with real rows (``data/registers/rows``) are left alone.
"""

from __future__ import annotations

import csv
import json
import random
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from donghanh.kit import data
from donghanh.record.registers import services
from donghanh.record.registers.engine.books import house
from donghanh.record.registers.engine.schema import Field, Schema
from donghanh.record.registers.engine.values import canonical
from donghanh.record.registers.models import Register

Progress = Callable[[int, int], None]
SEED = 124
FEW, MANY = 14, 46
# A box well inside the province: a demonstration's places must not lie over the border.
WEST, SOUTH, EAST, NORTH = 106.45, 21.55, 107.0, 22.15

NAMES = {
    "quy-hoach": ["Quy hoạch chung đô thị {xa}", "Quy hoạch chi tiết khu dân cư {xa}", "Kế hoạch sử dụng đất {xa}"],
    "quy-dat-sach": ["Khu đất phía nam {xa}", "Khu đất trung tâm {xa}", "Mặt bằng ven quốc lộ {xa}"],
    "dau-gia-dat": ["Đấu giá khu dân cư {xa}", "Đấu giá lô đất thương mại {xa}"],
    "khu-cum-cong-nghiep": ["Cụm công nghiệp {xa}", "Khu công nghiệp {xa}"],
    "du-an-keu-goi": ["Nhà máy chế biến nông sản {xa}", "Trung tâm logistics {xa}", "Khu du lịch sinh thái {xa}"],
    "du-an-ha-tang": ["Đường liên xã {xa}", "Nâng cấp trạm bơm {xa}", "Hạ tầng cụm công nghiệp {xa}"],
    "doanh-nghiep-xanh": ["Công ty minh họa {xa} số {n}", "Hợp tác xã minh họa {xa}"],
    "huong-dan-moi-truong": ["Hướng dẫn phân loại chất thải, phần {n}", "Hướng dẫn dùng năng lượng mặt trời, phần {n}"],
    "lop-dao-tao": [
        "Khởi sự kinh doanh, lớp {n}",
        "Kế toán cho hộ kinh doanh, lớp {n}",
        "Bán hàng trực tuyến, lớp {n}",
    ],
    "su-kien-xuc-tien": ["Hội chợ nông sản lần {n}", "Kết nối cung cầu vùng biên lần {n}"],
    "thu-tuc-hanh-chinh": ["Thủ tục minh họa số {n} về đăng ký", "Thủ tục minh họa số {n} về cấp phép"],
    "diem-dang-ky-kinh-doanh": ["Điểm tiếp nhận {xa}"],
    "doi-thoai": ["Đối thoại về đất đai, lần {n}", "Gặp gỡ doanh nghiệp quý, lần {n}"],
    "ke-hoach-lua-chon-nha-thau": ["Gói thầu xây lắp đường {xa}", "Gói thầu mua thiết bị số {n}"],
}
WORDS = ["Nội dung minh họa", "Theo quy định hiện hành", "Đang rà soát", "Xem hồ sơ kèm theo"]


def run_registers(*, at: datetime, progress: Progress) -> int:
    """Publish two or three versions of each empty list; returns how many lists were filled."""
    waiting = [r for r in Register.objects.with_context().filter(current__isnull=True) if not _real(r.slug)]
    with tempfile.TemporaryDirectory(prefix="donghanh-") as folder:
        for done, register in enumerate(_in_order(waiting), start=1):
            _fill(register, Path(folder), at)
            progress(done, len(waiting))
    return len(waiting)


def _real(slug: str) -> bool:
    return (data.data_dir() / "registers" / "rows" / f"{slug}.csv").exists()


def _in_order(registers: list[Register]) -> list[Register]:
    """Fill a list after those it refers to."""
    return sorted(registers, key=lambda r: (len(r.schema.foreign_keys), r.slug))


def _fill(register: Register, folder: Path, at: datetime) -> None:
    schema = register.schema
    dice = random.Random(f"{SEED} {register.slug}")  # noqa: S311 - a demonstration
    count = MANY if register.slug in ("bang-gia-dat", "thu-tuc-hanh-chinh", "ke-hoach-thanh-tra") else FEW
    rows = _rows(schema, dice, count, at.date())
    age = (
        schema.cadence.days + 20 if register.slug in STALE else dice.randint(3, max(int(schema.cadence.days * 0.6), 5))
    )
    days = (age + dice.randint(60, 120), age)
    for version, ago in enumerate(days):
        part = rows[: max(count - 3, 1)] if version == 0 else [_later(schema, r, dice) for r in rows[1:]]
        path = folder / f"{register.slug}-{version}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [f.name for f in schema.fields])
            writer.writeheader()
            writer.writerows({k: canonical(v) for k, v in row.items()} for row in part)
        one = Register.objects.with_context().get(pk=register.pk)
        services.publish_file(one, path, by=None, at=at - timedelta(days=ago), note=_NOTES[version], invented=True)


STALE = frozenset({"du-an-ha-tang", "lop-dao-tao"})
_NOTES = ("Bản minh họa đầu tiên", "Bản minh họa cập nhật")


def _rows(schema: Schema, dice: random.Random, count: int, on: date) -> list[dict[str, Any]]:
    seen: set[tuple[Any, ...]] = set()
    found = []
    for n in range(1, count * 3):
        row: dict[str, Any] = {}
        for f in schema.fields:
            row[f.name] = _value(schema, f, row, n, dice, on)
        _agree(schema, row)
        key = tuple(row[k] for k in schema.primary_key)
        if key not in seen:
            seen.add(key)
            found.append(row)
        if len(found) == count:
            break
    return found


def _agree(schema: Schema, row: dict[str, Any]) -> None:
    """Let cells of one row not contradict each other."""
    for less, more in (("dat_con_lai", "dien_tich"), ("da_giai_quyet", "so_y_kien"), ("da_dang_ky", "so_cho")):
        if less in row and more in row:
            row[less] = min(row[less], row[more])
    if {"gia_trung", "gia_khoi_diem", "trang_thai"} <= set(row):
        row["gia_trung"] = row["gia_khoi_diem"] * 12 // 10 if row["trang_thai"] == "Thành công" else None
    for first, last in (("bat_dau", "ket_thuc"), ("khoi_cong", "hoan_thanh"), ("thoi_ky_tu", "thoi_ky_den")):
        if first in row and last in row and row[last] < row[first]:
            row[first], row[last] = row[last], row[first]
    if schema.name == "khu-cum-cong-nghiep":
        row["loai"] = "Khu công nghiệp" if row["ten"].startswith("Khu") else "Cụm công nghiệp"
        row["ma"] = ("KCN" if row["loai"].startswith("Khu") else "CCN") + row["ma"][3:]


def _value(schema: Schema, f: Field, row: dict[str, Any], n: int, dice: random.Random, on: date) -> Any:
    if f.personal:
        return None
    units = list(house()["units"].codes)
    if f.name == "xa" or f.book == "units":
        return units[(n * 7 + len(schema.name)) % len(units)]
    if f.book:
        book = house()[f.book]
        if f.book == "agencies":
            return schema.owner
        return list(book.codes)[(n * 5) % len(book.codes)]
    if f.enum:
        return dice.choice(f.enum)
    if f.name in (schema.lon, schema.lat):
        low, high = (WEST, EAST) if f.name == schema.lon else (SOUTH, NORTH)
        return round(dice.uniform(low, high), 5)
    if f.type == "geojson":
        return _square(row, schema, dice) if n % 2 else None
    return _plain(schema, f, row, n, dice, on)


def _plain(schema: Schema, f: Field, row: dict[str, Any], n: int, dice: random.Random, on: date) -> Any:
    if f.type in ("number", "integer"):
        return _amount(f, n, dice)
    if f.type == "year":
        return on.year + dice.choice((-1, 0, 0, 1)) if f.name == "nam" else dice.choice((2021, 2025, 2030))
    if f.type == "date":
        return on + timedelta(days=dice.randint(-300, 90))
    if f.type == "yearmonth":
        return f"{on.year}-{dice.randint(1, 12):02d}"
    if f.type == "boolean":
        return dice.random() < 0.6
    return _text(schema, f, row, n, dice)


def _amount(f: Field, n: int, dice: random.Random) -> Any:
    if f.name in ("so_thu_tu", "goi"):
        return n
    if f.name == "vi_tri":
        return n % 4 + 1
    low, high = f.constraints.get("minimum", 0), f.constraints.get("maximum")
    if high is None:
        high = {"đồng": 9_000_000_000, "đồng/m²": 9_000_000, "tỷ đồng": 900, "ha": 80, "m²": 40_000}.get(f.unit, 60)
    if f.type == "integer":
        value = dice.randint(int(low), int(high))
        return value if high < 10_000 else value // 100_000 * 100_000
    return round(dice.uniform(float(low), float(high)), 1)


def _text(schema: Schema, f: Field, row: dict[str, Any], n: int, dice: random.Random) -> Any:
    place = house()["units"].codes.get(str(row.get("xa", "")), house()["units"].codes["06184"])
    if f.name == "khu_dat":
        return None
    if "pattern" in f.constraints:
        return _coded(schema, f, n)
    if f.name in (schema.label_field, "ten"):
        if schema.name == "bang-gia-dat":
            return f"Đường minh họa {n % 12 + 1}, {place}"
        patterns = NAMES.get(schema.name, [f"{schema.title} minh họa " + "{n}"])
        # Communes are planned in no order of kind: the unit's row comes after the name in some schemas.
        units = list(house()["units"].codes.values())
        return patterns[n % len(patterns)].format(
            xa=units[(n * 7 + len(schema.name)) % len(units)].partition(" ")[2], n=n
        )
    if f.name.startswith("so_"):
        return f"{n:02d}/MH-{schema.name[:2].upper()}"
    if f.format in ("uri", "email"):
        return None
    if f.name == "nganh":
        return "ABCDEFGHIJ"[n % 10]
    if f.name == "linh_vuc":
        return ("Đất đai", "Đầu tư", "Môi trường", "Lao động")[n % 4]
    if f.name in ("dia_chi", "dia_diem"):
        return f"Thôn {n % 9 + 1}, {place}"
    if f.name == "ma_ke_hoach":
        return f"PL26{n:06d}"
    return dice.choice(WORDS) if f.required or dice.random() < 0.5 else None


def _coded(schema: Schema, f: Field, n: int) -> Any:
    pattern = str(f.constraints["pattern"])
    if f.name == "ma_so_doanh_nghiep":
        return None  # an invented number could be somebody's
    if schema.name == "khu-cum-cong-nghiep":
        return f"CCN-{n:02d}"
    if schema.name == "thu-tuc-hanh-chinh":
        return f"9.{n:06d}"
    if "dien_thoai" in f.name:
        return "0205 000 " + f"{n:03d}"
    if f.name == "nganh":
        return "ABCDEFGHIJ"[n % 10]
    return pattern.partition("-")[0] + f"-{n:03d}"


def _square(row: dict[str, Any], schema: Schema, dice: random.Random) -> str:
    x = row.get(schema.lon) if schema.lon else None
    y = row.get(schema.lat) if schema.lat else None
    x = x if isinstance(x, float) else round(dice.uniform(WEST, EAST), 4)
    y = y if isinstance(y, float) else round(dice.uniform(SOUTH, NORTH), 4)
    side = round(dice.uniform(0.004, 0.012), 4)
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    ring = [[round(a, 5), round(b, 5)] for a, b in ring]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))


def _later(schema: Schema, row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Let some rows change between two versions, in a cell that is not their key."""
    found = dict(row)
    if dice.random() < 0.3:
        open_fields = [f for f in schema.fields if f.enum and f.name not in schema.primary_key and f.name != "loai"]
        if open_fields:
            f = dice.choice(open_fields)
            found[f.name] = dice.choice(f.enum)
            _agree(schema, found)
    return found
