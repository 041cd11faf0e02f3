"""Demonstration of disclosure: an invented department's site, served on loopback for a minute and really audited.

The findings a trial shows are what the auditor saw there; only the site is invented, and every screen says so.
"""

# ruff: noqa: E501 - the bytes of one document are read whole

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import show_date
from donghanh.work.disclosure import engine, jobs, services
from donghanh.work.disclosure.models import Duty, Finding, Site

HOST = "https://trang-minh-hoa.example/"
AGENCIES = ("so-tai-chinh-2025", "so-nong-nghiep-va-moi-truong")
_LIMITS = engine.Limits(pages=60, delay=0.0, seconds=30, timeout=3)
_SCAN = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [4 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    b"stream\n\x99\nendstream\nendobj\n4 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
    b"/Resources << /XObject << /Im1 3 0 R >> >> >>\nendobj\n5 0 obj\n<< /Length 30 >>\nstream\nq 595 0 0 842 0 0 cm /Im1 Do Q \n"
    b"endstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n"
)


def run_disclosure_demo(*, at: datetime) -> int:
    """Publish some of what is owed, audit two invented sites, let an agency answer; returns the number of findings."""
    if Site.objects.exists():
        return 0
    people = {
        code: User.objects.filter(email=f"minh-hoa-{code}@trial.donghanh.localhost").first()
        for code in Agency.objects.values_list("code", flat=True)
    }
    _publish(people, at)
    for code in AGENCIES:
        agency = Agency.objects.filter(code=code).first()
        if agency is not None:
            _audit(agency, at)
    _answers(people, at)
    for back in (14, 7, 1, 0):
        services.take_table(at=at - timedelta(days=back))
    return Finding.objects.count()


def _publish(people: dict[str, User | None], at: datetime) -> None:
    """Two of three duties were fulfilled, some late, some long ago; the rest is still owed."""
    for n, duty in enumerate(Duty.objects.in_force(at.date()).with_context().order_by("agency__code", "rule")):
        person, rule = people.get(duty.agency.code), duty.terms
        if person is None or rule is None or n % 5 == 4:
            continue
        age = (9, 25, 60, 400)[n % 4] if rule.fresh_days is None or rule.fresh_days > 40 else (1, 2, 20)[n % 3]
        day = workcal.add_working_days(at.date() - timedelta(days=age), -1)
        outside = duty.agency.code in AGENCIES or n % 3 == 0
        when = datetime.combine(day, at.timetz()).replace(hour=9, minute=n % 60)
        services.publish(
            duty, kind="address", title=f"{duty.label} (minh họa)", by=person, at=min(when, at), dated_on=day,
            url=f"{HOST}{duty.agency.code}/{duty.category}/" if outside else f"https://khac.example/{duty.category}/",
        )  # fmt: skip


def _audit(agency: Agency, at: datetime) -> None:
    site = services.enter_site(agency, url=f"{HOST}{agency.code}/", by=None, at=at, invented=True)
    audit = services.ask_audit(site, by=None, at=at)
    wanted = services.site_of(site, at=at)
    with _served(_pages(agency, wanted.expected, at.date())) as local:
        report, crawl = engine.audit(
            replace(wanted, url=local), clock=lambda: at, limits=_LIMITS, allow_loopback=True, sleep=lambda _s: None
        )
        pictures = jobs.pictures(report, crawl, most=2)

    def shown(url: str) -> str:
        return url.replace(local, site.url)

    findings = [
        replace(f, url=shown(f.url), evidence={k: shown(v) if isinstance(v, str) else v for k, v in f.evidence.items()})
        for f in report.findings
        if f.code != "no-https"
    ]
    report = replace(
        report, url=site.url, findings=findings, found=[replace(f, url=shown(f.url)) for f in report.found],
        seen=[replace(s, url=shown(s.url)) for s in report.seen],
    )  # fmt: skip
    services.keep_audit(audit, report=report, at=at, pictures={shown(u): image for u, image in pictures.items()})


def _answers(people: dict[str, User | None], at: datetime) -> None:
    said = (
        ("will_fix", "Đang yêu cầu phòng chuyên môn gửi lại bản có chữ (minh họa).", at.date() + timedelta(days=6)),
        ("fixed", "Đã sửa liên kết, đề nghị kiểm tra lại (minh họa).", None),
    )
    for n, finding in enumerate(Finding.objects.unsettled().exclude(severity="info").with_context()[::4]):
        person = people.get(finding.site.agency.code)
        if person is not None:
            kind, text, day = said[n % 2]
            services.reply(finding, kind=kind, text=text, promised_on=day, by=person, at=at)


def _pages(agency: Agency, expected: tuple[engine.Expected, ...], on: date) -> dict[str, tuple[str, bytes]]:
    """An ordinary site with ordinary faults."""
    book: dict[str, tuple[str, bytes]] = {}

    def page(path: str, title: str, body: str, lang: str = ' lang="vi"') -> None:
        frame = f'<!doctype html><html{lang}><head><meta charset="utf-8"><title>{title}</title></head><body><header>'
        frame += (
            f'<a href="/">{agency.name}</a></header><main><h1>{title}</h1>{body}</main><footer>{agency.name}</footer>'
        )
        book[path] = ("text/html; charset=utf-8", frame.encode())

    links = ""
    for n, wanted in enumerate(expected):
        if n % 6 == 5:
            continue
        links += f'<li><a href="/{wanted.code}/">{wanted.label}</a></li>'
        entries = ""
        for k in range(3):
            day = on - timedelta(days=4 + 20 * k + (500 if n % 4 == 3 else 0))
            path, title = f"/{wanted.code}/bai-{'abc'[k]}", f"{wanted.label}, đợt {k + 1}"
            file = f'<p><a href="/tep/{wanted.code}-{k}.pdf">Toàn văn</a></p>' if k == 0 else ""
            if wanted.machine and k == 1 and n % 2:
                file = f'<p><a href="/tep/{wanted.code}.csv">Số liệu</a></p>'
                book[f"/tep/{wanted.code}.csv"] = ("text/csv", f"mục,giá trị\n{wanted.code},1\n".encode())
            if k == 2 and n % 3 == 1:
                file += f'<p><a href="/tep/phu-luc-{n}.docx">Phụ lục</a> <img src="/anh.png"></p>'
            page(
                path,
                title,
                f"<p>Ngày đăng {show_date(day)}</p><p>Nội dung minh họa về {wanted.label.lower()}.</p>{file}",
            )
            entries += f'<li><a href="{path}">{title}</a> {show_date(day)}</li>'
        if n % 2 == 0:
            book[f"/tep/{wanted.code}-0.pdf"] = ("application/pdf", _SCAN + wanted.code.encode())
        page(f"/{wanted.code}/", wanted.label, f"<ul>{entries}</ul>", "" if n == 2 else ' lang="vi"')
    page("/", f"Trang thông tin {agency.name}", f"<ul>{links}</ul>")
    return book


@contextmanager
def _served(book: dict[str, tuple[str, bytes]]) -> Iterator[str]:
    """Serve pages on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media, body = book.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in book else 404)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
