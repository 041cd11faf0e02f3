"""What a register may go through, how fresh it is, and where its files lie: no query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from donghanh.kit import data
from donghanh.record.registers.engine import schema as engine_schema
from donghanh.record.registers.engine.schema import Schema

CATEGORIES = {
    "dat-dai": "Đất đai, quy hoạch",
    "dau-tu": "Đầu tư, hạ tầng",
    "ho-tro": "Hỗ trợ doanh nghiệp",
    "thanh-tra": "Thanh tra, kiểm tra",
    "moi-truong": "Môi trường",
    "thu-tuc": "Thủ tục, đầu mối",
    "van-ban": "Văn bản, đối thoại",
}
CATEGORY_ICONS = {
    "dat-dai": "map",
    "dau-tu": "building",
    "ho-tro": "lifebuoy",
    "thanh-tra": "clipboard-check",
    "moi-truong": "leaf",
    "thu-tuc": "file-check",
    "van-ban": "file-text",
}


class Freshness(StrEnum):
    """How a register stands against its own cadence."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    NEVER = "never"


FRESHNESS_WORDS = {
    Freshness.FRESH: ("done", "Đúng kỳ"),
    Freshness.DUE: ("soon", "Sắp đến kỳ"),
    Freshness.STALE: ("late", "Quá kỳ cập nhật"),
    Freshness.NEVER: ("none", "Chưa công bố"),
}
DUE_SHARE = 0.8


def freshness(schema: Schema, published_on: date | None, on: date) -> Freshness:
    """Say how a register stands on a day; what is refreshed on each event is never called stale by the calendar."""
    if published_on is None:
        return Freshness.NEVER
    if schema.cadence.every == "event":
        return Freshness.FRESH
    age = (on - published_on).days
    if age > schema.cadence.days:
        return Freshness.STALE
    return Freshness.DUE if age >= schema.cadence.days * DUE_SHARE else Freshness.FRESH


def due_on(schema: Schema, published_on: date | None) -> date | None:
    """Return the day by which the next version is due; ``None`` where each event decides."""
    if published_on is None or schema.cadence.every == "event":
        return None
    return published_on + timedelta(days=schema.cadence.days)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Schema]:
    """Return the schemas that come with the house, by name."""
    found = {}
    for path in sorted((data.data_dir() / "registers").glob("*.yaml")):
        one = engine_schema.load(path)
        found[one.name] = one
    return found


@lru_cache(maxsize=256)
def _parsed(text: str) -> Schema:
    import json  # noqa: PLC0415 - beside its only use

    return engine_schema.parse(json.loads(text))


def schema_of(descriptor: dict[str, Any]) -> Schema:
    """Return the schema of a stored descriptor; parsed once."""
    import json  # noqa: PLC0415

    return _parsed(json.dumps(descriptor, ensure_ascii=False, sort_keys=True, default=str))


@dataclass(frozen=True)
class FieldChange:
    """What a new schema does to one column of the rows that are there."""

    name: str
    kind: str  # added, removed, type, personal, constraint, title
    sentence: str
    breaking: bool = False


def compare_schemas(old: Schema, new: Schema) -> list[FieldChange]:
    """Say what a new schema changes, column by column, before anybody decides."""
    found = []
    for name, f in new.by_name.items():
        before = old.by_name.get(name)
        if before is None:
            needed = " và bắt buộc, nên mọi dòng đang có sẽ thiếu" if f.required else ", để trống ở các dòng đang có"
            found.append(FieldChange(name, "added", f"Thêm cột “{f.title}”{needed}.", f.required))
            continue
        if before.type != f.type:
            found.append(
                FieldChange(name, "type", f"Cột “{f.title}” đổi kiểu từ {before.type} sang {f.type}.", breaking=True)
            )
        if before.personal != f.personal:
            words = "không còn công khai" if f.personal else "được công khai"
            found.append(FieldChange(name, "personal", f"Cột “{f.title}” {words}.", not f.personal))
        if dict(before.constraints) != dict(f.constraints) or before.book != f.book:
            found.append(FieldChange(name, "constraint", f"Cột “{f.title}” đổi điều kiện kiểm tra."))
        if before.title != f.title or before.unit != f.unit:
            found.append(FieldChange(name, "title", f"Cột “{before.label}” đổi tên thành “{f.label}”."))
    found += [
        FieldChange(
            name,
            "removed",
            f"Bỏ cột “{f.title}”; bản đang soạn sẽ mất cột này, các bản đã công bố vẫn giữ.",
            breaking=True,
        )
        for name, f in old.by_name.items()
        if name not in new.by_name
    ]
    if old.primary_key != new.primary_key:
        found.append(
            FieldChange(
                new.primary_key[0],
                "key",
                "Đổi cột khóa, nên không so sánh được từng dòng với bản trước.",
                breaking=True,
            )
        )
    return found


def version_path(root: Path, register: str, key: str, *, full: bool = False) -> Path:
    """Return where a version's rows lie; the full ones hold personal columns and are read by their agency alone."""
    return root / "registers" / register / f"{key}{'.full' if full else ''}.parquet"


def export_path(root: Path, register: str, key: str, kind: str) -> Path:
    """Return where a version's file of a kind is kept once it was made."""
    return root / "registers" / register / f"{key}.out.{kind}"


def work_path(root: Path, register: str, token: str) -> Path:
    """Return where a draft's or an upload's rows lie."""
    return root / "registers" / register / f"work-{token}.parquet"
