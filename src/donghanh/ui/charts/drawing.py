"""Drawing a spec on the server, once: vl-convert draws, the drawing is kept by its content.

The first drawing of a process wakes a JavaScript engine (0.8 s), each further one costs some 30 ms; a page with five
charts may cost neither. So a drawing is kept in memory and in ``var/charts`` under the hash of all that decides it, for
every process and past a restart (docs/decisions/0009-charts.md).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from donghanh.ui.charts.spec import NUMBERS, TIMES, VL_VERSION, dressed, key

TYPE = Path(__file__).resolve().parents[1] / "static" / "vendor" / "type"
MADE_BY = f"{version('vl-convert-python')}/{VL_VERSION}/3"  # the last figure counts changes made here
IN_MEMORY, ON_DISK = 256, 4000
_lock = threading.Lock()
_kept: OrderedDict[str, bytes] = OrderedDict()
_written = 0
_OWN_IDS = re.compile(r'(id="|url\(#|href="#)((?:clip|gradient_|pattern_)\d+)')
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Drawing:
    """What a page shows of a chart: the drawing, and the spec for the browser to draw it again."""

    svg: SafeString
    told: SafeString


@dataclass(frozen=True)
class Chart:
    """A chart for ``<c-chart :chart="…">``: nothing is drawn before a template asks."""

    spec: Mapping[str, Any]

    @cached_property
    def drawing(self) -> Drawing:
        """Draw for the screen."""
        drawn = svg(self.spec)
        said = {"spec": dressed(self.spec), "numbers": NUMBERS, "times": TIMES}
        told = json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return Drawing(mark_safe(drawn), mark_safe(told.translate(_ESCAPES)))  # noqa: S308 - our own, escaped


def svg(spec: Mapping[str, Any], *, paper: bool = False) -> str:
    """Draw a spec as SVG without styles or scripts in it; ``paper`` takes the printed face and a white ground."""
    worn = dressed(spec, paper=paper)
    name = key({"spec": worn, "by": MADE_BY, "type": _type()})
    return _once(f"{name}.svg", lambda: _draw(worn, name).encode()).decode()


def png(spec: Mapping[str, Any], *, scale: float = 2.0, paper: bool = False) -> bytes:
    """Draw a spec as a PNG, for Word and mail; ``scale`` 2 is 192 dots an inch."""
    worn = dressed(spec, paper=paper)
    if worn["config"].get("background") is None:
        worn["config"]["background"] = "#ffffff"
    name = key({"spec": worn, "by": MADE_BY, "type": _type(), "scale": scale})
    return _once(f"{name}.png", lambda: vl_convert.svg_to_png(_draw(worn, name), scale=scale))


def clear() -> None:
    """Forget what this process has in memory; the files stay."""
    _kept.clear()


def _draw(worn: dict[str, Any], name: str) -> str:
    drawn = vl_convert.vegalite_to_svg(worn, vl_version=VL_VERSION, format_locale=NUMBERS, time_format_locale=TIMES)
    # Two drawings on one page must not share a clip; the engine counts on from drawing to drawing, so count again.
    own: dict[str, str] = {}
    drawn = _OWN_IDS.sub(lambda m: m[1] + own.setdefault(m[2], f"c{name[:8]}-{len(own)}"), drawn)
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


@cache
def _type() -> str:
    """Let the engine measure words in the house's faces; before ``make assets`` it takes what the machine has."""
    if not TYPE.is_dir():
        return "no faces"
    vl_convert.register_font_directory(str(TYPE))
    return "house"


def _once(name: str, draw: Any) -> bytes:
    with _lock:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    folder = Path(settings.CHARTS_ROOT)
    path = folder / name[:2] / name
    content: bytes | None = None
    with contextlib.suppress(OSError):
        content = path.read_bytes()
    if not content:
        with _lock:  # one engine, one drawing at a time
            content = draw()
        _write(folder, path, content)
    with _lock:
        _kept[name] = content
        while len(_kept) > IN_MEMORY:
            _kept.popitem(last=False)
    return content


def _write(folder: Path, path: Path, content: bytes) -> None:
    """Keep a drawing for the other processes; a full or read-only disk costs time, never a page."""
    global _written
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(content)
        os.replace(half.name, path)
        _written += 1
        if _written % 100 == 1:
            _thin(folder)


def _thin(folder: Path) -> None:
    """Drop the oldest drawings beyond the number worth keeping."""
    files = [(entry.stat().st_mtime, entry) for entry in folder.glob("??/*")]
    for _, entry in sorted(files, key=lambda f: f[0])[: max(len(files) - ON_DISK, 0)]:
        entry.unlink(missing_ok=True)
