"""What this room gives the shell: the list of agencies, and its answers to the one search box."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from donghanh.ground.orgs import domain, tables
from donghanh.ground.orgs.models import Agency
from donghanh.ui import shell


def _find(user: Any, folded: str, limit: int) -> Iterator[shell.Hit]:
    """Find agencies by any of their names."""
    for row in Agency.objects.visible_to(user).named_like(folded).order_by("valid_to", "name_folded")[:limit]:
        url = reverse("orgs:agency", args=[row.key])
        yield shell.Hit("Cơ quan", row.name, url, f"{domain.KINDS[row.kind]}, {tables.span(row)}")


shell.add(
    shell.MenuItem("Cơ quan", "orgs:list", "building-community", 81, group="Tra cứu"),
    shell.PublicLink("Cơ quan", "orgs:list", 55),
    shell.SearchSource("orgs.agencies", "Cơ quan", _find, order=60),
)
