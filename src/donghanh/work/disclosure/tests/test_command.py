"""The command line: an audit without a database; 0 nothing to mend, 1 something, 2 it could not be looked at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from donghanh.work.disclosure.engine import shot
from donghanh.work.disclosure.tests.site.server import Answer, serve

ROOT = Path(__file__).resolve().parents[5]
CLEAN = (
    "<!doctype html><html lang=vi><meta charset=utf-8><title>Sở Thử</title><h1>Sở Thử</h1><p>Ngày 1/11/2026</p>"
    '<p><a href="/a">Tin</a></p>'
)


def run(*words: str) -> Any:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DONGHANH_", "DJANGO_"))}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "donghanh.config.cli", "disclosure", "audit", *words],
        capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        env=kept | {"DONGHANH_VAR": "/nonexistent", "DONGHANH_DATABASE": "postgresql://nobody@127.0.0.1:1/none"},
    )  # fmt: skip


def test_the_exit_code_says_whether_something_must_be_mended(tmp_path: Path) -> None:
    book = {"/": Answer(CLEAN.encode()), "/a": Answer(CLEAN.encode())}
    quick = ("--allow-loopback", "--delay", "0", "--no-categories", "--agency", "Sở Thử")
    with serve(book) as site:
        found = run(site.url, "--json", "-", *quick)
        told = json.loads(found.stdout)
        assert [f["code"] for f in told["findings"]] == ["no-https"], "a site on loopback has no certificate"
        assert found.returncode == 1
        assert told["findings"][0]["evidence"]["at"]
        assert told["pages"] == 2
        first = tmp_path / "lan-1.json"
        first.write_text(found.stdout, encoding="utf-8")
        assert run(site.url, "--before", str(first), "--json", str(tmp_path / "lan-2.json"), *quick).returncode == 1
        refused = run(site.url, "--delay", "0")
        assert refused.returncode == 2, "loopback is opened by an explicit word only"
        assert "nội bộ" in refused.stdout
    gone = run(site.url, *quick)
    assert gone.returncode == 2
    assert run(site.url, "--category", "khong-co").returncode == 2
    broken = run(site.url, "--before", str(ROOT / "README.md"))
    assert broken.returncode == 2
    assert len(broken.stderr.strip().splitlines()) == 1


def test_a_page_is_drawn_without_what_it_would_load_or_run() -> None:
    page = (
        "<html><head><script>alert(1)</script><link rel=stylesheet href=http://x/><meta http-equiv=refresh content=0></head>"
        '<body onload="x()"><h1>Đất</h1><iframe src="file:///etc/passwd"></iframe><img src="http://x/a.png" onerror="y()">'
        '<div style="background:url(file:///etc/passwd)">Chữ</div></body></html>'
    )
    made = shot.harmless(page).decode()
    for gone in ("script>", "iframe", "file://", "http://x", "onload", "onerror", "refresh", "url("):
        assert gone not in made, gone
    assert "Đất" in made
    assert "default-src 'none'" in made
    assert shot.harmless("").startswith(b"<!doctype html>")


def test_a_picture_is_taken_where_there_is_a_browser(chromium: str) -> None:
    image = shot.take("<h1>Xin chào</h1><p>Đất đai</p>", program=chromium)
    assert image is not None
    assert image.startswith(b"\x89PNG")
    assert shot.take("<h1>x</h1>", program="/bin/false") is None
