"""The gallery shows everything, obeys the content policy, and is usable by everybody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.ui import assets

PAGES = ["/ui/", "/ui/khung/", "/ui/van-ban/"]
WIDTHS = [360, 1366, 1920]
BROWSER = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_trial_instance_shows_it(client: Client, page: str) -> None:
    assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_a_production_instance_does_not(client: Client, settings: Any) -> None:
    settings.TRIAL = False
    assert client.get("/ui/").status_code == 404


@pytest.mark.django_db
def test_it_shows_every_component(client: Client) -> None:
    source = (assets.HERE / "templates" / "ui" / "gallery.html").read_text(encoding="utf-8")
    missing = {
        p.stem
        for p in (assets.HERE / "templates" / "cotton").glob("*.html")
        if f"<c-{p.stem}" not in source and p.stem not in {"hash", "status"}
    }
    assert not missing


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_it_would_be_blocked_by_the_policy(client: Client, page: str) -> None:
    answer = client.get(page)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    html = answer.content.decode()
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert " src=" in script or re.search(r'nonce="[^"]+"', script)


@pytest.mark.django_db
def test_a_page_is_not_waited_for_by_its_scripts(client: Client) -> None:
    html = client.get("/ui/").content.decode()
    assert html.index('type="importmap"') < html.index('type="module"')
    assert re.search(r'<script src="[^"]*htmx[^"]*" defer>', html)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "head"),
    [
        (NotAllowed("x", "Việc này của cơ quan khác."), "Chưa được phép"),
        (NotAllowed("x", "Không tìm thấy nội dung này.", hidden=True), "Không tìm thấy"),
        (NotNow("x", "Việc đã đóng."), "Chưa làm được lúc này"),
        (Invalid("x", "Ngày không có thật.", fields={"on": "Ngày 31/02 không có."}), "Dữ liệu chưa hợp lệ"),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence_and_a_way_on(rf: Any, refusal: Any, head: str) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.template.loader import render_to_string

    request = rf.get("/x/")
    request.user = AnonymousUser()
    html = render_to_string("ui/refusal.html", {"refusal": refusal}, request)
    assert head in html
    assert refusal.message in html
    assert "Về trang chủ" in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_nothing_but_itself(name: str) -> None:
    from django.template.loader import get_template

    assert "Về trang chủ" in get_template(name).render({})


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_it_reads_well_in_a_real_browser(live_server: Any, chromium: str, vendor: None, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    axe = (assets.HERE.parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=BROWSER)
        for width in WIDTHS:
            for path in PAGES:
                page = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True).new_page()
                page.goto(live_server.url + path)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
                page.evaluate(axe)
                rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
                found = page.evaluate("(rules) => axe.run(document, rules)", rules)["violations"]
                told = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
                assert not told, (path, width, told)
                page.context.close()
        browser.close()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_the_policy_blocks_nothing_and_the_keyboard_walks_the_rows(
    live_server: Any, chromium: str, vendor: None
) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=BROWSER)
        page = browser.new_page(viewport={"width": 1366, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(live_server.url + "/ui/khung/", wait_until="networkidle")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.closest('li.picked') !== null")
        page.goto(live_server.url + "/ui/", wait_until="networkidle")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.keyboard.press("Tab")
        page.click("text=Trả lại >> nth=0")
        assert page.evaluate("document.querySelector('#tra-lai').open")
        page.keyboard.press("Escape")
        assert not page.evaluate("document.querySelector('#tra-lai').open")
        icon = page.locator(".door .icon").first.bounding_box()
        assert icon
        assert icon["width"] >= 24
        assert not said
        browser.close()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_chart_answers_the_pointer_under_the_strict_policy_and_costs_nothing_before(
    live_server: Any, chromium: str, vendor: None
) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=BROWSER)
        page = browser.new_page(viewport={"width": 1366, "height": 800})
        said: list[str] = []
        fetched: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(live_server.url + "/ui/", wait_until="networkidle")
        chart = page.locator("dh-chart").first
        chart.scroll_into_view_if_needed()
        drawn = chart.locator("svg").bounding_box()
        assert not [url for url in fetched if "vega" in url]
        chart.hover()
        page.wait_for_selector("dh-chart[data-state=live]", timeout=20_000)
        assert len([url for url in fetched if "vega" in url]) == 3
        live = chart.locator("svg").bounding_box()
        assert drawn
        assert live
        assert abs(live["width"] - drawn["width"]) < 2, "nothing jumps when the drawing comes alive"
        assert abs(live["height"] - drawn["height"]) < 12
        assert "6,71" in chart.inner_text(), "numbers stay Vietnamese"
        chart.locator(".mark-symbol path").nth(4).hover(force=True)
        page.wait_for_selector("#vg-tooltip-element.visible")
        assert "6,71" in page.inner_text("#vg-tooltip-element")
        assert not said
        browser.close()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_the_drawer_and_the_dialog_open_without_scripts(live_server: Any, chromium: str, vendor: None) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=BROWSER)
        page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
        page.goto(live_server.url + "/ui/khung/")
        line = page.locator(".rail nav a").first
        assert not line.is_visible()
        page.click(".drawer summary")
        assert line.is_visible()
        page.goto(live_server.url + "/ui/#tra-lai")
        assert page.locator("#tra-lai").is_visible()
        browser.close()
