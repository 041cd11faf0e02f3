"""Drawing parts of pages in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler

TODAY = date(2026, 11, 22)


@pytest.fixture
def draw() -> Callable[..., str]:
    """Give a function that draws a template written in the test; ``today`` is 22/11/2026."""

    def drawn(source: str, **context: Any) -> str:
        template = Template(CottonCompiler().process(source))
        return template.render(Context({"today": TODAY} | context)).strip()

    return drawn
