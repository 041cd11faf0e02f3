"""The tour leads nowhere that does not exist, and shows every picture the stories take for it."""

from __future__ import annotations

import re

from PIL import Image

from tests.journeys.house import ROOT

TOUR = ROOT / "docs" / "tour"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_every_file_and_picture_of_the_tour_exists() -> None:
    text = (TOUR / "README.md").read_text(encoding="utf-8")
    links = [to for to in LINK.findall(text) if not to.startswith("http")]
    assert len(links) > 40
    gone = [to for to in links if not (TOUR / to).resolve().exists()]
    assert not gone, gone
    outside = [to for to in links if ROOT not in (TOUR / to).resolve().parents]
    assert not outside, outside


def test_every_picture_is_light_and_as_wide_as_its_name_says() -> None:
    pictures = sorted((TOUR / "pictures").glob("*"))
    assert pictures
    for path in pictures:
        width = int(path.stem.rpartition("-")[2])
        with Image.open(path) as image:
            assert image.width == width, path.name
        assert path.stat().st_size < 200_000, f"{path.name} is heavier than 200 KB"
