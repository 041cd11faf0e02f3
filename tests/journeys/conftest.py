"""The house, the browser and the people of the stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import house as houses
from tests.journeys.house import House
from tests.journeys.visitor import AXE, HEIGHTS, Visitor

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Invite = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """Start one Chromium for all stories."""
    assert AXE
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def template(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Prepare once what every story starts from."""
    return houses.build(tmp_path_factory.mktemp("house") / "var")


@pytest.fixture
def house(template: House, tmp_path: Path) -> Iterator[House]:
    """Open a house of this story's own; what its server complained of at the end fails the story."""
    mine = houses.copy(template, tmp_path / "var").open()
    yield mine
    mine.close()
    assert "Traceback" not in mine.said, mine.said[-4000:]


@pytest.fixture
def invite(browser: Browser, house: House) -> Iterator[Invite]:
    """Give a function that lets somebody sit down at a browser, signed in where a login is named."""
    contexts = []

    def sit_down(login: str = "", *, width: int = 1366, scripts: bool = True, **options: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripts,
            has_touch=width < 600,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        person = Visitor(context, house, scripts=scripts)
        return person.sign_in(login) if login else person

    yield sit_down
    for context in contexts:
        context.close()
