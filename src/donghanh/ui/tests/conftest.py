"""Drawing parts of pages in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

from donghanh.ui import assets

TODAY = date(2026, 11, 22)


@pytest.fixture
def draw() -> Callable[..., str]:
    """Give a function that draws a template written in the test; ``today`` is 22/11/2026."""

    def drawn(source: str, **context: Any) -> str:
        template = Template(CottonCompiler().process(source))
        return template.render(Context({"today": TODAY} | context)).strip()

    return drawn


@pytest.fixture(scope="session")
def vendor() -> None:
    """Build what browsers fetch, or skip naming the command that is missing."""
    root = assets.HERE.parents[2]
    if not (root / "node_modules").is_dir():
        pytest.skip(f"không có {root / 'node_modules'}: npm ci")
    assets.build(root)
