"""A person at a browser: what they open is looked at each time for faults that nobody should have to report."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Response

from tests.journeys.house import PASSWORD, ROOT, House

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURES = ROOT / "docs" / "tour" / "pictures"
PROVINCE = ("Tỉnh Lạng Sơn", "Lạng Sơn province")
HEIGHTS = {360: 780, 1366: 860, 1920: 1080}


class Visitor:
    """One person, one browser context, one tab."""

    def __init__(self, context: BrowserContext, house: House, *, scripts: bool = True) -> None:
        self.context, self.house, self.scripts = context, house, scripts
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self._last: Response | None = None
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._answered)
        self._axe = context.new_cdp_session(self.page) if scripts else None

    def _heard(self, message: Any) -> None:
        if message.type != "error":
            return
        refused = re.search(r"status of (\d{3})", message.text)
        if refused and int(refused.group(1)) in self.expected:
            return  # the browser repeats in its console that a page was refused
        self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._last = response
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")

    # --- going about -----------------------------------------------------------------------------------------

    def visit(self, path: str, *, status: int = 200) -> Visitor:
        """Type an address and look at what comes."""
        self.expected.add(status)
        self.page.goto(path if path.startswith("http") else self.house.url + path)
        return self.look(status=status)

    def press(self, name: str | Locator, *, status: int = 200) -> Visitor:
        """Press a button or follow a link, and look at where it leads."""
        self.expected.add(status)
        target = self.named(name) if isinstance(name, str) else name
        self._last = None
        target.click()
        self.page.wait_for_load_state("load")
        return self.look(status=status)

    def named(self, name: str) -> Locator:
        """Find the button or link with a name, in the page before the menus around it."""
        main = self.page.locator("main")
        for role in ("button", "link"):
            found = main.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
            if found.count():
                return found.first
        return main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first

    def choose(self, label: str) -> Visitor:
        """Open the menu of further verbs and choose one."""
        self.page.locator("main details.menu > summary").first.click()
        return self.press(self.page.locator("main details.menu").get_by_role("link", name=label, exact=True))

    def fill(self, **fields: str) -> Visitor:
        """Write in the fields by their names in the form."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)
        return self

    def sign_in(self, login: str, *, password: str = PASSWORD) -> Visitor:
        """Sign in as one of the trial accounts."""
        self.visit("/dang-nhap/").fill(login=address(login), password=password)
        return self.press("Đăng nhập")

    # --- looking ---------------------------------------------------------------------------------------------

    def look(self, *, status: int = 200) -> Visitor:
        """Hold the page to what every page promises."""
        where = self.page.url.removeprefix(self.house.url)
        if self._last is not None:
            assert self._last.status == status, f"{where}: {self._last.status}, expected {status}: {self.text[:400]}"
        assert not self.faults, (where, self.faults)
        brand = self.page.locator("a.brand small")
        if brand.count():  # a page's own words must not take the place of the frame's
            assert brand.first.inner_text() in PROVINCE, f"{where}: the frame says {brand.first.inner_text()[:80]!r}"
        if not self.scripts:
            return self
        wide, screen = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen, f"{where} is {wide} px wide on a screen of {screen}: {self._culprits()}"
        violations = self._violations()
        assert not violations, f"{where}: {json.dumps(violations, ensure_ascii=False, indent=1)[:2500]}"
        return self

    def _violations(self) -> list[dict[str, Any]]:
        """Run axe in a world of its own, so that the page's content policy stays as it is for readers."""
        assert self._axe is not None
        frame = self._axe.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self._axe.send("Page.createIsolatedWorld", {"frameId": frame})["executionContextId"]
        self._axe.send("Runtime.evaluate", {"expression": AXE, "contextId": world})
        run = (
            f"axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}}).then(r => r.violations)"
        )
        answer = self._axe.send(
            "Runtime.evaluate", {"expression": run, "contextId": world, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return [
            {
                "rule": v["id"],
                "help": v["help"],
                "at": [n["html"][:200] + " | " + (n.get("failureSummary") or "")[:250] for n in v["nodes"][:4]],
            }
            for v in answer["result"]["value"]
        ]

    def _culprits(self) -> list[str]:
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
        )
        return found

    @property
    def text(self) -> str:
        """Return the words of the page."""
        return self.page.locator("main").inner_text()

    def sees(self, *words: str) -> Visitor:
        """Say that the page holds these words, in whatever case the design sets them."""
        text = squeezed(self.text)
        missing = [w for w in words if squeezed(w) not in text]
        assert not missing, f"{self.page.url}: no {missing} in: {text[:3000]}"
        return self

    def sees_not(self, *words: str) -> Visitor:
        """Say that nothing of this is in the page, seen or unseen."""
        source = squeezed(self.page.content())
        assert not [w for w in words if squeezed(w) in source], f"{self.page.url} shows {words}"
        return self

    # --- pictures --------------------------------------------------------------------------------------------

    def picture(self, name: str, *widths: int) -> Visitor:
        """Save the page for the tour at each width, when pictures are asked for."""
        if os.environ.get("DONGHANH_PICTURES") != "1":
            return self
        before = self.page.viewport_size
        for width in widths or (1366,):
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            self.page.evaluate("document.fonts.ready")
            save(self.page.screenshot(animations="disabled"), PICTURES / f"{name}-{width}.png")
        if before:
            self.page.set_viewport_size(before)
        return self


def save(shot: bytes, path: Path) -> None:
    """Keep a screenshot small: as few colours as do not show, at most 200 KB."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64, 32):
        image.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < 200_000:
            return
    raise AssertionError(f"{path.name} stays above 200 KB")


def squeezed(text: str) -> str:
    """Put a text on one line in small letters."""
    return " ".join(text.split()).casefold()


def address(login: str) -> str:
    """Return the address of a trial account, or an address as it is."""
    return login if "@" in login else f"{login}@trial.donghanh.localhost"


def words_of(rows: Iterable[Locator]) -> list[str]:
    """Return the words of each row on one line."""
    return [" ".join(r.inner_text().split()) for r in rows]
