"""Where things stand on an official page: Nghị định 30/2020, Annex I, as dated data (``data/papers/layout.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from donghanh.kit.data import read_yaml
from donghanh.record.papers.engine.figures import words_of
from donghanh.record.papers.engine.paper import TableBlock


@dataclass(frozen=True)
class Page:
    """One kind of page in millimetres; ``room`` is the width left for text."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def room(self) -> float:
        """Return the width between the margins."""
        return self.width - self.left - self.right


@dataclass(frozen=True)
class Layout:
    """The page, the sizes in points, and the lengths of the rules under names as parts of their text."""

    font: str
    page: Page
    landscape: Page
    sizes: dict[str, float]
    indent: float
    before: float
    line: float
    rules: dict[str, float]
    allowed: dict[str, tuple[float, float]]
    source: str

    def page_of(self, landscape: bool) -> Page:
        """Return the upright or the wide page."""
        return self.landscape if landscape else self.page


@cache
def layout() -> Layout:
    """Return the layout in force."""
    data: dict[str, Any] = read_yaml("papers", "layout.yaml")
    page, wide = data["page"], data["landscape"]
    sides = ("top", "bottom", "left", "right")
    return Layout(
        font=data["font"],
        page=Page(page["width"], page["height"], *(page[s] for s in sides)),
        landscape=Page(page["height"], page["width"], *(wide[s] for s in sides)),
        sizes=data["sizes"],
        indent=data["body"]["indent"],
        before=data["body"]["before"],
        line=data["body"]["line"],
        rules=data["rule"],
        allowed={s: (data["allowed"][s][0], data["allowed"][s][1]) for s in sides},
        source=data["source"],
    )


PADDING = 3.2  # millimetres that a cell keeps free, both sides together
_LOOKED_AT = 400  # rows: the longest word of a long list is found among its first


def column_widths(table: TableBlock, room: float, size: float) -> list[float]:
    """Share the width of a page among a table's columns in millimetres: each as asked, but no word broken or cut."""
    least = []
    for x, column in enumerate(table.columns):
        cells = (words_of(row[x], column.places) for row in (*table.rows[:_LOOKED_AT], table.totals) if x < len(row))
        words = {word for cell in cells for word in cell.split()} if column.kind != "hash" else {"0" * 8}
        longest = max((text_width(word, size) for word in words), default=0.0)
        head = max((text_width(word, size, bold=True) for word in column.title.split()), default=0.0)
        least.append(min(max(longest * 1.1, head * 1.1) + PADDING, room / 2))
    if sum(least) >= room:
        return [part * room / sum(least) for part in least]
    return _shared([float(c.width) for c in table.columns], least, room)


def _shared(weights: list[float], least: list[float], room: float) -> list[float]:
    """Share by weight; whoever would get less than it needs gets that, and the others share the rest."""
    fixed: dict[int, float] = {}
    while True:
        left = room - sum(fixed.values())
        whole = sum(w for x, w in enumerate(weights) if x not in fixed) or 1.0
        shares = [fixed.get(x, left * w / whole) for x, w in enumerate(weights)]
        short = [x for x, part in enumerate(shares) if x not in fixed and part < least[x]]
        if not short:
            return shares
        fixed |= {x: least[x] for x in short}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate in millimetres how wide a line of Times stands; good to a tenth, for rules and column widths."""
    per = sum(_share(c) for c in text)
    return per * size * (1.05 if bold else 1.0) * 0.3528


def _share(letter: str) -> float:
    if letter in " .,:;-/'()|ijltIÌÍỈĨỊ":
        return 0.3
    if letter in "mwMW":
        return 0.85
    return 0.7 if letter.isupper() else 0.48
