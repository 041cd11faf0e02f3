"""The datasets the house puts together itself: index scores, obligations, measures, agencies, roots of the log."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.record.journal import api as journal
from donghanh.record.measures import api as measures
from donghanh.work.indices import api as indices
from donghanh.work.plan import api as plans

Rows = Iterator[dict[str, Any]]


def _scores(_on: date) -> Rows:
    for s in indices.public_scores():
        yield {
            "chi_so": s.family, "nam": s.year, "tinh": s.province, "thanh_phan": s.part, "ten": s.part_name,
            "diem": s.value, "nguon": s.source, "nguon_ten": s.source_name,
        }  # fmt: skip


def _obligations(on: date) -> Rows:
    for t in plans.tasks(None, plans.Wanted(), on=on, order="plan"):
        yield {
            "ma": t.number, "ke_hoach": t.plan_number, "cho": t.place, "chi_so": t.index_name, "nhiem_vu": t.title,
            "co_quan": t.first_agency.name, "dang_giu": t.agency.name, "vai_tro": t.role_label, "han": t.due_on,
            "han_goc": t.original_due_on, "gia_han": t.extensions, "tinh_trang": t.standing_label,
            "ket_qua_ngay": t.result_on, "ket_qua_van_ban": t.result_document,
        }  # fmt: skip


def _measures(on: date) -> Rows:
    for m in measures.registry().values():
        value = measures.compute(m.code, as_of=on, scope=measures.Scope())
        yield {
            "ma": m.code, "ten": m.label, "gia_tri": value.value, "don_vi": m.unit, "tu_so": value.numerator,
            "mau_so": value.denominator, "cong_thuc": m.formula, "can_cu": m.legal_basis, "phu_trach": m.owner,
        }  # fmt: skip


def _agencies(on: date) -> Rows:
    for row in Agency.objects.visible_to(None).order_by("code"):
        heirs = "" if orgs.exists_on(row.pk, on) else "; ".join(ref.name for ref in orgs.descend(row.pk, on))
        yield {
            "ma": row.code, "ten": row.name, "ten_ngan": row.short_name, "loai": orgs.KINDS[row.kind],
            "ma_don_vi": row.unit_code, "tu_ngay": row.valid_from, "den_truoc": row.valid_to, "ke_tuc": heirs,
            "da_xac_minh": row.verified,
        }  # fmt: skip


def _roots(_on: date) -> Rows:
    for r in reversed(journal.roots()):
        yield {"so": r["number"], "ngay": date.fromisoformat(r["day"]), "so_dong": r["size"], "goc": r["root"]}


READERS: dict[str, Callable[[date], Rows]] = {
    "diem-chi-so": _scores,
    "viec-ke-hoach": _obligations,
    "so-do": _measures,
    "co-quan": _agencies,
    "goc-minh-bach": _roots,
}


def plain(value: Any) -> Any:
    """Write a value as JSON and CSV hold it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if value == "" else value


def rows(name: str, on: date) -> list[dict[str, Any]]:
    """Return the rows of a dataset as they are on a day, as plain values."""
    return [{key: plain(value) for key, value in row.items()} for row in READERS[name](on)]


def body(name: str, on: date) -> tuple[bytes, int]:
    """Return the rows of a dataset as the lines of its file, and how many they are."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(name, on)]
    return "".join(line + "\n" for line in lines).encode(), len(lines)


def keep(path: Path, written: bytes) -> None:
    """Write an edition's file beside its name and move it there whole, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".new")
    with os.fdopen(handle, "wb") as out:
        out.write(written)
    Path(unfinished).chmod(0o644)
    Path(unfinished).replace(path)
