"""The auditor's manners and its skin: whom it never asks, what it obeys, and that nothing a site does hurts it."""

from __future__ import annotations

import gzip
import ipaddress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donghanh.kit.dates import ZONE
from donghanh.work.disclosure.engine import Expected, Limits, Site, addresses, audit
from donghanh.work.disclosure.engine.days import dates_in
from donghanh.work.disclosure.engine.model import Fetched, Report
from donghanh.work.disclosure.engine.net import Asker
from donghanh.work.disclosure.engine.pages import read_page
from donghanh.work.disclosure.engine.robots import read_robots
from donghanh.work.disclosure.tests.site.server import Answer, Book, serve

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
QUICK = Limits(pages=60, delay=0, page_bytes=200_000, file_bytes=300_000, timeout=2, page_seconds=2)


def look(book: Book, wild: Any = None, limits: Limits = QUICK, **facts: Any) -> tuple[Report, Any]:
    with serve(book, wild) as site:
        report, _ = audit(Site(site.url, **facts), clock=lambda: NOW, limits=limits, allow_loopback=True)
        return report, site


def codes(report: Report) -> set[str]:
    return {f.code for f in report.findings}


def page(body: str, title: str = "Trang") -> Answer:
    return Answer(f"<!doctype html><html lang=vi><meta charset=utf-8><title>{title}</title><body>{body}".encode())


@pytest.mark.parametrize(
    "private",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.10", "169.254.169.254", "0.1.0.0", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("2002:0a00:0001::", "64:ff9b::10.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
    ],
)
def test_a_machine_that_is_not_public_is_never_asked(private: str) -> None:
    assert not addresses.permitted(ipaddress.ip_address(private), allow_loopback=False)


@pytest.mark.parametrize("public", ["203.162.4.191", "8.8.8.8", "2001:4860:4860::8888"])
def test_a_public_machine_may_be_asked(public: str) -> None:
    assert addresses.permitted(ipaddress.ip_address(public), allow_loopback=False)


@pytest.mark.parametrize(
    "written", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_however_loopback_is_written_it_is_refused_after_the_name_was_looked_up(written: str) -> None:
    with serve({"/": page("x")}) as site:
        port = site.url.rstrip("/").rpartition(":")[2]
        report, _ = audit(Site(f"http://{written}:{port}/"), clock=lambda: NOW, limits=QUICK)
    assert codes(report) == {"address-refused"}
    assert site.asked == []
    assert not report.reached


def test_only_web_addresses_are_asked() -> None:
    for odd in (
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "",
        "http://",
    ):
        assert addresses.normal(odd) == ""
    report, _ = audit(Site("file:///etc/passwd"), clock=lambda: NOW, limits=QUICK)
    assert codes(report) == {"unreachable"}


def test_a_loopback_allowed_for_a_trial_does_not_open_the_other_private_machines() -> None:
    for target in ("http://10.0.0.1/", "http://169.254.169.254/", "http://[fd00::1]/"):
        report, site = look({"/": page('<a href="/x">Mở</a>'), "/x": Answer(status=302, headers={"Location": target})})
        assert "redirect-private" in codes(report)
        assert site.asked == ["/robots.txt", "/", "/x"]


def test_robots_are_obeyed_to_the_letter() -> None:
    robots = read_robots(
        "User-agent: *\nDisallow: /\n\nUser-agent: DongHanhAudit\nUser-agent: other\nDisallow: /kin/\nAllow: /kin/mo\nDisallow: /*.bak$\nCrawl-delay: 2,5\n",
        "DongHanhAudit/1.0",
    )
    told = {
        p: robots.allows(f"http://a.vn{p}") for p in ("/", "/kin/", "/kin/a", "/kin/mo", "/a.bak", "/a.bak?x=1", "/k")
    }
    assert told == {
        "/": True,
        "/kin/": False,
        "/kin/a": False,
        "/kin/mo": True,
        "/a.bak": False,
        "/a.bak?x=1": True,
        "/k": True,
    }
    assert robots.delay == 2.5


def test_a_site_that_forbids_everything_is_left_alone() -> None:
    report, site = look({"/": page("x"), "/robots.txt": Answer(b"User-agent: *\nDisallow: /", "text/plain")})
    assert site.asked == ["/robots.txt"]
    assert codes(report) == {"robots-forbid"}


def test_a_site_whose_robots_fail_counts_as_closed() -> None:
    report, site = look({"/": page("x"), "/robots.txt": Answer(status=503)})
    assert site.asked == ["/robots.txt"]
    assert codes(report) == {"robots-unreachable"}


def test_it_says_who_it_is_and_pauses_between_questions() -> None:
    waits: list[float] = []
    book = {
        "/": page('<a href="/a">A</a>'),
        "/a": page("x"),
        "/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 99", "text/plain"),
    }
    with serve(book) as site:
        limits = Limits(delay=0.5, longest_delay=3)
        audit(
            Site(site.url),
            clock=lambda: NOW,
            limits=limits,
            allow_loopback=True,
            contact="https://tinh.vn/kiem-tra",
            sleep=waits.append,
        )
    assert site.agents == {"DongHanhAudit/1.0 (+https://tinh.vn/kiem-tra)"}
    assert len(waits) == 2
    assert all(2.5 < w <= 3 for w in waits)


