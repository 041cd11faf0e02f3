"""Charts: one Vega-Lite spec built in Python, drawn on the server, made to answer the pointer in the browser.

A room writes the spec as a plain dict (``data``, ``mark`` or ``layer``, ``encoding``; colours from ``palette``) and
gives ``Chart(spec)`` to ``<c-chart :chart="…">``; a paper takes ``svg(spec, paper=True)`` or ``png(spec, paper=True)``.
Fonts, axes and Vietnamese numbers are the house's and need not be said. Fields have Vietnamese names, because
the tooltip shows them.
"""

from donghanh.ui.charts.drawing import Chart, Drawing, clear, png, svg
from donghanh.ui.charts.spec import NUMBERS, TIMES, dressed, key, palette

__all__ = ["NUMBERS", "TIMES", "Chart", "Drawing", "clear", "dressed", "key", "palette", "png", "svg"]
