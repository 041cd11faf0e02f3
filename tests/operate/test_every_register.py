"""Each list that the plan names, filled by the trial's generator: list, row, paper, feed, files, and a map where it has places."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from donghanh.config.demo_registers import run_registers
from donghanh.ground.orgs import services as orgs
from donghanh.kit.dates import ZONE
from donghanh.record.registers import domain, services
from donghanh.record.registers.engine import stored
from donghanh.record.registers.models import Register

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.django_db
def test_every_list_of_the_plan_is_read_on_screen_on_paper_as_a_feed_and_on_a_map(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    monkeypatch.setenv("DONGHANH_NOW", NOW.isoformat())
    orgs.import_reference(at=NOW)
    services.import_reference(at=NOW)
    run_registers(at=NOW, progress=lambda _done, _all: None)
    held = {r.slug: r for r in Register.objects.published().with_context()}
    assert set(held) == set(domain.shipped())
    client = Client()
    listed = client.get("/danh-muc/").content.decode()
    for slug, register in held.items():
        version, page = register.current, f"/danh-muc/{slug}/"
        assert version is not None
        version.register = register
        assert f'href="{page}"' in listed
        shown = client.get(page)
        assert shown.status_code == 200, slug
        assert register.title in shown.content.decode()
        first = stored.page(version.path, version.schema, stored.Query(limit=1)).rows[0]
        assert client.get(f"{page}dong/?khoa={quote(first['_key'])}").status_code == 200, slug
        assert register.title.upper() in client.get(f"{page}in/").content.decode().upper(), slug
        assert ET.fromstring(client.get(f"{page}tin.atom").content).findall(f"{ATOM}entry"), slug  # noqa: S314 - ours
        assert ("<dh-map" in shown.content.decode()) == bool(
            version.schema.has_geometry and shown.context["map"]["count"]
        )
        if version.schema.has_geometry:
            places = client.get(f"{page}ban/{version.key}/ban-do.geojson").json()
            assert places["type"] == "FeatureCollection", slug
        assert client.get(f"/en{page}").status_code == 200, slug
