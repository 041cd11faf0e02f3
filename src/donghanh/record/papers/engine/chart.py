"""Drawings on paper: their size, and a picture of them for Word; ``ui.charts.svg(spec, paper=True)`` drew them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import vl_convert

from donghanh.record.papers.engine.press import FONTS

_SIZE = re.compile(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', re.DOTALL)
_PIXEL = 0.2646  # millimetres
DOTS = 200


@dataclass(frozen=True)
class Picture:
    """A picture with its size in millimetres."""

    content: bytes
    width: float
    height: float


@cache
def _ready() -> None:
    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))


def width(svg: str) -> float:
    """Return how wide a drawing is in millimetres."""
    found = _SIZE.search(svg)
    return float(found[1]) * _PIXEL if found else 160.0


def png(svg: str) -> Picture:
    """Make a picture of a drawing, sharp enough for print."""
    _ready()
    found = _SIZE.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (600.0, 300.0)
    content = vl_convert.svg_to_png(svg, scale=DOTS / 96, ppi=DOTS)
    return Picture(content, width * _PIXEL, height * _PIXEL)
