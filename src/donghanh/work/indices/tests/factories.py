"""The reviewed figures, and a plan with the ten targets as facts: names, baselines, targets; no official wording."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import ZONE
from donghanh.work.indices.models import Edition, Province, Score
from donghanh.work.plan import services as plans
from donghanh.work.plan.models import Plan
from donghanh.work.plan.tests import factories as plan_rows

OWN = "Lạng Sơn"
# Name, baseline 2022, target 2023: the plan's figures.
TARGETS = (
    ("Tiếp cận đất đai", "6.42", "7.2"),
    ("Chi phí thời gian", "6.62", "7.8"),
    ("Tính năng động của chính quyền tỉnh", "7.25", "7.5"),
    ("Chính sách hỗ trợ doanh nghiệp", "5.55", "6.5"),
    ("Gia nhập thị trường", "7.2", "7.5"),
    ("Tính minh bạch", "6.38", "7.5"),
    ("Chi phí không chính thức", "7.67", "8"),
    ("Cạnh tranh bình đẳng", "6.82", "7"),
    ("Đào tạo lao động", "5.94", "6.5"),
    ("Thiết chế pháp lý và an ninh trật tự", "7.89", "8"),
)
GREEN = (
    ("Giảm thiểu ô nhiễm môi trường và tác động tiêu cực của biến đổi khí hậu", "5.37", "6"),
    ("Đảm bảo tuân thủ các tiêu chuẩn môi trường tối thiểu", "5.46", "6"),
    ("Thúc đẩy thực hành xanh", "4.57", "5.5"),
    ("Chính sách và dịch vụ hỗ trợ doanh nghiệp trong bảo vệ môi trường", "1.95", "3"),
)
SCORES_2022 = {
    "entry": "7.20", "land": "6.42", "transparency": "6.38", "time": "6.62", "informal": "7.67",
    "bias": "6.82", "proactivity": "7.25", "support": "5.55", "labour": "5.94", "legal": "7.89",
}  # fmt: skip


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """An instant in Viet Nam."""
    return datetime(year, month, day, hour, tzinfo=ZONE)


def edition(slug: str) -> Edition:
    """One edition's row."""
    return Edition.objects.get(slug=slug)


def own() -> Province:
    """The province of these tests."""
    return Province.objects.get(name=OWN)


def score(slug: str, indicator: str, province: str = OWN, source: str = "") -> Score:
    """One standing figure."""
    rows = Score.objects.in_force().filter(edition__slug=slug, province__name=province, indicator=indicator)
    return rows.get(source__code=source) if source else rows.get()


def booklet(**changes: str | None) -> dict[str, Decimal]:
    """A sound booklet of the year after: every part a tenth up, the composite as its parts give it."""
    figures = {key: str(Decimal(value) + Decimal("0.1")) for key, value in SCORES_2022.items()}
    figures |= {"composite": "68.88", "rank": "14"}
    return {k: Decimal(v) for k, v in (figures | changes).items() if v is not None}


def plan_with_targets(agency: Agency) -> Plan:
    """A plan being carried out with all targets; its one duty bears on land."""
    body = plan_rows.compiled(
        plan_rows.duty_row(
            "part_B__sec_I__clause_1__point_a", "Rà soát thủ tục đất đai", lead=[agency.name], index="idx_1"
        ),
        number="124/KH-UBND",
    )
    rows = [("PCI", *row) for row in TARGETS] + [("PGI", *row) for row in GREEN]
    body["indices"] = [
        {"eid": f"idx_{n}", "family": family, "number": str(n), "name": name, "provision": None}
        for n, (family, name, _, _) in enumerate(rows, start=1)
    ]
    body["targets"] = [_target(n, base, goal) for n, (_, _, base, goal) in enumerate(rows, start=1)]
    when = at(2023, 6, 1)
    plan = plans.load_register(body, at=when)
    plans.activate(plan, at=when)
    return plan


def _target(n: int, base: str, goal: str) -> dict[str, Any]:
    return {
        "eid": f"tgt_{n}",
        "index": f"idx_{n}",
        "subject": "",
        "operator": ">=",
        "value": goal,
        "value_max": None,
        "unit": "điểm",
        "year": 2023,
        "delta": str(Decimal(goal) - Decimal(base)),
        "baseline": base,
        "baseline_year": 2022,
        "as_written": f"từ {goal} điểm",
    }
