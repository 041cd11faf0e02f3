"""What the room does by itself: bring duties in line, look at sites, keep the nightly table, remind."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.kit import dates
from donghanh.kit.dates import local_date
from donghanh.record.journal import api as journal
from donghanh.record.notify import api as notify
from donghanh.work.disclosure import engine, services
from donghanh.work.disclosure.domain import requests
from donghanh.work.disclosure.engine import shot
from donghanh.work.disclosure.engine.model import Crawl
from donghanh.work.disclosure.models import Audit, InfoRequest, Site
from donghanh.work.disclosure.queries import requests as asked

EVERY = timedelta(days=7)
A_NIGHT = 12
PICTURES = 12


def reconcile(now: datetime) -> None:
    """Bring duties in line with the law's data and the agencies of today."""
    made = services.import_reference(at=now)
    journal.progress(made, made, f"Thêm {made} nghĩa vụ công khai.")


def take_table(now: datetime) -> None:
    """Keep the public table of this evening."""
    lines = services.take_table(at=now)
    journal.progress(lines, lines, f"Ghi bảng công khai của {lines} cơ quan.")


def audit_sites(now: datetime) -> None:
    """Look at sites nobody has looked at for a week, and at those somebody asked for; a few a night."""
    due = [s for s in Site.objects.filter(active=True, invented=False) if _is_due(s, now)][:A_NIGHT]
    for done, site in enumerate(due, start=1):
        waiting = site.audits.filter(state=Audit.State.WAITING).first() or services.ask_audit(site, by=None, at=now)
        run(waiting)
        journal.progress(done, len(due), f"Kiểm tra {site.url}")


def _is_due(site: Site, now: datetime) -> bool:
    if site.audits.filter(state=Audit.State.WAITING).exists():
        return True
    last = site.audits.order_by("-asked_at").first()
    return last is None or now - last.asked_at >= EVERY


def run(audit: Audit, *, clock: Callable[[], datetime] = dates.now, limits: engine.Limits | None = None) -> Audit:
    """Walk one site and keep what was found; one that was killed on the way is walked again next time."""
    site = services.site_of(audit.site, at=clock())
    contact = getattr(settings, "AUDIT_CONTACT", "")
    report, crawl = engine.audit(site, clock=clock, limits=limits, allow_loopback=settings.TRIAL, contact=contact)
    return services.keep_audit(audit, report=report, at=clock(), pictures=pictures(report, crawl))


def pictures(report: engine.Report, crawl: Crawl, *, most: int = PICTURES) -> dict[str, bytes]:
    """Draw the pages of the heaviest findings, as they were read."""
    if shot.browser() is None:
        return {}
    made: dict[str, bytes] = {}
    for finding in report.findings:
        page = crawl.pages.get(finding.url)
        if len(made) >= most:
            break
        if page is None or not page.kept or finding.url in made or finding.severity == engine.Severity.INFO:
            continue
        image = shot.take(zlib.decompress(page.kept).decode("utf-8", "replace"))
        if image is not None:
            made[finding.url] = image
    return made


@task()
def look(key: str) -> str:
    """Walk a site that somebody asked for, in the background."""
    audit = Audit.objects.select_related("site", "site__agency").filter(key=key, state=Audit.State.WAITING).first()
    if audit is None:
        return "Không còn lần kiểm tra nào chờ."
    done = run(audit)
    return f"Đã kiểm tra {done.site.url}: {done.errors + done.warnings} điều phải sửa."


def remind(now: datetime) -> None:
    """Tell an agency when an audit found something new, and of requests due today, tomorrow or already late."""
    since = now - timedelta(days=1)
    sent = _remind_of_requests(now)
    for audit in Audit.objects.filter(state=Audit.State.DONE, finished_at__gte=since).select_related("site__agency"):
        fresh = audit.site.findings.filter(first_seen_at__gte=audit.started_at).exclude(severity="info").count()
        people = accounts.people_at(audit.site.agency_id, on=local_date(now)) if fresh else ()
        for user_id in people:
            notify.notify(
                user_id,
                kind="disclosure.found",
                title=f"Kiểm tra {audit.site.url}: {fresh} điều mới phải sửa hoặc trả lời",
                url=reverse("disclosure:desk"),
                about_type="disclosure.site",
                about_key=audit.site.key,
                at=now,
            )
        sent += len(people)
    journal.progress(sent, sent, f"Báo {sent} lượt.")


def _remind_of_requests(now: datetime) -> int:
    """Name the requests whose day is near; on days off nobody is told."""
    on, sent = local_date(now), 0
    if not workcal.is_working_day(on):
        return 0
    soon = workcal.add_working_days(on, 1)
    rows = InfoRequest.objects.filter(state__in=requests.OPEN).with_context()
    for one in asked.timed(rows, on=on):
        if one.clock.due_on is None or one.clock.due_on > soon:
            continue
        word = "quá hạn từ" if one.overdue else "hạn trả lời"
        people = accounts.people_at(one.row.agency_id, on=on)
        for user_id in people:
            notify.notify(
                user_id,
                kind="disclosure.request_due",
                title=f"Yêu cầu thông tin {one.row.number}: {word} {dates.show_date(one.clock.due_on)}",
                url=reverse("disclosure:request", args=[one.row.key]),
                about_type="disclosure.inforequest",
                about_key=one.row.key,
                at=now,
            )
        sent += len(people)
    return sent
