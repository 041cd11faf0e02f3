"""Small, valid, Vietnamese rows: one plan, three duties, five agencies, the cast of a story."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.test import Client

from donghanh.ground.accounts.models import Post, User
from donghanh.ground.files import api as files
from donghanh.ground.orgs.models import Agency, Revision, Succession
from donghanh.kit.dates import ZONE
from donghanh.record.journal.models import Entry
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation, Plan

_n = count(1)
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECRET = "Chứng cứ riêng của cơ quan A"
REMARK = "Trao đổi riêng giữa A và đầu mối"
SIGNED = date(2023, 6, 1)


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """An instant in Viet Nam."""
    return datetime(year, month, day, hour, tzinfo=ZONE)


def agency(name: str, *, kind: str = "department", command: str = "ordered", **facts: Any) -> Agency:
    """An agency that exists since 2010 unless said otherwise."""
    facts.setdefault("valid_from", date(2010, 1, 1))
    row = Agency(
        code=facts.pop("code", f"co-quan-{next(_n)}"),
        name=name,
        kind=kind,
        command=command,
        verified=True,
        province_code="20",
        source="phép thử",
        **facts,
    )
    row.full_clean()
    row.save()
    Revision.objects.create(at=at(2010, 1, 1), what=f"thêm {name}")
    return row


def succeed(before: Agency, *after: Agency, on: date, basis: str = "Nghị quyết 04 ngày 18/02/2025") -> None:
    """One agency ends, others carry its duties on."""
    before.valid_to = on
    before.save()
    for one in after:
        Succession.objects.create(
            before=before, after=one, effective_on=on, basis=basis, needs_handover=len(after) > 1, verified=True
        )
    Revision.objects.create(at=at(on.year, on.month, on.day), what=f"sắp xếp {before.name}")


def person(name: str, *posts: tuple[str, Agency | None], since: date = date(2020, 1, 1)) -> User:
    """Somebody with posts."""
    user = User(email=f"nguoi{next(_n)}@thu.localhost", full_name=name)
    user.set_password("mot-mat-khau-dai-Du-123")
    user.save()
    for role, where in posts:
        Post.objects.create(user=user, role=role, agency=where, valid_from=since)
    return user


def duty_row(eid: str, title: str, *, lead: list[str], **facts: Any) -> dict[str, Any]:
    """One duty as the compiler writes it."""
    return {
        "eid": eid,
        "assignment": facts.pop("assignment", None),
        "index": facts.pop("index", None),
        "text": facts.pop("text", ""),
        "title": title,
        "lines": [1, 1],
        "lead": lead,
        "supporting": facts.pop("supporting", []),
        "requested": facts.pop("requested", False),
        "group": False,
        "due": facts.pop("due", []),
        "quantities": [],
        "systems": [],
        "references": [],
        **facts,
    }


def due(kind: str, as_written: str, *, day: str | None = None, recurrence: str | None = None) -> dict[str, Any]:
    """One date as the compiler writes it."""
    return {"kind": kind, "date": day, "period": None, "recurrence": recurrence, "as_written": as_written}


def compiled(
    *duties: dict[str, Any], number: str = "07/KH-UBND", signed: date = SIGNED, sha: str = "0" * 64
) -> dict[str, Any]:
    """A compiled plan of an invented province with two indices."""
    places = {d["eid"] for d in duties}
    provisions = [
        {"eid": e, "kind": "point", "label": "a)", "heading": None, "text": "", "lines": [1, 1], "parent": None}
        for e in sorted(places)
    ]
    return {
        "format": "donghanh.plan/1",
        "source": {"name": "ke-hoach.txt", "sha256": sha, "media_type": "text/plain", "lines": 10},
        "document": {
            "issuer": "Ủy ban nhân dân tỉnh Bình Sơn",
            "kind": "kế hoạch",
            "number": number,
            "place": "Bình Sơn",
            "date": signed.isoformat(),
            "title": "Nâng cao năng lực cạnh tranh",
            "signer": {"name": "Nguyễn Văn Ký"},
            "recipients": [],
            "bases": [],
            "annexes": [],
        },
        "provisions": provisions,
        "indices": [
            {"eid": "idx_1", "family": "PCI", "number": "1", "name": "Tiếp cận đất đai", "provision": None},
            {"eid": "idx_2", "family": "PCI", "number": "2", "name": "Chi phí thời gian", "provision": None},
        ],
        "targets": [
            {
                "eid": "tgt_1",
                "index": "idx_1",
                "subject": "Tiếp cận đất đai",
                "operator": ">=",
                "value": "7.2",
                "value_max": None,
                "unit": "điểm",
                "year": 2023,
                "delta": "0.78",
                "baseline": "6.42",
                "baseline_year": 2022,
                "as_written": "từ 7,2 điểm",
            }
        ],
        "assignments": [],
        "duties": list(duties),
        "reporting": [],
        "systems": [],
        "references": [],
        "lint": [],
        "coverage": {"lines": 10, "non_blank": 10, "claimed": 10, "unclaimed": []},
    }


def active_plan(*duties: dict[str, Any], when: datetime | None = None, **facts: Any) -> Plan:
    """A plan whose duties were given out on its signing day."""
    tracked_from = facts.pop("tracked_from", None)
    when = when or at(SIGNED.year, SIGNED.month, SIGNED.day)
    plan = services.load_register(compiled(*duties, **facts), at=when)
    services.activate(plan, at=when, tracked_from=tracked_from)
    plan.refresh_from_db()
    return plan


class Cast:
    """An of agency A, Bình of B, Chi the coordinator, and the others of the house's stories."""

    def __init__(self) -> None:
        self.a = agency("Sở Tài nguyên và Môi trường", code="so-tnmt", short_name="Sở TN&MT")
        self.b = agency("Sở Công Thương", code="so-ct")
        self.focal = agency("Sở Kế hoạch và Đầu tư", code="so-khdt", short_name="Sở KH&ĐT")
        self.court = agency("Tòa án nhân dân tỉnh", code="tand", kind="judicial", command="requested")
        self.province = agency("Ủy ban nhân dân tỉnh", code="ubnd-tinh", kind="province")
        self.an = person("Nguyễn Thị An", ("officer", self.a))
        self.head_a = person("Trần Văn Sơn", ("head", self.a))
        self.binh = person("Lê Văn Bình", ("officer", self.b))
        self.head_b = person("Hoàng Thị Mai", ("head", self.b))
        self.chi = person("Phạm Thị Chi", ("coordinator", self.focal))
        self.office = person("Vũ Văn Phòng", ("office", self.province))
        self.leader = person("Đỗ Thị Lan", ("leader", self.province))
        self.dung = person("Ngô Văn Dũng", ("business", None))
        self.giang = person("Bùi Thị Giang", ("auditor", None))


