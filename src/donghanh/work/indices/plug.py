"""What the room contributes to the shell: menu, the portal's link, search, who may read an entered booklet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.kit.text import search_key
from donghanh.record.journal import api as journal_door
from donghanh.ui import shell
from donghanh.work.indices import queries


def find(user: Any, words: str, limit: int) -> Iterable[shell.Hit]:  # noqa: ARG001 - published names are everybody's
    """Find the parts of an index by any name they ever had."""
    asked = words.split()
    seen = set()
    for edition in sorted(queries.twin().editions.values(), key=lambda e: -e.year):
        for part in edition.parts:
            slug = queries.part_slug(edition.family, part.key)
            place = (edition.family, slug)
            text = search_key(f"{part.name} {edition.family}")
            if place in seen or slug == part.key or not all(word in text for word in asked):
                continue
            seen.add(place)
            yield shell.Hit(
                "Chỉ số thành phần",
                part.name,
                reverse("indices:part", args=[edition.family.lower(), slug]),
                f"{edition.name}: điểm, mục tiêu, xác suất, nhiệm vụ",
            )
            if len(seen) >= limit:
                return


def _all(user: Any, keys: set[str]) -> set[str]:  # noqa: ARG001 - figures of an index are public
    return keys


def _reads_booklet(stored: Any, user: Any, on: date) -> bool:  # noqa: ARG001 - one rule for every booklet
    """Open an entered booklet to those who enter them: it is the publisher's paper, only its figures are public."""
    return bool(policy.may("indices.enter", user, on=on))


shell.add(
    shell.MenuItem("Chỉ số PCI, PGI", "indices:overview", "chart-line", 5, group="Theo dõi"),
    shell.PublicLink("Chỉ số", "indices:overview", 30),
    shell.SearchSource("indices", "Chỉ số", find, order=20),
)
for _name, _label in (
    ("source", "Bản kết quả của tỉnh"),
    ("score", "Điểm chỉ số"),
    ("dispute", "Nguồn của một con số"),
    ("forecast", "Dự báo chỉ số"),
    ("revision", "Số liệu chỉ số"),
):
    journal_door.about(f"indices.{_name}", visible=_all, label=_label)
files.allow("booklet", _reads_booklet)