def test_limits_of_pages_and_depth_hold_and_are_told() -> None:
    def wide(path: str) -> Answer | None:
        return (
            page("".join(f'<a href="{path.rstrip("/")}/{w}">{w}</a>' for w in ("mot", "hai", "ba")) + path)
            if path != "/robots.txt"
            else None
        )

    report, site = look({}, wide, Limits(pages=25, depth=9, delay=0))
    assert len(site.asked) == 26
    assert report.stopped == "pages"
    assert "stopped" in codes(report)
    report, site = look({}, wide, Limits(pages=900, depth=2, delay=0))
    assert len(site.asked) == 1 + 1 + 3 + 9


def test_bombs_huge_pages_odd_packings_and_binaries_end_in_a_sentence() -> None:
    junk = bytes(range(256)) * 40
    book = {
        "/": page(
            "".join(f'<a href="/{n}">Mục {n}</a>' for n in ("bom", "nang", "la", "nhi-phan", "anh", "cut", "rong"))
        ),
        "/bom": Answer(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        "/nang": Answer(b"<p>" + b"x" * 400_000),
        "/la": Answer(b"x", headers={"Content-Encoding": "zstd"}),
        "/nhi-phan": Answer(junk),
        "/anh": Answer(junk, "image/png"),
        "/cut": Answer(gzip.compress(b"<p>x</p>" * 900)[:20], headers={"Content-Encoding": "gzip"}),
        "/rong": Answer(b""),
    }
    report, _ = look(book)
    told = {(f.code, f.url.rpartition("/")[2]) for f in report.findings}
    assert {("bomb", "bom"), ("too-large", "nang"), ("link-dead", "la")} <= told
    assert report.bytes < 2_000_000


def test_a_server_that_drips_is_left_after_its_time() -> None:
    import socket
    import threading

    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        for _ in range(1):
            peer, _ = listener.accept()
            with peer:
                peer.recv(4096)
                try:
                    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
                    for _ in range(40):
                        peer.sendall(b"x")
                        threading.Event().wait(0.1)
                except OSError:
                    continue

    threading.Thread(target=drip, daemon=True).start()
    limits = Limits(delay=0, timeout=1, page_seconds=0.5)
    started = datetime.now(ZONE)
    with listener, Asker(limits, clock=lambda: NOW, allow_loopback=True) as asker:
        answer = asker.get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    assert answer.error == "timeout"
    assert (datetime.now(ZONE) - started).total_seconds() < 4


def test_a_category_is_found_by_its_words_with_or_without_marks_and_clicks_are_counted() -> None:
    book = {
        "/": page('<a href="/a">CÔNG KHAI</a>'),
        "/a": page('<a href="/b">Quy hoach su dung dat nam 2026</a>'),
        "/b": page("<h1>Đất</h1><p>Ngày 5/11/2026 " + "công bố " * 20),
    }
    wanted = Expected("dat", "Quy hoạch sử dụng đất", ("quy hoạch sử dụng đất",), clicks=1, fresh_days=10)
    report, _ = look(book, expected=(wanted,))
    (found,) = report.found
    assert (found.state, found.clicks, found.newest_on) == ("stale", 2, date(2026, 11, 5))
    assert {"too-deep", "stale"} <= codes(report)


@given(st.binary(max_size=3000), st.sampled_from(["", "utf-8", "utf-16", "cp1258", "rot13", "khong-co", "hex"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_make_a_page_that_can_be_read_to_its_end(body: bytes, charset: str) -> None:
    fetched = Fetched("http://a.vn/", "http://a.vn/", NOW, 200, "text/html", charset, body, "x")
    assert len(read_page(fetched).fingerprint) in (0, 64)


def test_pages_nested_without_end_are_read() -> None:
    for body in (b"<div>" * 90_000, b"<a href='/x'>" * 20_000, b"<table><tr><td>" * 20_000):
        read_page(Fetched("http://a.vn/", "http://a.vn/", NOW, 200, "text/html", "utf-8", body, "x"))


def test_dates_are_read_as_offices_write_them() -> None:
    text = "Lạng Sơn, ngày 01 tháng 6 năm 2023; đăng 5/11/2026, sửa 2026-11-07; số 12/2026/QĐ-UBND; 45/13/2026"
    assert dates_in(text) == [date(2023, 6, 1), date(2026, 11, 5), date(2026, 11, 7)]


def test_one_address_has_one_writing() -> None:
    same = {
        addresses.normal(u, "http://A.vn/x/")
        for u in (
            "http://a.vn:80/x/../y?b=2&a=1#z",
            "/y?a=1&b=2&PHPSESSID=abc",
            "http://A.VN/y;jsessionid=0AF?a=1&b=2&utm_source=x",
        )
    }
    assert same == {"http://a.vn/y?a=1&b=2"}


def test_a_long_list_is_read_to_its_end_and_a_machine_that_repeats_itself_is_not() -> None:
    links = "".join(f'<a href="/tin/{n}">Tin {n}</a>' for n in range(150))
    words = ["đất", "nước", "rừng", "đường", "chợ", "cầu", "trường", "trạm", "kho", "bến"]

    def news(path: str) -> Answer | None:
        if not path.startswith("/tin/"):
            return None
        n = int(path.rpartition("/")[2])
        return page(f"<p>{words[n % 10]} {words[n // 10 % 10]} {words[n // 100]}</p>")

    wide = Limits(pages=400, delay=0)
    report, site = look({"/": page(links)}, news, wide)
    assert "crawler-trap" not in codes(report)
    assert len([p for p in site.asked if p.startswith("/tin/")]) == 150
    report, site = look(
        {"/": page(links)}, lambda p: page("<p>Trang số 1</p>") if p.startswith("/tin/") else None, wide
    )
    assert "crawler-trap" in codes(report)
    assert len(site.asked) < 70
