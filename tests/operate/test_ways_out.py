"""What a screen lists leaves as a spreadsheet and as an official annex, in every room."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from donghanh.ground.workcal.tests.factories import load_calendar

pytestmark = pytest.mark.django_db
PUBLIC = (
    "disclosure:table",
    "disclosure:findings",
    "disclosure:requests",
    "dialogues:figures",
    "petitions:answers",
    "portal:promises",
    "indices:editions",
    "indices:disputes",
    "registers:list",
    "opendata:catalogue",
    "portal:usage",
)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_list_leaves_in_every_form_that_its_page_names(name: str, client: Client) -> None:
    load_calendar()
    address = reverse(name)
    page = client.get(address).content.decode()
    for form in ("xlsx", "csv", "docx", "pdf"):
        assert f"tai={form}" in page, f"{address} does not offer {form}"
    paper = client.get(address, {"tai": "docx"})
    assert paper.status_code == 200, paper.content[:300]
    words = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    assert "PHỤ LỤC" in words.upper()
    assert client.get(address, {"tai": "csv"}).content.startswith("\ufeff".encode())
