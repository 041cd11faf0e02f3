"""A small register of an invented agency, and sheets to send it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from donghanh.kit.dates import ZONE
from donghanh.record.registers import services
from donghanh.record.registers.engine import schema as schemas
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.models import Register

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)
HEAD = "ma,ten,loai,dien_tich,gia,ngay,xa,dung,kinh_do,vi_do"
ROWS = (
    "QD-001,Khu đất Đồng Đăng,Đấu giá,12.5,1500000,2026-03-01,06184,true,106.69,21.94",
    "QD-002,Khu đất Kỳ Lừa,Giao,3.25,2000000,2026-04-15,06187,false,106.76,21.85",
    "QD-003,Khu đất Hữu Lũng,Đấu giá,40,,2026-05-20,06385,,,",
)


def descriptor(owner: str = "so-thu-nghiem-a", **more: Any) -> dict[str, Any]:
    """Return the descriptor of a small register with every kind of column that matters."""
    return {
        "name": "dat-thu",
        "title": "Quỹ đất thử",
        "description": "Đất để thử.",
        "primaryKey": "ma",
        "missingValues": ["", "—"],
        "donghanh": {
            "owner": owner,
            "category": "dat-dai",
            "cadence": {"every": "quarter", "basis": "Nghị quyết thử"},
            "licence": "CC-BY-4.0",
            "geometry": {"lon": "kinh_do", "lat": "vi_do"},
        },
        "fields": [
            {"name": "ma", "type": "string", "title": "Mã", "constraints": {"required": True, "pattern": r"QD-\d{3}"}},
            {"name": "ten", "type": "string", "title": "Tên khu đất", "constraints": {"required": True}},
            {
                "name": "loai",
                "type": "string",
                "title": "Hình thức",
                "constraints": {"enum": ["Đấu giá", "Giao"]},
                "donghanh": {"facet": True},
            },
            {
                "name": "dien_tich",
                "type": "number",
                "title": "Diện tích",
                "constraints": {"minimum": 0},
                "donghanh": {"unit": "ha"},
            },
            {"name": "gia", "type": "integer", "title": "Giá", "donghanh": {"unit": "đồng/m²"}},
            {"name": "ngay", "type": "date", "title": "Ngày"},
            {"name": "xa", "type": "string", "title": "Xã, phường", "donghanh": {"references": "units", "facet": True}},
            {"name": "dung", "type": "boolean", "title": "Còn trống"},
            {"name": "nguoi", "type": "string", "title": "Người giữ hồ sơ", "donghanh": {"personal": True}},
            {"name": "kinh_do", "type": "number", "title": "Kinh độ", "donghanh": {"hidden": True}},
            {"name": "vi_do", "type": "number", "title": "Vĩ độ", "donghanh": {"hidden": True}},
        ],
        **more,
    }


def small_schema(**more: Any) -> Schema:
    """Return it parsed."""
    return schemas.parse(descriptor(**more))


def sheet(*rows: str, head: str = HEAD, name: str = "bang.csv") -> SimpleUploadedFile:
    """Return a CSV file as a browser sends it."""
    return SimpleUploadedFile(name, "\n".join([head, *rows]).encode() + b"\n", content_type="text/csv")


def opened(**more: Any) -> Register:
    """Open the small register; agency A must be there."""
    return services.open_register(small_schema(**more), by=None, at=NOW)


def published(
    folder: Path, *rows: str, at: datetime = NOW, register: Register | None = None, head: str = HEAD
) -> Register:
    """Open the small register and publish rows in it."""
    one = register or opened()
    path = folder / "rows.csv"
    path.write_text("\n".join([head, *(rows or ROWS)]) + "\n", encoding="utf-8")
    services.publish_file(one, path, by=None, at=at)
    return Register.objects.with_context().get(pk=one.pk)
