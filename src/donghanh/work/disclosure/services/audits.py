"""Sites and audits: entered, asked for, kept; a finding lives from the audit that saw it to the one that did not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.disclosure import engine, events
from donghanh.work.disclosure.domain.findings import FINDINGS, UNSETTLED, FindingState
from donghanh.work.disclosure.engine import addresses
from donghanh.work.disclosure.engine.catalogue import expected
from donghanh.work.disclosure.models import Audit, Duty, Finding, Screenshot, SeenAddress, Site
from donghanh.work.disclosure.policies import may
from donghanh.work.disclosure.services.checks import save_checked


@transaction.atomic
def enter_site(agency: Agency, *, url: str, by: User | None, at: datetime, invented: bool = False) -> Site:
    """Enter the address of an agency's public site."""
    if by is not None:
        may("disclosure.sites", by, on=local_date(at)).or_refuse()
    found = addresses.normal(url if "://" in url else f"https://{url}")
    if not found:
        said = "Địa chỉ phải là một trang http hoặc https; hãy chép từ thanh địa chỉ của trình duyệt."
        raise Invalid("disclosure.address", said, fields={"url": said})
    if Site.objects.filter(url=found).exists():
        said = "Trang này đã được ghi rồi."
        raise Invalid("disclosure.site-known", said, fields={"url": said})
    site = Site(agency=agency, url=found, invented=invented, at=at, by=by)
    save_checked(site)
    journal.record(events.SiteEntered(agency.name, found), about=site, by=by, at=at, agency=agency)
    return site


@transaction.atomic
def ask_audit(site: Site, *, by: User | None, at: datetime) -> Audit:
    """Ask for an audit; one at a time waits for a site."""
    if by is not None:
        may("disclosure.sites", by, on=local_date(at)).or_refuse()
    site = Site.objects.select_for_update().get(pk=site.pk)
    if site.audits.filter(state=Audit.State.WAITING).exists():
        raise NotNow("disclosure.audit-waits", "Trang này đang chờ kiểm tra; hãy xem lại sau ít phút.")
    asked = Audit(site=site, asked_at=at, asked_by=by)
    save_checked(asked)
    journal.record(events.AuditAsked(site.agency.name), about=site, by=by, at=at, agency=site.agency)
    return asked


def site_of(site: Site, *, at: datetime) -> engine.Site:
    """Say what the auditor must look for on a site: whose it is, which categories, what was there before."""
    on = local_date(at)
    duties = Duty.objects.in_force(on).filter(agency_id=site.agency_id)
    codes = set(duties.values_list("category", flat=True))
    names = [n for n in (site.agency.name, site.agency.short_name) if n]
    former = [a.name for a in orgs.ancestors(site.agency_id) if a.name not in names]
    before = {s.url: engine.Seen(s.url, s.sha256, s.dated_on, s.at.isoformat(), s.kind) for s in site.seen.all()}
    return engine.Site(site.url, tuple(names), tuple(former), expected(codes, on=on), before)


@transaction.atomic
def keep_audit(
    audit: Audit, *, report: engine.Report, at: datetime, pictures: Mapping[str, bytes] | None = None
) -> Audit:
    """Keep what an audit found: new findings open, known ones stay, those no longer there count as mended."""
    audit = Audit.objects.select_for_update(of=("self",)).select_related("site", "site__agency").get(pk=audit.pk)
    if audit.state != Audit.State.WAITING:
        raise NotNow("disclosure.audit-kept", "Lần kiểm tra này đã có kết quả.")
    site = audit.site
    audit.state = Audit.State.DONE if report.reached else Audit.State.FAILED
    audit.on, audit.started_at, audit.finished_at = report.on, report.started_at, report.finished_at
    audit.pages, audit.files, audit.bytes, audit.stopped = report.pages, report.files, report.bytes, report.stopped
    audit.found = [f.as_dict() for f in report.found]
    audit.errors = sum(f.severity == engine.Severity.ERROR for f in report.findings)
    audit.warnings = sum(f.severity == engine.Severity.WARNING for f in report.findings)
    save_checked(audit)
    _keep_findings(site, report, at, _pictures(pictures or {}, at))
    if report.reached:
        _keep_seen(site, report)
    journal.record(
        events.SiteAudited(site.agency.name, audit.errors + audit.warnings, audit.pages + audit.files),
        about=site,
        by=None,
        at=at,
        agency=site.agency,
    )
    return audit


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _pictures(images: Mapping[str, bytes], at: datetime) -> dict[str, Screenshot]:
    made = {}
    for url, image in images.items():
        digest = hashlib.sha256(image).hexdigest()
        made[url] = Screenshot.objects.create(page_sha256="", sha256=digest, image=image, at=at)
    return made


def _keep_findings(site: Site, report: engine.Report, at: datetime, pictures: Mapping[str, Screenshot]) -> None:
    held = {(f.code, f.category, f.url_hash): f for f in site.findings.select_for_update()}
    for one in report.findings:
        key = (one.code, one.category, _hash(one.url))
        row = held.pop(key, None)
        if row is None:
            row = Finding(site=site, code=one.code, category=one.category, url=one.url[:2000], url_hash=key[2])
            row.first_seen_at = at
        else:
            row.times += 1
            if row.state == FindingState.FIXED:
                row.state = FINDINGS.step(row.state, "back")
                row.gone_at, row.reply, row.reply_kind = None, "", ""
        row.severity, row.sentence, row.evidence = str(one.severity), one.sentence[:600], dict(one.evidence)
        row.last_seen_at = at
        row.screenshot = pictures.get(one.url) or row.screenshot
        save_checked(row)
    if report.stopped or not report.reached:
        return  # what was not looked at was not mended
    for row in held.values():
        if row.state in UNSETTLED:
            row.state, row.gone_at = FINDINGS.step(row.state, "gone"), at
            save_checked(row)


def _keep_seen(site: Site, report: engine.Report) -> None:
    """Keep tonight's digests; an address that went is forgotten only when its going was told."""
    told = {_hash(f.url) for f in report.findings if f.code == "removed"}
    fresh = {_hash(s.url): s for s in report.seen}
    site.seen.filter(url_hash__in=[*fresh, *told]).delete()
    SeenAddress.objects.bulk_create(
        [
            SeenAddress(
                site=site, url=s.url[:2000], url_hash=key, sha256=s.sha256, kind=s.kind[:10], dated_on=s.dated_on,
                at=datetime.fromisoformat(s.at),
            )
            for key, s in fresh.items()
        ],
        batch_size=500,
    )  # fmt: skip
