"""Provinces in time: 64, then 63, then 34; names in any spelling; regions for regional ranks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from donghanh.kit.data import read_yaml
from donghanh.kit.errors import Invalid
from donghanh.kit.text import fold_vi


@dataclass(frozen=True)
class Province:
    """A province as a unit of the indices, the region it was ranked in, and what became of it."""

    name: str
    region: str
    until: date | None
    into: str | None
    verified: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Region:
    """A region within which provinces were ranked."""

    code: str
    name: str


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """Return the regions used for regional ranks until 2024."""
    return tuple(Region(code, name) for code, name in read_yaml("indices", "provinces.yaml")["regions"].items())


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
    """Return every province that ever was a unit of PCI, from the reviewed data."""
    return tuple(
        Province(r["name"], r["region"], r["until"], r["into"], bool(r["verified"]), tuple(r.get("aliases", ())))
        for r in read_yaml("indices", "provinces.yaml")["provinces"]
    )


def living(on: date) -> tuple[Province, ...]:
    """Return the provinces that stand on a day (64 before 1/8/2008, 63 until 30/6/2025, then 34)."""
    return tuple(p for p in provinces() if p.until is None or on < p.until)


def _key(name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in fold_vi(name)).split()
    while words and words[0] in {"tinh", "thanh", "tp", "t"}:
        if words[0] == "thanh" and words[1:2] != ["pho"]:
            break
        words = words[2:] if words[0] == "thanh" else words[1:]
    return "".join(words)


@lru_cache(maxsize=1)
def _names() -> dict[str, Province]:
    known: dict[str, Province] = {}
    for province in provinces():
        for name in (province.name, *province.aliases):
            known[_key(name)] = province
    return known


def province(name: str) -> Province:
    """Return the province that a name in any spelling stands for; an unknown name is refused, never guessed."""
    found = _names().get(_key(name))
    if found is None:
        raise Invalid(
            "indices.province", f"Không có tỉnh, thành phố nào tên “{name}”; hãy ghi đúng tên, ví dụ “Lạng Sơn”."
        )
    return found


def successor(name: str, *, on: date) -> Province:
    """Return the province in which a province lives on a day."""
    found = province(name)
    while found.until is not None and on >= found.until and found.into:
        found = province(found.into)
    return found


def members(name: str, *, on: date) -> tuple[Province, ...]:
    """Return the old provinces that make up a province on a day, itself among them."""
    target = province(name)
    return tuple(p for p in provinces() if successor(p.name, on=on) == target)
