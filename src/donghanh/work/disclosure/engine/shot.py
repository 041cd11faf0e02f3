"""A picture of a page as it was read: drawn by headless Chromium in its sandbox, without scripts or network.

Chromium is given our copy of the page, never its address: nothing is asked of the site a second time, and what the
page would load (pictures, styles, frames, files of this machine) is taken out before and blocked besides.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

_SHUT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TAKEN_OUT = ("script", "iframe", "frame", "object", "embed", "link", "base", "meta", "source", "video", "audio")
_LOADS = ("src", "srcset", "background", "poster", "data", "xlink:href", "style")
WIDTH, HEIGHT, SECONDS = 1280, 1600, 25
LARGEST = 3_000_000
_NOBODY = 65534


def browser() -> str | None:
    """Return the Chromium of this machine, if there is one."""
    return next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)


def harmless(text: str) -> bytes:
    """Return a page without anything that runs or loads."""
    try:
        root: Any = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True, recover=True))
    except (etree.ParserError, ValueError, AssertionError):
        return b"<!doctype html><title>-</title>"
    for element in list(root.iter(*_TAKEN_OUT)):
        element.drop_tree()
    for element in root.iter():
        for name in list(element.attrib) if isinstance(element.tag, str) else ():
            if name in _LOADS or name.startswith("on"):
                del element.attrib[name]
    body: str = lxml.html.tostring(root, encoding="unicode")
    head = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_SHUT}">'
    return (head + body).encode("utf-8", "replace")


def _bare(folder: str) -> dict[str, str]:
    """Give Chromium a home and a path, nothing of ours."""
    return {"HOME": folder, "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}


def take(text: str, *, program: str | None = None) -> bytes | None:
    """Draw a page; none where there is no browser, or where it fails: a finding stands without its picture."""
    program = program or browser()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "page.png")
        page.write_bytes(harmless(text))
        # Chromium's sandbox refuses root, and rightly: then it runs as nobody, who owns this folder and nothing else.
        lowered: dict[str, Any] = {}
        if os.geteuid() == 0:
            lowered = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
            os.chown(folder, _NOBODY, _NOBODY)
            os.chown(page, _NOBODY, _NOBODY)
        command = [
            program, "--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
            "--proxy-server=http://127.0.0.1:1",
            "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={picture}",
            page.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(  # noqa: S603 - a program of this machine, our own words
                command, capture_output=True, timeout=SECONDS, check=False, cwd=folder, env=_bare(folder), **lowered
            )
        except (subprocess.TimeoutExpired, OSError):
            return None
        if not picture.exists() or not 0 < picture.stat().st_size <= LARGEST:
            return None
        return picture.read_bytes()
