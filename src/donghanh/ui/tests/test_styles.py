"""The look keeps its promises: small, readable, one sprite, one sheet."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from donghanh.ui import assets

TOKENS = (assets.STYLES / "tokens.css").read_text(encoding="utf-8")
# (text, ground): wherever one stands on the other, small words must be readable by tired eyes.
PAIRS = [
    *(("ink", g) for g in ("paper", "wash", "cham-wash", "cham-soft", "soon-soft", "open-soft", "mark", "dao-soft")),
    *(("ink-2", g) for g in ("paper", "wash", "cham-wash")),
    *(("ink-3", g) for g in ("paper", "wash", "cham-wash", "none-soft")),
    *(("cham", g) for g in ("paper", "wash", "cham-wash", "cham-soft")),
    *((k, g) for k in ("done", "soon", "late", "open", "none") for g in (f"{k}-soft", "paper")),
    ("dao", "paper"),
    ("paper", "cham"),
    ("paper", "cham-dark"),
    ("paper", "done"),
    *((r, g) for r in ("rail-ink", "rail-dim", "paper") for g in ("cham-dark", "cham-deep")),
]


def colour(name: str) -> str:
    found = re.search(rf"--{name}: (#[0-9a-f]{{3,6}})\b", TOKENS)
    assert found, f"no token --{name}"
    hexed = found[1][1:]
    return hexed if len(hexed) == 6 else "".join(c * 2 for c in hexed)


def luminance(hexed: str) -> float:
    parts = [int(hexed[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(colour(one)), luminance(colour(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_body_text_stands_out_twice_as_much() -> None:
    assert min(contrast("ink", "paper"), contrast("ink", "wash")) >= 7


def test_the_edge_of_a_box_to_write_in_can_be_seen() -> None:
    assert contrast("field", "paper") >= 3


def test_the_whole_style_sheet_is_under_fifteen_kilobytes_compressed() -> None:
    assert len(gzip.compress(assets.style_sheet().encode(), 9)) < 15 * 1024


def test_every_token_that_is_used_is_defined() -> None:
    sheet = assets.style_sheet()
    used = set(re.findall(r"var\(--([a-z0-9-]+)", sheet))
    defined = set(re.findall(r"--([a-z0-9-]+):", sheet))
    assert used <= defined


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    named = set()
    for path in (assets.HERE.parent).rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'<c-icon[^>]*\bname="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'<c-[a-z]+[^>]*\bicon="([a-z0-9-]+)"', text))
    for path in assets.HERE.parent.rglob("plug.py"):
        named |= set(re.findall(r'MenuItem\(\s*"[^"]*",\s*"[^"]*",\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert named <= set(assets.icon_names())


def test_building_twice_does_the_work_once(vendor: None) -> None:
    assert assets.build(assets.HERE.parents[2]) is False
    sprite = (assets.VENDOR / "icons.svg").read_text(encoding="utf-8")
    assert sprite.count("<symbol ") == len(set(assets.icon_names())) == len(assets.icon_names())
    for name in re.findall(r'url\("([^"]+)"\)', (assets.VENDOR / "house.css").read_text(encoding="utf-8")):
        assert (assets.VENDOR / name).is_file(), name


def test_a_production_server_can_collect_and_hash_every_static_file(
    vendor: None, tmp_path: Path, settings: Any
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    sheet = next((tmp_path / "vendor").glob("house.*.css")).read_text(encoding="utf-8")
    fonts = re.findall(r'url\("([^"]+)"\)', sheet)
    assert fonts
    assert all((tmp_path / "vendor" / name).is_file() for name in fonts)
