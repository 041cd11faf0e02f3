"""The door of the index: put what may be found, drop what is gone, find.

A room whose things change one by one puts each as it is written, inside the same transaction, and contributes a
``shell.Searchable`` as well, so that the nightly gathering can rebuild the whole. Who may find a document is part of
it (``readers``); a draft is put with its readers, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from donghanh.kit import dates
from donghanh.record.search import domain, queries
from donghanh.record.search.domain import EVERYBODY, Document, FacetValue, Found, Hit
from donghanh.record.search.queries import finding
from donghanh.record.search.services import drop, gather, gather_all, gather_part, put, put_many

__all__ = [
    "EVERYBODY",
    "Document",
    "FacetValue",
    "Found",
    "Hit",
    "drop",
    "find",
    "for_agencies",
    "for_roles",
    "gather",
    "gather_all",
    "gather_part",
    "public_urls",
    "put",
    "put_many",
    "size",
]


def find(
    query: str,
    user: Any = None,
    kinds: Sequence[str] = (),
    facets: Mapping[str, Sequence[Any]] | None = None,
    page: int = 1,
    *,
    per_page: int = domain.PER_PAGE,
    on: date | None = None,
) -> Found:
    """Find what a person may see (``None``: what everybody may), marks or none.

    ``facets`` narrows by ``agency`` (code), ``subject``, ``year``, ``place``.
    """
    return finding.find(query, user, kinds=kinds, facets=facets, page=page, per_page=per_page, on=on or dates.today())


def for_agencies(*codes: str) -> tuple[str, ...]:
    """Return the readers of a document that only people of these agencies may find."""
    return tuple(f"agency:{code}" for code in codes)


def for_roles(*roles: str) -> tuple[str, ...]:
    """Return the readers of a document that only people of these roles may find."""
    return tuple(f"role:{role}" for role in roles)


def size() -> dict[str, int]:
    """Say how many documents of each kind the index holds."""
    return queries.size()


def public_urls(limit: int) -> list[str]:
    """List the addresses of what everybody may find, for the site map."""
    return queries.public_urls(limit)
