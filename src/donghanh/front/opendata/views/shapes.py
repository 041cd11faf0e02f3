"""Datasets, files, publishers and groups as CKAN writes them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from donghanh.front.opendata import domain
from donghanh.front.opendata.domain import Dataset, Resource


def _time(at: Any) -> str:
    return str(at.astimezone(None).strftime("%Y-%m-%dT%H:%M:%S.%f")) if at else ""


def organization_of(code: str, name: str) -> dict[str, Any]:
    """Write who publishes."""
    return {
        "id": domain.stable_id("to-chuc", code),
        "name": code,
        "title": name,
        "display_name": name,
        "type": "organization",
        "description": "",
        "image_url": "",
        "image_display_url": "",
        "created": None,
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
        "num_followers": 0,
    }


def group_of(code: str, title: str) -> dict[str, Any]:
    """Write a group."""
    return {
        "id": domain.stable_id("nhom", code),
        "name": code,
        "title": title,
        "display_name": title,
        "type": "group",
        "description": "",
        "image_url": "",
        "image_display_url": "",
        "created": None,
        "is_organization": False,
        "approval_status": "approved",
        "state": "active",
        "num_followers": 0,
    }


def tag_of(word: str) -> dict[str, Any]:
    """Write a keyword."""
    return {
        "id": domain.stable_id("tu", word),
        "name": word,
        "display_name": word,
        "state": "active",
        "vocabulary_id": None,
    }


def package_of(request: HttpRequest, d: Dataset) -> dict[str, Any]:
    """Write a dataset."""
    licence = domain.licence(d.licence)
    code, name = d.owner_code, d.owner_name
    resources = [resource_of(request, d, r, place) for place, r in enumerate(d.resources)]
    extras = [
        {"key": "frequency", "value": d.cadence},
        {"key": "title_en", "value": d.title_en},
        {"key": "row_count", "value": str(d.rows)},
        {"key": "legal_basis", "value": d.legal_basis},
        {"key": "demonstration_data", "value": "true" if d.invented else "false"},
    ]
    return {
        "id": d.id,
        "name": d.name,
        "title": d.title,
        "notes": d.description,
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": bool(licence["open"]),
        "author": name,
        "author_email": "",
        "maintainer": name,
        "maintainer_email": "",
        "creator_user_id": None,
        "license_id": licence["id"],
        "license_title": licence["title"],
        "license_url": licence["url"],
        "metadata_created": _time(d.created_at),
        "metadata_modified": _time(d.modified_at),
        "version": str(d.number),
        "url": request.build_absolute_uri(reverse("opendata:dataset", args=[d.name])),
        "owner_org": domain.stable_id("to-chuc", code),
        "organization": organization_of(code, name),
        "num_resources": len(resources),
        "num_tags": len(d.keywords),
        "resources": resources,
        "tags": [tag_of(word) for word in d.keywords],
        "groups": [group_of(d.group, d.group_title)] if d.group else [],
        "extras": [e for e in extras if e["value"]],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resource_of(request: HttpRequest, d: Dataset, r: Resource, place: int) -> dict[str, Any]:
    """Write a file of a dataset."""
    return {
        "id": r.id,
        "package_id": d.id,
        "name": r.name,
        "description": d.title,
        "format": domain.FORMATS[r.kind],
        "mimetype": domain.MEDIA[r.kind],
        "mimetype_inner": None,
        "size": r.size,
        "hash": r.sha256,
        "position": place,
        "url": request.build_absolute_uri(reverse("opendata:file", args=[d.name, d.name, r.kind])),
        "url_type": "",
        "resource_type": None,
        "cache_url": None,
        "cache_last_updated": None,
        "created": _time(d.created_at),
        "last_modified": _time(d.modified_at),
        "metadata_modified": _time(d.modified_at),
        "state": "active",
        "datastore_active": r.queryable,
    }
