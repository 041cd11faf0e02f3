"""What a running page bears, and what a first visit brings: loads of a few seconds on the loopback."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import sys
import threading
import time

from playwright.sync_api import sync_playwright
from tests import surroundings

SECONDS = 4  # of each load, after a warm-up
CONNECTIONS = 16
# What a visitor opens, of every front room; each is kept whole for the next visitor until something changes.
PUBLIC = (
    *("/", "/cam-ket/", "/cua/dau-tu/", "/tim/?q=dat+dai", "/danh-muc/", "/danh-muc/chinh-sach-ho-tro/", "/du-lieu/"),
    *("/en/", "/ke-hoach/", "/ke-hoach/viec/", "/co-quan/", "/lich/", "/nhat-ky/minh-bach/"),
)


def first_view(port: int) -> int:
    """Return how many bytes a first visit of the home page brings to a telephone; 0 where there is no Chromium."""
    chromium = surroundings.chromium()
    if chromium is None:
        return 0
    weights: list[float] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 780})
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_load_state("networkidle")
        browser.close()
    return int(sum(weights))


def rate(port: int, address: str) -> tuple[float, float]:
    """Return requests per second of one page and the p95 of their milliseconds; 0 for no page.

    wrk where there is one (then the p99, which it prints), else a loop of our own.
    """
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", address)
    answer = link.getresponse()
    answer.read()
    link.close()
    if answer.status != 200:
        print(f"  {address}: mã {answer.status}, không đo", file=sys.stderr)
        return 0.0, 0.0
    wrk = shutil.which("wrk")
    load = wrk_load if wrk else own_load
    load(port, address, 1)
    value, p95 = load(port, address, SECONDS)
    print(f"  {address}: {value:.0f}/s, p95 {p95:.1f} ms", file=sys.stderr)
    return value, p95


def wrk_load(port: int, address: str, seconds: int) -> tuple[float, float]:
    """Load one page with wrk."""
    said = subprocess.run(
        ["wrk", "--latency", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"http://127.0.0.1:{port}{address}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"{address} trả lời lỗi khi chịu tải:\n{said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert found is not None
    assert slow is not None
    return float(found[1]), float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]]


def own_load(port: int, address: str, seconds: int) -> tuple[float, float]:
    """Load one page with a few threads; slower than wrk, yet the same for both sides of the ratio."""
    end = time.monotonic() + seconds
    times: list[float] = []

    def loop() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (begun := time.monotonic()) < end:
            link.request("GET", address)
            link.getresponse().read()
            times.append(time.monotonic() - begun)

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / seconds, sorted(times)[int(len(times) * 0.95)] * 1000
