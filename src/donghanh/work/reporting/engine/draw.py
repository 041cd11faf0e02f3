"""Drawings of a report, as SVG by hand: stacked bars that print in black and white because each part is labelled."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_FILLS = ("#1d6f42", "#8fb99f", "#5b7aa8", "#b3261e", "#9a9a9a")
_WIDTH, _LABEL, _ROW, _BAR = 680, 240, 30, 16


def stacked_bars(lines: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str]) -> str:
    """Draw one bar for each line, its parts side by side; nothing to draw gives an empty text."""
    most = max((sum(values) for _, values in lines), default=0)
    if not most:
        return ""
    top = 34
    height = top + _ROW * len(lines) + 6
    room = _WIDTH - _LABEL - 50
    told = escape("; ".join(_said(line, parts) for line in lines))
    size = f'viewBox="0 0 {_WIDTH} {height}" font-family="Tinos, Times New Roman, serif" font-size="12"'
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{told}">']
    x = 8.0
    for part, fill in zip(parts, _FILLS, strict=False):
        out.append(f'<rect x="{x:.0f}" y="8" width="10" height="10" fill="{fill}"/>')
        out.append(f'<text x="{x + 14:.0f}" y="17">{escape(part)}</text>')
        x += 26 + 7 * len(part)
    for n, (name, values) in enumerate(lines):
        y = top + n * _ROW
        shown = name if len(name) <= 32 else f"{name[:31]}…"
        out.append(f'<text x="{_LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(shown)}</text>')
        x = float(_LABEL)
        for value, fill in zip(values, _FILLS, strict=False):
            width = value * room / most
            if value:
                out.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{fill}"/>')
            x += width
        out.append(f'<text x="{x + 5:.1f}" y="{y + 13}">{sum(values)}</text>')
    return "".join(out) + "</svg>"


def _said(line: tuple[str, Sequence[int]], parts: Sequence[str]) -> str:
    return f"{line[0]}: " + ", ".join(f"{part} {value}" for part, value in zip(parts, line[1], strict=False))
