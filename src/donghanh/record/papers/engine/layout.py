"""Where things stand on an official page: Nghị định 30/2020, Annex I, as dated data (``data/papers/layout.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from donghanh.kit.data import read_yaml


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
