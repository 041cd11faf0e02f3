"""What this room gives the shell: the list of agencies, and its answers to the one search box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from donghanh.ground.orgs import domain, tables
from donghanh.ground.orgs.models import Agency
from donghanh.ui import shell


def _documents(on: date) -> Iterator[shell.Document]:
    """Yield every agency that is or was, under all its names; the organisation of a province is public."""
    for row in Agency.objects.prefetch_related("aliases"):
        ended = bool(row.valid_to and row.valid_to <= on)
        yield shell.Document(
            kind="agency",
            key=row.key,
            title=row.name,
            url=reverse("orgs:agency", args=[row.key]),
            body=" · ".join([row.short_name, *(alias.text for alias in row.aliases.all())]).strip(" ·"),
            note=f"{domain.KINDS[row.kind]}, {tables.span(row)}",
            agency=row.code,
            weight=7 if ended else 9,
        )


shell.add(
    shell.MenuItem("Cơ quan", "orgs:list", "building-community", 81, group="Tra cứu"),
    shell.PublicLink("Cơ quan", "orgs:list", 55),
    shell.Searchable("agency", "Cơ quan", _documents, order=60),
)
