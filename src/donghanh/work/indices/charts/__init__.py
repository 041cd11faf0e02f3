"""The charts of the room, each one Vega-Lite spec: lines with breaks and a fan, gains, splits, dumbbells, slopes.

``ui.charts`` draws them; every page that shows one has its table twin. Fields have names that a reader of the tooltip
understands.
"""

from donghanh.work.indices.charts.bars import dumbbells, gains, slopes, split_bars
from donghanh.work.indices.charts.lines import history
from donghanh.work.indices.charts.words import shares, signed

__all__ = ["dumbbells", "gains", "history", "shares", "signed", "slopes", "split_bars"]
