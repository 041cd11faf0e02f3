"""What the room contributes to the shell: menu, the portal's link, search, who may read an entered booklet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.ui import shell
from donghanh.work.indices import queries
from donghanh.work.petitions import api as petitions


def documents(_on: date) -> Iterable[shell.Document]:
    """Yield the parts of each index once, under all the names they ever had; published names are everybody's."""
    names: dict[tuple[str, str], list[str]] = {}
    latest: dict[tuple[str, str], tuple[str, str, int]] = {}
    for edition in sorted(queries.twin().editions.values(), key=lambda e: -e.year):
        for part in edition.parts:
            slug = queries.part_slug(edition.family, part.key)
            place = (edition.family, slug)
            if slug == part.key:
                continue
            names.setdefault(place, []).append(part.name)
            latest.setdefault(place, (part.name, edition.name, edition.year))
    for (family, slug), (name, edition_name, year) in latest.items():
        former = dict.fromkeys(n for n in names[family, slug] if n != name)
        yield shell.Document(
            kind="index",
            key=f"{family}/{slug}",
            title=name,
            url=reverse("indices:part", args=[family.lower(), slug]),
            note=f"{edition_name}: điểm, mục tiêu, xác suất, nhiệm vụ",
            body=" · ".join([family, *former]),
            subject=name,
            year=year,
            weight=8,
        )


def _all(user: Any, keys: set[str]) -> set[str]:  # noqa: ARG001 - figures of an index are public
    return keys


def _reads_booklet(stored: Any, user: Any, on: date) -> bool:  # noqa: ARG001 - one rule for every booklet
    """Open an entered booklet to those who enter them: it is the publisher's paper, only its figures are public."""
    return bool(policy.may("indices.enter", user, on=on))


def open_petitions(request: Any, context: dict[str, Any]) -> str:
    """Say how many petitions are open on a part: whether the work is where businesses are stuck."""
    family, _, key = str(context["part"]).partition(".")
    if family != "PCI":
        return ""  # subjects of petitions are tied to parts of PCI only
    found = petitions.open_on(key, request.user, on=context["on"])
    return render_to_string("indices/open_petitions.html", {"found": found}, request)


def outlook_card(request: Any, context: Any = None) -> str:  # noqa: ARG001 - a card needs nothing of its page
    """Tell leaders in one card where the province stands, what the plan asks for and how often that was ever seen."""
    on = request.now.date()
    found = queries.standing(request.user, family="PCI", province=settings.PROVINCE, on=on)
    return render_to_string("indices/outlook_card.html", {"one": found, "province": settings.PROVINCE}, request)


shell.add(
    shell.Card("cockpit", "indices.outlook", outlook_card, 20),
    shell.Card("indices.part", "indices.open_petitions", open_petitions, 30),
    shell.MenuItem("Chỉ số PCI, PGI", "indices:overview", "chart-line", 5, group="Theo dõi"),
    shell.PublicLink("Chỉ số", "indices:overview", 30),
    shell.Searchable("index", "Chỉ số thành phần", documents, order=20),
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
