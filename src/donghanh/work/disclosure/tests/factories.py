"""A small province that must publish: two departments, a coordinator, rules of the real data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from donghanh.ground.orgs.models import Agency, Group
from donghanh.kit.dates import ZONE
from donghanh.record.journal import api as journal
from donghanh.work.disclosure import engine, services
from donghanh.work.disclosure.engine import Finding as Found
from donghanh.work.disclosure.engine import Severity, words
from donghanh.work.disclosure.models import Audit, Duty, Finding, Site
from donghanh.work.plan.tests import factories as plans

ON = date(2026, 11, 20)


def at(day: date = ON, hour: int = 9) -> datetime:
    """An instant in Viet Nam."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


class Town:
    """Sở Công Thương (An, head Hà), Thanh tra tỉnh (Bình), a coordinator, an auditor, a stranger."""

    def __init__(self) -> None:
        Group.objects.create(code="so-ban-nganh", name="Các sở, ban, ngành", kinds=["department"])
        self.a: Agency = plans.agency("Sở Công Thương", code="so-cong-thuong", short_name="Sở CT")
        self.b: Agency = plans.agency("Thanh tra tỉnh", code="thanh-tra-tinh", short_name="Thanh tra tỉnh")
        self.c: Agency = plans.agency("Sở Đầu mối", code="so-dau-moi")
        self.an = plans.person("Nông Thị Ân", ("officer", self.a))
        self.ha = plans.person("Hoàng Thu Hà", ("head", self.a))
        self.binh = plans.person("Bế Văn Bình", ("officer", self.b))
        self.head_b = plans.person("Đàm Văn Biên", ("head", self.b))
        self.chi = plans.person("Lương Kim Chi", ("coordinator", self.c))
        self.minh = plans.person("Đinh Quang Minh", ("leader", self.c))
        self.giang = plans.person("Mã Trường Giang", ("auditor", None))
        self.dung = plans.person("Phùng Mỹ Dung", ("business", None))
        services.import_reference(at=at(date(2024, 1, 5)))

    def duty(self, rule: str = "doanh-nghiep.ho-tro", agency: Agency | None = None) -> Duty:
        """One of A's duties."""
        return Duty.objects.get(rule=rule, agency=agency or self.a)

    def publish(self, duty: Duty, by: Any = None, when: datetime | None = None, **facts: Any) -> Any:
        """Publish something at an address."""
        given = {"kind": "address", "title": duty.label, "url": "https://so.example.vn/muc/", **facts}
        return services.publish(duty, by=by or self.an, at=when or at(), **given)

    def site(self, agency: Agency | None = None, url: str = "https://so.example.vn/") -> Site:
        """A's site."""
        return services.enter_site(agency or self.a, url=url, by=self.chi, at=at())


def found(code: str, url: str, category: str = "", **evidence: Any) -> Found:
    """One finding as the engine makes it."""
    severity, _, sentence = words.CODES[code]
    return Found(code, Severity(severity), sentence, url, category, evidence)


def report(*findings: Found, on: date = ON, states: dict[str, str] | None = None, **facts: Any) -> engine.Report:
    """One audit's report."""
    standing = [engine.Found(c, c, s, f"https://so.example.vn/{c}", 2, on) for c, s in (states or {}).items()]
    given: dict[str, Any] = {
        "url": "https://so.example.vn/", "on": on, "started_at": at(on), "finished_at": at(on, 10),
        "findings": list(findings), "found": standing, "seen": [], "pages": 12, "files": 3, "bytes": 1000,
        "stopped": "", "robots": "read", "outside": 0, **facts,
    }  # fmt: skip
    return engine.Report(**given)


def audited(site: Site, *findings: Found, on: date = ON, **facts: Any) -> Audit:
    """Keep an audit."""
    audit = services.ask_audit(site, by=None, at=at(on))
    return services.keep_audit(audit, report=report(*findings, on=on, **facts), at=at(on, 11))


def settle(when: datetime) -> None:
    """Let every handler hear of what happened."""
    for _ in range(3):
        journal.deliver_due(when)


def a_finding(town: Town, code: str = "scan-only") -> Finding:
    """One open finding on A's site."""
    audited(town.site(), found(code, "https://so.example.vn/tep/a.pdf"))
    return Finding.objects.get()
