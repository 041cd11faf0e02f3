"""Templates compile, stay in their room, and speak through our components."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.guards import house

_OTHER = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
_HANDLER = re.compile(r"""\son(?:click|change|submit|load|input|key\w+|mouse\w+|focus|blur)\s*=""", re.IGNORECASE)
_STYLE = re.compile(r"""\sstyle\s*=""", re.IGNORECASE)


def pages() -> list[tuple[str, Path]]:
    """Return every template of ours by the name Django knows it under."""
    found = []
    for path in house.tracked():
        if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"} and house.PACKAGE in path.parents:
            at = path.parts.index("templates")
            found.append(("/".join(path.parts[at + 1 :]), path))
    return found


@pytest.mark.parametrize("name", [name for name, _ in pages()])
def test_it_compiles(name: str) -> None:
    assert get_template(name)


def test_no_template_extends_or_includes_another_rooms() -> None:
    crossing = []
    for name, path in pages():
        own = house.room_of(path).partition(".")[2] or "ui"
        allowed = {own, "ui", "cotton", *(("allauth", "account", "mfa", "socialaccount") if own == "accounts" else ())}
        for other in _OTHER.findall(path.read_text(encoding="utf-8")):
            if other.partition("/")[0] not in allowed and other.partition("/")[0] != name.partition("/")[0]:
                crossing.append(f"{house.short(path)} -> {other}")
    assert not crossing, "embed a fragment by address, or a card from plug.py:\n" + "\n".join(crossing)


def test_no_inline_handler_or_style_that_the_content_policy_would_block() -> None:
    inline = [
        f"{house.short(path)}: {match[0].strip()}"
        for _, path in pages()
        if path.suffix == ".html"
        for pattern in (_HANDLER, _STYLE)
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not inline, "\n".join(inline)


def test_nothing_is_fetched_from_elsewhere() -> None:
    """Pages, styles and scripts name no other server: nothing leaves the province's machine."""
    remote = re.compile(
        r"""(?:src|href|srcset|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import\s"""
    )
    found = []
    for path, text in house.texts().items():
        if house.PACKAGE in path.parents and path.suffix in {".html", ".css", ".js"} and "tests" not in path.parts:
            found += [f"{house.short(path)}: {m[0]}" for m in remote.finditer(text)]
    assert not found, "\n".join(found)