def simple_plan(**facts: Any) -> Plan:
    """Three duties: one dated for A, one standing for B with A supporting, one asked of the court."""
    return active_plan(
        duty_row(
            "part_B__sec_I__clause_1__point_a",
            "Lập tài liệu hướng dẫn tra cứu đất đai",
            lead=["Sở Tài nguyên và Môi trường"],
            index="idx_1",
            due=[due("before", "trước ngày 15/9/2023", day="2023-09-15")],
        ),
        duty_row(
            "part_B__sec_I__clause_2__point_a",
            "Rút ngắn thời gian cấp phép",
            lead=["Sở Công Thương"],
            supporting=["Sở Tài nguyên và Môi trường"],
            index="idx_2",
        ),
        duty_row(
            "part_B__sec_I__clause_2__point_b",
            "Đẩy nhanh thi hành án",
            lead=["Tòa án nhân dân tỉnh"],
            requested=True,
            due=[due("by", "chậm nhất 30/9/2023", day="2023-09-30")],
        ),
        **facts,
    )


def of(agency_row: Any, **facts: Any) -> Obligation:
    """The obligation that the plan gave an agency."""
    return Obligation.objects.with_context().get(assigned=agency_row, **facts)


def kinds(row: Obligation) -> list[str]:
    """What the journal tells of an obligation, in order."""
    return list(Entry.objects.filter(about_key=row.key).order_by("pk").values_list("kind", flat=True))


def finish(row: Obligation, cast: Cast, *, officer: Any, head: Any, when: datetime) -> Obligation:
    """Reported, proposed, submitted, confirmed: the whole way at one moment."""
    services.report(row, percent=60, text="Đã làm hơn nửa", by=officer, at=when)
    services.propose(row, text="Đã ban hành tài liệu", document_number="12/STNMT", by=officer, at=when)
    services.submit(row, by=head, at=when)
    return services.confirm(row, by=cast.chi, at=when)


def reported(cast: Cast) -> Obligation:
    """A's dated duty, with a report, a file and a remark."""
    row = of(cast.a, role="lead")
    when = at(2026, 11, 2)
    stored = files.store(SECRET.encode(), name="minh chứng riêng.txt", by=cast.an, at=when, purpose="evidence")
    services.report(row, percent=40, text=SECRET, by=cast.an, at=when, evidence=[services.EvidenceInput(file=stored)])
    services.comment(row, text=REMARK, by=cast.an, at=when)
    row.refresh_from_db()
    return row


def client_of(user: Any = None) -> Client:
    """A browser of somebody, or of the public."""
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


def number(value: str) -> Decimal:
    """A decimal."""
    return Decimal(value)
