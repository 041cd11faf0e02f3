"""Code books that cells refer to: units, agencies, and whatever a caller adds; read from the reviewed data alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from donghanh.kit import data
from donghanh.kit.text import search_key


@dataclass(frozen=True)
class Book:
    """The codes of one book with their names, and the folded names that lead back to a code."""

    name: str
    codes: dict[str, str]
    by_name: dict[str, str] = field(default_factory=dict)
    width: int = 0

    def code_of(self, text: str) -> str | None:
        """Return the code that a text means: itself, its name without marks, or a number that lost its zeros."""
        if text in self.codes:
            return text
        if self.width and text.isascii() and text.isdigit() and text.zfill(self.width) in self.codes:
            return text.zfill(self.width)
        return self.by_name.get(search_key(text))


@lru_cache(maxsize=1)
def house() -> dict[str, Book]:
    """Return the books that come with the house."""
    units, names = {}, {}
    for row in data.read_csv("units", "communes.csv"):
        units[row["code"]] = f"{row['kind']} {row['name']}"
        for name in (row["name"], f"{row['kind']} {row['name']}", f"{row['kind'][0]}. {row['name']}"):
            names[search_key(name)] = row["code"]
    agencies, known = {}, {}
    for row in data.read_yaml("orgs", "agencies.yaml")["agencies"]:
        agencies[row["code"]] = row["name"]
        if not row.get("to"):
            for name in (row["name"], row.get("short", ""), *row.get("aliases", ())):
                known[search_key(name)] = row["code"]
    known.pop("", None)
    land = {row["code"]: row["name"] for row in data.read_yaml("registers", "codes", "land-types.yaml")["codes"]}
    cepa = {str(row["code"]): row["name"] for row in data.read_yaml("registers", "codes", "cepa.yaml")["codes"]}
    return {
        "units": Book("units", units, names, width=5),
        "agencies": Book("agencies", agencies, known),
        "land-types": Book("land-types", land, {search_key(v): k for k, v in land.items()}),
        "cepa": Book("cepa", cepa, {search_key(v): k for k, v in cepa.items()}),
    }


TITLES = {
    "units": "danh mục xã, phường",
    "agencies": "danh mục cơ quan",
    "land-types": "bảng mã loại đất",
    "cepa": "phân loại hoạt động bảo vệ môi trường",
}
