"""Where a difficulty lies: a commune of today, with a sentence for districts that ended and for what is not ours.

The communes and the former districts of the province are reviewed data (``data/units``); another province replaces
those files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from donghanh.kit.data import read_csv
from donghanh.kit.text import fold_vi, sort_key, squeeze

_KINDS = re.compile(r"^(?:xa|phuong|huyen|thanh pho|tp\.?|thi tran|thi xa|tinh)\s+")
_TAIL = re.compile(r"[,;].*$")


@dataclass(frozen=True)
class Place:
    """A commune or ward of the province: its code, its kind (xã, phường) and its name."""

    code: str
    kind: str
    name: str

    @property
    def title(self) -> str:
        """Return the name with its kind, as it stands in a sentence."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class PlaceRead:
    """How a written place was read: the commune, or one sentence why none."""

    place: Place | None
    problem: str = ""


@lru_cache(maxsize=1)
def register() -> tuple[Place, ...]:
    """Return the communes of the province in the order of a Vietnamese dictionary."""
    rows = read_csv("units", "communes.csv")
    return tuple(sorted((Place(r["code"], r["kind"], r["name"]) for r in rows), key=lambda p: sort_key(p.name)))


@lru_cache(maxsize=1)
def by_code() -> dict[str, Place]:
    """Return the communes by their code."""
    return {p.code: p for p in register()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in register():
        for name in (fold_vi(place.name), fold_vi(place.title)):
            found[name] = (*found.get(name, ()), place)
    return found


@lru_cache(maxsize=1)
def _districts() -> dict[str, str]:
    return {fold_vi(f"{r['kind']} {r['name']}"): f"{r['kind']} {r['name']}" for r in read_csv("units", "districts.csv")}


def read(text: str) -> PlaceRead:
    """Read a written place: a code, or a name with or without marks and with or without its kind."""
    given = squeeze(text)
    if not given:
        return PlaceRead(None)
    if given in by_code():
        return PlaceRead(by_code()[given])
    folded = _TAIL.sub("", fold_vi(given)).strip()
    found = _by_name().get(folded, ())
    if len(found) == 1:
        return PlaceRead(found[0])
    if found:
        return PlaceRead(None, f"“{given}” có thể là {' hoặc '.join(p.title for p in found)}; hãy ghi rõ.")
    if folded in _districts():
        ended = _districts()[folded]
        return PlaceRead(None, f"{ended} không còn từ 01/7/2025 (hết cấp huyện); hãy chọn xã, phường hiện nay.")
    bare = _KINDS.sub("", folded)
    near = _by_name().get(bare, ())
    if len(near) == 1 and not folded.startswith(("huyen", "tinh", "thanh pho", "tp")):
        return PlaceRead(near[0])
    count = len(register())
    return PlaceRead(
        None,
        f"“{given}” không có trong {count} xã, phường hiện nay của tỉnh; nếu là tên cũ hãy chọn xã, phường mới, "
        "nếu ở tỉnh khác thì hãy gửi đến tỉnh đó.",
    )
