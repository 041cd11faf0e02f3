"""Our Word files as an office suite opens them: LibreOffice turns them into pages, and the pages are looked at."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from donghanh.record.papers import api
from donghanh.record.papers.engine.press import FONTS
from donghanh.record.papers.tests.factories import pdf_pages, report

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None,
    reason="không có LibreOffice trên máy này; thêm bằng: apt-get install -y --no-install-recommends libreoffice-writer",
)
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>
<dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir><alias binding="same"><family>Times New Roman</family>
<prefer><family>Tinos</family></prefer></alias></fontconfig>"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Word file of the sample report as LibreOffice prints it, with letters of the metric of Times."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "p.docx").write_bytes(api._word.write(report()))
    (folder / "fonts.conf").write_text(_FONTS.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(  # noqa: S603 - a tool of this machine, our own file
        [str(OFFICE), profile, "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(folder / "p.docx")],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)},
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return Path(folder / "p.pdf").read_bytes()


def test_it_opens_and_every_number_is_there(opened: bytes) -> None:
    digits = re.compile(r"\d+")
    pages = pdf_pages(opened)
    assert abs(len(pages) - len(pdf_pages(api.pdf(report())))) <= 1
    numbers = Counter(m[1] for page in pages if (m := re.match(r"\s*(\d+)\s*[\r\n]", page)))
    found = Counter(d for page in pages for d in digits.findall(page)) - numbers
    figures = api.figures_of(report())
    told = Counter(d for f in [*figures["figures"], *figures["references"]] for d in digits.findall(f["printed"]))
    drawn = Counter(str(v.value) for b in report().paragraphs if isinstance(b, api.Figure) for v in b.values)
    assert found == told - drawn


def test_the_national_header_stands_on_one_line_and_the_first_page_has_no_number(opened: bytes) -> None:
    lines = [" ".join(line.split()) for line in pdf_pages(opened)[0].splitlines()]
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in lines)
    assert not lines[0].isdigit()
    assert pdf_pages(opened)[1].split()[0] == "2"


def test_the_signature_does_not_stand_alone_on_its_page(opened: bytes) -> None:
    for book in (opened, api.pdf(report())):
        page = next(p for p in pdf_pages(book) if "Lương Kim Chi" in p)
        assert "96,25 %" in page


def test_pages_have_ink_where_it_belongs(opened: bytes) -> None:
    book = pypdfium2.PdfDocument(opened)
    for n in range(len(book)):
        picture = book[n].render(scale=1).to_pil().convert("L")
        width, height = picture.size
        assert picture.getextrema()[0] < 80, n
        margin = picture.crop((0, 0, round(15 / 25.4 * 72), height))
        assert margin.getextrema()[0] > 200, f"trang {n + 1} in ra ngoài lề trái"
        assert picture.crop((width - 25, 0, width, height)).getextrema()[0] > 200
    assert io.BytesIO(opened).getbuffer().nbytes > 10_000
