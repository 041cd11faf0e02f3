"""Gather what browsers fetch: one style sheet, the font subsets, one icon sprite, htmx, what draws charts.

The same faces are also joined into whole TrueType files (``vendor/type``), with which the server measures and draws
words in charts and papers. Nothing of all this is committed.

Run by ``make setup`` after ``npm ci``, and whenever a style sheet changed; a wheel carries the result, so a server
needs no Node.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
STYLES = HERE / "styles"  # outside static/: only the joined sheet is served
VENDOR = HERE / "static" / "vendor"
# Later layers win; the order of the sheets within a layer is the order here.
SHEETS = (
    "fonts.css",
    "tokens.css",
    "base.css",
    "layout.css",
    "components/frame.css",
    "components/work.css",
    "components/table.css",
    "components/forms.css",
    "components/entrance.css",
    "components/finding.css",
    "utilities.css",
    "print.css",
)
FONTS = (
    "@fontsource-variable/inter/files/inter-{subset}-wght-normal.woff2",
    "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-600-normal.woff2",
    "@fontsource/tinos/files/tinos-{subset}-400-normal.woff2",
    "@fontsource/tinos/files/tinos-{subset}-700-normal.woff2",
    "@fontsource/tinos/files/tinos-{subset}-400-italic.woff2",
)
MAP = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl-shared.mjs", "maplibre-gl.css")  # fetched with a map
SUBSETS = ("vietnamese", "latin", "latin-ext")
SCRIPTS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vega.min.js": "vega/build/vega.min.js",
    "vega-lite.min.js": "vega-lite/build/vega-lite.min.js",
    "vega-embed.min.js": "vega-embed/build/vega-embed.min.js",
}
# (file, family, weight, slanted): faces for the server's own drawing, each joined from its subsets.
TYPE = (
    ("be-vietnam-pro-{subset}-400-normal", "Be Vietnam Pro", 400, False),
    ("be-vietnam-pro-{subset}-600-normal", "Be Vietnam Pro", 600, False),
    ("tinos-{subset}-400-normal", "Tinos", 400, False),
    ("tinos-{subset}-700-normal", "Tinos", 700, False),
    ("tinos-{subset}-400-italic", "Tinos", 400, True),
    ("tinos-{subset}-700-italic", "Tinos", 700, True),
)
_SVG = "{http://www.w3.org/2000/svg}"


def build(root: Path) -> bool:
    """Write ``static/vendor`` from ``root/node_modules``; return whether anything had changed since the last time."""
    packages = root / "node_modules"
    if not packages.is_dir():
        raise SystemExit(f"Chưa có {packages}: hãy chạy “npm ci” trong {root} trước.")
    stamp = _stamp(root)
    kept = VENDOR / ".stamp"
    if kept.exists() and kept.read_text(encoding="utf-8") == stamp:
        return False
    (VENDOR / "fonts").mkdir(parents=True, exist_ok=True)
    for name, path in SCRIPTS.items():
        (VENDOR / name).write_text(_without_map((packages / path).read_text(encoding="utf-8")), encoding="utf-8")
    for name in MAP:
        text = (packages / "maplibre-gl" / "dist" / name).read_text(encoding="utf-8")
        (VENDOR / name).write_text(_without_map(text), encoding="utf-8")
    for pattern in FONTS:
        for subset in SUBSETS:
            source = packages / pattern.format(subset=subset)
            shutil.copyfile(source, VENDOR / "fonts" / source.name)
    whole_faces(packages / "@fontsource", VENDOR / "type")
    (VENDOR / "icons.svg").write_text(sprite(packages / "@tabler" / "icons" / "icons" / "outline"), encoding="utf-8")
    (VENDOR / "house.css").write_text(style_sheet(), encoding="utf-8")
    kept.write_text(stamp, encoding="utf-8")
    return True


def style_sheet() -> str:
    """Join the sheets into one, without comments and needless white space."""
    layers = "@layer tokens, base, layout, components, utilities;"
    return layers + "".join(_squeeze((STYLES / name).read_text(encoding="utf-8")) for name in SHEETS)


def icon_names() -> list[str]:
    """List the icons the house uses, as ``icons.txt`` names them."""
    return (HERE / "icons.txt").read_text(encoding="utf-8").split()


def sprite(folder: Path) -> str:
    """Draw the named icons as symbols of one SVG file."""
    symbols = []
    for name in icon_names():
        picture = ElementTree.parse(folder / f"{name}.svg").getroot()  # noqa: S314 - a locked package's own file
        shapes = [shape for shape in picture if shape.get("stroke") != "none"]
        for shape in shapes:
            shape.tag = shape.tag.removeprefix(_SVG)
        drawn = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in shapes)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def whole_faces(packages: Path, folder: Path) -> None:
    """Join the subsets of each face into one TrueType file: drawing engines read no web fonts and no split ones."""
    from fontTools.merge import Merger  # noqa: PLC0415 - needed to build, not to serve
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as half:
        for pattern, family, weight, slanted in TYPE:
            parts = []
            for subset in SUBSETS:
                name = pattern.format(subset=subset)
                face = TTFont(packages / name.partition(f"-{subset}-")[0] / "files" / f"{name}.woff")
                face.flavor = None
                parts.append(str(Path(half) / f"{name}.ttf"))
                face.save(parts[-1])
            joined = Merger().merge(parts)
            style = {400: "Regular", 600: "SemiBold", 700: "Bold"}[weight]
            style = "Italic" if slanted and weight == 400 else f"{style} Italic" if slanted else style
            for number, said in ((1, family), (2, style), (4, f"{family} {style}"), (16, family), (17, style)):
                joined["name"].setName(said, number, 3, 1, 0x409)
            joined["OS/2"].usWeightClass = weight
            joined.save(folder / f"{pattern.replace('-{subset}', '')}.ttf")


def _without_map(script: str) -> str:
    """Leave out the pointer to a source map, which is not served."""
    return re.sub(r"//# sourceMappingURL=\S+\s*\Z", "", script)


def _stamp(root: Path) -> str:
    digest = hashlib.sha256()
    for path in (root / "package-lock.json", Path(__file__), HERE / "icons.txt", *(STYLES / name for name in SHEETS)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _squeeze(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2])
